"""Imprecision: how many thresholds the interval crosses, and how much information there is."""

from __future__ import annotations

import math

from living_review import numbers
from living_review.certainty.case import Case, View, band_words, range_words
from living_review.certainty.information import TOO_WIDE, baseline_of, information_of
from living_review.certainty.proposal import Proposal
from living_review.measures import RATIOS
from living_review.synthesis.scale import COHEN

RULE = "imprecision-thresholds/1"
CITATION = (
    "GRADE guidance 34 and 35, J Clin Epidemiol 2022; Core GRADE 2, BMJ 2025;389:e081904; GRADE "
    "guidelines 6, J Clin Epidemiol 2011; two levels below half the information size is a "
    "convention of this program"
)
THRESHOLD = (
    "The confidence interval crosses no threshold of benefit or harm: not rated down; one: one "
    "level; two or more: two levels; at several baseline risks, the most. When none is crossed "
    "and the effect is large: fewer participants (for hazards and rates, events) than the optimal "
    "information size, one level; "
    "fewer than half of it, two; where that size is not known, or trials that do not "
    "report their participants could make it up, an upper limit more than 2.5 (OR) or 3 (RR) times "
    "the lower: one. Three levels are left to people."
)
THRESHOLD_BARE = (
    "No threshold says what would be important. The interval does not cross the line of no "
    "difference: not rated down; it does: one level, two when there are fewer than half of the "
    "participants that would be enough, or when a ratio's interval includes both 0.75 and 1.25."
)
THRESHOLD_APART = (
    "No pooled interval. Fewer participants than the optimal information size: one level; fewer "
    "than half of it: two levels; enough, but every trial's interval crosses a threshold: one; "
    "where trials that do not report their participants could make it up: no proposal."
)
CITATION_APART = "Murad et al. 2017, Evid Based Med 22:85-87; GRADE guidelines 6, 2011"
GENERIC_LOW, GENERIC_HIGH = 0.75, 1.25
LARGE_RELATIVE_CHANGE = 0.30


def imprecision(case: Case) -> Proposal:
    """Propose levels for imprecision from the interval, then from the information there is."""
    if case.view.effect is None:
        return _apart(case)
    return _with_thresholds(case) if case.view.scale.steps else _without_thresholds(case)


def _with_thresholds(case: Case) -> Proposal:
    counts = [len(_crossed(view)) for view in case.views]
    worst = case.views[counts.index(max(counts))]
    crossed = len(_crossed(worst))
    levels = -min(crossed, 2)
    enough, told, held = "not asked", "", information_of(case)
    if crossed == 0 and _large(case):
        enough, levels = held.judged(case)
        told = held.words
    where = [_place(view) for view in case.views]
    said = _said(case, worst)
    return Proposal(
        name="imprecision",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=said + told + _wide_words(levels, enough),
        inputs={
            "thresholds_crossed": crossed,
            **{
                f"interval_at_{view.scale.baseline.label}" if view.scale.baseline else "interval": w
                for view, w in zip(case.views, where, strict=True)
            },
            **held.inputs,
            "optimal_information_size": held.needed if enough != "not asked" else None,
        },
        bands={
            "the_interval": "; ".join(where),
            "the_information": enough,
        },
    )


def _without_thresholds(case: Case) -> Proposal:
    effect = case.view.effect
    assert effect is not None
    crosses = effect.low < 0 < effect.high
    both = False
    pooled = case.finding.pooled or case.finding.trials[0]
    low, high = pooled.ci_low, pooled.ci_high
    if case.finding.measure in RATIOS and low is not None and high is not None:
        both = low < GENERIC_LOW and high > GENERIC_HIGH
    enough, told, levels, held = "not asked", "", 0, information_of(case)
    if crosses or _large(case):
        enough, levels = held.judged(case)
        told = held.words
    if crosses:
        levels = -2 if both else min(levels, -1)
    interval = _interval(case, low, high)
    where = "crosses" if crosses else "does not cross"
    said = f"The confidence interval ({interval}) {where} the line of no difference"
    if both:
        said += " and includes important benefit and important harm by a generic rule"
    return Proposal(
        name="imprecision",
        levels=levels,
        rule="imprecision-no-difference/1",
        threshold=THRESHOLD_BARE,
        citation=CITATION,
        explanation=f"{said}." + told + _wide_words(levels, enough),
        inputs={
            "interval": f"{where} the line of no difference",
            "important_both_ways": both,
            **held.inputs,
            "optimal_information_size": held.needed if enough != "not asked" else None,
        },
        bands={
            "the_interval": f"one that {where} no difference, {'' if both else 'not '}both ways",
            "the_information": enough,
        },
    )


