"""Whether a changed rule of the protocol bears on one finding, by the registry as it is now.

A rule that sorts no trial and no result of a finding otherwise than the rule before did not move
it. Where it cannot be told, because the registry lacks what a rule asks for, the rule bears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from living_review import numbers
from living_review.protocol import Comparison, Outcome
from living_review.protocol.filters import Asked, asked_by
from living_review.protocol.outcomes import Instrument
from living_review.sources import RawTables
from living_review.spelling import plain
from living_review.synthesis.wording import joined
from living_review.visible_text import visible

Cells = Mapping[str, str]
# How what a rule before would have done is told, and known again.
BEFORE = "by the rules before,"
BELONGING, COUNTING = "which trials belong to the comparison", "which instruments count"
MOST_NAMES, LONGEST_NAME = 4, 80
_NOT_IN = frozenset({"awaiting", "ongoing", "excluded", "retracted"})


@dataclass(frozen=True)
class Held:
    """What the registry holds of one finding: the trials that report it, and their results."""

    trials: Mapping[str, Cells]
    results: tuple[Cells, ...]
    columns: frozenset[str]

    def labels(self, names: Iterable[str]) -> list[str]:
        """Name trials as readers know them."""
        return [self.trials[name].get("label") or name for name in names]


def held(tables: RawTables, outcome: str, timepoint: str, known: Sequence[str]) -> Held:
    """Find the results of one outcome and time point, and the included trials that have one.

    `known` are the ids of all outcomes of the protocol: a cell that is none of them may be this
    outcome written otherwise, and is taken for it.
    """
    others = {plain(name) for name in known} - {plain(outcome)}
    results = tuple(
        row
        for name in ("arms", "contrasts")
        for row in _rows(tables, name)
        if plain(row.get("outcome", "")) not in others
        and plain(row.get("timepoint", "")) in (plain(timepoint), "")
    )
    reporting = {row.get("trial_id", "") for row in results}
    trials = {
        row.get("trial_id", ""): row
        for row in _rows(tables, "trials")
        if row.get("trial_id") in reporting and plain(row.get("status", "")) not in _NOT_IN
    }
    columns = frozenset(tables["trials"].columns) if "trials" in tables else frozenset()
    return Held(trials, results, columns)


def _rows(tables: RawTables, name: str) -> Iterator[Cells]:
    if name in tables:
        table = tables[name]
        for row in table.rows:
            yield {column: cell.strip() for column, cell in zip(table.columns, row, strict=True)}


def belonging(old: Comparison, new: Comparison, finding: Held) -> str | None:
    """Say which trials of a finding the rules sort otherwise; None where they sort all alike."""
    rules = asked_by(old), asked_by(new)
    if not all(_columns(rule) <= finding.columns for rule in rules):
        return BELONGING
    took, takes = ({n for n, row in finding.trials.items() if rule.takes(row)} for rule in rules)
    return _otherwise(
        BELONGING,
        finding.labels(n for n in finding.trials if n in took - takes),
        finding.labels(n for n in finding.trials if n in takes - took),
    )


def _columns(rule: Asked) -> set[str]:
    return {column for part in (rule.include, rule.exclude) for column, v in part.items() if v}


def counting(old: Outcome, new: Outcome, finding: Held) -> str | None:
    """Say which instruments of a finding count otherwise; None where all count as before."""
    had, has = (
        {plain(name): each for name, each in outcome.instruments.items()} for outcome in (old, new)
    )
    used: dict[str, str] = {}
    for row in finding.results:
        used.setdefault(plain(row.get("instrument", "")), row.get("instrument", ""))
    counted, counts = ({name for name in used if _main(each.get(name))} for each in (had, has))
    moved = _otherwise(
        COUNTING,
        [f"results on {used[name]}" for name in used if name in counted - counts],
        [f"results on {used[name]}" for name in used if name in counts - counted],
    )
    if moved:
        return moved
    read = _direction(finding)
    turned = [used[name] for name in used if read(had.get(name)) != read(has.get(name))]
    if turned:
        return f"{COUNTING} in which direction: {_named(turned)}"
    several = _of_trials_with_several(finding)
    first, then = ([name for name in each if name in several] for each in (had, has))
    return COUNTING if first != then else None


def _main(instrument: Instrument | None) -> bool:
    return instrument is None or instrument.main


def _direction(finding: Held) -> Callable[[Instrument | None], object]:
    """Read the direction of an instrument, which matters where a row leaves it empty."""
    empty = any(not row.get("higher_is_better") for row in finding.results)
    return lambda instrument: instrument.higher_is_better if instrument and empty else None


def _of_trials_with_several(finding: Held) -> set[str]:
    """Give the instruments of trials that report more than one: there the order decides."""
    by_trial: dict[str, set[str]] = {}
    for row in finding.results:
        by_trial.setdefault(row.get("trial_id", ""), set()).add(plain(row.get("instrument", "")))
    return {name for names in by_trial.values() if len(names) > 1 for name in names}


def _otherwise(what: str, counted: Sequence[str], counting: Sequence[str]) -> str | None:
    """Say what would count, or not count, had the rule stayed as it was."""
    said = [
        f"{_named(names)} would {verb}"
        for names, verb in ((counted, "count as well"), (counting, "not count"))
        if names
    ]
    return f"{what}: {BEFORE} {' and '.join(said)}" if said else None


def _named(names: Iterable[str]) -> str:
    """List names, the first few where there are many."""
    every = [visible(name, LONGEST_NAME) for name in dict.fromkeys(names)]
    if len(every) > MOST_NAMES:
        rest = len(every) - MOST_NAMES + 1
        every = [*every[: MOST_NAMES - 1], f"{numbers.in_words(rest)} others"]
    return joined(every)
