"""Risk of bias: how much of the weight comes from which trials, and whether it matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal
from living_review.findings import Sensitivity, TrialResult
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import weight_at_risk as facts
from living_review.language.facts.effects import Amount

RULE = "risk-of-bias-by-weight/2"
WITHOUT_HIGH = "low-risk-of-bias"
MOST, HALF = 75.0, 50.0
JUDGED: tuple[facts.Judged, ...] = ("high", "some_concerns", "low", "not_judged")


def risk_of_bias(case: Case) -> Proposal:
    """Propose levels for risk of bias from the share of weight at each overall judgement."""
    shares, basis = shares_of_weight(case)
    low, high, unjudged = shares["low"], shares["high"], shares["not_judged"]
    other = next((each for each in case.finding.sensitivity if each.id == WITHOUT_HIGH), None)
    alike = _alike(case, other) if high > 0 else None
    levels = _levels(low, high, unjudged, alike)
    without = _without_high(case, other, alike, high)
    told = (_told(levels, shares, basis, case), _without(case, shares, other, alike))
    return Proposal(
        name="risk_of_bias",
        levels=levels,
        rule=RULE,
        threshold=say(facts.RuleOfRiskOfBias()),
        citation=say(facts.SourceOfRiskOfBias()),
        explanation=" ".join(say(each) for each in told if each),
        inputs={
            **{f"{name}_percent": share for name, share in shares.items()},
            "share_of": basis,
            "without_high_risk": without,
        },
        bands={
            "weight_at_low_risk": _side(low),
            "weight_at_high_risk": _side(high),
            "weight_not_judged": _half(unjudged),
            "effect_without_high_risk": without,
        },
    )


def shares_of_weight(case: Case) -> tuple[Mapping[facts.Judged, float], facts.Whole]:
    """Give the percentage at each judgement, and of what: the first of these that all trials have.

    Weight, participants, the time in which the events of a rate were counted; else trials.
    """
    trials = case.pooled_trials
    weights = [trial.weight_percent for trial in trials]
    basis: facts.Whole = "weight"
    if any(weight is None for weight in weights):
        weights = [trial.n for trial in trials]
        basis = "participants"
    if any(weight is None for weight in weights):
        weights, basis = [_time(trial) for trial in trials], "time"
    if any(weight is None for weight in weights):
        weights, basis = [1.0] * len(trials), "trials"
    known = [weight or 0.0 for weight in weights]
    total = sum(known)
    shares = dict.fromkeys(JUDGED, 0.0)
    for trial, weight in zip(trials, known, strict=True):
        overall = trial.risk_of_bias.overall if trial.risk_of_bias else None
        shares[_judged(overall)] += 100.0 * weight / total if total else 0.0
    return shares, basis


def _time(trial: TrialResult) -> float | None:
    known = [arm.time_at_risk for arm in trial.arms if arm.time_at_risk is not None]
    return sum(known) if known and len(known) == len(trial.arms) else None


def _judged(overall: str | None) -> facts.Judged:
    match overall:
        case "low" | "high":
            return overall
        case "some concerns" | "unclear":
            return "some_concerns"
        case _:
            return "not_judged"


def _levels(low: float, high: float, unjudged: float, alike: bool | None) -> int | None:
    if unjudged > HALF:
        return None
    if low >= MOST:
        return 0
    if high >= HALF:
        return -2 if high >= MOST else -1
    if high > 0 and alike is not None:
        return 0 if alike else -1
    return 0 if low >= HALF else -1


def _alike(case: Case, other: Sensitivity | None) -> bool | None:
    """Tell whether the pool without the trials at high risk lies in the range of the main one.

    None where that cannot be tried, and where no threshold says where a range ends.
    """
    effect, scale = case.view.effect, case.view.scale
    if other is None or other.pooled is None or effect is None or not scale.steps:
        return None
    return scale.band(scale.place(other.pooled.estimate)) == scale.band(effect.estimate)


def _without_high(
    case: Case, other: Sensitivity | None, alike: bool | None, high: float
) -> Literal[
    "no threshold says what a range is", "not available", "in the same range", "in another range"
]:
    tried = high > 0 and other is not None and other.pooled is not None
    if tried and not case.view.scale.steps:
        return "no threshold says what a range is"
    if alike is None:
        return "not available"
    return "in the same range" if alike else "in another range"


def _side(share: float) -> Literal["75% or more", "50% to 75%", "below 50%"]:
    if share >= MOST:
        return "75% or more"
    return "50% to 75%" if share >= HALF else "below 50%"


def _half(share: float) -> Literal["half or less", "more than half"]:
    return "half or less" if share <= HALF else "more than half"


def _share(share: float, judged: facts.Judged) -> facts.Share:
    """Tell a share; one that is rounded up to a limit of the rule did not reach it."""
    percent = numbers.percent(share)
    under = any(share < limit and percent == numbers.percent(limit) for limit in (HALF, MOST))
    return facts.Share(percent=percent, just_under=under, judged=judged)


def _told(
    levels: int | None, shares: Mapping[facts.Judged, float], basis: facts.Whole, case: Case
) -> Fact:
    if levels is None:
        return facts.NotJudged(percent=numbers.percent(shares["not_judged"]), of=basis)
    parts = tuple(_share(share, judged) for judged, share in shares.items() if share > 0)
    if len(parts) != 1:
        return facts.Shares(of=basis, shares=parts)
    # The trials that are weighed are judged alike; others may be judged otherwise.
    trials = case.pooled_trials
    return facts.AllAlike(
        judged=parts[0].judged,
        one=len(trials) == 1,
        that_count=len(trials) < len(case.finding.trials),
    )


def _without(
    case: Case,
    shares: Mapping[facts.Judged, float],
    other: Sensitivity | None,
    alike: bool | None,
) -> Fact | None:
    """Tell what becomes of the effect without the trials at high risk, where that decides."""
    main = case.finding.pooled
    if other is None or other.pooled is None or main is None:
        return None
    if not 0 < shares["high"] < HALF or shares["not_judged"] > HALF:
        return None
    if alike is not None:
        return facts.RangeWithoutHigh(same=alike)
    measure, unit = case.finding.measure, case.finding.unit_label
    before, after = (
        Amount(number=numbers.estimate(each.estimate, measure), unit=unit)
        for each in (main, other.pooled)
    )
    return facts.EffectWithoutHigh(
        measure=measure, effect=after, before=None if before == after else before
    )
