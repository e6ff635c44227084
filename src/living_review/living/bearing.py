"""Whether a changed rule of the protocol bears on one finding, by the registry as it is now.

A rule that sorts no trial and no result of a finding otherwise than the rule before did not move
it. Where it cannot be told, because the registry lacks what a rule asks for, the rule bears.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from living_review.ground.spelling import plain
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts import changes
from living_review.language.facts import conclusions as facts
from living_review.protocol import Comparison, Outcome
from living_review.protocol.filters import Asked, asked_by
from living_review.protocol.outcomes import Instrument
from living_review.registry.cells import parse
from living_review.registry.columns import TABLES
from living_review.sources import RawTables

Cells = Mapping[str, str]
Named = str | changes.ResultsOn | changes.UnnamedInstrument
_PLACED = ("mean", "median", "q1", "q3", "min", "max")
MOST_NAMES, LONGEST_NAME = 4, 80
_NOT_IN = frozenset({"awaiting", "ongoing", "excluded", "retracted"})


class Bearing(NamedTuple):
    """A rule that bears on a finding, and by its earlier form what would be otherwise, if known."""

    rule: str
    before: str = ""


@dataclass(frozen=True)
class Held:
    """What the registry holds of one finding: the trials that report it, and their results."""

    trials: Mapping[str, Cells]
    results: tuple[Cells, ...]
    columns: frozenset[str]

    @property
    def counted(self) -> list[Cells]:
        """The results of its trials, and not of those that wait or are left out."""
        return [row for row in self.results if row.get("trial_id") in self.trials]

    def labels(self, names: Iterable[str]) -> list[str]:
        """Name trials as readers know them."""
        return [self.trials[name].get("label") or name for name in names]


@dataclass(frozen=True)
class Rows:
    """The rows of a registry, read once for all findings.

    `outcomes` are the ids of all outcomes of the protocol: a cell that is none of them may be any
    outcome written otherwise, and is taken for each.
    """

    tables: RawTables
    outcomes: tuple[str, ...]

    def held(self, outcome: str, timepoint: str) -> Held:
        """Find the results of one outcome and time point, and the included trials with one."""
        asked, time = plain(outcome), plain(timepoint)
        others = {plain(name) for name in self.outcomes} - {asked}
        results = tuple(
            row for at, when, row in self._results if at not in others and when in (time, "")
        )
        reporting = {row.get("trial_id", "") for row in results}
        trials = {name: row for name, row in self._trials.items() if name in reporting}
        columns = frozenset(self.tables["trials"].columns) if "trials" in self.tables else ()
        return Held(trials, results, frozenset(columns))

    @cached_property
    def _results(self) -> list[tuple[str, str, Cells]]:
        return [
            (plain(row.get("outcome", "")), plain(row.get("timepoint", "")), row)
            for name in ("arms", "contrasts")
            for row in self._read(name)
        ]

    @cached_property
    def _trials(self) -> dict[str, Cells]:
        """The trials that no status keeps out."""
        return {
            row.get("trial_id", ""): row
            for row in self._read("trials")
            if plain(row.get("status", "")) not in _NOT_IN
        }

    def _read(self, name: str) -> Iterator[Cells]:
        if name in self.tables:
            table = self.tables[name]
            for row in table.rows:
                yield {c: cell.strip() for c, cell in zip(table.columns, row, strict=True)}


def belonging(old: Comparison, new: Comparison, finding: Held) -> Bearing | None:
    """Say which trials of a finding the rules sort otherwise; None where they sort all alike."""
    rules = asked_by(old), asked_by(new)
    if not all(_columns(rule) <= finding.columns for rule in rules):
        return Bearing(_belonging())
    typed = {
        n: {name: _value(row, "trials", name) for name in row} for n, row in finding.trials.items()
    }
    took, takes = ({n for n, row in typed.items() if rule.takes(row)} for rule in rules)
    return _otherwise(
        _belonging(),
        finding.labels(n for n in finding.trials if n in took - takes),
        finding.labels(n for n in finding.trials if n in takes - took),
    )


def _belonging() -> str:
    return say(facts.MethodName(method="belonging"))


def _columns(rule: Asked) -> set[str]:
    return {column for part in (rule.include, rule.exclude) for column, v in part.items() if v}


def counting(old: Outcome, new: Outcome, finding: Held) -> Bearing | None:
    """Say which instruments of a finding count otherwise; None where all count as before.

    An instrument counts where the main analysis uses it, and a row of it where it is not set aside
    for its direction or its range.
    """
    had, has = (
        {plain(name): each for name, each in outcome.instruments.items()} for outcome in (old, new)
    )
    used: dict[str, list[Cells]] = {}
    for row in finding.counted:
        used.setdefault(plain(row.get("instrument", "")), []).append(row)
    shown = {name: _instrument(rows) for name, rows in used.items()}
    counted, counts = ({name for name in used if _main(each.get(name))} for each in (had, has))
    moved = _otherwise(
        say(facts.InstrumentsThatCount(otherwise=None)),
        [changes.ResultsOn(instrument=shown[name]) for name in used if name in counted - counts],
        [changes.ResultsOn(instrument=shown[name]) for name in used if name in counts - counted],
    )
    if moved:
        return moved
    otherwise = [
        shown[name]
        for name, rows in used.items()
        if _state(had.get(name), rows) != _state(has.get(name), rows)
    ]
    if otherwise:
        return Bearing(say(facts.InstrumentsThatCount(otherwise=_named(otherwise))))
    sorted_otherwise = [
        trial
        for trial, names in _several(finding).items()
        if _order(had, names) != _order(has, names)
    ]
    if sorted_otherwise:
        trials = _named(finding.labels(sorted_otherwise))
        return Bearing(say(facts.InstrumentsThatCountFirst(trials=trials)))
    return None


def _instrument(rows: Sequence[Cells]) -> str | changes.UnnamedInstrument:
    """Give an instrument as its first row writes it."""
    name = rows[0].get("instrument")
    return visible(name, LONGEST_NAME) if name else changes.UnnamedInstrument()


def _main(instrument: Instrument | None) -> bool:
    return instrument is None or instrument.main


def _state(instrument: Instrument | None, rows: Sequence[Cells]) -> object:
    """Give all that decides whether an instrument counts, and which of its rows are set aside."""
    if instrument is None:
        return True, [(False, None)] * len(rows)
    return instrument.main, [
        (_contradicts(row, instrument), _beyond(row, instrument.range)) for row in rows
    ]


def _contradicts(row: Cells, instrument: Instrument) -> bool:
    """Whether a row is set aside for a direction that is not that of its instrument."""
    said = _value(row, "arms", "higher_is_better")
    return None not in (said, instrument.higher_is_better) and said != instrument.higher_is_better


def _beyond(row: Cells, limits: tuple[float, float] | None) -> object:
    """Whether a row is surely set aside for its range (True) or surely not (None), else that range.

    What a deviation that is not reported would be is not worked out here.
    """
    if limits is None or plain(row.get("score", "")) == "change":
        return None
    if "role" not in row:
        return limits if row.get("measure") == "MD" else None
    low, high = limits
    placed = [_value(row, "arms", column) for column in _PLACED]
    if any(isinstance(each, float) and not low <= each <= high for each in placed):
        return True
    spread = _value(row, "arms", "sd")
    return None if isinstance(spread, float) and spread <= (high - low) / 2 else limits


def _value(row: Cells, table: str, column: str) -> object:
    """Read a cell as the registry does; None where it is empty or no such value."""
    declared = TABLES[table]
    if column not in declared.names:
        return row.get(column)
    return parse(row.get(column, ""), declared.column(column))[0]


def _several(finding: Held) -> dict[str, list[str]]:
    """Give the instruments of each trial that reports more than one: there the order decides."""
    by_trial: dict[str, dict[str, None]] = {}
    for row in finding.counted:
        names = by_trial.setdefault(row.get("trial_id", ""), {})
        names[plain(row.get("instrument", ""))] = None
    return {trial: list(names) for trial, names in by_trial.items() if len(names) > 1}


def _order(instruments: Mapping[str, Instrument], names: Iterable[str]) -> list[set[str]]:
    """Give the instruments of a trial that count in order; those not listed share a place."""
    counted = {name for name in names if name not in instruments or instruments[name].main}
    listed = [{name} for name in instruments if name in counted]
    rest = {name for name in counted if name not in instruments}
    return [*listed, rest] if rest else listed


def _otherwise(rule: str, counted: Sequence[Named], counting: Sequence[Named]) -> Bearing | None:
    """Say what would count, or not count, had the rule stayed as it was."""
    if not counted and not counting:
        return None
    as_well, not_at_all = (_named(names) if names else None for names in (counted, counting))
    return Bearing(rule, say(facts.WouldCount(as_well=as_well, not_at_all=not_at_all)))


def _named(names: Iterable[Named]) -> changes.Names:
    """Give names, the first few where there are many."""
    every = [
        visible(name, LONGEST_NAME) if isinstance(name, str) else name
        for name in dict.fromkeys(names)
    ]
    if len(every) <= MOST_NAMES:
        return changes.Names(first=tuple(every), others=0)
    kept = MOST_NAMES - 1
    return changes.Names(first=tuple(every[:kept]), others=len(every) - kept)
