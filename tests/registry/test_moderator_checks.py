"""A column that cannot be regressed on or shown is asked about by its name, with the remedy."""

from __future__ import annotations

import datetime as dt

import pytest

from living_review.protocol import parse_protocol
from living_review.registry import Snapshot, read
from living_review.sources import RawTable, RawTables

PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {population: people, intervention: i, comparator: c}
timepoints: [{id: post, label: Post}]
comparisons: [{id: main, label: Main, intervention: i, comparator: c}]
outcomes: [{id: mood, label: Mood, measure: SMD, better: higher}]
"""
FIXED = ("trial_id", "label", "year", "status", "date_added")
ARMS = ("trial_id", "outcome", "timepoint", "higher_is_better", "arm", "role", "n")
RULES = ("moderator-not-a-number", "column-empty", "step-out-of-range")


def asked(keys: str, cells: list[str], column: str = "dose") -> Snapshot:
    """Read trials that have a column with these cells."""
    rows = tuple(
        (f"T{i}", f"Trial {i}", str(2000 + i), "included", "2020-01-01", cell)
        for i, cell in enumerate(cells)
    )
    trials = RawTable(
        "trials", "trials.csv", (*FIXED, column), rows, tuple(range(2, 2 + len(rows)))
    )
    arms = RawTable("arms", "arms.csv", ARMS, (), ())
    raw = RawTables({"trials": trials, "arms": arms}, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    return read(raw, parse_protocol(PROTOCOL + keys))


def told(keys: str, cells: list[str], column: str = "dose") -> list[str]:
    """What is said of it, with where."""
    queries = asked(keys, cells, column).queries
    return [f"{q.table} {q.column}: {q.reason}" for q in queries if q.rule in RULES]


MODERATOR = "analysis: {moderators: [COLUMN]}\n"


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        ("date_of_start", ["2001-05-01", "2002-06-01"], "holds dates ('2001-05-01')"),
        ("completed", ["2001-05", "2002-06-30"], "holds dates ('2001-05')"),
        ("design", ["parallel", "cluster"], "subgroups instead of moderators"),
        ("category", ["x", "y"], "subgroups instead of moderators"),
        ("flag", ["true", "false"], "subgroups instead of moderators"),
        ("dose", ["", "NA"], "no trial has a value in the column 'dose' of trials.csv"),
    ],
)
def test_a_column_without_a_number_is_asked_about_once(
    column: str, cells: list[str], said: str
) -> None:
    (only,) = told(MODERATOR.replace("COLUMN", column), cells, column)
    assert only.startswith("protocol analysis.moderators[1]: ")
    assert said in only
    assert f"'{column}'" in only


@pytest.mark.parametrize("column", ["date_added", "status", "trial_id", "label"])
def test_a_column_of_another_type_is_no_traceback(column: str) -> None:
    (only,) = told(MODERATOR.replace("COLUMN", column), ["1", "2"])
    assert f"'{column}'" in only


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("1,5", "write decimals with a point"),
        ("20%", "this is a percentage; write the number itself"),
        ("12*", "write 12 alone"),
        ("high", "write it in digits alone"),
        ("2e15", "larger than any that is measured"),
    ],
)
def test_what_is_wrong_with_a_cell_is_said_with_its_remedy(cell: str, remedy: str) -> None:
    (only,) = told(MODERATOR.replace("COLUMN", "dose"), ["1", "2", cell])
    assert only.startswith("trials dose: ")
    assert remedy in only
    assert only.endswith("until then the trial takes no part in the meta-regression.")


@pytest.mark.parametrize("cells", [["1", "2"], ["−1.5", "+2"], ["1e3", ".5"], ["3", "NA"]])
def test_numbers_however_they_are_written_are_not_asked_about(cells: list[str]) -> None:
    assert told(MODERATOR.replace("COLUMN", "dose"), cells) == []


@pytest.mark.parametrize(
    ("per", "cells", "said"),
    [
        ("0.0001", ["13", "55", "33"], "write a step from 0.042 to 42"),
        ("1000000000", ["13", "55", "33"], "the slope is told for 10 instead"),
        ("43", ["13", "55", "33"], "go from 13 to 55"),
        ("42", ["13", "55", "33"], None),
        ("10", ["13", "55", "33"], None),
        ("0.2", ["0", "1", "1"], "two values of 'dose' only, so the slope is told from 0 to 1"),
        ("1", ["0", "1", "1"], None),
        ("5", ["3", "3"], None),
    ],
)
def test_a_step_that_does_not_fit_the_values_is_asked_about(
    per: str, cells: list[str], said: str | None
) -> None:
    found = told(f"analysis: {{moderators: [{{column: dose, per: {per}}}]}}\n", cells)
    assert len(found) == (said is not None)
    assert all(said in each for each in found if said)


def test_an_empty_column_is_not_left_out_in_silence() -> None:
    keys = "show: [dose, {column: funding, forest: true}]\nanalysis: {moderators: [dose]}\n"
    assert [each.partition(":")[0] for each in told(keys, ["", ""])] == [
        *("protocol show[1]", "protocol show[2]", "protocol analysis.moderators[1]"),
    ]
    assert [each.partition(":")[0] for each in told(keys, ["1", ""])] == [
        "protocol show[2]",
    ]
