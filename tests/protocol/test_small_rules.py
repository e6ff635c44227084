"""What a protocol names twice, or names and has not, at every place; what stands in for a fault."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any, Literal

import pytest
import yaml

from living_review.ground.errors import ProtocolError
from living_review.protocol import parse_protocol
from living_review.protocol.models import Protocol
from living_review.protocol.partly import (
    _field,
    _mend,
    _names_an_item,
    _NothingStandsIn,
    _part,
    _stand_in,
)

PLAIN: dict[str, Any] = yaml.safe_load("""
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}, {id: late, label: Late}]
comparisons:
  - {id: a, label: A, intervention: i, comparator: c, outcomes: [md]}
  - {id: b, label: B, intervention: i, comparator: c, outcomes: [md, or]}
outcomes:
  - {id: md, label: Points, measure: MD, better: higher}
  - {id: or, label: Death, measure: OR, better: lower}
analysis:
  subgroups: [kind, age]
  sensitivity:
    - {id: s, label: S, tau2: DL, outcomes: [md]}
    - {id: t, label: T, tau2: PM}
""")


def told(document: dict[str, Any]) -> dict[str, str]:
    try:
        parse_protocol(yaml.safe_dump(document, sort_keys=False), "p.yml")
    except ProtocolError as error:
        return {each.key or "": str(each) for each in error.parts}
    return {}


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    document = copy.deepcopy(PLAIN)
    around: Any = document
    for part in path[:-1]:
        around = around[part]
    around[path[-1]] = value
    return document


def test_it_is_valid_as_it_stands() -> None:
    assert told(PLAIN) == {}


@pytest.mark.parametrize(
    ("path", "value", "key", "said"),
    [
        (
            ("timepoints", 1, "id"),
            "post",
            "timepoints[2].id",
            "found 'post' a second time, as in item 1",
        ),
        (
            ("comparisons", 1, "id"),
            "a",
            "comparisons[2].id",
            "found 'a' a second time, as in item 1",
        ),
        (
            ("analysis", "sensitivity", 1, "id"),
            "s",
            "analysis.sensitivity[2].id",
            "'s' a second time",
        ),
        (
            ("analysis", "subgroups"),
            ["x", "kind", "x"],
            "analysis.subgroups[3]",
            "as in item 1; keep",
        ),
        (
            ("comparisons", 0, "outcomes"),
            ["or", "md", "or"],
            "comparisons[1].outcomes[3]",
            "as in item 1",
        ),
        (
            ("comparisons", 0, "outcomes"),
            ["or", "mdd"],
            "comparisons[1].outcomes[2]",
            "no outcome has the id 'mdd'",
        ),
        (
            ("comparisons", 0, "outcomes"),
            ["or", "xyzzy"],
            "comparisons[1].outcomes[2]",
            "; known are md and or.",
        ),
        (
            ("analysis", "sensitivity", 0, "outcomes"),
            ["zzz"],
            "analysis.sensitivity[1].outcomes[1]",
            "no outcome has the id 'zzz'",
        ),
        (
            ("analysis", "sensitivity", 0, "outcomes"),
            ["md", "md"],
            "analysis.sensitivity[1].outcomes[2]",
            "found 'md' a second time",
        ),
    ],
)
def test_what_is_named_twice_or_not_known_is_told_at_its_place(
    path: tuple[str | int, ...], value: Any, key: str, said: str
) -> None:
    found = told(changed(path, value))
    assert key in found, found
    assert said in found[key]


def test_what_no_comparison_asks_for_is_told() -> None:
    document = changed(("comparisons", 1, "outcomes"), ["md"])
    assert "every comparison names other outcomes" in told(document)["outcomes[2].id"]
    assert told(changed(("comparisons", 1, "outcomes"), ["or"])) == {}


@pytest.mark.parametrize(
    ("path", "names", "part"),
    [
        ((), False, ()),
        (("analysis",), False, ("analysis",)),
        (("analysis", "tau2"), False, ("analysis",)),
        (("outcomes",), True, ("outcomes",)),
        (("outcomes", 1), True, ("outcomes", 1)),
        (("outcomes", 1, "id"), True, ("outcomes", 1)),
        (("outcomes", 1, "label"), False, ("outcomes", 1)),
        (("timepoints", 0), True, ("timepoints", 0)),
        (("comparisons", 0, "id"), True, ("comparisons", 0)),
        (("review", 0, "id"), False, ("review",)),
    ],
)
def test_what_others_may_name_and_which_part_it_is_of(
    path: tuple[str | int, ...], part: tuple[str | int, ...], *, names: bool
) -> None:
    assert _names_an_item(path) is names
    assert _part(path) == part


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (str, "x"),
        (bool, True),
        (int, 1),
        (float, 0.5),
        (date, "2000-01-01"),
        (Literal["b", "a"], "b"),
        (tuple[int, ...], [1]),
        (tuple[str, str], ["x"]),
        (str | None, "x"),
        (Protocol, {}),
        (dict[str, int], "x"),
    ],
)
def test_the_plainest_value_stands_in(annotation: Any, value: Any) -> None:
    assert _stand_in(annotation) == value


def test_where_nothing_can_stand_in_it_is_said() -> None:
    with pytest.raises(_NothingStandsIn):
        _stand_in(object)
    for document, path in (
        ({"a": 1}, ()),
        ({"a": 1}, (0,)),
        ([1], ()),
        ("text", ("a",)),
        ({"a": "text"}, ("a", "b")),
        ({"a": {}}, ("a", "b", "c")),
        ({"a": [1]}, ("a", 3, "c")),
        (3, ("a", "b")),
    ):
        with pytest.raises(_NothingStandsIn):
            _mend(document, path)


@pytest.mark.parametrize(
    ("path", "left"),
    [
        (("other",), {"review": {"title": 3}, "outcomes": [{"id": 5}]}),
        (("review", "title"), {"review": {"title": "x"}, "other": 1, "outcomes": [{"id": 5}]}),
        (("review", "title", 0), {"review": {"title": "x"}, "other": 1, "outcomes": [{"id": 5}]}),
        (("outcomes", 0, "id"), {"review": {"title": 3}, "other": 1, "outcomes": [{"id": "x"}]}),
        (("review", "nothing"), {"review": {"title": 3}, "other": 1, "outcomes": [{"id": 5}]}),
        (("review",), {"review": {}, "other": 1, "outcomes": [{"id": 5}]}),
        (
            ("timepoints",),
            {"review": {"title": 3}, "other": 1, "outcomes": [{"id": 5}], "timepoints": [{}]},
        ),
    ],
)
def test_a_fault_is_left_out_or_something_stands_in_for_it(
    path: tuple[str | int, ...], left: dict[str, Any]
) -> None:
    document = {"review": {"title": 3}, "other": 1, "outcomes": [{"id": 5}]}
    _mend(document, path)
    if path == ("timepoints",):
        document["timepoints"] = document["timepoints"] and [{}]  # whatever its least item is
    assert document == left


def test_a_field_is_found_by_its_path() -> None:
    assert _field(("nothing",)) is None
    for path in (("review", "title"), ("outcomes", 3, "label"), ("analysis", "tau2")):
        found = _field(path)
        assert found is not None
    assert _field(("outcomes", 3, "label")) == _field(("outcomes", "label"))
    assert _field(("review", "title")) != _field(("review", "authors"))
