"""Trials whose events are pooled as counted: by Mantel-Haenszel or by Peto."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from living_review.effects import from_log_rank
from living_review.pooling import observed_less_expected
from living_review.protocol import BINARY_MEASURES
from living_review.synthesis.arm_effects import HALF_IN_EACH_CELL
from living_review.synthesis.contrast_effects import FROM_LOG_RANK
from living_review.synthesis.crossover import REPORTED
from living_review.synthesis.strata import over_strata
from living_review.synthesis.trial_effects import TrialEffect, finite
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
    "pooled. Add {remedy}, or pool by inverse variance."
)
REMEDIES: Mapping[str, str] = {
    "mantel-haenszel": "its arms",
    "peto": "its arms, or its observed less expected events with their variance",
}
HALF_IF_SHOWN = (
    "An empty cell (nobody had the event, or everybody): half an event was added to each cell for "
    "the effect shown here; the Mantel-Haenszel estimate takes the counts as they are."
)
PETO_EFFECT = (
    "An empty cell (nobody had the event, or everybody): Peto’s method adds nothing to it."
)
CROSSOVER = "{method} counts the arms of this crossover trial as if they were different people."
SAYS_NOTHING = (
    "Nobody, or everybody, had the event: the trial adds nothing to {method} and is not counted."
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
    is Peto's estimate (Yusuf et al. 1985); a comparison that reports O − E and V has it, too.
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
    countable = effect.by_peto if method == "peto" else effect.tables
    if countable or effect.estimate is None:
        return effect
    reason = WITHOUT_COUNTS.format(method=NAMES[method], remedy=REMEDIES[method])
    return replace(effect, left_out=reason, notes=(*effect.notes, reason))


def _peto_effects(effects: Sequence[TrialEffect]) -> tuple[TrialEffect, ...]:
    """Put Peto's effect of each trial, over its strata, in the place of the Wald one."""
    known = [each for each in effects if each.by_peto]
    owner = [at for at, each in enumerate(known) for _ in each.strata or (each,)]
    parts = [part for each in known for part in each.strata or (each,)]
    sums = [np.bincount(owner, each, len(known)) for each in _excesses(parts)]
    found = from_log_rank(*sums)
    figures = iter(zip(np.atleast_1d(found.estimate), np.atleast_1d(found.variance), strict=True))
    return tuple(_peto_effect(e, *next(figures)) if e.by_peto else e for e in effects)


def _excesses(parts: Sequence[TrialEffect]) -> tuple[np.ndarray, np.ndarray]:
    """Give O − E and its variance of each part, from its counts or as it reports them."""
    absent = (np.nan,) * 4
    tables = np.array([each.counts or absent for each in parts], dtype=float).reshape(-1, 4)
    counted = observed_less_expected(*tables.T)
    reported = np.array([each.o_minus_e or (0.0, 0.0) for each in parts]).reshape(-1, 2)
    return counted[0] + reported[:, 0], counted[1] + reported[:, 1]


def _peto_effect(effect: TrialEffect, estimate: float, variance: float) -> TrialEffect:
    reworded = {HALF_IN_EACH_CELL: PETO_EFFECT}
    if effect.strata:
        reworded[effect.notes[0]] = over_strata(effect.strata, "Peto’s method")
    notes = tuple(each for each in effect.notes if not each.endswith(FROM_LOG_RANK["OR"]))
    if not effect.tables:
        notes = (*notes, FROM_LOG_RANK["OR"], *([REPORTED] if effect.crossover else []))
    own = replace(
        effect,
        estimate=finite(estimate),
        variance=finite(variance),
        # An error that was worked out for another estimate is not used.
        recovered=tuple(each for each in effect.recovered if each.what != "se"),
        notes=notes,
    )
    return _noted(own, reworded, "peto")


def _noted(effect: TrialEffect, reworded: Mapping[str, str], method: str) -> TrialEffect:
    notes = [reworded.get(note, note) for note in effect.notes]
    if effect.crossover and effect.tables:
        notes.append(capitalised(CROSSOVER.format(method=NAMES[method])))
    if effect.silent and effect.estimate is None:
        kept = [note for note in notes if "a ratio says nothing" not in note]
        notes = [*kept, SAYS_NOTHING.format(method=NAMES[method])]
    return replace(effect, notes=tuple(notes))
