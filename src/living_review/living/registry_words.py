"""The rows of a registry in words: whose they are, and what they are of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from living_review.language import say
from living_review.language.facts import registry_rows as facts
from living_review.language.facts.registry_columns import ColumnMeaning, TableName
from living_review.living.edition import Edition
from living_review.living.row_matching import KeyedRow, keyed_rows
from living_review.registry.columns import SEARCHES, TRIALS, Table


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

    def search(self, rows: Sequence[KeyedRow]) -> str:
        """Name a search by its date and what it covered; it may have several rows."""
        written = rows[0].cell("date")
        sources = (row.written.get("source", "") for row in rows)
        return say(facts.Search(date=_day(written), written=written, sources=_given(sources)))

    def whose(self, table: str, row: KeyedRow) -> str:
        """Name what a row belongs to: a trial, a search, or a report that was excluded."""
        if table == "exclusions":
            return row.written.get("report") or say(facts.Nameless())
        if table == "searches":
            return _by_its_search(row) or say(facts.Nameless())
        trial = row.cell("trial_id")
        return self.trial(trial) if trial else say(facts.Nameless())

    def where(self, table: str, row: KeyedRow) -> str:
        """Say which row it is, in words; empty where the trial or search is the row."""
        return _WHERE[table](self, row) if table in _WHERE else ""

    def outcome(self, row: KeyedRow) -> str:
        """Give the label of the outcome that a row is of."""
        known = row.cell("outcome")
        return self._outcomes.get(known, known)

    def timepoint(self, row: KeyedRow) -> str:
        """Give the label of the time point that a row is of."""
        known = row.cell("timepoint")
        return self._timepoints.get(known, known)


def _given(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _day(cell: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        return None


def _by_its_search(row: KeyedRow) -> str:
    search = row.written.get("search_id")
    return say(facts.SearchById(search=search)) if search else ""


def meaning_of(table: Table, column: str) -> str:
    """Say what a column holds; empty for one that the registry's author added."""
    if column not in table.names:
        return ""
    return say(ColumnMeaning(table=cast("TableName", table.name), column=column))


def _by_identifier(edition: Edition, table: str, identifier: str) -> dict[str, KeyedRow]:
    """Give the first row of each identifier; rows without one are left out."""
    declared = TRIALS if table == "trials" else SEARCHES
    found: dict[str, KeyedRow] = {}
    for row in keyed_rows(edition.tables.get(table), declared):
        if row.cell(identifier):
            found.setdefault(row.cell(identifier), row)
    return found


def _arm(words: Words, row: KeyedRow) -> str:
    name, role = row.written.get("arm", ""), row.cell("role")
    alike = name.lower() in ("", role)
    return say(facts.Arm(result=_result(words, row), role=role, name="" if alike else name))


def _contrast(words: Words, row: KeyedRow) -> str:
    adjusted = row.cell("adjusted") == "true"
    measure = row.cell("measure")
    return say(facts.Contrast(result=_result(words, row), measure=measure, adjusted=adjusted))


def _result(words: Words, row: KeyedRow) -> facts.Result:
    return facts.Result(
        outcome=words.outcome(row),
        timepoint=words.timepoint(row),
        instrument=row.written.get("instrument", ""),
        stratum=row.written.get("stratum", ""),
    )


def _judgement(words: Words, row: KeyedRow) -> str:
    domain = row.written.get("domain", "")
    return say(
        facts.Judgement(
            outcome=words.outcome(row),
            tool=row.cell("tool"),
            domain=domain,
            overall=domain.lower() == "overall",
        )
    )


def _search(_words: Words, row: KeyedRow) -> str:
    return row.written.get("source", "")


def _exclusion(_words: Words, row: KeyedRow) -> str:
    return _by_its_search(row)


_WHERE: Mapping[str, Callable[[Words, KeyedRow], str]] = {
    "arms": _arm,
    "contrasts": _contrast,
    "risk_of_bias": _judgement,
    "searches": _search,
    "exclusions": _exclusion,
}
