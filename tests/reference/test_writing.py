"""How the reference pages word what they are made from, on small schemas, facts and sources."""

from __future__ import annotations

import ast
import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

import pytest

from living_review.ground.errors import LivingReviewError
from living_review.language import Fact
from living_review.language.fact import facts_of, subjects
from living_review.protocol.decision_names import UNTIL
from living_review.reference import __main__ as pages
from living_review.reference import message_sites as sites
from living_review.reference.markdown import code, table
from living_review.reference.message_sites import HOLE, Matcher, Site
from living_review.reference.protocol_page import _default, _Page, _scalar, protocol_page
from living_review.reference.words_page import _meanings, _shown, holds


def test_code_and_tables_are_written_so_that_they_end_where_they_should() -> None:
    assert [code(each) for each in ("", "a", "a`b")] == ["", "`a`", "``a`b``"]
    assert table(("A", "B", "C"), [("1", "", "x|y"), ("", "", "z")]) == (
        "| A | C |\n| --- | --- |\n| 1 | x\\|y |\n|  | z |\n"
    )


NAMED = {"$defs": {"Part": {"properties": {"k": {"type": "string", "description": "K."}}}}}


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"$ref": "#/$defs/Part"}, "the keys below"),
        ({"const": 5}, "`5`"),
        ({"enum": ["a", 2]}, "`a`, `2`"),
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date"}, "a date"),
        ({"type": "string", "pattern": sites.re.escape("x")}, "text"),
        ({"type": "boolean"}, "true or false"),
        (
            {"type": "integer", "minimum": 1, "maximum": 9},
            "a whole number at least 1 and at most 9",
        ),
        (
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
            "a number above 0 and below 0.5",
        ),
        ({"type": "array", "items": {"type": "string"}}, "a list of: text"),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "a list of: text, one at least",
        ),
        (
            {"type": "array", "items": {"$ref": "x/Part"}, "minItems": 2},
            "a list, each with the keys below, one at least",
        ),
        (
            {"type": "array", "items": {}, "prefixItems": [{"type": "number"}, {"type": "number"}]},
            "a list of 2: a number each",
        ),
        ({"type": "object"}, "the keys below"),
        (
            {"type": "object", "propertyNames": {}, "additionalProperties": {"type": "string"}},
            "the same by language",
        ),
        ({"type": "object", "additionalProperties": False}, "the keys below"),
        (
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {"a": {"type": "string"}, "b": {"const": 1}},
            },
            "``{a: text, b: `1`}``",
        ),
        (
            {"type": "object", "additionalProperties": {"$ref": "x/Part"}},
            "names, each with the keys below",
        ),
        (
            {"type": "object", "additionalProperties": {"type": "number"}},
            "names, each with a number",
        ),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text"),
        (
            {"anyOf": [{"type": "string"}, {"type": "number"}, {"const": "x"}]},
            "text or a number or `x`",
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "a list of: text",
        ),
        (
            {
                "anyOf": [
                    {"type": "number"},
                    {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "string"}]}},
                ]
            },
            "a list of: a number or text",
        ),
    ],
)
def test_what_a_key_allows_is_said_in_words(node: dict[str, Any], said: str) -> None:
    assert _Page(NAMED).allowed(node) == said


@pytest.mark.parametrize(
    ("default", "said"),
    [
        *((each, "") for each in (None, "", [], {}, {"a": 1})),
        *((["x", 2], "`x`, `2`"), ("x", "`x`"), (True, "`true`"), (0.5, "`0.5`")),
        *((0, "`0`"), (False, "`false`")),
    ],
)
def test_what_stands_without_a_key_is_said(default: Any, said: str) -> None:
    assert _default({"default": default}) == said
    assert _default({}) == ""


