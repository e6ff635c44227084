"""Inconsistency: whether trials contradict one another on what matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from living_review.certainty.case import Case, Span, View
from living_review.certainty.conflict import Conflict, conflicts
from living_review.certainty.proposal import Proposal
from living_review.findings import Finding
from living_review.ground import numbers
from living_review.synthesis.scale import reaches
from living_review.synthesis.wording import counted, joined

RULE = "inconsistency-ranges/2"
CITATION = (
    "Core GRADE 3, BMJ 2025; GRADE guidance 36, J Clin Epidemiol 2023; a fifth and a "
    "third of the evidence, and a tenth of an interval, are conventions of this program"
)
THRESHOLD = (
    "The ranges are important benefit, little to no difference and important harm. Two trials "
    "contradict one another when their estimates lie in different ranges, apart by the least "
    "effect that counts or more, and their intervals overlap by no more than a tenth of the "
    "shorter one. Trials that contradict one another hold a fifth of the evidence or more on each "
    "side: one level; a third or more for benefit and for harm: two levels; otherwise not rated "
    "down. The evidence of a trial is its weight in the pool or its share of the information "
    "(1/SE²), whichever is more. Each baseline risk is rated by itself. The prediction interval, τ "
    "and I² are shown and decide nothing; whether a subgroup explains it is left to people."
)
SUBGROUP_P = 0.10
FIFTH, THIRD = 20.0, 100.0 / 3.0
RULE_APART = "inconsistency-directions/2"
THRESHOLD_APART = (
    "Some trials tell which way their effect went and give no interval: trials for benefit and "
    "trials for harm, one level; otherwise not rated down."
)
RANGES = {1: "important benefit", 0: "little to no difference", -1: "important harm"}
_ONE_TRIAL = "There is one trial, so there is nothing it could agree or disagree with."
_ONE_EFFECT = "Fewer than two trials gave an effect that could be compared."
BARE = {1: "benefit", 0: "no difference", -1: "harm"}


def inconsistency(case: Case) -> Proposal:
    """Propose levels for inconsistency from how trials lie among the thresholds and each other."""
    known = [trial for trial in case.compared_trials if trial.direction != "unknown"]
    placed = len(_spans(case, case.view))
    if placed < 2 and (case.finding.k < 2 or len(known) < 2):
        one = len(case.finding.trials) < 2
        return _not_assessed(case, _ONE_TRIAL if one else _ONE_EFFECT)
    if placed < 2 or (case.finding.synthesis != "pooled" and placed < len(known)):
        return _by_directions(case, {trial.direction for trial in known})
    return _by_intervals(case, case.view)


def levels_at(case: Case, view: View) -> int:
    """Give the levels for contradictions between trials at one baseline."""
    return _levels(*conflicts(case, view))


def _levels(conflict: Conflict, opposed: Conflict) -> int:
    if _at_least(opposed.share, THIRD):
        return -2
    return -1 if _at_least(conflict.share, FIFTH) else 0


def _by_intervals(case: Case, view: View) -> Proposal:
    """Propose levels by the trials' intervals at one baseline, or on the one scale there is."""
    conflict, opposed = conflicts(case, view)
    levels = _levels(conflict, opposed)
    told = opposed if levels == -2 else conflict
    spans = _spans(case, view)
    lie = {side(view, span.estimate) for span in spans}
    spread = case.finding.heterogeneity
    moderator = _differing_subgroup(case.finding) if levels else None
    return Proposal(
        name="inconsistency",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=_explanation(view, lie, told, levels) + _subgroup_words(moderator),
        inputs={
            **_relative(case.finding),
            "differs_between_subgroups_of": moderator,
            "trials_in": _named(view, lie),
            "contradicting_percent": told.share,
            "prediction_interval_in": _named(view, ranges(view, *view.prediction))
            if view.prediction
            else None,
            "tau": spread.tau if spread else None,
            "i2_percent": spread.i2 if spread else None,
            "trials": case.finding.k
            if case.finding.synthesis == "pooled"
            else len(case.finding.trials),
        },
        bands={
            "the_range_of_the_estimates": f"in {_named(view, lie)}",
            "the_intervals": "do not all overlap" if _apart(spans) else "overlap",
            "the_evidence_that_is_contradicted": _share_words(conflict.share),
            "benefit_contradicted_by_harm": _share_words(opposed.share),
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


def _spans(case: Case, view: View) -> list[Span]:
    """Give the effects and intervals of the trials that are laid against one another."""
    ids = [each.trial_id for each in case.compared_trials]
    return [view.trials[each] for each in ids if each in view.trials]


def _apart(spans: Sequence[Span]) -> bool:
    """Tell whether the intervals of two trials share no point."""
    return max(span.low for span in spans) > min(span.high for span in spans)


def _by_directions(case: Case, directions: set[str]) -> Proposal:
    opposed = {"favours_intervention", "favours_control"} <= directions
    where = "in one range"
    if len(directions) > 1:
        where = "on both sides" if opposed else "in neighbouring ranges"
    return Proposal(
        name="inconsistency",
        levels=-1 if opposed else 0,
        rule=RULE_APART,
        threshold=THRESHOLD_APART,
        citation=CITATION,
        explanation=f"The trials' estimates lie {where}; not every trial gives an interval.",
        inputs={"estimates": where, "trials": len(case.finding.trials)},
        bands={"the_estimates": where},
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


def _at_least(share: float, limit: float) -> bool:
    """Tell whether a share reaches a limit, but for the last bits of a float."""
    return share >= limit - 1e-9


def _share_words(share: float) -> str:
    if _at_least(share, THIRD):
        return "a third or more"
    return "a fifth to a third" if _at_least(share, FIFTH) else "less than a fifth"


def _explanation(view: View, lie: set[int], conflict: Conflict, levels: int) -> str:
    plural = "ranges" if len(lie) > 1 else "range"
    said = f"The trials' estimates lie in the {plural} of {_named(view, lie)}"
    if len(lie) == 1:
        return f"{said}."
    if not conflict.above:
        where = "where they differ by as much as matters, " if view.scale.steps else ""
        return f"{said}; {where}their intervals overlap."
    above, below = len(conflict.above), len(conflict.below)
    sides = (
        f"{counted(above, 'trial')} with more benefit and {counted(below, 'trial')} with less have "
        "intervals that hardly overlap"
    )
    held = f"{numbers.percent(conflict.share)} of the evidence"
    if levels:
        return f"{said}; {sides}, and the lighter side holds {held}."
    return f"{said}; {sides}, but the lighter side holds only {held}."


def _named(view: View, found: Collection[int]) -> str:
    names = RANGES if view.scale.steps else BARE
    return joined([names[each] for each in (1, 0, -1) if each in found])
