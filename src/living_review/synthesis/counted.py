"""Trials whose events are pooled as counted: by Mantel-Haenszel or by Peto."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from living_review.pooling import peto
from living_review.protocol import BINARY_MEASURES
from living_review.synthesis.arm_effects import HALF_IN_EACH_CELL
from living_review.synthesis.strata import over_strata
from living_review.synthesis.trial_effects import Counts, TrialEffect, finite
from living_review.synthesis.wording import capitalised

NAMES: Mapping[str, str] = {
    "mantel-haenszel": "the Mantel-Haenszel method",
    "peto": "Peto’s method",
}
MEASURES: Mapping[str, frozenset[str]] = {
    "mantel-haenszel": BINARY_MEASURES,
    "peto": frozenset({"OR"}),
}
WITHOUT_COUNTS = (
    "Only a comparison is reported, and {method} counts the events of each arm: the trial is not "
    "pooled. Add its arms, or pool by inverse variance."
)
HALF_IF_SHOWN = (
    "An empty cell (nobody had the event, or everybody): half an event was added to each cell for "
    "the effect shown here; the Mantel-Haenszel estimate takes the counts as they are."
)
PETO_EFFECT = (
    "An empty cell (nobody had the event, or everybody): Peto’s method adds nothing to it."
)
CROSSOVER = "{method} counts the arms of this crossover trial as if they were different people."
SAYS_NOTHING = (
    "No arm, or every person, had the event: the trial adds nothing to {method} and is not counted."
)


def method_for(method: str, measure: str) -> str:
    """Give the method that pools a measure: only events are counted, the rest is weighted."""
    return method if measure in MEASURES.get(method, ()) else "inverse-variance"


def counted(
    effects: Iterable[TrialEffect], method: str, model: str = "common"
) -> tuple[TrialEffect, ...]:
    """Give the effects of trials as a method has them; by inverse variance they stay as they are.

    A trial that reports a comparison alone cannot be counted and is left out, by name. Under Peto's
    method a trial's effect is (O − E)/V with the variance 1/V, so that their inverse-variance mean
    is Peto's estimate (Yusuf et al. 1985).
    """
    given = tuple(effects)
    if method not in NAMES:
        return given
    found = [_without_counts(each, method) for each in given]
    if method == "peto":
        return _peto_effects(found)
    # With random effects the effects as shown are pooled, by inverse variance.
    reworded = {HALF_IN_EACH_CELL: HALF_IF_SHOWN} if model == "common" else {}
    return tuple(_noted(each, reworded, method) for each in found)


def _without_counts(effect: TrialEffect, method: str) -> TrialEffect:
    if effect.tables or effect.estimate is None:
        return effect
    reason = WITHOUT_COUNTS.format(method=NAMES[method])
    return replace(effect, left_out=reason, notes=(*effect.notes, reason))


def _peto_effects(effects: list[TrialEffect]) -> tuple[TrialEffect, ...]:
    """Put Peto's effect of each trial, over its strata, in the place of the Wald one."""
    most = max((len(each.tables) for each in effects), default=0)
    if not most:
        return tuple(effects)
    pooled = peto(*tables_of(effects, most))
    made = []
    for effect, y, se in zip(effects, pooled.estimate, pooled.se, strict=True):
        if not effect.tables:
            made.append(effect)
            continue
        estimate, error = finite(y), finite(se)
        known = estimate is not None and error is not None
        own = replace(
            effect,
            estimate=estimate if known else None,
            variance=error**2 if known and error is not None else None,
        )
        reworded = {HALF_IN_EACH_CELL: PETO_EFFECT}
        if effect.strata:
            reworded[effect.notes[0]] = over_strata(effect.strata, "Peto’s method")
        made.append(_noted(own, reworded, "peto"))
    return tuple(made)


def _noted(effect: TrialEffect, reworded: Mapping[str, str], method: str) -> TrialEffect:
    notes = [reworded.get(note, note) for note in effect.notes]
    if effect.crossover and effect.tables:
        notes.append(capitalised(CROSSOVER.format(method=NAMES[method])))
    if effect.silent and effect.estimate is None:
        kept = [note for note in notes if "a ratio says nothing" not in note]
        notes = [*kept, SAYS_NOTHING.format(method=NAMES[method])]
    return replace(effect, notes=tuple(notes))


def tables_of(effects: Iterable[TrialEffect], most: int) -> tuple[np.ndarray, ...]:
    """Give the tables of trials as four arrays (trials, tables), NaN where a trial has fewer."""
    nothing: Counts = (np.nan,) * 4
    rows = [(*each.tables, *[nothing] * (most - len(each.tables))) for each in effects]
    return tuple(np.moveaxis(np.array(rows, dtype=float), -1, 0))