def _apart(case: Case) -> Proposal:
    held = information_of(case)
    crossing = [_crossed_by(case.view, s.low, s.high) for s in case.view.trials.values()]
    all_cross = bool(crossing) and all(crossing)
    if held.have is None or held.needed is None:
        lacking = held.have is None
        why = f"The number of {held.noun}" if lacking else "The information that would be enough"
        levels, enough = None, "not known"
        said = f"{why} is not known."
    elif held.undecided:
        levels, enough = None, "not known"
        said = held.words.strip()
    else:
        enough, levels = held.judged(case)
        said = held.words.strip()
        if levels == 0 and all_cross:
            levels, said = -1, f"{said} The interval of every trial crosses a threshold."
    return Proposal(
        name="imprecision",
        levels=levels,
        rule="imprecision-participants/1",
        threshold=THRESHOLD_APART,
        citation=CITATION_APART,
        explanation=f"No interval was pooled. {said}",
        inputs={
            **held.inputs,
            "optimal_information_size": held.needed,
            "every_interval_crosses": all_cross,
        },
        bands={
            "the_information": enough,
            "the_trials_intervals": "all crossing" if all_cross else "not all crossing",
        },
    )


def _crossed(view: View) -> tuple[float, ...]:
    return () if view.effect is None else _crossed_by(view, view.effect.low, view.effect.high)


def _crossed_by(view: View, low: float, high: float) -> tuple[float, ...]:
    return view.scale.crossed(low, high)


def _place(view: View) -> str:
    assert view.effect is not None
    low, high = (view.scale.band(end) for end in (view.effect.low, view.effect.high))
    if low == high:
        return f"within the range of {band_words(view.scale, low)}"
    return f"from {band_words(view.scale, low)} to {band_words(view.scale, high)}"


def _place_as_printed(case: Case, view: View) -> str:
    """Name the range of the interval from its lower limit to its upper one, as it is printed."""
    assert view.effect is not None
    ends = [view.scale.band(end) for end in (view.effect.low, view.effect.high)]
    low, high = ends if case.finding.better == "higher" else reversed(ends)
    return range_words(view.scale, low, high)


def _interval(case: Case, low: float | None, high: float | None) -> str:
    unit = case.finding.unit_label
    return numbers.interval(low, high, case.finding.measure) + (f" {unit}" if unit else "")


def _said(case: Case, view: View) -> str:
    pooled = case.finding.pooled or case.finding.trials[0]
    interval = _interval(case, pooled.ci_low, pooled.ci_high)
    baseline = view.scale.baseline
    at = ""
    if baseline is not None:
        at = f", at a baseline {'rate' if baseline.time else 'risk'} of {baseline.amount},"
    place = _place_as_printed(case, view)
    verb = "lies" if place.startswith("within") else "runs"
    return f"The confidence interval ({interval}){at} {verb} {place}."


def _large(case: Case) -> bool:
    """Tell whether the relative effect is so large that small numbers would explain it."""
    finding = case.finding
    estimate = (finding.pooled or finding.trials[0]).estimate
    if estimate is None:
        return False
    if finding.measure in ("SMD", "MD"):
        limits = finding.thresholds or (COHEN if finding.measure == "SMD" else {})
        large = limits.get("large", COHEN["large"] if finding.measure == "SMD" else math.inf)
        return abs(estimate) >= large
    if finding.measure in ("RD", "IRD"):
        baseline = baseline_of(case)
        return baseline is not None and abs(estimate) / baseline > LARGE_RELATIVE_CHANGE
    return estimate > 0 and min(estimate, 1.0 / estimate) < 1.0 - LARGE_RELATIVE_CHANGE


def _wide_words(levels: int, enough: str) -> str:
    if enough != TOO_WIDE or not levels:
        return ""
    return (
        " Its limits lie so far apart that there is too little information for so large an effect."
    )
