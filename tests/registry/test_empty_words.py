"""Cells that say that they are empty: read as empty where they can be nothing else, and told."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.registry import Snapshot, content_hash
from living_review.registry.cells import canonical, parse
from living_review.registry.columns import ARMS, RISK_OF_BIAS, TABLES, TRIALS, Column
from living_review.sources import RawTables
from living_review.sources.cell_text import cell_text
from living_review.sources.workbook import read_workbook

Tables = dict[str, list[dict[str, str]]]
Reading = Callable[[Tables], Snapshot]
ERRORS = [
    *("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#VALEUR!", "#NOM?", "#N/D", "#¡VALOR!", "#¿NOMBRE?"),
    *("Err:502", "####", "#n/a", "#GETTING_DATA"),
]
WORDS = [
    *("NA", "N/A", "n/a", "n.a.", "NaN", "nan", "null", "NULL", "None", "not reported", "NR"),
    *(
        "n.r.",
        "Not available",
        "not  applicable",
        "-",
        "–",
        "—",
        ".",
        "?",
        "unknown",
        "<NA>",
        "NaT",
    ),
]
NOT_EMPTY = ["#1", "# of people", "0", "no", "nano", "N/A see notes", "-1", "#hash tag!"]
NUMBER, CHOICE = ARMS.column("sd"), ARMS.column("role")
EXTRA = Column("", "text", "An extra column of trials")


@pytest.mark.parametrize("cell", [*ERRORS, *WORDS])
@pytest.mark.parametrize(
    "column", [NUMBER, CHOICE, ARMS.column("n"), TRIALS.column("date_added"), ARMS.column("score")]
)
def test_what_is_no_number_date_or_choice_is_empty(cell: str, column: Column) -> None:
    assert parse(cell, column) == (None, None)
    assert canonical(f" {cell} ", column) == ""


@pytest.mark.parametrize("cell", [*ERRORS, "NA", "N/A", "NaN", "null"])
@pytest.mark.parametrize("name", ["category", "delivery", "comparator", "notes", "registration"])
def test_text_is_emptied_by_errors_and_not_available(cell: str, name: str) -> None:
    assert parse(cell, TRIALS.column(name)) == (None, None)
    assert parse(cell, EXTRA) == (None, None)


@pytest.mark.parametrize("cell", ["unknown", "None", "not reported", "-", "?"])
def test_words_that_may_be_text_stay_text(cell: str) -> None:
    assert parse(cell, TRIALS.column("category")) == (cell, None)


@pytest.mark.parametrize(
    "column",
    [TRIALS.column("label"), ARMS.column("arm"), ARMS.column("instrument")],
    ids=lambda column: column.name,
)
def test_a_name_may_be_na_and_is_never_an_error(column: Column) -> None:
    assert parse("NA", column) == ("NA", None)
    assert parse("#REF!", column) == (None, None)


def test_an_identifier_is_what_it_is() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.kind == "identifier":
                assert parse("NA", column) == ("NA", None)
    assert parse("#N/A", RISK_OF_BIAS.column("outcome"))[1] is not None


@pytest.mark.parametrize("cell", NOT_EMPTY)
def test_what_holds_something_is_not_emptied(cell: str) -> None:
    assert parse(cell, TRIALS.column("category")) == (cell, None)
    value, fault = parse(cell, NUMBER)
    assert value is not None or fault is not None


@given(st.sampled_from([*ERRORS, *WORDS]), st.sampled_from(["sd", "n", "role", "higher_is_better"]))
def test_blanks_and_capitals_do_not_matter(cell: str, name: str) -> None:
    for written in (cell.upper(), cell.lower(), cell.replace(" ", "\u00a0")):
        assert parse(written, ARMS.column(name)) == (None, None)


def test_each_cell_is_told_with_what_is_written(reading: Reading, tables: Tables) -> None:
    clean = reading(tables)
    tables["trials"][0]["country"] = "#NV"
    tables["trials"][1]["funding"] = "N/A"
    tables["arms"][0]["weeks"] = tables["arms"][1]["weeks"] = "NaN"
    snapshot = reading(tables)
    told = {(q.table, q.row, q.column, q.value, q.rule) for q in snapshot.queries}
    assert told - {(q.table, q.row, q.column, q.value, q.rule) for q in clean.queries} == {
        ("trials", 2, "country", "#NV", "spreadsheet-error"),
        ("trials", 3, "funding", "N/A", "read-as-empty"),
        ("arms", 2, "weeks", "NaN", "read-as-empty"),
        ("arms", 3, "weeks", "NaN", "read-as-empty"),
    }
    assert snapshot.trials.loc[2, "country"] == ""
    assert snapshot.arms["weeks"].isna().sum() == 2


def test_many_cells_of_a_column_are_one_query_that_counts_them(
    reading: Reading, tables: Tables
) -> None:
    for row in tables["arms"]:
        row["notes"] = "NA"
    queries = [q for q in reading(tables).queries if q.rule == "read-as-empty"]
    assert len(queries) == len(tables["arms"]) == 10
    tables["contrasts"][0]["notes"] = "NA"
    tables["arms"] += [{**row, "arm": f"{row['arm']} 2", "n": "41"} for row in tables["arms"][:2]]
    tables["trials"][0]["n_randomised"] = "200"
    told = [q for q in reading(tables).queries if q.rule == "read-as-empty"]
    query, _of_the_contrast = told
    assert f"{len(tables['arms']) - 1} more rows" in query.reason


def test_a_default_that_steps_in_is_told(reading: Reading, tables: Tables) -> None:
    tables["arms"][0]["score"] = "unknown"
    (query,) = (q for q in reading(tables).queries if q.rule == "read-as-empty")
    assert "which means endpoint here" in query.reason


@pytest.mark.parametrize(
    ("cell", "says"),
    [("#N/A", "error of the spreadsheet"), ("NR", "says that nothing is reported")],
)
def test_a_required_cell_is_missing_and_what_is_written_is_told(
    cell: str, says: str, reading: Reading, tables: Tables
) -> None:
    tables["arms"][0]["n"] = cell
    tables["arms"][2]["role"] = cell
    found = {(row.row, row.column): row for row in reading(tables).quarantine}
    for place, rule in (((2, "n"), "n-missing"), ((4, "role"), "cell-missing")):
        assert found[place].rule == rule
        assert found[place].value == cell
        assert says in found[place].sentence


def test_empty_and_said_to_be_empty_have_one_hash(reading: Reading, tables: Tables) -> None:
    before = reading(tables).hash
    tables["trials"][0]["funding"] = "N/A"
    for row in tables["arms"]:
        row["min"] = "#N/A"
    assert reading(tables).hash == before


def test_a_key_that_says_it_is_empty_is_the_key_that_is_empty(
    raw: Callable[[Tables], RawTables], tables: Tables
) -> None:
    tables["arms"][0]["instrument"] = "#N/A"
    other = [dict(row) for row in tables["arms"]]
    other[0]["instrument"] = ""
    assert content_hash(raw(tables)) == content_hash(raw({**tables, "arms": other}))


def test_a_workbook_and_a_database_say_it_alike() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "arms"
    sheet.append(["trial_id", "sd", "n"])
    sheet.append(["A", "#N/A", None])
    assert sheet["B2"].data_type == "e"
    out = io.BytesIO()
    book.save(out)
    (row,) = read_workbook(out.getvalue(), "r.xlsx")["arms"].rows
    stored = ("A", cell_text(float("nan")), cell_text(None))
    for cells in (row, stored):
        names = ("trial_id", "sd", "n")
        said = [canonical(str(c), ARMS.column(name)) for c, name in zip(cells, names, strict=True)]
        assert said == ["A", "", ""]
