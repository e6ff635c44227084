"""Trials of a new release that were there before: they keep their identifiers and their days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from living_review.sources.tables import RawTable


class Known(Protocol):
    """What published versions tell of the file."""

    def days_of(self, trials: Iterable[str]) -> Mapping[str, str]:
        """Give the day on which each trial entered, where a version has it."""
        ...

    def names(self) -> Mapping[str, str]:
        """Give the identifier of every trial of the latest version whose label no other has."""
        ...

    def columns(self) -> tuple[str, ...]:
        """Give the header of the file that the latest version was made from."""
        ...


def as_known(tables: Mapping[str, RawTable], known: Known) -> dict[str, RawTable]:
    """Give tables whose trials are those of the versions before, where their labels are.

    Where two names make one identifier, who gets it depends on the names of a file; a trial of a
    new name must not take that of an old one.
    """
    trials = tables["trials"]
    now, before = names_of(trials), known.names()
    moved = {
        trial: before[label] for label, trial in now.items() if before.get(label, trial) != trial
    }
    renamed = {**moved, **_displaced(moved, {row[_at(trials, "trial_id")] for row in trials.rows})}
    made = {name: _renamed(table, renamed) for name, table in tables.items()}
    made["trials"] = _with_days(made["trials"], known)
    return made


def names_of(trials: RawTable) -> dict[str, str]:
    """Give the identifier of every trial by its label, where no other has that label."""
    if not {"trial_id", "label"} <= set(trials.columns):
        return {}
    label, which = _at(trials, "label"), _at(trials, "trial_id")
    counts = Counter(row[label].strip() for row in trials.rows)
    return {
        row[label].strip(): row[which].strip()
        for row in trials.rows
        if counts[row[label].strip()] == 1
    }


def _displaced(moved: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """Give another identifier to trials whose own goes back to the trial that had it before."""
    free = sorted(set(moved) - set(moved.values()))
    others = sorted((set(moved.values()) - set(moved)) & set(taken))
    return dict(zip(others, free, strict=False))


def _renamed(table: RawTable, renamed: Mapping[str, str]) -> RawTable:
    if not renamed or "trial_id" not in table.columns:
        return table
    at = _at(table, "trial_id")
    rows = tuple((*row[:at], renamed.get(row[at], row[at]), *row[at + 1 :]) for row in table.rows)
    return replace(table, rows=rows)


def _with_days(trials: RawTable, known: Known) -> RawTable:
    """Give trials that were read before the day on which they entered then."""
    which, day = _at(trials, "trial_id"), _at(trials, "date_added")
    days = known.days_of([row[which] for row in trials.rows])
    rows = tuple(
        (*row[:day], days.get(row[which], row[day]), *row[day + 1 :]) for row in trials.rows
    )
    return replace(trials, rows=rows)


def _at(table: RawTable, column: str) -> int:
    return table.columns.index(column)
