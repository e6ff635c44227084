"""Inconsistency: whether trials contradict one another on what matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from living_review.certainty import marks
from living_review.certainty.case import Case, Span, View
from living_review.certainty.conflict import Conflict, conflicts
from living_review.certainty.proposal import Proposal, Told
from living_review.findings import Finding
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import inconsistency as facts
from living_review.language.facts.decisions import Input
from living_review.language.facts.ranges import EstimatesIn, Important, Side
from living_review.synthesis.scale import reaches

RULE = "inconsistency-ranges/2"
SUBGROUP_P = 0.10
FIFTH, THIRD = 20.0, 100.0 / 3.0
RULE_APART = "inconsistency-directions/2"


def inconsistency(case: Case) -> Proposal:
    """Propose levels for inconsistency from how trials lie among the thresholds and each other."""
    known = [trial for trial in case.compared_trials if trial.direction != "unknown"]
    placed = len(_spans(case, case.view))
    if placed < 2 and (case.finding.k < 2 or len(known) < 2):
        return _not_assessed(case)
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
    explanation = say(_estimates(view, lie, told, levels))
    if moderator is not None:
        explanation = f"{explanation} {say(facts.DiffersBy(moderator=moderator))}"
    said: dict[Input, Told] = {"the_range_of_the_estimates": EstimatesIn(ranges=_ranges(view, lie))}
    if moderator:
        said["a_subgroup_that_could_explain"] = moderator
    return Proposal(
        name="inconsistency",
        levels=levels,
        rule=RULE,
        threshold=say(facts.RuleOfInconsistency(intervals=True)),
        citation=say(facts.SourceOfInconsistency()),
        explanation=explanation,
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
            "the_range_of_the_estimates": marks.mark(f"in {_named(view, lie)}"),
            "the_intervals": _overlap(spans),
            "the_evidence_that_is_contradicted": _share(conflict.share),
            "benefit_contradicted_by_harm": _share(opposed.share),
            "a_subgroup_that_could_explain": moderator or "none",
        },
        told=said,
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
        name: marks.mark(f"{'includes' if low < 1.0 < high else 'excludes'} no difference")
        for name, (low, high) in ends.items()
    }


def _differing_subgroup(finding: Finding) -> str | None:
    """Name the characteristic between whose levels the effect differs most clearly, if any."""
    tested = [each for each in finding.subgroups if each.p is not None and each.p < SUBGROUP_P]
    return min(tested, key=lambda each: each.p or 0.0).moderator if tested else None


def _spans(case: Case, view: View) -> list[Span]:
    """Give the effects and intervals of the trials that are laid against one another."""
    ids = [each.trial_id for each in case.compared_trials]
    return [view.trials[each] for each in ids if each in view.trials]


def _overlap(spans: Sequence[Span]) -> Literal["do not all overlap", "overlap"]:
    """Tell whether the intervals of two trials share no point."""
    apart = max(span.low for span in spans) > min(span.high for span in spans)
    return "do not all overlap" if apart else "overlap"


def _by_directions(case: Case, directions: set[str]) -> Proposal:
    lie = _lie(directions)
    return Proposal(
        name="inconsistency",
        levels=-1 if lie == "on both sides" else 0,
        rule=RULE_APART,
        threshold=say(facts.RuleOfInconsistency(intervals=False)),
        citation=say(facts.SourceOfInconsistency()),
        explanation=say(facts.Directions(lie=lie)),
        inputs={"estimates": lie, "trials": len(case.finding.trials)},
        bands={"the_estimates": lie},
    )


def _lie(
    directions: set[str],
) -> Literal["in one range", "in neighbouring ranges", "on both sides"]:
    if len(directions) < 2:
        return "in one range"
    opposed = {"favours_intervention", "favours_control"} <= directions
    return "on both sides" if opposed else "in neighbouring ranges"


def _not_assessed(case: Case) -> Proposal:
    one = len(case.finding.trials) < 2
    return Proposal(
        name="inconsistency",
        levels=None,
        rule=RULE,
        threshold=say(facts.RuleOfInconsistency(intervals=True)),
        citation=say(facts.SourceOfInconsistency()),
        explanation=say(facts.NotAssessed(why="one trial" if one else "one effect")),
        inputs={"trials": len(case.finding.trials)},
        bands={"the_number_of_trials": marks.mark("too small for this rule")},
    )


def _at_least(share: float, limit: float) -> bool:
    """Tell whether a share reaches a limit, but for the last bits of a float."""
    return share >= limit - 1e-9


def _share(share: float) -> Literal["a third or more", "a fifth to a third", "less than a fifth"]:
    if _at_least(share, THIRD):
        return "a third or more"
    return "a fifth to a third" if _at_least(share, FIFTH) else "less than a fifth"


def _estimates(view: View, lie: set[int], conflict: Conflict, levels: int) -> facts.Estimates:
    ranges = _ranges(view, lie)
    if len(ranges) < 2:
        return facts.Estimates(ranges=ranges, overlap=None, contradiction=None)
    if not conflict.above:
        return facts.Estimates(
            ranges=ranges,
            overlap="where they differ" if view.scale.steps else "everywhere",
            contradiction=None,
        )
    contradiction = facts.Contradiction(
        more=len(conflict.above),
        less=len(conflict.below),
        percent=numbers.percent(conflict.share),
        lowers=levels < 0,
    )
    return facts.Estimates(ranges=ranges, overlap=None, contradiction=contradiction)


def _ranges(view: View, found: Collection[int]) -> tuple[Important, ...]:
    return tuple(important(view, each) for each in (1, 0, -1) if each in found)


def important(view: View, found: int) -> Important:
    """Tell what a range is."""
    side: Side | None = None
    if found:
        side = "benefit" if found > 0 else "harm"
    return Important(side=side, sized=bool(view.scale.steps))


def _named(view: View, found: Collection[int]) -> str:
    return marks.joined(marks.important(each) for each in _ranges(view, found))
