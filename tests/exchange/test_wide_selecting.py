"""Rows of a workbook that are selected, where not every sheet has the column."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import Workbook

from living_review.exchange.standing import imported_again
from living_review.exchange.tabulate import Imported
from living_review.ground.errors import BadInput

RESULTS = ["Study", "IG n", "IG Mean", "IG SD", "KG n", "KG Mean", "KG SD"]
FIGURES = [30, 9.5, 2.25, 31, 10.5, 2.5]
MAPPING = """\
study: {label: Study, sheet: Studies}
results:
  - outcome: mood
    timepoint: post
    higher_is_better: false
    sheet: Mood
    arms:
      - {arm: IG, role: intervention, columns: {n: IG n, mean: IG Mean, sd: IG SD}}
      - {arm: KG, role: control, columns: {n: KG n, mean: KG Mean, sd: KG SD}}
risk_of_bias:
  tool: RoB2
  sheet: RoB
  columns: {overall: Overall}
"""


def book(studies: list[list[Any]], mood: list[list[Any]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    judged = [["Study", "Overall"], ["Adams 2001", "Low"], ["Baker 2002", "High"]]
    for name, lines in (("Studies", studies), ("Mood", mood), ("RoB", judged)):
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content: bytes, **where: list[str]) -> Imported:
    return imported_again(
        content,
        "s.xlsx",
        "wide",
        mapping=(MAPPING.encode(), "data/mapping.yml"),
        where=where,
        first=True,
        pulled_at=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
    )


def trials(found: Imported, table: str) -> list[str]:
    own = found.tables[table]
    return [row[own.columns.index("trial_id")] for row in own.rows]


BOTH = [["Study", "In"], ["Adams 2001", "yes"], ["Baker 2002", "no"]]


def test_studies_that_are_not_selected_are_in_no_other_sheet_either() -> None:
    mood = [RESULTS, ["Adams 2001", *FIGURES], ["Baker 2002", *FIGURES]]
    found = read(book(BOTH, mood), In=["yes"])
    assert trials(found, "trials") == ["Adams_2001"]
    assert trials(found, "arms") == ["Adams_2001"] * 2
    assert trials(found, "risk_of_bias") == ["Adams_2001"]
    told = {(each.where, each.count) for each in found.report if "none of these" in each.reason}
    assert told == {("Mood", 1), ("RoB", 1)}
    assert len(trials(read(book(BOTH, mood)), "trials")) == 2


def test_a_sheet_of_results_may_have_the_column_alone() -> None:
    mood = [
        [*RESULTS, "Final"],
        ["Adams 2001", 40, *FIGURES[1:], "no"],
        ["Adams 2001", *FIGURES, "yes"],
        ["Baker 2002", *FIGURES, "Yes"],
    ]
    content = book([["Study"], ["Adams 2001"], ["Baker 2002"]], mood)
    found = read(content, Final=["yes"])
    assert trials(found, "arms") == ["Adams_2001", "Adams_2001", "Baker_2002", "Baker_2002"]
    assert trials(found, "risk_of_bias") == ["Adams_2001", "Baker_2002"]
    with pytest.raises(BadInput, match="gives other figures"):
        read(content)


def test_a_column_that_no_sheet_has_is_refused() -> None:
    mood = [RESULTS, ["Adams 2001", *FIGURES]]
    with pytest.raises(BadInput, match=r"names the column 'Inn', which s\.xlsx has not"):
        read(book(BOTH, mood), Inn=["yes"])
