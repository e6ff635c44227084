"""What a run of surveillance tells of a study follows from its state, in every combination."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from living_review.sources.csv_text import parsed
from living_review.sources.tables import RawTable, RawTables
from living_review.surveillance import measures, reading
from living_review.surveillance.candidate import FINISHED, Candidate
from living_review.surveillance.candidates import COLUMNS, STATES, Row, merged, numbers_to_follow
from living_review.surveillance.survey import Survey, registered

DAY = dt.date(2026, 3, 4)


def test_each_list_of_a_run_holds_the_studies_that_belong_in_it() -> None:
    """Of every state, status, result, change, and status of the trial that it is linked to."""
    statuses = {"A": "ongoing", "B": "awaiting", "C": "included", "D": "excluded"}
    for state, status, results, change, first, trial in itertools.product(
        STATES,
        ("completed", "terminated", "withdrawn", "recruiting", ""),
        ("", "2026-01-01"),
        ("", "status: a → b"),
        (True, False),
        ("", "A", "B", "C", "D", "E"),
    ):
        own = Candidate("NCT00000001", "", status, results=results)
        row = Row(own, state, trial, change, first)
        survey = Survey((row,), {}, (), False, statuses)
        out, finished = state == "screened out", status in FINISHED
        lists = {
            "new": first,
            "changed": bool(change) and not out,
            "without_results": finished and not results and not out,
            "to_look_at": (finished or bool(results)) and trial in ("A", "B"),
            "with_results_to_draft": bool(results) and state in ("screened in", "linked"),
        }
        assert {name: bool(getattr(survey, name)) for name in lists} == lists, row


def test_a_study_has_ended_where_its_status_says_so() -> None:
    # One that was withdrawn never began.
    ended = {"completed", "terminated"}
    assert {each for each in reading.STATUSES if Candidate("N", "", each).finished} == ended


@pytest.mark.parametrize("mark", ["; ", ";", ",", " ", " ,; ", "\t"])
def test_the_numbers_of_a_trial_are_told_apart_however_they_are_separated(mark: str) -> None:
    rows = ((f" nct1{mark}ISRCTN2 ", " A ", " Included "), ("NCT1", "B", ""), ("", "C", "ongoing"))
    columns = ("registration", "trial_id", "status")
    table = RawTable("trials", "trials.csv", columns, rows, (2, 3, 4))
    known = registered(RawTables({"trials": table}, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ""))
    # A number that two trials have is that of the first.
    assert known.trials == {"NCT1": "A", "ISRCTN2": "A"}
    assert known.status == {"A": "included", "B": "", "C": "ongoing"}
    nothing = registered(RawTables({}, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ""))
    assert (nothing.trials, nothing.status) == ({}, {})


@pytest.mark.parametrize("state", ["", "new", "screened in", "linked", "Screened out ", "perhaps"])
def test_a_study_is_followed_until_it_is_screened_out(state: str) -> None:
    file = parsed(f"nct_id,state\nnct00000001,{state}\n,new\n".encode(), "candidates.csv")
    followed = numbers_to_follow(file)
    assert followed == (() if state == "Screened out " else ("NCT00000001",))
    assert numbers_to_follow(None) == ()


FIELDS = {
    "status": ("status", "recruiting", "completed"),
    "completion": ("completion date", "2027-01", "2028-02-03"),
    "enrolment": ("people enrolled", "12", "120"),
    "results": ("results posted", "", "2026-02-02"),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("turned", [True, False])
def test_each_field_that_is_watched_is_told_when_it_changes(field: str, turned: bool) -> None:
    words, *values = FIELDS[field]
    before, after = reversed(values) if turned else values
    known: dict[str, Any] = {name: said[1] for name, said in FIELDS.items() if name != field}
    files = merged(None, [Candidate("NCT00000001", **known, **{field: before})], {}, DAY).file
    [row] = merged(files, [Candidate("NCT00000001", **known, **{field: after})], {}, DAY).rows
    assert row.change == f"{words}: {before or 'not given'} → {after or 'not given'}"
    [row] = merged(files, [Candidate("NCT00000001", **known, **{field: before})], {}, DAY).rows
    assert row.change == ""


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize("said", ["2027-01", ""])
def test_a_plan_is_told_as_one_where_there_is_one(said: str, planned: bool) -> None:
    made = Candidate(
        "NCT00000001", completion=said, planned=planned, enrolment=said, enrolment_planned=planned
    )
    [record] = merged(None, [made], {}, DAY).file.records
    shown = f"{said} planned" if said and planned else said
    assert (record.cells["completion"], record.cells["enrolment"]) == (shown, shown)
    assert tuple(record.cells) == COLUMNS


@pytest.mark.parametrize(
    ("unit", "weeks"),
    [("day", 1 / 7), ("week", 1), ("wk", 1), ("month", 365.25 / 84), ("year", 365.25 / 7)],
)
def test_a_time_is_read_in_every_unit_before_and_behind_its_number(unit: str, weeks: float) -> None:
    for number, plural in itertools.product((1, 2.5, 12), ("", "s")):
        value = f"{round(number * weeks, 1):.6g}"
        assert measures.weeks(f"At {number:g} {unit}{plural}.")[0] == value
        assert measures.weeks(f"at {number:g}-{unit}{plural}")[0] == value
        if unit != "wk":
            assert measures.weeks(f"{unit.upper()} {number:g}")[0] == value


@pytest.mark.parametrize("words", ["change from", "Changes since", "change in", "change between"])
def test_a_change_from_baseline_is_told_by_its_words(words: str) -> None:
    assert measures.is_change("Mood", f"{words} baseline")
    assert measures.is_change("Change scores of mood")
    assert measures.is_change("Mood, change ")
    assert not measures.is_change("Mood", "Unchanged in", "Exchange from", "change of mind")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        *((each, each) for each in ("1", "-1.5", "+.5", "1.", "1e5", "1E-05")),
        *(("1,234", "1234"), ("-1,234,567.5", "-1234567.5"), ("\u22121.5", "-1.5")),
        *((each, "") for each in ("", "NA", "n/a", "NR", "ND", None, True, [])),
        *((each, None) for each in ("1,23", "12,345,6", "<1", "1e123", "1 2", "many")),
        *((2, "2"), (2.5, "2.5")),
    ],
)
def test_a_number_is_read_or_is_none_or_is_no_number(cell: Any, read: str | None) -> None:
    assert measures.number(cell) == read
