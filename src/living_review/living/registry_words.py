"""The rows of a registry in words: whose they are, and what they are of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from living_review.ground import numbers
from living_review.living.edition import Edition
from living_review.living.row_matching import KeyedRow, keyed_rows
from living_review.registry.columns import SEARCHES, TRIALS
from living_review.synthesis.wording import inside

NAMELESS = "a row without a name"
TOOLS = {"RoB2": "RoB 2", "RoB1": "RoB 1"}


class Words:
    """What both versions call their trials, outcomes and time points; the later name counts."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self.trials_before = _by_identifier(before, "trials", "trial_id")
        self.trials_after = _by_identifier(after, "trials", "trial_id")
        self.searches_before = _by_identifier(before, "searches", "search_id")
        protocols = (before.protocol, after.protocol)
        self._outcomes = {o.id: o.label for p in protocols for o in p.outcomes}
        self._timepoints = {t.id: t.label for p in protocols for t in p.timepoints}

    def trial(self, trial_id: str) -> str:
        """Name a trial as readers see it."""
        row = self.trials_after.get(trial_id) or self.trials_before.get(trial_id)
        return (row.written.get("label") if row else "") or trial_id

    def search(self, row: KeyedRow) -> str:
        """Name a search by its date and what it covered."""
        date = row.cell("date")
        try:
            date = numbers.date(dt.date.fromisoformat(date))
        except ValueError:
            date = date or "no date"
        return f"{date}: {row.written.get('source') or 'source not said'}"

    def whose(self, table: str, row: KeyedRow) -> str:
        """Name what a row belongs to: a trial, a search, or a report that was excluded."""
        if table == "exclusions":
            return row.written.get("report") or NAMELESS
        if table == "searches":
            search = row.written.get("search_id")
            return f"search {search}" if search else NAMELESS
        trial = row.cell("trial_id")
        return self.trial(trial) if trial else NAMELESS

    def where(self, table: str, row: KeyedRow) -> str:
        """Say which row it is, in words; empty where the trial or search is the row."""
        parts = _PARTS[table](self, row) if table in _PARTS else ()
        return ", ".join(part for part in parts if part)

    def outcome(self, row: KeyedRow) -> str:
        known = row.cell("outcome")
        return inside(self._outcomes.get(known, known))

    def timepoint(self, row: KeyedRow) -> str:
        known = row.cell("timepoint")
        return inside(self._timepoints.get(known, known))


def _by_identifier(edition: Edition, table: str, identifier: str) -> dict[str, KeyedRow]:
    """Give the first row of each identifier; rows without one are left out."""
    declared = TRIALS if table == "trials" else SEARCHES
    found: dict[str, KeyedRow] = {}
    for row in keyed_rows(edition.tables.get(table), declared):
        if row.cell(identifier):
            found.setdefault(row.cell(identifier), row)
    return found


def _arm(words: Words, row: KeyedRow) -> tuple[str, ...]:
    name, role = row.written.get("arm", ""), row.cell("role")
    of = f"{role} arm" if role else "arm"
    arm = of if name.lower() in ("", role) else f"{of} ({name})"
    return (*_result(words, row), arm)


def _contrast(words: Words, row: KeyedRow) -> tuple[str, ...]:
    adjusted = "adjusted" if row.cell("adjusted") == "true" else ""
    measure = f"{adjusted} {row.cell('measure')}".strip()
    return (*_result(words, row), measure)


def _result(words: Words, row: KeyedRow) -> tuple[str, ...]:
    instrument, stratum = row.written.get("instrument", ""), row.written.get("stratum", "")
    return words.outcome(row), words.timepoint(row), instrument, stratum


def _judgement(words: Words, row: KeyedRow) -> tuple[str, ...]:
    tool = row.cell("tool")
    domain = row.written.get("domain", "")
    about = words.outcome(row) if row.cell("outcome") else "every outcome"
    named = "overall" if domain.lower() == "overall" else f"domain {domain}"
    return about, TOOLS.get(tool, tool), named


def _search(_words: Words, row: KeyedRow) -> tuple[str, ...]:
    return (row.written.get("source", ""),)


def _exclusion(_words: Words, row: KeyedRow) -> tuple[str, ...]:
    search = row.written.get("search_id")
    return (f"search {search}" if search else "",)


_PARTS: Mapping[str, Callable[[Words, KeyedRow], tuple[str, ...]]] = {
    "arms": _arm,
    "contrasts": _contrast,
    "risk_of_bias": _judgement,
    "searches": _search,
    "exclusions": _exclusion,
}
