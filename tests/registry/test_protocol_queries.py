"""Queries about the protocol point at its file, line and key, and can be seen like others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registry.conftest import PROTOCOL

from living_review.protocol import parse_protocol
from living_review.registry import read
from living_review.registry.seen import COLUMNS, rows_of
from living_review.registry.signed_rows import rows_in

SIGNED = {"reason": "So it is meant", "by": "A. Reader", "date": "2026-11-20"}
FILTER = "include: {category: [group]}"


@pytest.fixture
def asked(tables, raw):
    """Give the queries about a protocol after a part of it is written otherwise."""

    def found(instead=FILTER, *changes, seen=(), text=PROTOCOL):
        for change in changes:
            change(tables)
        lines = [",".join(COLUMNS)]
        lines += [",".join(f'"{ {**SIGNED, **row}[name] }"' for name in COLUMNS) for row in seen]
        rows = rows_in("\n".join(lines).encode(), Path("queries.csv"), COLUMNS)
        protocol = parse_protocol(text.replace(FILTER, instead))
        return [
            query
            for query in read(raw(tables), protocol, seen=rows).queries
            if query.table in ("protocol", "queries")
        ]

    return found


def weight(tables):
    """Let trial A report an outcome in points that nothing names."""
    tables["arms"] += [{**row, "outcome": "weight"} for row in tables["arms"][4:6]]


def test_a_query_names_file_line_key_and_value(asked):
    (query,) = asked("include: {category: [group, grup]}")
    assert query.sentence == (
        "data/protocol.yml, line 9, comparisons[main].include.category: found 'grup'; the filter "
        "lets trials in by this value, which no trial has — did you mean 'group'?"
    )
    assert (query.table, query.file, query.key) == ("protocol", "data/protocol.yml", "")


def test_the_line_is_that_of_the_value_where_it_has_one(asked):
    text = PROTOCOL.replace(
        "  - {id: main, label: Main, intervention: i, comparator: c, include: {category: [group]}}",
        "  - id: main\n    label: Main\n    intervention: i\n    comparator: c\n"
        "    include:\n      category:\n        - group\n        - choir",
    )
    assert [(query.value, query.row) for query in asked(text=text)] == [("choir", 16)]


def test_a_value_that_leaves_trials_out_is_told_as_such(asked):
    (query,) = asked(f"{FILTER}, exclude: {{population: [children]}}")
    assert query.column == "comparisons[main].exclude.population"
    assert "leaves trials out by this value, which no trial has" in query.reason


def test_every_place_that_names_a_value_is_named(asked):
    more = "{id: own, label: Own, include: {category: [grup, group]}}"
    text = PROTOCOL.replace("analysis: {", f"analysis: {{sensitivity: [common, {more}], ")
    found = asked("include: {category: [group, grup]}", text=text)
    assert [query.column for query in found] == [
        "comparisons[main].include.category",
        "analysis.sensitivity[own].include.category",
    ]


@pytest.mark.parametrize("value", ["Group", "GROUP", "' group  '", "ｇｒｏｕｐ"])
def test_a_value_that_a_filter_matches_is_no_query_however_it_is_spelt(asked, value):
    assert asked(f"include: {{category: [{value}]}}") == []


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("category", "waiting\u2013list", "Waiting-List"),
        ("category", "in\u00a0person", "In  person"),
        ("year", "2012", "2012"),
        ("dose", "10.0", "10"),
        ("n_randomised", "150", "150"),
    ],
)
def test_words_and_numbers_are_compared_as_filters_compare_them(asked, column, cell, value):
    def change(tables):
        for row in tables["trials"]:
            row[column] = cell

    assert asked(f"include: {{{column}: [{value}]}}", change) == []


@pytest.mark.parametrize("value", ["groups", "gruop", "group therapy", "g roup"])
def test_another_word_is_a_query(asked, value):
    (query,) = asked(f"include: {{category: [group, {value}]}}")
    assert (query.rule, query.value) == ("filter-matches-nothing", value)


def test_any_value_needs_no_trial(asked):
    assert asked("include: {category: any}") == []


def test_a_value_of_a_trial_that_is_set_aside_is_spelt_right(asked):
    def change(tables):
        tables["trials"][2].update(category="choir", year="1")

    assert asked("include: {category: [group, choir]}", change) == []


def test_a_query_about_the_protocol_can_be_seen(asked):
    row = next(rows_of(asked(FILTER, weight)))
    assert (row["table"], row["key"], row["column"]) == ("protocol", "", "outcomes[weight].unit")
    (query,) = asked(seen=[row])
    assert query.seen is not None
    assert query.seen.reason == SIGNED["reason"]


def test_it_stays_seen_when_lines_and_outcomes_come_before_it(asked):
    row = next(rows_of(asked(FILTER, weight)))
    first = "  - {id: new, label: New, measure: RR, better: lower}\n  - id: mood\n"
    (query,) = asked(seen=[row], text=PROTOCOL.replace("  - id: mood\n", first))
    assert query.row == 25
    assert query.seen is not None


def test_it_is_open_again_when_its_value_changes(asked):
    def harm(tables):
        tables["arms"] += [{**row, "outcome": "harm"} for row in tables["arms"][8:10]]

    row = next(rows_of(asked(FILTER, harm)))
    assert row["value"] == "0.4"
    text = PROTOCOL.replace("thresholds: {small: 0.4,", "thresholds: {small: 0.5,")
    query, notice = asked(seen=[row], text=text)
    assert query.seen is None
    assert notice.rule == "seen-value-changed"
    assert "the protocol has '0.5' by now" in notice.reason


def test_where_it_is_written_is_no_part_of_a_protocol():
    assert parse_protocol(PROTOCOL) == parse_protocol(f"# A remark\n{PROTOCOL}")


@pytest.mark.parametrize(
    ("was", "becomes", "key", "of"),
    [
        ("label: Pain,", 'label: "mood ",', "outcomes[pain].label", "the outcome 'mood'"),
        (
            "  - {id: post, label: Post, weeks: [0, 60]}",
            "  - {id: post, label: Re‐test, weeks: [0, 60]}\n  - {id: late, label: re–test}",
            "timepoints[late].label",
            "the time point 'post'",
        ),
    ],
)
def test_what_readers_cannot_tell_apart_is_told(asked, was, becomes, key, of):
    found = asked(text=PROTOCOL.replace(was, becomes, 1))
    (query,) = [each for each in found if each.rule == "labels-alike"]
    assert query.column == key
    assert f"{of} is called the same" in query.reason
