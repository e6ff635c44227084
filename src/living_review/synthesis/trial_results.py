"""Each trial's effect as the findings show it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from living_review.findings import Direction, StratumResult, TrialResult
from living_review.ground.distributions import normal_quantile
from living_review.language import say
from living_review.language.facts.arms import ChangeScores
from living_review.synthesis.evidence import Evidence, Member
from living_review.synthesis.scale import Scale, is_ratio, natural
from living_review.synthesis.trial_effects import Note, TrialEffect


def trial_results(
    members: Sequence[Member],
    evidence: Evidence,
    outcome_id: str,
    scale: Scale,
    weights: Mapping[str, float],
    level: float,
) -> tuple[TrialResult, ...]:
    """Give the trials of a finding; `weights` (0 to 1) has those that are pooled.

    A trial's own interval is Wald's at the level of the review.
    """
    z = float(normal_quantile(0.5 + level / 2.0))
    return tuple(_result(member, evidence, outcome_id, scale, weights, z) for member in members)


def _result(
    member: Member,
    evidence: Evidence,
    outcome_id: str,
    scale: Scale,
    weights: Mapping[str, float],
    z: float,
) -> TrialResult:
    effect, trial = member.effect, member.trial
    measure, y = scale.measure, effect.estimate
    se = None if effect.variance is None else math.sqrt(effect.variance)
    known = y is not None and se is not None
    weight = weights.get(effect.trial_id)
    return TrialResult(
        trial_id=effect.trial_id,
        label=trial["label"],
        year=trial["year"],
        estimate=None if y is None else natural(y, measure),
        log_estimate=y if is_ratio(measure) else None,
        se=se,
        ci_low=natural(y - z * se, measure) if known and y is not None and se is not None else None,
        ci_high=natural(y + z * se, measure)
        if known and y is not None and se is not None
        else None,
        weight_percent=None if weight is None else 100.0 * weight,
        n_intervention=effect.n_intervention,
        n_control=effect.n_control,
        n=effect.people,
        pairing=effect.crossover.pairing if effect.crossover else None,
        correlation=effect.crossover.correlation if effect.crossover else None,
        arms=effect.arms,
        strata=tuple(_stratum(each, measure) for each in effect.strata),
        risk_of_bias=evidence.risk_of_bias(effect.trial_id, outcome_id),
        from_=effect.origin,
        instrument=effect.instrument,
        weeks=effect.weeks,
        direction=direction(effect, scale),
        in_pool=effect.usable,
        source=effect.source,
        notes=tuple(map(_said, effect.notes)),
        means_are="changes" if _of_changes(effect.notes) else None,
        recovered=effect.recovered,
    )


def _of_changes(notes: Sequence[Note]) -> bool:
    return any(isinstance(each, ChangeScores) for each in notes)


def _said(note: Note) -> str:
    return note if isinstance(note, str) else say(note)


def _stratum(effect: TrialEffect, measure: str) -> StratumResult:
    y = effect.estimate
    return StratumResult(
        stratum=effect.stratum or "",
        estimate=None if y is None else natural(y, measure),
        log_estimate=y if is_ratio(measure) else None,
        se=None if effect.variance is None else math.sqrt(effect.variance),
        n_intervention=effect.n_intervention,
        n_control=effect.n_control,
        arms=effect.arms,
    )


def direction(effect: TrialEffect, scale: Scale) -> Direction:
    """Say which side a trial's effect favours; by its sign alone where its size is not known.

    A trial in which nobody or everybody had the event favours none, whatever its risk difference.
    """
    if effect.silent:
        return "unknown"
    if effect.estimate is not None:
        return scale.direction(scale.place(natural(effect.estimate, scale.measure)))
    if effect.lean is None:
        return "unknown"
    side = effect.lean * scale.benefit
    if side == 0:
        return "little_difference"
    return "favours_intervention" if side > 0 else "favours_control"
