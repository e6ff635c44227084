"""The figures of a row of a sheet: which number a cell is, and what a person is told of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from living_review.exchange.wide import figures
from living_review.exchange.wide.figures import decimal_mark, number
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.header import Table
from living_review.exchange.wide.lines import Line, Lines
from living_review.exchange.wide.selecting import Selecting
from living_review.exchange.wide.workbook import Workbook

DOUBT, OTHER, NOBODY = "may mean thousands or decimals", "may mean thousands; write", "several ways"


@pytest.mark.parametrize(
    ("cell", "plain", "comma", "point"),
    [
        *((each, *[each.removeprefix("+")] * 3) for each in ("7", "+7", "-7", "1e5")),
        ("1.50", "1.50", "1.50", "1.50"),
        ("1,5", "1.5", "1.5", "1.5"),
        (",5", ".5", ".5", ".5"),
        ("-,5", "-.5", "-.5", "-.5"),
        ("12.00", "12", "12", "12"),
        ("0,234", "0.234", "0.234", "0.234"),
        ("0.234", "0.234", "0.234", "0.234"),
        (".234", ".234", ".234", ".234"),
        ("1,234", DOUBT, "1.234", OTHER),
        ("-12.345", DOUBT, OTHER, "-12.345"),
        ("999,999", DOUBT, "999.999", OTHER),
        ("1234,567", "1234.567", "1234.567", "1234.567"),
        ("1,2345", "1.2345", "1.2345", "1.2345"),
        ("1,23", "1.23", "1.23", "1.23"),
        ("1.234,5", "1234.5", "1234.5", "1234.5"),
        ("1,234.50", "1234.50", "1234.50", "1234.50"),
        ("1,234.00", "1234", "1234", "1234"),
        ("1,234,567", "1234567", "1234567", "1234567"),
        ("1.234.567", "1234567", "1234567", "1234567"),
        ("1,234,567.5", "1234567.5", "1234567.5", "1234567.5"),
        ("1'234", "1234", "1234", "1234"),
        ("1 234", "1234", "1234", "1234"),
        ("1 234,5", "1234.5", "1234.5", "1234.5"),
        ("1'234.5", "1234.5", "1234.5", "1234.5"),
        ("+1 234 567", "1234567", "1234567", "1234567"),
        ("1,234.567.890", NOBODY, NOBODY, NOBODY),
        ("12,34,567", NOBODY, NOBODY, NOBODY),
        ("1.234'567", NOBODY, NOBODY, NOBODY),
        ("1,5.2", NOBODY, NOBODY, NOBODY),
    ],
)  # fmt: skip
def test_a_number_is_one_whatever_its_marks_or_nobody_can_tell(cell, plain, comma, point) -> None:
    for decimal, wanted in ((None, plain), ("comma", comma), ("point", point)):
        value, why = number(cell, decimal)
        if wanted in (DOUBT, OTHER, NOBODY):
            assert (value, wanted in why) == ("", True), decimal
        else:
            assert (value, why) == (wanted, ""), decimal
    if plain == DOUBT:
        own, other = ("comma", "point") if "," in cell else ("point", "comma")
        assert f"the {own} may mean" in number(cell, None)[1]
        said = number(cell, other)[1]
        assert f"a decimal {other}, so the {own} may" in said
        assert f"with a {other}, or" in said


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,5", "x"], "comma"),
        (["1.5 (2.25)"], "point"),
        (["1,5", "1.5"], None),
        (["1,234", "1.234", "12", "1,234,567", "1.234,5"], None),
        (["1,234", "0,234"], "comma"),
        (["1,234", ",234", "123,456"], None),
        (["1234.567"], "point"),
        (["-1234,567"], "comma"),
        (["-0.123"], "point"),
        (["12,34,5"], None),
        (["12."], None),
        (["p = 1.5,"], "point"),
        (["a1.5", "1.5.2020"], None),
        ([" " * 198 + "1.5"], None),  # cut after 200 letters
        ([], None),
    ],
)
def test_the_decimal_mark_is_told_by_numbers_that_can_have_no_other(cells, mark) -> None:
    assert decimal_mark(cells) == mark


@pytest.mark.parametrize(
    ("cell", "statistic", "given", "cut"),
    [
        ("12.5", "mean", {"mean": "12.5"}, ""),
        ("12.5 *", "mean", {"mean": "12.5"}, "*"),
        ("12.5†‡", "mean", {"mean": "12.5"}, "†‡"),
        ("12.5a)", "mean", {"mean": "12.5"}, "a)"),
        ("12.5 (b)", "mean", {"mean": "12.5"}, "(b)"),
        ("12.5[12]", "mean", {"mean": "12.5"}, "[12]"),
        ("12.5 (n=40)", "mean", {"mean": "12.5"}, "(n=40)"),
        ("12.5 mmHg", "mean", {"mean": "12.5"}, "mmHg"),
        ("12.5 %", "mean", {"mean": "12.5"}, "%"),
        ("12.5%", "mean", {"mean": "12.5"}, "%"),
        ("12 %", "n", {}, ""),
        ("12%", "non_events", {}, ""),
        ("1 234 mg", "mean", {"mean": "1234"}, "mg"),
        ("12.5 of them all", "mean", {}, ""),
        ("=A1", "mean", {}, ""),
        ("–3.5", "mean", {"mean": "-3.5"}, ""),
        ("3\u00a0000", "n", {"n": "3000"}, ""),
        ("2020-01-05T00:00:00", "mean", {}, ""),
        ("9" * 200, "mean", {"mean": "9" * 200}, ""),
        ("9" * 201, "mean", {}, ""),
        *((text, "mean_sd", {"mean": "12.5", "sd": "3"}, "") for text in (
            "12.5 (3)", "12.5 (SD 3)", "12.5 (sd = 3)", "12.5 ± 3", "12.5 +/- 3", "12.5; 3",
            "12.5, SD 3", "12.5 (SA: 3)")),
        ("12.5 ± 3**", "mean_sd", {"mean": "12.5", "sd": "3"}, "**"),
        ("12.5 (3", "mean_sd", {}, ""),
        ("12.5 (SE 3)", "mean_sd", {}, ""),
        ("12.5 (SE 3)", "mean_se", {"mean": "12.5", "se": "3"}, ""),
        ("12.5 (SEM 3)", "mean_se", {"mean": "12.5", "se": "3"}, ""),
        *((text, "mean_ci", {"mean": "1", "ci_low": "-2", "ci_high": "4"}, "") for text in (
            "1 (-2 to 4)", "1 [−2; 4]", "1 (95% CI -2, 4)", "1 (95 %-KI: -2 bis 4)",
            "1 (CI 95% -2 to 4)", "1 (-2 - 4)")),
        ("1 (-2 4)", "mean_ci", {}, ""),
        ("5 (IQR 3-8)", "median_iqr", {"median": "5", "q1": "3", "q3": "8"}, ""),
        ("5 (range 1 to 9)", "median_range", {"median": "5", "min": "1", "max": "9"}, ""),
        *((text, "events_n", {"events": "5", "n": "30"}, "") for text in (
            "5/30", "5 / 30 (17 %)", "5 of 30", "5 von 30", "5 out of 30 (17)")),
        ("5 (17%)", "events_percent", {"events": "5"}, ""),
        ("5", "events_percent", {"events": "5"}, ""),
        ("17%", "events_percent", {}, ""),
        ("0.5 to 2", "ci", {"ci_low": "0.5", "ci_high": "2"}, ""),
        ("[0.5; 2]", "ci", {"ci_low": "0.5", "ci_high": "2"}, ""),
        ("(3-8)", "iqr", {"q1": "3", "q3": "8"}, ""),
        *((text, "estimate_ci", {"estimate": "1.2", "ci_low": "0.5", "ci_high": "2"}, "")
          for text in ("1.2 (0.5 to 2)", "1.2, 95% CI 0.5 to 2", "1.2 [95% CI: 0.5; 2]",
                       "1.2; 0.5 to 2", "1.2 CI (0.5-2)")),
        ("1.2 (0.5 to 2), p = 0.03", "estimate_ci",
         {"estimate": "1.2", "ci_low": "0.5", "ci_high": "2"}, ", p = 0.03"),
        ("1.2 (0.3)", "estimate_se", {"estimate": "1.2", "se": "0.3"}, ""),
        ("1,234 (2)", "mean_sd", {}, ""),
    ],
)  # fmt: skip
def test_each_way_of_writing_figures_gives_them_and_what_was_left_out(
    cell: str, statistic: str, given: dict[str, str], cut: str
) -> None:
    found = figures.read(cell, statistic, None)
    assert (found.cells, found.cut) == (given, cut)
    assert bool(found.why) is not bool(given)
    if statistic in figures.COMBINED and "1,234" not in cell:
        assert figures.fits(cell, statistic) is bool(given)


SAID = "write the number alone, and what else there is to say in notes."


@pytest.mark.parametrize(
    ("cell", "statistic", "why"),
    [
        ("=A1", "mean", "the formula has no value, because the workbook was saved by a program "
         "that does not calculate; open it in Excel or LibreOffice and save it."),
        ("9" * 201, "mean", f"a figure is needed and this is a long text; {SAID}"),
        ("2020-01-05", "mean", "the spreadsheet has made a date of it; write the number as text."),
        ("12 %", "n", "a percentage is no count; write the number of people."),
        ("some", "n", f"it is not one number; {SAID}"),
        ("some", "mean_ci", f"mean and ci_low and ci_high are needed and cannot be told apart; "
         f"{SAID}"),
        ("1.5,2.5", "mean", f"the marks in the number can be read in several ways; {SAID}"),
    ],
)  # fmt: skip
def test_a_cell_that_gives_no_figure_says_why_and_what_to_do(cell, statistic, why) -> None:
    assert figures.read(cell, statistic, None) == figures.Reading(why=why)


def test_figures_are_looked_for_in_cells_of_some_length_alone() -> None:
    for length, fits in ((200, True), (201, False)):
        assert figures.fits(f"5 / {'3' * (length - 4)}", "events_n") is fits


def test_a_cell_that_holds_one_number_and_no_more() -> None:
    given = {"1,5": 1.5, "1.5": 1.5, " −2 ": -2.0, "1,234": 1.234, "1e3": 1000.0, ",5": 0.5}
    assert {cell: figures.plain_number(cell) for cell in given} == given
    for cell in ("", "1.5 (2)", "1,234,567", "x", "12%", "1 234"):
        assert figures.plain_number(cell) is None


def book(grid: Grid, decimal: str | None = None) -> Any:
    mapping: Any = SimpleNamespace(decimal=decimal)
    return Workbook((grid,), "f.xlsx", mapping, Selecting({}, "f.xlsx"))


def test_the_decimal_mark_of_a_sheet_is_that_of_its_texts_unless_the_mapping_says_it() -> None:
    numbers = frozenset({1, 2})
    rows = (GridRow(1, {0: "A", 1: "1.5", 2: "2.5"}, numbers=numbers), GridRow(2, {0: "1,5"}))
    assert book(Grid("", rows)).decimal == "comma"
    assert book(Grid("", rows), "point").decimal == "point"
    assert book(Grid("", rows[:1])).decimal is None


def row_of(columns: dict[str, str], cells: dict[str, str], *, decimal: str | None = None,
           percent: str = "", numbers: str = "") -> tuple[dict[str, str], list[tuple]]:  # fmt: skip
    grid = Grid("Data", ())
    line = Line(7, "Ames", cells, frozenset(numbers.split()), frozenset(percent.split()))
    lines = Lines(Table(grid, {}, (), ()), "f.xlsx[Data]", (line,), ())
    made = book(grid, decimal)
    found = made.figures(lines, line, columns)
    return found, [(e.kind, e.where, e.found, e.count, e.reason) for e in made.remarks]


def test_a_percentage_of_a_workbook_is_no_count_and_a_score_is_told() -> None:
    columns = {"events": "E", "n": "N", "mean": "M"}
    found, told = row_of(columns, {"e": "0.17", "n": "30", "m": "0.5"}, percent="e m")
    assert found == {"n": "30", "mean": "0.5"}
    entered = "the cell is shown as a percentage; the number behind it was entered."
    assert told == [
        ("not mapped", "Data, row 7, E", "0.17", 1, "a percentage is no count; write the number."),
        ("please check", "Data, row 7, M", "0.5", 1, entered),
    ]
    found, told = row_of({"events": "E"}, {"e": "x y z"}, percent="e")
    assert (found, told[0][4].startswith("it is not one number")) == ({}, True)
    assert len(told) == 1


def test_what_is_left_out_of_a_cell_or_says_nothing_is_told() -> None:
    columns = {"mean_sd": "M", "n": "N", "weeks": "W"}
    found, told = row_of(columns, {"m": "1.5 (2.5)*", "n": "NR", "w": "–"})
    assert found == {"mean": "1.5", "sd": "2.5"}
    assert told == [
        ("please check", "Data, row 7, M", "1.5 (2.5)*", 1,
         "'*' was left out, and 1.5, 2.5 entered."),
        ("not mapped", "Data, row 7, N", "NR", 1,
         "it says that nothing is reported, and no figure is entered."),
    ]  # fmt: skip
    assert row_of({"mean": "M"}, {}) == ({}, [])


def test_a_number_of_a_workbook_has_a_point_and_a_text_the_mark_of_the_sheet() -> None:
    found, told = row_of({"mean": "A", "sd": "B"}, {"a": "1.234", "b": "1.234"}, decimal="comma",
                         numbers="a")  # fmt: skip
    assert found == {"mean": "1.234"}
    assert [where for _, where, *_ in told] == ["Data, row 7, B"]
    assert row_of({"sd": "B"}, {"b": "1,234"}, decimal="comma")[0] == {"sd": "1.234"}


def test_the_first_cell_that_gives_a_figure_counts() -> None:
    columns = {"n": "N", "events_n": "E"}
    assert row_of(columns, {"n": "31", "e": "5/30"})[0] == {"n": "31", "events": "5"}
    assert row_of(columns, {"n": "", "e": "5/30"})[0] == {"n": "30", "events": "5"}


@pytest.mark.parametrize(
    ("columns", "cells", "level"),
    [
        ({"ci_low": "lower 90% CI", "ci_high": "upper 90% CI"}, ("1", "2"), "0.9"),
        ({"ci_low": "lower", "ci_high": "upper 99% CI"}, ("1", "2"), "0.99"),
        ({"ci_low": "lower 99% CI", "ci_high": "upper"}, ("1", "2"), "0.99"),
        ({"ci_low": "lower 95% CI", "ci_high": "upper 95% CI"}, ("1", "2"), None),
        ({"ci_low": "lower", "ci_high": "upper"}, ("1", "2"), None),
        ({"estimate_ci": "OR"}, ("1.5 (90% CI 1 to 2)",), "0.9"),
        ({"estimate_ci": "OR (90% CI)"}, ("1.5 (99% CI 1 to 2)",), "0.99"),
        ({"estimate_ci": "OR (90% CI)"}, ("1.5 (1 to 2)",), "0.9"),
        ({"estimate": "effect 90% CI"}, ("1.5",), None),
        ({"ci_level": "level", "estimate_ci": "OR (90% CI)"}, ("0.8", "1.5 (1 to 2)"), "0.8"),
    ],
)
def test_the_level_of_limits_is_what_cell_or_header_says(columns, cells, level) -> None:
    given = dict(zip((name.casefold() for name in columns.values()), cells, strict=True))
    found, told = row_of(columns, given)
    assert (found.get("ci_level"), told) == (level, [])
