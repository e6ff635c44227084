"""Inconsistency: whether the trials' true effects lie on one side of what matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations

from living_review.certainty.case import Case, Span, View
from living_review.certainty.proposal import Proposal
from living_review.findings import Finding
from living_review.synthesis.scale import natural, reaches
from living_review.synthesis.wording import joined

RULE = "inconsistency-ranges/1"
CITATION = (
    "GRADE guidance 36, J Clin Epidemiol 2023; Core GRADE 3, BMJ 2025; ranges compared as in "
    "CINeMA (Nikolakopoulou et al. 2020, PLoS Med 17:e1003082)"
)
THRESHOLD = (
    "The ranges are important benefit, little to no difference and important harm. The prediction "
    "interval reaches no range that the confidence interval does not: not rated down; one more "
    "range: one level; two more: two levels. One level too when trials lie in both outer ranges "
    "and the true effects differ by more than the least effect that counts. At several baseline "
    "risks, the most. I² decides nothing; whether a subgroup explains it is left to people."
)
SUBGROUP_P = 0.10
THRESHOLD_APART = (
    "No prediction interval (trials not pooled, two trials, or a common-effect model): estimates "
    "for important benefit and for important harm, one level, two when intervals do not overlap; "
    "estimates in neighbouring ranges, one level when intervals do not overlap."
)
RANGES = {1: "important benefit", 0: "little to no difference", -1: "important harm"}
_ONE_TRIAL = "There is one trial, which nothing can be consistent with."
_ONE_EFFECT = "Fewer than two trials gave an effect that could be compared."
BARE = {1: "benefit", 0: "no difference", -1: "harm"}


def inconsistency(case: Case) -> Proposal:
    """Propose levels for inconsistency from where estimates and prediction interval lie."""
    if case.finding.k < 2 and len(case.view.trials) < 2:
        one = len(case.finding.trials) < 2
        return _not_assessed(case, _ONE_TRIAL if one else _ONE_EFFECT)
    if case.finding.synthesis != "pooled":
        return _apart(case)
    proposals = [
        _pooled(case, view, view.effect, view.prediction)
        for view in case.views
        if view.effect is not None and view.prediction is not None
    ]
    if not proposals:
        # A common-effect model or two trials: no prediction interval, yet the trials can differ.
        return _apart(case)
    return min(proposals, key=lambda each: each.levels or 0)


def _pooled(case: Case, view: View, effect: Span, prediction: tuple[float, float]) -> Proposal:
    """Judge a pool on one scale; for a ratio, at one baseline risk."""
    within = ranges(view, effect.low, effect.high)
    reached = ranges(view, *prediction) - within
    sides = {side(view, span.estimate) for span in view.trials.values()}
    opposed = {1, -1} <= sides and _differ(case, view, effect)
    levels = max(-2, -len(reached))
    if opposed:
        levels = min(levels, -1)
    spread = case.finding.heterogeneity
    moderator = _differing_subgroup(case.finding) if levels else None
    return Proposal(
        name="inconsistency",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=_explanation(view, within, reached, opposed) + _subgroup_words(moderator),
        inputs={
            **_relative(case.finding),
            "differs_between_subgroups_of": moderator,
            "confidence_interval_in": _named(view, within),
            "prediction_interval_adds": _named(view, reached) or "nothing",
            "trials_in": _named(view, sides),
            "tau": spread.tau if spread else None,
            "i2_percent": spread.i2 if spread else None,
            "trials": case.finding.k,
        },
        bands={
            "the_confidence_interval": f"in {_named(view, within)}",
            "the_prediction_interval": f"reaching {_named(view, reached) or 'nothing'} besides",
            "the_spread_of_trials": "both ways" if opposed else "not both ways",
            "a_subgroup_that_could_explain": moderator or "none",
        },
    )


def ranges(view: View, low: float, high: float) -> set[int]:
    """Give the ranges an interval reaches: 1 benefit, 0 little to no difference, −1 harm."""
    least = view.scale.steps[0] if view.scale.steps else 0.0
    reached = set()
    if reaches(high, least) and high > 0:
        reached.add(1)
    if reaches(-low, least) and low < 0:
        reached.add(-1)
    if least and not reaches(low, least) and not reaches(-high, least):
        reached.add(0)
    return reached or {0}


def side(view: View, place: float) -> int:
    """Give the range of one estimate."""
    return next(iter(ranges(view, place, place)))


def _differ(case: Case, view: View, effect: Span) -> bool:
    """Tell whether true effects one τ from the mean differ from it by a threshold or more."""
    spread, pooled = case.finding.heterogeneity, case.finding.pooled
    if spread is None or not spread.tau or pooled is None:
        return False
    measure = case.finding.measure
    mean = pooled.estimate if pooled.log_estimate is None else pooled.log_estimate
    ends = (view.scale.place(natural(mean + s * spread.tau, measure)) for s in (1, -1))
    least = view.scale.steps[0] if view.scale.steps else 0.0
    return max(abs(end - effect.estimate) for end in ends) >= least


def _relative(finding: Finding) -> Mapping[str, str]:
    """Say of a ratio whether its own interval and prediction interval include no difference."""
    prediction, pooled = finding.prediction, finding.pooled
    if not finding.is_ratio or prediction is None or pooled is None:
        return {}
    if prediction.low is None or prediction.high is None:
        return {}
    ends = {
        "relative_confidence_interval": (pooled.ci_low, pooled.ci_high),
        "relative_prediction_interval": (prediction.low, prediction.high),
    }
    return {
        name: f"{'includes' if low < 1.0 < high else 'excludes'} no difference"
        for name, (low, high) in ends.items()
    }


def _differing_subgroup(finding: Finding) -> str | None:
    """Name the characteristic between whose levels the effect differs most clearly, if any."""
    tested = [each for each in finding.subgroups if each.p is not None and each.p < SUBGROUP_P]
    return min(tested, key=lambda each: each.p or 0.0).moderator if tested else None


def _subgroup_words(moderator: str | None) -> str:
    if moderator is None:
        return ""
    return (
        f" The effect differs between trials by {moderator}; whether that is credible and explains "
        "the inconsistency (ICEMAN) is for a person to judge."
    )


def _apart(case: Case) -> Proposal:
    view = case.view
    spans = list(view.trials.values())
    directions = {trial.direction for trial in case.finding.trials} - {"unknown"}
    if len([t for t in case.finding.trials if t.direction != "unknown"]) < 2:
        return _not_assessed(case, "Fewer than two trials show which way their effect went.")
    apart = any(one.high < other.low or other.high < one.low for one, other in _pairs(spans))
    opposed = {"favours_intervention", "favours_control"} <= directions
    levels = (-2 if apart else -1) if opposed else (-1 if len(directions) > 1 and apart else 0)
    where = "in one range"
    if len(directions) > 1:
        where = "on both sides" if opposed else "in neighbouring ranges"
    overlap = "do not all overlap" if apart else "overlap"
    return Proposal(
        name="inconsistency",
        levels=levels,
        rule="inconsistency-directions/1",
        threshold=THRESHOLD_APART,
        citation=CITATION,
        explanation=f"The trials' estimates lie {where}, and their intervals {overlap}.",
        inputs={"estimates": where, "intervals": overlap, "trials": len(case.finding.trials)},
        bands={"the_estimates": where, "the_intervals": overlap},
    )


def _not_assessed(case: Case, why: str) -> Proposal:
    return Proposal(
        name="inconsistency",
        levels=None,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=why,
        inputs={"trials": len(case.finding.trials)},
        bands={"the_number_of_trials": "too small for this rule"},
    )


def _explanation(view: View, within: Collection[int], reached: set[int], opposed: bool) -> str:
    plural = "ranges" if len(within) > 1 else "range"
    said = f"The confidence interval lies in the {plural} of {_named(view, within)}"
    if len(within) == len(RANGES):
        said = (
            "The confidence interval already reaches from important benefit to important harm, so "
            "the prediction interval can add nothing"
        )
    elif reached:
        said += (
            "; the true effect in a new, similar trial could also lie in that of "
            f"{_named(view, reached)}"
        )
    else:
        said += ", and the prediction interval adds no other"
    if opposed:
        said += "; the trials point both ways, and differ by more than what counts as small"
    return f"{said}."


def _named(view: View, found: Collection[int]) -> str:
    names = RANGES if view.scale.steps else BARE
    return joined([names[each] for each in (1, 0, -1) if each in found])


def _pairs(spans: list[Span]) -> Collection[tuple[Span, Span]]:
    return list(combinations(spans, 2))
