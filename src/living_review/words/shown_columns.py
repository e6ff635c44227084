"""Columns of trials.csv that the protocol shows: their headings and cells, as readers see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from living_review.findings import TrialRecord
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import characteristics as facts
from living_review.protocol import Shown
from living_review.words.grammar import capitalised

_NUMBER = re.compile(r"[-−]?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class ShownColumn:
    """One column: its heading, whether all of its cells are numbers, and the cells by trial."""

    column: str
    heading: str
    numeric: bool
    cells: Mapping[str, str]


def shown_columns(asked: Iterable[Shown], trials: Sequence[TrialRecord]) -> tuple[ShownColumn, ...]:
    """Give the columns in which any trial has a value.

    Numbers are as the registry has them, with the decimal sign of the language.
    """
    found = []
    for each in asked:
        cells = {trial.trial_id: _value(trial, each.column) for trial in trials}
        filled = {trial: text for trial, text in cells.items() if text}
        numeric = all(_NUMBER.fullmatch(text) for text in filled.values())
        if numeric:
            filled = {trial: numbers.as_reported(text) for trial, text in filled.items()}
        if filled:
            name = each.label or capitalised(each.shown)
            heading = say(facts.OwnColumn(name=name, unit=each.unit))
            found.append(ShownColumn(each.column, heading, numeric, filled))
    return tuple(found)


def _value(trial: TrialRecord, column: str) -> str:
    value = trial.extra.get(column, getattr(trial, column, None))
    return "" if value is None else str(value).strip()