def test_every_key_has_a_row_with_its_place() -> None:
    part = {"type": "string", "description": "A part."}
    keys = {
        "properties": {
            "one": {**part, "default": "x"},
            "many": {"items": {"$ref": "a/Deep"}, "type": "array", "description": "Many."},
            "named": {
                "additionalProperties": {"$ref": "a/Deep"},
                "type": "object",
                "description": "N.",
            },
            "maybe": {"anyOf": [{"$ref": "a/Deep"}, {"type": "null"}], "description": "M."},
        },
        "required": ["one"],
    }
    schema = {
        "$defs": {"Top": keys, "Deep": {"properties": {"d": part}}},
        "properties": {
            "must": {"$ref": "#/$defs/Top", "description": "It must."},
            "may": {"$ref": "#/$defs/Deep", "description": "It may."},
        },
        "required": ["must"],
    }
    text = protocol_page(schema)
    assert "## must\n\nIt must. Required.\n" in text
    assert "## may\n\nIt may. May be left out.\n" in text
    keys_told = [line.split(" | ")[0] for line in text.partition("## must")[2].splitlines()]
    told = [each for each in keys_told if each.startswith("| `")]
    must = ["one", "many", "many[].d", "named", "named.NAME.d", "maybe", "maybe.d"]
    assert told == [*(f"| `must.{each}`" for each in must), "| `may.d`"]
    assert "| `must.one` | yes | text | `x` | A part. |" in text
    assert _scalar({"type": "string"}) == "text"


class Own(Fact):
    """A fact of these tests."""

    subject, macro = "own", "it"


def test_what_a_field_holds_is_said() -> None:
    assert holds(str) == "text"
    assert holds(int) == "whole number"
    assert holds(bool) == "true or false"
    assert holds(dt.date) == "date"
    assert holds(Fact) == "any of these facts"
    assert holds(Literal["zz", "aa"]) == "one of `zz`, `aa`"
    assert holds(tuple[str, ...]) == "list of: text"
    assert holds(tuple[str, int, str]) == "list of: text or whole number"
    assert holds(None | str) == "text or absent"
    assert holds(str | None | int) == "text or whole number or absent"
    assert holds(Own) == "[own.it](#ownit)"
    assert _shown("[a](b) [c](d)") == "[a]\\(b) [c]\\(d)"


def test_every_fact_says_what_each_of_its_fields_means() -> None:
    for subject in subjects():
        for kind in facts_of(subject).values():
            told = _meanings(kind)
            for name in kind.names():
                assert told[name] == " ".join(told[name].split())
                assert told[name], (subject, name)


# The messages of a source.


def texts(source: str) -> list[str]:
    return sites._texts(ast.parse(source, mode="eval").body)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"a"', ["a"]),
        ("5", [HOLE]),
        ('f"a {b}{c} d"', [f"a {HOLE} d"]),
        ('"a" + "b"', ["ab"]),
        ('"a" - "b"', [HOLE]),
        ('("a" if x else "b") + f"{c}"', [f"a{HOLE}", f"b{HOLE}"]),
        ("call()", [HOLE]),
    ],
)
def test_a_text_has_a_hole_for_what_varies(source: str, found: list[str]) -> None:
    assert texts(source) == found


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("it is.", True),
        ("is it?", True),
        ("it is", False),
        ("it.", False),
        ("A B C.", False),
        (f"one two three {HOLE}", False),
        (f"one two three four {HOLE}", True),
        (f"one two: three {HOLE}", True),
    ],
)
def test_a_sentence_is_known_by_its_end_and_its_words(text: str, *, is_one: bool) -> None:
    assert sites._is_sentence(text) is is_one


SOURCE = """
def f():
    "It documents the code."
    raise BadInput(f"It is {x} here.", "It is no more.")
    raise Locked("short")
    raise ValueError("It is of Python.")
    raise _NotPlain(problem="it is plain", problem_mark="m")
    Problem("It has a problem.", "It is second.")
    other("It is called.")
    Fault("It is at", at="It is a fault.")
    yield "It is yielded.", "it also is."
    yield "It stands alone."
    yield
"""


