"""Imprecision of trials that were not pooled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from living_review.certainty import marks
from living_review.certainty.case import Case, Span, View
from living_review.certainty.conflict import alike, information
from living_review.certainty.information import (
    Information,
    costs,
    information_of,
    is_large,
    too_wide,
)
from living_review.certainty.interval_width import (
    as_printed,
    baseline_amount,
    everything_open,
    extent_of,
    interval_of,
    levels_of,
    most_precise,
)
from living_review.certainty.proposal import Proposal
from living_review.findings import TrialResult
from living_review.language import say
from living_review.language.facts import imprecision as facts

RULE = "imprecision-intervals/1"
RULE_PEOPLE = "imprecision-participants/2"
FIFTH = 0.2


def apart(case: Case) -> Proposal:
    """Propose levels by the trials' own intervals; by their people where not all give one."""
    trials = case.pooled_trials
    if any(not information(each) or each.trial_id not in case.view.trials for each in trials):
        return _by_people(case)
    return _by_intervals(case)


def _by_intervals(case: Case) -> Proposal:
    """Propose levels by what the most precise trial leaves open."""
    view = case.view
    held, lead = information_of(case), most_precise(case)
    alone = len(case.pooled_trials) == 1
    together = alone or alike(case)
    assert lead is not None
    heavy = [lead] if together else _heavy(case.pooled_trials)
    spans = [view.trials[each.trial_id] for each in heavy]
    span = Span(
        view.trials[lead.trial_id].estimate, min(s.low for s in spans), max(s.high for s in spans)
    )
    crossed = len(view.scale.crossed(span.low, span.high))
    levels = levels_of(case, view, span, held)
    low = min(each.ci_low for each in heavy if each.ci_low is not None)
    high = max(each.ci_high for each in heavy if each.ci_high is not None)
    asked = lead.estimate is not None and is_large(case, lead.estimate)
    enough = held.judged(case, span, (low, high), asked=asked)
    decides = asked and (costs(enough) < levels or not crossed)
    everything = levels == -3
    levels = min(levels, costs(enough))
    told = (
        facts.IntervalLies(
            whose=_whose(alone=alone, together=together),
            interval=interval_of(case, low, high),
            unit=case.finding.unit_label,
            baseline=baseline_amount(view),
            place=as_printed(case, view, span),
        ),
        everything_open(view) if everything else None,
        held.told(enough) if everything or decides else None,
        too_wide(enough) if levels else None,
    )
    extent = extent_of(view, span)
    place = marks.extent(extent)
    return Proposal(
        name="imprecision",
        levels=levels,
        rule=RULE,
        threshold=say(facts.RuleOfImprecision(rule="intervals")),
        citation=say(facts.SourceOfImprecision(pooled=False)),
        explanation=" ".join(say(each) for each in told if each),
        inputs={
            "thresholds_crossed": crossed,
            "interval": place,
            "trials_differ": _differ(alone=alone, together=together),
            **held.inputs,
            "optimal_information_size": held.needed if asked or levels else None,
        },
        bands={
            "what_the_intervals_leave_open": place,
            "the_information": enough,
            "the_trials_intervals": _crossing(view),
        },
        told={"what_the_intervals_leave_open": extent},
    )


def _whose(
    *, alone: bool, together: bool
) -> Literal["one trial", "most precise trial", "trials that differ"]:
    if not together:
        return "trials that differ"
    return "one trial" if alone else "most precise trial"


def _differ(
    *, alone: bool, together: bool
) -> Literal["not known of one trial", "no more than by chance", "by more than chance"]:
    if not together:
        return "by more than chance"
    return "not known of one trial" if alone else "no more than by chance"


def _heavy(trials: Sequence[TrialResult]) -> list[TrialResult]:
    """Give the trials with a fifth of the information or more; the most precise in any case."""
    held = [information(each) or 0.0 for each in trials]
    least = min(FIFTH * math.fsum(held), max(held))
    return [trial for trial, each in zip(trials, held, strict=True) if each >= least]


def _crossing(view: View) -> Literal["all crossing", "not all crossing"]:
    """Tell whether every trial's interval crosses a threshold."""
    return "all crossing" if _all_cross(view) else "not all crossing"


def _all_cross(view: View) -> bool:
    spans = view.trials.values()
    return bool(spans) and all(view.scale.crossed(s.low, s.high) for s in spans)


def _by_people(case: Case) -> Proposal:
    held, all_cross = information_of(case), _all_cross(case.view)
    enough = _enough(held)
    levels = _levels(enough)
    decides = levels == 0 and all_cross
    return Proposal(
        name="imprecision",
        levels=-1 if decides else levels,
        rule=RULE_PEOPLE,
        threshold=say(facts.RuleOfImprecision(rule="people")),
        citation=say(facts.SourceOfImprecision(pooled=False)),
        explanation=say(
            facts.InformationOfTrialsApart(
                information=held.told(), missing=_missing(held), all_cross=decides
            )
        ),
        inputs={
            **held.inputs,
            "optimal_information_size": held.needed,
            "every_interval_crosses": all_cross,
        },
        bands={
            "the_information": enough,
            "the_trials_intervals": _crossing(case.view),
        },
    )


def _enough(
    held: Information,
) -> Literal["not known", "enough", "below what is enough", "below half of what is enough"]:
    if held.have is None or held.needed is None or held.undecided:
        return "not known"
    if held.have < held.needed / 2:
        return "below half of what is enough"
    return "below what is enough" if held.have < held.needed else "enough"


def _levels(enough: str) -> int | None:
    match enough:
        case "not known":
            return None
        case "enough":
            return 0
        case "below what is enough":
            return -1
        case _:
            return -2


def _missing(held: Information) -> Literal["participants", "events", "enough"] | None:
    """Tell what is not known of the information."""
    if held.have is None:
        return held.noun
    return "enough" if held.needed is None else None
