"""Which trials a plot on paper or on a screen shows where there are more than anybody reads.

The pool, its prediction interval and the subgroups stay, and a note says where all trials are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from living_review.figures.plate import Plate, Row
from living_review.findings import Finding
from living_review.language import say
from living_review.language.facts import forest_plots as facts

# Of more trials than these, so many are shown.
MOST_ON_PAPER, SHOWN_OF_MORE = 100, 40
Place = Literal["paper", "screen"]

Ranked = TypeVar("Ranked")


def foremost(items: Sequence[Ranked], ranks: Iterable[float | tuple[float, ...]]) -> list[Ranked]:
    """Give the items that are shown in their order: all, or those that rank highest."""
    if len(items) <= MOST_ON_PAPER:
        return list(items)
    ranked = sorted(enumerate(ranks), key=lambda each: (each[1], -each[0]), reverse=True)
    return [items[place] for place, _ in sorted(ranked[:SHOWN_OF_MORE])]


def heaviest(finding: Finding, most: int) -> frozenset[str]:
    """Name the trials with the most weight, or with most people where none has a weight."""
    ranked = sorted(
        finding.contributing, key=lambda trial: (-(trial.weight_percent or 0.0), -(trial.n or 0.0))
    )
    return frozenset(trial.trial_id for trial in ranked[:most])


def shown(finding: Finding) -> frozenset[str] | None:
    """Name the trials of a finding that are shown; None where all are."""
    if len(finding.trials) <= MOST_ON_PAPER:
        return None
    return heaviest(finding, SHOWN_OF_MORE)


def of_trials(plate: Plate, finding: Finding, place: Place = "paper") -> Plate:
    """Leave a forest plot its heaviest trials where there are too many for a place."""
    kept = shown(finding)
    if kept is None:
        return plate
    chosen: facts.Chosen = "participants" if finding.pooled is None else "weight"
    return _unlit(only(plate, kept, note(len(kept), len(finding.contributing), chosen, place)))


def of_steps(
    plate: Plate, ranks: Sequence[float], chosen: facts.Chosen, place: Place = "paper"
) -> Plate:
    """Leave a plot of one pool a row the rows that rank highest, where there are too many."""
    steps = [row for row in plate.rows if row.style == "trial"]
    if len(steps) <= MOST_ON_PAPER:
        return plate
    kept = foremost(steps, ranks)
    rows = (*kept, *(row for row in plate.rows if row.style != "trial"))
    said = note(len(kept), len(steps), chosen, place)
    return _unlit(replace(plate, rows=rows, notes=(said, *plate.notes)))


def _unlit(plate: Plate) -> Plate:
    """Leave rows without the ids by which a page lights up trials: its tables have none either."""
    return replace(plate, rows=tuple(replace(row, trial_id="") for row in plate.rows))


def note(shown: int, of: int, chosen: facts.Chosen, place: Place = "paper") -> str:
    """Say how many are shown of how many, which ones, and where all of them are."""
    fact = facts.ShownOfMany if place == "paper" else facts.ShownHere
    return say(fact(shown=shown, of=of, chosen=chosen))


def only(plate: Plate, kept: Collection[str], said: str) -> Plate:
    """Leave a forest plot some trials, and no heading above none."""
    rows: list[Row] = []
    for row in plate.rows:
        if row.style in ("trial", "apart") and row.trial_id not in kept:
            continue
        if row.style == "heading" and rows and rows[-1].style == "heading":
            rows.pop()
        rows.append(row)
    if rows and rows[-1].style == "heading":
        rows.pop()
    return replace(plate, rows=tuple(rows), notes=(said, *plate.notes))
