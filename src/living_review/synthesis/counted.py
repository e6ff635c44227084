"""Trials whose events are pooled as counted: by Mantel-Haenszel or by Peto."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from living_review.effects import from_log_rank
from living_review.language.facts.analyses import Counting
from living_review.language.facts.arms import EmptyCell
from living_review.language.facts.comparisons import FromLogRank
from living_review.language.facts.crossovers import Reported, WithoutPairs
from living_review.language.facts.trial_notes import AddsNothing, WithoutCounts
from living_review.pooling import observed_less_expected
from living_review.protocol import BINARY_MEASURES
from living_review.synthesis.strata import in_any_stratum, over_strata
from living_review.synthesis.trial_effects import Note, TrialEffect, finite

HALF_IN_EACH_CELL, HALF_IF_SHOWN = EmptyCell(done="cells"), EmptyCell(done="shown")
BY_PETO = FromLogRank(measure="OR")
MEASURES: Mapping[Counting, frozenset[str]] = {
    "mantel-haenszel": BINARY_MEASURES,
    "peto": frozenset({"OR"}),
}


def method_for(method: str, measure: str) -> str:
    """Give the method that pools a measure: only events are counted, the rest is weighted."""
    counting = counting_of(method)
    return method if counting and measure in MEASURES[counting] else "inverse-variance"


def counting_of(method: str) -> Counting | None:
    """Give a method if it counts events."""
    return next((each for each in MEASURES if each == method), None)


def counted(
    effects: Iterable[TrialEffect], method: str, model: str = "common"
) -> tuple[TrialEffect, ...]:
    """Give the effects of trials as a method has them; by inverse variance they stay as they are.

    A trial that reports a comparison alone cannot be counted and is left out, by name. Under Peto's
    method a trial's effect is (O − E)/V with the variance 1/V, so that their inverse-variance mean
    is Peto's estimate (Yusuf et al. 1985); a comparison that reports O − E and V has it, too.
    """
    given = tuple(effects)
    counting = counting_of(method)
    if counting is None:
        return given
    found = [_without_counts(each, counting) for each in given]
    if counting == "peto":
        return _peto_effects(found)
    # With random effects the effects as shown are pooled, by inverse variance.
    instead: dict[Note, Note] = {}
    if model == "common":
        instead[HALF_IN_EACH_CELL] = HALF_IF_SHOWN
    return tuple(_noted(each, instead, counting) for each in found)


def _without_counts(effect: TrialEffect, counting: Counting) -> TrialEffect:
    countable = effect.by_peto if counting == "peto" else effect.tables
    if countable or effect.estimate is None:
        return effect
    reason = WithoutCounts(counting=counting)
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
    instead: dict[Note, Note] = {HALF_IN_EACH_CELL: EmptyCell(done="nothing")}
    if effect.strata:
        instead[effect.notes[0]] = over_strata(effect.strata, "peto")
    notes = tuple(each for each in effect.notes if in_any_stratum(each) != BY_PETO)
    if not effect.tables:
        notes = (*notes, BY_PETO, *([Reported()] if effect.crossover else []))
    own = replace(
        effect,
        estimate=finite(estimate),
        variance=finite(variance),
        # An error that was worked out for another estimate is not used.
        recovered=tuple(each for each in effect.recovered if each.what != "se"),
        notes=notes,
    )
    return _noted(own, instead, "peto")


def _noted(effect: TrialEffect, instead: Mapping[Note, Note], counting: Counting) -> TrialEffect:
    notes = [instead.get(note, note) for note in effect.notes]
    if effect.crossover and effect.tables:
        notes.append(WithoutPairs(counting=counting))
    if effect.silent and effect.estimate is None:
        notes.append(AddsNothing(counting=counting))
    return replace(effect, notes=tuple(notes))
