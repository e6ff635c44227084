"""Cells, times, subgroups and trials that are known again, each function at its bounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.exchange import cells
from living_review.exchange.same_trials import as_known, names_of
from living_review.exchange.standing import imported_again
from living_review.exchange.subgroups import SubgroupColumn, subgroup_columns, subgroup_remarks
from living_review.exchange.times import months_named, weeks_named
from living_review.ground.errors import BadInput
from living_review.registry.cells import LONGEST_TEXT
from living_review.sources.tables import RawTable


@pytest.mark.parametrize(
    ("cell", "comma", "number"),
    [
        *((each, False, "") for each in (" NA ", "n/a", "#N/A", "nr", "NaN", "Not reported", ".")),
        *((each, False, each) for each in ("1", "0", "1.5", "-2", "+3", ".5", "1e-10", "x", "1,5")),
        ("\u22122", False, "-2"),
        ("4.0", False, "4"),
        ("4.", False, "4."),
        ("4.000", False, "4"),
        ("4.10", False, "4.10"),
        ("-0.0", False, "-0"),
        (".0", False, ".0"),
        ("1,5", True, "1.5"),
        (",5", True, ".5"),
        ("-1,50e2", True, "-1.50e2"),
        ("1,234,567", True, "1,234,567"),
        ("1.5", True, "1.5"),
        ("1e1234", False, "1e1234"),
    ],
)
def test_a_number_is_written_with_a_point_and_anything_else_stays(
    cell: str, comma: bool, number: str
) -> None:
    assert cells.number(cell, comma=comma) == number


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1.5", 1.5), (" 2 ", 2), ("NA", None), ("", None), ("x", None), ("1e999", None), ("3.0", 3)],
)
def test_a_value_is_a_finite_number_or_none(cell: str, value: float | None) -> None:
    assert cells.value(cell) == value


@pytest.mark.parametrize(
    ("cell", "found"),
    [("1,234", "1234"), ("1,234,567.5", "1234567.5"), ("12,34", "12,34"), ("1234,567", "1234,567"),
     (" 1,000 ", "1000"), ("nr", ""), ("-1,000", "-1000")],
)  # fmt: skip
def test_commas_between_thousands_are_taken_out(cell: str, found: str) -> None:
    assert cells.grouped(cell) == found


def test_a_text_is_cut_where_a_registry_cannot_hold_it() -> None:
    for length in (LONGEST_TEXT - 1, LONGEST_TEXT):
        assert cells.text("x" * length) == "x" * length
    cut = cells.text("x" * (LONGEST_TEXT + 1))
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith("x … (cut on import)")
    assert cells.text(" a\r\nb\rc\x00d\x7f ") == "a\nb\nc d"
    assert cells.printable(" a\tb\u200dc\u202ed\x07 \n e ") == "a b\u200dcd e"


@pytest.mark.parametrize(
    ("given", "year"),
    [(("Smith 2001",), "2001"), (("x", "1899a"), "1899"), (("12001", "2100"), ""), (("1799",), ""),
     (("2099 2001",), "2099"), (("19999", "a1950b"), "1950"), ((), "")],
)  # fmt: skip
def test_the_first_year_of_four_digits_is_found(given: tuple[str, ...], year: str) -> None:
    assert cells.year(*given) == year


@pytest.mark.parametrize(
    ("cell", "weeks"),
    [
        ("Day 28", "4"),
        ("28 days", "4"),
        ("1 day", "0.14"),
        ("Week 6", "6"),
        ("6-week", "6"),
        ("6 - weeks", "6"),
        ("6 months", "26"),
        ("1,5 months", "6.5"),
        ("1 year", "52"),
        ("YEAR 2", "104"),
        ("week 1.5", "1.5"),
        *((each, "") for each in ("", "soon", "6 months later", "week", "1.2.3 weeks", "6")),
        (f"6 weeks{' ' * 92}", "6"),
        (f"6 weeks{' ' * 93}", ""),
    ],
)
def test_a_time_that_names_itself_is_so_many_weeks(cell: str, weeks: str) -> None:
    assert weeks_named(cell) == weeks


def test_every_number_of_months_is_named() -> None:
    assert list(months_named("after 3 months, 6-month and 1,5 months; 2 weeks")) == [3, 6, 1.5]
    assert list(months_named("3monthsx 1.2.3 months")) == []


def extract(*results: tuple[str, str, str], arms_recur: bool = False) -> Any:
    made = [SimpleNamespace(outcome=o, study=s, part=p) for o, s, p in results]
    return SimpleNamespace(arms_recur=arms_recur, results=made)


def about(**outcomes: str) -> Any:
    return {k: SimpleNamespace(skip=v == "skip", outcome=v) for k, v in outcomes.items()}


def test_outcomes_that_divide_studies_alike_share_a_column_of_subgroups() -> None:
    both = about(a="mood", b="low-sleep", c="skip", d="")
    alike = [("a", "1", "x"), ("a", "2", "y"), ("b", "2", "y"), ("b", "3", "x")]
    found = subgroup_columns(extract(*alike), both)
    levels = {"1": "x", "2": "y", "3": "x"}
    assert found == (SubgroupColumn("subgroup_mood", ("mood", "low-sleep"), levels),)
    told = [(e.kind, e.where, e.found, e.count) for e in subgroup_remarks(found)]
    assert told == [("please check", "subgroups", o, 2) for o in ("mood", "low-sleep")]
    # A study in two subgroups has strata, one subgroup divides nothing, and other names are others.
    twice = subgroup_columns(extract(*alike, ("a", "1", "y"), ("a", "4", "x")), both)
    assert twice[0].levels == {"2": "y", "4": "x", "3": "x"}
    for one in (
        [("a", "1", "x"), ("a", "2", "x")],
        [("a", "1", "x"), ("a", "2", "")],
        [("c", "1", "x"), ("c", "2", "y")],
        [("d", "1", "x"), ("d", "2", "y")],
    ):
        assert subgroup_columns(extract(*one), both) == ()
    contradict = [*alike[:2], ("b", "1", "y"), ("b", "3", "x")]
    assert [each.name for each in subgroup_columns(extract(*contradict), both)] == [
        "subgroup_mood",
        "subgroup_low_sleep",
    ]
    more = [*alike[:2], ("b", "3", "z"), ("b", "4", "x")]
    assert len(subgroup_columns(extract(*more), both)) == 2
    assert subgroup_columns(extract(*alike, arms_recur=True), both) == ()
    long = subgroup_columns(extract(("a", "1", "x"), ("a", "2", "y")), about(a="o" * 80))
    assert long[0].name == f"subgroup_{'o' * 55}"


TRIALS = RawTable(
    "trials", "t.csv", ("label", "trial_id", "date_added"),
    (("Ada 1", "A", "2026-11-27"), ("Bea 2", "B", "2026-11-27"), ("Bea 2", "C", "2026-11-27")),
    (2, 3, 4),
)  # fmt: skip
ARMS = RawTable("arms", "a.csv", ("trial_id", "n"), (("A", "1"), ("B", "2"), ("X", "3")), (2, 3, 4))


def test_trials_of_a_release_are_those_of_the_release_before() -> None:
    assert names_of(TRIALS) == {"Ada 1": "A"}
    assert names_of(replace(TRIALS, columns=("x", "trial_id", "date_added"))) == {}

    def known(names: dict[str, str], days: dict[str, str]) -> dict[str, RawTable]:
        told: Any = SimpleNamespace(names=lambda: names, days_of=lambda _: days)
        return as_known({"trials": TRIALS, "arms": ARMS}, told)

    same = known({"Ada 1": "A", "Bea 2": "Z"}, {})
    assert (same["trials"], same["arms"]) == (TRIALS, ARMS)
    moved = known({"Ada 1": "OLD"}, {"OLD": "2019-07-12"})
    assert moved["trials"].rows[0] == ("Ada 1", "OLD", "2019-07-12")
    assert moved["trials"].rows[1:] == TRIALS.rows[1:]
    assert [row[0] for row in moved["arms"].rows] == ["OLD", "B", "X"]
    # Who has that identifier now gives it back, and takes the one that is free.
    swapped = known({"Ada 1": "B"}, {})
    assert [row[1] for row in swapped["trials"].rows] == ["B", "A", "C"]
    assert [row[0] for row in swapped["arms"].rows] == ["B", "A", "X"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\xef\xbb\xbf \n<!DOCTYPE HTML><p>", "metapsy", "is a web page; name the file itself"),
        (b"<html lang='en'>", "revman5", "is a web page"),
        (b'<?xml version="1.0"?><COCHRANE_REVIEW>', "metapsy", "import.format says metapsy"),
    ],
)
def test_a_file_of_another_kind_is_refused_before_it_is_read(
    content: bytes, name: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        imported_again(
            content, "f", name, mapping=(b"", "m.yml"), where={}, first=False,
            pulled_at=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
        )  # fmt: skip
