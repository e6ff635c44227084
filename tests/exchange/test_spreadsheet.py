"""CSV for spreadsheets: nothing runs, and the cells come back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.exchange.spreadsheet import registry_files
from living_review.ground.spreadsheet import MARK, guarded
from living_review.sources import RawTable, RawTables


@given(st.text())
def test_taking_one_apostrophe_away_gives_any_cell_back(cell: str) -> None:
    assert guarded(cell).removeprefix(MARK) == cell


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1+1", "'=1", "'"],
)
def test_a_cell_that_would_run_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == "'" + cell
    assert guarded(cell).removeprefix(MARK) == cell


@pytest.mark.parametrize(
    "cell", ["-2.06", "+1", "-0,5", "1e-8", "", "text", "10.1/x", "2019-01-01"]
)
def test_numbers_and_plain_text_are_left_alone(cell: str) -> None:
    assert guarded(cell) == cell


def test_every_table_is_a_file_of_its_own(pulled_at) -> None:
    table = RawTable("trials", "trials.csv", ("trial_id", "=x"), (("A", '@"b",\n'),), (2,))
    files = registry_files(RawTables({"trials": table}, pulled_at))
    assert set(files) == {"registry-trials.csv"}
    rows = list(csv.reader(io.StringIO(files["registry-trials.csv"], newline="")))
    assert rows == [["trial_id", "'=x"], ["A", '\'@"b",\n']]
