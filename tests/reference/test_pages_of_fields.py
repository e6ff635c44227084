"""How the pages of findings.json and of the registry word a field and a column, kind by kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from living_review.reference.findings_page import INTRODUCTION, _types, findings_page
from living_review.reference.registry_page import (
    LONGEST_EXAMPLE,
    _about,
    _example,
    _holds,
    _meaning,
    _required,
    registry_page,
)
from living_review.registry import TABLES
from living_review.registry.columns import DOMAINS, JUDGEMENTS, Column, Table
from living_review.sources import RawTable, RawTables


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"$ref": "#/$defs/Part"}, ["[Part](#part)"]),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, ["text", "null"]),
        ({"enum": ["a", 2]}, ["`a`, `2`"]),
        ({"const": 5}, ["`5`"]),
        ({"type": "array", "items": {"type": "number"}}, ["list of number"]),
        ({"type": "array"}, ["list of anything"]),
        (
            {"type": "array", "prefixItems": [{"type": "number"}, {"anyOf": [{}, {"const": 1}]}]},
            ["list of number, anything or `1`"],
        ),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            ["names, each with whole number"],
        ),
        ({"type": "object", "additionalProperties": True}, ["object"]),
        ({"type": "string", "format": "date"}, ["date"]),
        ({"type": "string", "format": "date-time"}, ["date and time"]),
        ({"type": "boolean"}, ["true or false"]),
        ({}, ["anything"]),
    ],
)
def test_what_a_field_may_be_is_said(node: dict[str, Any], said: list[str]) -> None:
    assert list(_types(node)) == said


def test_every_part_of_the_findings_has_a_table() -> None:
    field = {"type": "string", "description": "It  is\nhere."}
    schema = {
        "properties": {"a": field, "b": {"type": "number"}},
        "required": ["a"],
        "$defs": {
            "One": {"description": "First\n  line.\n\nFor us.", "properties": {"c": field}},
            "Two": {"properties": {}},
        },
    }
    assert findings_page(schema) == "\n".join(
        (
            INTRODUCTION,
            "## The whole file\n",
            "| Field | Is | Older files | Holds |\n| --- | --- | --- | --- |\n"
            "| `a` | text |  | It is here. |\n| `b` | number | may lack it |  |\n",
            "## One\n",
            "First line.\n",
            "| Field | Is | Older files | Holds |\n| --- | --- | --- | --- |\n"
            "| `c` | text | may lack it | It is here. |\n",
            "## Two\n",
            "|  |\n|  |\n",
        )
    )


def column(**more: Any) -> Column:
    return Column(**{"name": "c", "kind": "text", "meaning": "M", **more})


def test_a_column_says_when_it_is_needed_what_it_holds_and_means() -> None:
    assert _required(column()) == ""
    assert _required(column(required=True)) == "yes"
    assert _required(column(required=True, unless=("a", "b"))) == (
        "yes, unless `a` and `b` are filled in"
    )
    assert _required(column(required=True, unless=("a",), instead="d")).endswith(
        "`a` are filled in, or `d` is"
    )
    assert _required(column(unless=("a",))) == ""
    assert _holds(column(allowed=("x", "y"))) == "one of `x`, `y`"
    assert [_holds(column(kind=each)) for each in ("whole", "month")] == [
        "whole number",
        "month or date",
    ]
    assert _meaning(column()) == "M"
    assert _meaning(column(default=True)) == "M; true where the cell is empty"
    assert _meaning(column(default=0.95)) == "M; 0.95 where the cell is empty"
    assert _meaning(column(default="Few")) == "M; Few where the cell is empty"


def about(**more: Any) -> list[str]:
    given = {"name": "t", "meaning": "M", "columns": (column(),), "key": ("a", "b", "c"), **more}
    return list(_about(Table(**given)))


def test_a_table_says_what_is_once_in_it_and_whether_it_may_be_missing() -> None:
    assert about() == ["M.", "No two rows agree in all of `a`, `b` and `c`."]
    assert about(key=("a",))[1] == "No two rows have the same `a`."
    assert about(optional=True)[2:] == ["The table may be missing."]
    for name in ("arms", "contrasts"):
        assert about(optional=True, name=name)[2:] == [
            "The table may be missing, but not both arms.csv and contrasts.csv."
        ]
    assert about(extra_columns=True)[2].startswith("Further columns are allowed")
    tools = about(name="risk_of_bias")[2:]
    assert len(tools) == len(DOMAINS)
    for tool, said in zip(DOMAINS, tools, strict=True):
        assert said == (
            f"Domains of {tool}: {', '.join(DOMAINS[tool])}; its judgements: "
            f"{', '.join(JUDGEMENTS[tool])}."
        )


def test_an_example_is_the_first_and_short() -> None:
    own = column()

    def of(*cells: str) -> str:
        rows = tuple((each, "other") for each in cells)
        return _example(own, RawTable("t", "t.csv", ("c", "d"), rows, tuple(range(len(rows)))))

    assert of("", "x", "y") == "x"
    assert of("a" * LONGEST_EXAMPLE, "x") == "a" * LONGEST_EXAMPLE
    assert of("a" * (LONGEST_EXAMPLE + 1), "x") == "a" * (LONGEST_EXAMPLE - 1) + "…"
    assert of(" a\n b ") == "a b"
    assert of("") == ""
    assert _example(own, None) == ""
    assert _example(column(name="z"), RawTable("t", "t.csv", ("c",), (("x",),), (2,))) == ""
    empty = RawTables({}, dt.datetime(2026, 11, 29, tzinfo=dt.UTC))
    text = registry_page(empty)
    assert [f"## {name}.csv" in text for name in TABLES] == [True] * len(TABLES)
