"""What is told of each review, and which need a person, kept as text; and the engines' small parts.

UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from living_review.ground import clock
from living_review.library import engines, told
from living_review.library.engines import Processes
from living_review.library.held import _rows
from living_review.library.jobs import Job, Moved, Outcome
from living_review.library.members import Library, Member
from living_review.library.run import Ran
from living_review.library.what_if import RETRACTED, WhatIf
from living_review.sources import RawTable, RawTables

KEPT = Path(__file__).with_name("told.txt")
DAY = dt.date(2026, 11, 29)
MADE = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
PLAIN = Outcome("bcg", "nothing new", 0)
MOVED = Moved("main", "death", "year", "Death at one year", ("It was high.", "It is low."))
OTHERS: tuple[Mapping[str, object], ...] = (
    {"version": 12, "date": DAY, "seconds": 1.256},
    {"conclusions_changed": ("Death",), "stale": ("a", "b", "c"), "state": "published"},
    {"would_move": (MOVED,), "conclusions_changed": ("Death",), "state": "analysed"},
    {"set_aside": 3, "exit_code": 1, "state": "checked", "queries": 0},
    {"next_search": DAY, "state": "checked"},
    {"next_search": DAY - dt.timedelta(1)},
    {"next_search": DAY + dt.timedelta(1)},
    {"state": "failed", "error": "It is broken.", "exit_code": 2, "seconds": 0.004},
    {"state": "built", "version": None},
    {"state": "would publish"},
    {"stale": ("a",), "state": "analysed"},
)


def outcomes() -> Iterator[Outcome]:
    yield PLAIN
    for number, each in enumerate(OTHERS):
        yield replace(PLAIN, review=f"review {number}", **each)  # type: ignore[arg-type]


def lines(tmp_path: Path) -> Iterator[str]:
    every = tuple(outcomes())
    for number, each in enumerate(every):
        yield f"{told.progress(each, number, len(every))}  {told.needs_a_person(each, DAY)}"
    many = tuple(replace(every[2], review=f"r{each}") for each in range(told.MOST_SHOWN + 2))
    for shown in (every, every[:1], (), many[:-2], many):
        whole = many if len(shown) > len(every) else every
        members = tuple(Member(each.review, tmp_path) for each in whole)
        ran = Ran("check", Library(tmp_path, members), shown, DAY, MADE, 1.26)
        for everything in (True, False):
            yield f"# {len(shown)} {everything} {told.total(ran)}"
            table = list(told.table(ran, everything=everything))
            yield from table if len(table) < 20 else (str(len(table)), *table[-3:])


def test_each_review_is_told_as_it_was(tmp_path: Path) -> None:
    text = "\n".join(lines(tmp_path)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


DOI, NUMBER = "10.1000/a", "NCT00000001"


@pytest.mark.parametrize(
    ("columns", "row", "there"),
    [
        (("trial_id", "doi", "status"), ("A", DOI, "included"), True),
        (("trial_id", "status", "registration"), ("A", "included", NUMBER), True),
        (("doi", "registration", "status"), ("", NUMBER, "included"), True),
        (("doi", "registration", "status"), (DOI, "", "included"), True),
        (("doi", "registration", "status"), ("10.1000/b", "NCT00000002", "included"), False),
        (("doi", "status"), (DOI, RETRACTED), False),
        (("trial_id", "status"), (DOI, "included"), False),
    ],
)
@pytest.mark.parametrize("asked", [(DOI, NUMBER), ()])
def test_a_trial_is_taken_as_retracted_by_whatever_it_is_known_by(
    columns: tuple[str, ...], row: tuple[str, ...], there: bool, asked: tuple[str, ...]
) -> None:
    table = RawTable("trials", "trials.csv", columns, (row,), (2,))
    tables = RawTables({"trials": table}, clock.now(), "here")
    choices = WhatIf(retracted=frozenset(asked))
    changed, concerned = choices.applied(tables)
    assert concerned is bool(there and asked)
    as_said = tuple(
        RETRACTED if name == "status" and concerned else cell
        for name, cell in zip(columns, row, strict=True)
    )
    assert changed["trials"] == replace(table, rows=(as_said,))
    empty = RawTables({}, clock.now(), "here")
    assert choices.applied(empty) == (empty, False)


def test_the_rows_of_a_table_are_those_of_its_trials_without_what_is_blank() -> None:
    columns = ("n", "trial_id", "mean")
    rows = ((" 5 ", " A ", ""), ("", "B", " "))
    table = RawTable("arms", "arms.csv", columns, rows, (2, 3))
    assert list(_rows(table)) == [("A", {"table": "arms", "n": "5"}), ("B", {"table": "arms"})]
    assert list(_rows(replace(table, columns=("n", "trial", "mean")))) == []


class AtOnce:
    """A process that does its work when it is asked to."""

    def __init__(self) -> None:
        self.ended = False

    def submit(self, _work: object, job: Job) -> Future[Outcome]:
        done: Future[Outcome] = Future()
        done.set_result(replace(PLAIN, review=job.member.name))
        return done

    def shutdown(self) -> None:
        self.ended = True


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("jobs", [0, 1, 7])
def test_every_job_has_one_outcome_and_every_process_ends(
    workers: int, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[AtOnce] = []
    monkeypatch.setattr(engines, "_process", lambda: begun.append(AtOnce()) or begun[-1])
    with Processes(workers) as engine:
        for number in range(jobs):
            engine.submit(Job(Member(str(number), tmp_path), "check"))
        done = sorted(each.review for each in engine.as_completed())
        assert done == [str(number) for number in range(jobs)]
        assert list(engine.as_completed()) == []
        engine.cancel()
        engine.submit(Job(Member("late", tmp_path), "check"))
    assert engine._done.empty(), "what comes after the end is not begun"
    assert len(begun) <= min(workers, jobs)
    assert all(each.ended for each in begun)