@pytest.mark.parametrize("yielded", [True, False])
@pytest.mark.parametrize("records", [True, False])
def test_messages_are_found_where_they_are_raised(*, yielded: bool, records: bool) -> None:
    found = sorted(sites._raised(ast.parse(SOURCE), yielded=yielded, records=records))
    expected = [
        *((2, f"It is {HOLE} here."), (5, "short"), (2, "it is plain."), (2, "It has a problem.")),
        *([(2, "It is a fault.")] * records),
        *([(2, "It is yielded."), (2, "it also is."), (2, "It stands alone.")] * yielded),
    ]
    assert found == sorted(expected)
    said = list(sites._sentences(ast.parse(SOURCE)))
    assert "It documents the code." not in said
    assert {"It is no more.", "It is called.", f"It is {HOLE} here."} <= set(said)


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("cli/x.py", {"It is raised here.", "a fault is told."}),
        ("registry/cells.py", {"It is raised here."}),
        ("registry/headers.py", {"It is raised here.", "a fault is told.", "it is yielded."}),
        (
            "protocol/x.py",
            {"It is raised here.", "a fault is told.", "it is yielded.", "it is kept."},
        ),
        ("protocol/schema.py", {"It is raised here.", "a fault is told."}),
    ],
)
def test_where_a_module_lies_says_what_of_it_is_a_message(
    tmp_path: Path, module: str, found: set[str]
) -> None:
    file = tmp_path / "x.py"
    file.write_text(
        'raise BadInput("It is raised here.")\nFault("a fault is told.")\nx = "it is kept."\n'
        'def f():\n    yield "it is yielded."\n',
        encoding="utf-8",
    )
    assert {text for _, text in sites._of(file, module)} == found
    file.write_text('x = "it is kept."\n', encoding="utf-8")
    told = {"it is kept."} if module == "protocol/x.py" else set()
    assert {text for _, text in sites._of(file, module)} == told


def site(template: str, module: str = "m/a.py") -> Site:
    return Site(module, 2, template)


@pytest.mark.parametrize(
    ("template", "sentence", "fits"),
    [
        ("It is so.", "It is so.", True),
        ("It is so.", "a.csv: It is so.", True),
        ("It is so.", "It is so. More.", False),
        (f"It is {HOLE}.", "It is so.", True),
        (f"It is {HOLE}, or {HOLE}.", "It is so, or not.", True),
        (f"It is {HOLE}, or {HOLE}.", "or, It is so.", False),
        (f"ab{HOLE}ba", "aba", False),
        (f"a{HOLE}", "ba", True),
    ],
)
def test_a_sentence_is_the_message_whose_pieces_it_has(
    template: str, sentence: str, *, fits: bool
) -> None:
    found = Matcher([site(template)]).of(sentence)
    assert bool(found) is fits


def test_of_two_messages_the_closer_is_taken_from_each_file() -> None:
    near, far = site(f"It is {HOLE} here."), site(f"It {HOLE}.")
    other = site(near.template, "m/b.py")
    matcher = Matcher([far, near, other])
    assert set(matcher.of("It is so here.")) == {near, other}
    assert matcher.of("It was.") == (far,)
    assert matcher.of(f"It is so here; {UNTIL}")[:1] in ((), (near,), (other,))
    assert (near.room, near.name, near.weight) == ("m", "m/it-is-here", len("It is  here."))
    assert site("One's 2 three four five six seven eight").name == (
        "m/ones-2-three-four-five-six-seven"
    )


@pytest.mark.parametrize(
    ("template", "is_message"),
    [
        ("twelve letters", True),
        ("x" * 12, True),
        ("x" * 11, False),
        (f"{'x' * 11}{HOLE}", False),
        ("such as this or that", False),
        ("; and more of it comes", False),
        ("it is; and more of it", True),
    ],
)
def test_what_is_put_at_the_end_of_a_message_is_none(template: str, *, is_message: bool) -> None:
    assert sites._is_message(site(template)) is is_message


def test_the_messages_of_the_program_are_each_told_once_a_file() -> None:
    every = sites.sites()
    assert len(every) == len(set(every)) > 300
    assert list(every) == sorted(every)
    assert {each.exit_code for each in every} <= {
        kind.exit_code for kind in sites._KINDS.values()
    } | {2}
    assert issubclass(sites._KINDS["BadInput"], LivingReviewError)
    assert not any("{}" in each.template or "  " in each.template for each in every)


def test_each_page_is_written_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reference").mkdir()
    written = {"reference/a.md": lambda registry: f"é {registry.name}\n"}
    monkeypatch.setattr(pages, "PAGES", written)
    pages.main(tmp_path, Path("r/registry"))
    assert (tmp_path / "reference" / "a.md").read_bytes() == "é registry\n".encode()
    schema = pages._schema_page(tmp_path)
    assert schema.endswith("}\n")
    assert schema.startswith('{\n "')
    assert "\\u" not in schema or json.loads(schema)
