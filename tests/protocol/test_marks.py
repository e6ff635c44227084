"""YAML as a protocol takes it: the line of every key, and what is refused, at its bounds."""

from __future__ import annotations

import math
import sys

import pytest

from living_review.ground.errors import ProtocolError
from living_review.protocol import marks
from living_review.protocol.marks import key_path, line_of, read_keys, read_yaml


def test_each_key_and_item_has_the_line_that_it_stands_on() -> None:
    text = "\na: 1\nb:\n  - x\n  - c: 2019-07-12\n    1: =\n    d: <<\n"
    document, lines = read_yaml(text, "p")
    assert document == {"a": 1, "b": ["x", {"c": "2019-07-12", "1": "=", "d": "<<"}]}
    with pytest.raises(ProtocolError, match="p, line 2: a key must be a word"):
        read_yaml("a: 1\n<<: 2\n", "p")
    assert lines[()] == 2
    assert (lines["a",], lines["b",], lines["b", 0], lines["b", 1]) == (2, 3, 4, 5)
    assert (lines["b", 1, "c"], lines["b", 1, "1"]) == (5, 6)


def test_a_path_is_written_as_people_do_and_has_the_line_of_what_is_around_it() -> None:
    assert key_path(("outcomes", 1, "measure")) == "outcomes[2].measure"
    assert key_path((0, "a", 9)) == "[1].a[10]"
    assert key_path(()) == ""
    lines = {(): 4, ("a",): 7, ("a", 0, "b"): 9}
    for path, line in ((("a", 0, "b"), 9), (("a", 0, "c"), 7), (("z",), 4), (("a", 0, "b", 1), 9)):
        assert line_of(path, lines) == line
    assert line_of(("a",), {}) == 1


@pytest.mark.parametrize(("depth", "fits"), [(20, True), (21, False)])
@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_a_protocol_has_at_most_so_many_levels(depth: int, fits: bool, opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    text = f"a: {opening * (depth - 1)}1{closing * (depth - 1)}"
    if fits:
        read_yaml(text, "p.yml")
    else:
        with pytest.raises(ProtocolError, match=r"p\.yml, line 1, a\S*: nested too deeply"):
            read_yaml(text, "p.yml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0x1F", 31),
        (str(int(sys.float_info.max)), int(sys.float_info.max)),
        (str(int(sys.float_info.max) * 2), math.inf),
        (f"-{int(sys.float_info.max) * 2}", -math.inf),
    ],
)
def test_a_whole_number_that_no_review_can_have_is_infinite(written: str, value: float) -> None:
    assert read_yaml(f"a: {written}", "p")[0] == {"a": value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "p, line 2: the key 'a' is already given on line 1; keep one"),
        ("a: {b: 1, b: 2}\n", r"p, line 1: the key 'a\.b' is already given on line 1"),
        ("a: &x 1\n", "p, line 1: anchors and aliases are not allowed"),
        ("b: 1\na: *x\n", "p, line 2: anchors and aliases are not allowed"),
        ("\na: !!str 1\n", r"p, line 2: the tag .* is not allowed"),
        ("? [a]\n: 1\n", "p, line 1: a key must be a word"),
        ("a:\n  {b: 1}: 2\n", "p, line 2: a key must be a word"),
        ("", "p is empty; write the protocol"),
        ("# nothing\n", "p is empty"),
        ("a: 0o\nb: 08_\n", None),
        ("a: 1\n---\nb: 2\n", "p, line 2"),
        ("a: [1\n", "p, line"),
    ],
)
def test_what_a_protocol_has_no_use_for_is_refused_at_its_line(text: str, said: str | None) -> None:
    if said is None:
        read_yaml(text, "p")
    else:
        with pytest.raises(ProtocolError, match=said):
            read_yaml(text, "p")


def test_the_rest_is_read_where_a_key_stands_twice() -> None:
    document, lines, repeated = read_keys("a: 1\nb: {c: 1}\na: 3\n", "p")
    assert document == {"a": 1, "b": {"c": 1}}
    assert lines["b", "c"] == 2
    assert [(each.file, each.line, each.key) for each in repeated] == [("p", 3, "a")]


@pytest.mark.parametrize(
    ("text", "alike"),
    [("a: 1", True), ("a: b?", True), ("a: {b: c?}", False), ("a: [b?]", False), ("a:\tb", False),
     ("\ufeffa: 1", False), ("a: {b: 1}", True), ("a: [1]", True)],
)  # fmt: skip
def test_what_the_quick_reader_takes_otherwise_is_not_given_to_it(text: str, alike: bool) -> None:
    assert marks._read_alike(text) == alike
