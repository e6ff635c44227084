"""Risk of bias: how much of the weight comes from which trials, and whether it matters."""

from __future__ import annotations

from collections.abc import Mapping

from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal
from living_review.findings import Sensitivity
from living_review.ground import numbers
from living_review.synthesis.wording import joined

RULE = "risk-of-bias-by-weight/2"
CITATION = (
    "Core GRADE 4, BMJ 2025;389:e083864; the cut-offs of 50% and 75% are conventions of this "
    "program"
)
THRESHOLD = (
    "75% or more of the weight at low risk: not rated down. High risk: 75% or more, two levels; "
    "50% or more, one level. Otherwise: not rated down when leaving out the trials at high risk "
    "keeps the effect in its range, one level when it does not; where that cannot be tried, or no "
    "threshold says what a range is, one level unless half of the weight is at low risk."
)
WITHOUT_HIGH = "low-risk-of-bias"
MOST, HALF = 75.0, 50.0
WORDS = {
    "high": "at high risk of bias",
    "some_concerns": "with some concerns",
    "low": "at low risk of bias",
    "not_judged": "not yet judged",
}
KINDS = {"low": "low", "some concerns": "some_concerns", "unclear": "some_concerns", "high": "high"}


def risk_of_bias(case: Case) -> Proposal:
    """Propose levels for risk of bias from the share of weight at each overall judgement."""
    shares, basis = shares_of_weight(case)
    low, high, unjudged = shares["low"], shares["high"], shares["not_judged"]
    other = next((each for each in case.finding.sensitivity if each.id == WITHOUT_HIGH), None)
    alike = _alike(case, other) if high > 0 else None
    levels = _levels(low, high, unjudged, alike)
    said = {None: "not available", True: "in the same range", False: "in another range"}[alike]
    if high > 0 and other is not None and other.pooled is not None and not case.view.scale.steps:
        said = "no threshold says what a range is"
    return Proposal(
        name="risk_of_bias",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=_explanation(levels, shares, basis, case)
        + _without_words(case, shares, other, alike),
        inputs={
            **{f"{name}_percent": share for name, share in shares.items()},
            "share_of": basis,
            "without_high_risk": said,
        },
        bands={
            "weight_at_low_risk": _side(low),
            "weight_at_high_risk": _side(high),
            "weight_not_judged": "half or less" if unjudged <= HALF else "more than half",
            "effect_without_high_risk": said,
        },
    )


def shares_of_weight(case: Case) -> tuple[Mapping[str, float], str]:
    """Give the percentage at each judgement, and of what: weight, participants or trials."""
    trials = case.pooled_trials
    weights = [trial.weight_percent for trial in trials]
    basis = "weight"
    if any(weight is None for weight in weights):
        weights = [trial.n for trial in trials]
        basis = "participants"
    if any(weight is None for weight in weights):
        weights, basis = [1.0] * len(trials), "trials"
    known = [weight or 0.0 for weight in weights]
    total = sum(known)
    shares = dict.fromkeys(WORDS, 0.0)
    for trial, weight in zip(trials, known, strict=True):
        overall = trial.risk_of_bias.overall if trial.risk_of_bias else None
        shares[KINDS.get(overall or "", "not_judged")] += 100.0 * weight / total if total else 0.0
    return shares, basis


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


def _side(share: float) -> str:
    if share >= MOST:
        return "75% or more"
    return "50% to 75%" if share >= HALF else "below 50%"


def _percent(share: float) -> str:
    """Write a share; one that is rounded up to a limit of the rule did not reach it."""
    for limit in (HALF, MOST):
        if share < limit and numbers.percent(share) == numbers.percent(limit):
            return f"just under {numbers.percent(limit)}"
    return numbers.percent(share)


def _explanation(levels: int | None, shares: Mapping[str, float], basis: str, case: Case) -> str:
    if levels is None:
        return (
            f"Trials whose risk of bias has not been judged make up "
            f"{numbers.percent(shares['not_judged'])} of the {basis}, too many for a proposal."
        )
    parts = [(share, WORDS[name]) for name, share in shares.items() if share > 0]
    if len(parts) == 1:
        return _all_alike(parts[0][1], case)
    listed = joined([f"{_percent(share)} in trials {words}" for share, words in parts])
    return f"Share of the {basis}: {listed}."


def _without_words(
    case: Case, shares: Mapping[str, float], other: Sensitivity | None, alike: bool | None
) -> str:
    """Say what becomes of the effect without the trials at high risk, where that decides."""
    main = case.finding.pooled
    if other is None or other.pooled is None or main is None:
        return ""
    if not 0 < shares["high"] < HALF or shares["not_judged"] > HALF:
        return ""
    if alike is not None:
        change = "stays in the same range" if alike else "moves to another range"
    else:
        measure = case.finding.measure
        before, after = (numbers.estimate(each.estimate, measure) for each in (main, other.pooled))
        unit = f" {case.finding.unit_label}" if case.finding.unit_label else ""
        change = f"stays {measure} {after}{unit}"
        if before != after:
            change = (
                f"is {measure} {after}{unit} in place of {before}{unit}; no threshold says whether "
                "that matters"
            )
    return f" Without the trials at high risk the effect {change}."


def _all_alike(words: str, case: Case) -> str:
    """Say that the trials that are weighed are judged alike; others may be judged otherwise."""
    one = len(case.pooled_trials) == 1
    who = "The one trial" if one else "All trials"
    if len(case.pooled_trials) < len(case.finding.trials):
        who += " that counts" if one else " that count"
    if words == WORDS["some_concerns"]:
        return f"{who} {'raises' if one else 'raise'} some concerns."
    return f"{who} {'is' if one else 'are'} {words}."
