"""Imprecision of trials that were not pooled."""

from __future__ import annotations

import math
from collections.abc import Sequence

from living_review.certainty.case import Case, Span, View
from living_review.certainty.conflict import alike, information
from living_review.certainty.information import TOO_WIDE_WORDS, information_of, is_large
from living_review.certainty.interval_width import (
    as_printed,
    at_baseline,
    everything_words,
    interval_words,
    levels_of,
    most_precise,
    place_words,
    runs,
)
from living_review.certainty.proposal import Proposal
from living_review.findings import TrialResult

RULE = "imprecision-intervals/1"
RULE_PEOPLE = "imprecision-participants/2"
CITATION = (
    "Murad et al. 2017, Evid Based Med 22:85-87; GRADE guidelines 6, 2011; GRADE guidance 34 and "
    "35, 2022"
)
THRESHOLD = (
    "No pooled interval: that of the most precise trial is judged as a pool's would be, and the "
    "information of all trials together; where the trials differ more than chance would make them "
    "on average (Q above its degrees of freedom), all that the intervals of trials with a fifth of "
    "the information or more leave open."
)
THRESHOLD_PEOPLE = (
    "No pooled interval, and not every trial gives one. Fewer participants than the optimal "
    "information size: one level; fewer than half of it: two levels; enough, but every trial's "
    "interval crosses a threshold: one; where trials of unknown size could make it up: no "
    "proposal."
)
FIFTH = 0.2
ALL = "all crossing"


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
    enough, costs = held.judged(case, span, (low, high)) if asked else ("not asked", 0)
    told = ""
    if levels == -3 or (asked and (costs < levels or not crossed)):
        told = held.words(enough)
    levels = min(levels, costs)
    place, printed = place_words(view, span), as_printed(case, view, span)
    interval = interval_words(case, low, high)
    whose = f"The interval of the {'one trial that gives one' if alone else 'most precise trial'}"
    if not together:
        whose = (
            "The trials differ more than chance alone would make them on average; together, their "
            "intervals"
        )
    return Proposal(
        name="imprecision",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=f"No interval was pooled. {whose} ({interval}){at_baseline(view)} "
        f"{runs(printed, plural=not together)} {printed}."
        + (everything_words(view) if levels == -3 else "")
        + told
        + (TOO_WIDE_WORDS.get(enough, "") if levels else ""),
        inputs={
            "thresholds_crossed": crossed,
            "interval": place,
            "trials_differ": ("not known of one trial" if alone else "no more than by chance")
            if together
            else "by more than chance",
            **held.inputs,
            "optimal_information_size": held.needed if asked or levels else None,
        },
        bands={
            "what_the_intervals_leave_open": place,
            "the_information": enough,
            "the_trials_intervals": _crossing(view),
        },
    )


def _heavy(trials: Sequence[TrialResult]) -> list[TrialResult]:
    """Give the trials with a fifth of the information or more; the most precise in any case."""
    held = [information(each) or 0.0 for each in trials]
    least = min(FIFTH * math.fsum(held), max(held))
    return [trial for trial, each in zip(trials, held, strict=True) if each >= least]


def _crossing(view: View) -> str:
    """Say whether every trial's interval crosses a threshold."""
    spans = view.trials.values()
    every = bool(spans) and all(view.scale.crossed(s.low, s.high) for s in spans)
    return ALL if every else "not all crossing"


def _by_people(case: Case) -> Proposal:
    held = information_of(case)
    all_cross = _crossing(case.view) == ALL
    levels: int | None = None
    enough = "not known"
    said = held.words().strip()
    if held.have is None or held.needed is None:
        lacking = held.have is None
        why = f"The number of {held.noun}" if lacking else "The information that would be enough"
        said = f"{why} is not known."
    elif not held.undecided:
        levels, enough = 0, "enough"
        if held.have < held.needed:
            levels, enough = -1, "below what is enough"
        if held.have < held.needed / 2:
            levels, enough = -2, "below half of what is enough"
        if levels == 0 and all_cross:
            levels, said = -1, f"{said} The interval of every trial crosses a threshold."
    return Proposal(
        name="imprecision",
        levels=levels,
        rule=RULE_PEOPLE,
        threshold=THRESHOLD_PEOPLE,
        citation=CITATION,
        explanation=f"No interval was pooled. {said}",
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
