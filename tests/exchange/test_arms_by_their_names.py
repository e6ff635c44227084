"""Columns whose arm is a name of its own, beside columns that say no arm; and rows of no study."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from living_review.exchange.wide import words
from living_review.exchange.wide.grouping import _with_named_arms
from living_review.exchange.wide.lines import Lines
from living_review.exchange.wide.selecting import Selecting


@pytest.mark.parametrize(
    ("names", "arms"),
    [
        (("mean", "sd", "CBT mean", "CBT sd"), ("", "", "", "")),
        (("CBT mean", "CBT sd", "ACT mean", "ACT sd"), ("cbt", "cbt", "act", "act")),
        (("CBT mean", "CBT sd", "ACT mean"), ("", "", "")),
        (("CBT mean", "ACT mean", "DBT mean"), ("", "", "")),
        (
            ("CBT mean", "CBT sd", "control mean", "control sd"),
            ("cbt", "cbt", "control", "control"),
        ),
        (("mean", "sd", "control mean", "control sd"), ("", "", "control", "control")),
        (("CBT mean", "control mean", "control sd"), ("", "control", "control")),
    ],
)
def test_names_are_arms_where_what_is_beside_them_says_so(
    names: tuple[str, ...], arms: tuple[str, ...]
) -> None:
    made = _with_named_arms({name: words.meaning(name) for name in names})
    assert tuple(made[name].arm.casefold() for name in names) == arms


def lines(*studies: str) -> Lines:
    grid: Any = SimpleNamespace(name="RoB")
    table: Any = SimpleNamespace(grid=grid)
    rows: Any = tuple(SimpleNamespace(study=each) for each in studies)
    return Lines(table, "s.xlsx[RoB]", rows, ())


def test_rows_of_studies_of_which_nothing_was_selected_are_told_by_their_number() -> None:
    selecting = Selecting({"arm": ["CBT"]}, "s.xlsx", {"ames 2001"})
    kept, told = selecting._of_studies(lines("Ames 2001", "Baker 2002", "Chen 2003"))
    assert [each.study for each in kept.lines] == ["Ames 2001"]
    [remark] = told
    assert (remark.kind, remark.where, remark.count) == ("not mapped", "RoB", 2)
    assert remark.reason == "rows are selected (where), and none of these studies."
    assert selecting._of_studies(lines("Ames 2001"))[1] == ()
