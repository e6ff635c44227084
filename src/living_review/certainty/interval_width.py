"""What an interval leaves open, in levels, and how much of that is because trials differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

from living_review.certainty.case import Case, Span, View, band_of, place_of
from living_review.certainty.conflict import alike, information
from living_review.certainty.information import Information
from living_review.findings import TrialResult
from living_review.ground import numbers
from living_review.ground.measures import RATIOS
from living_review.language.facts.absolute_effects import BaselineAmount
from living_review.language.facts.effects import Interval
from living_review.language.facts.imprecision import EverythingOpen
from living_review.language.facts.ranges import Band, Extent, Place
from living_review.synthesis.scale import natural

GENERIC_LOW, GENERIC_HIGH = 0.75, 1.25
EXTREME_RATIO = 4.0
# Where one threshold tells what is important, four times it is large, as Cohen's 0.8 is of 0.2.
LARGE_BY_LEAST = 4.0
NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Width:
    """What an interval leaves open, in levels: as it is told, and without what trials differ.

    `crossed` thresholds count, `by_spread` of them only because the trials differ. `eased`: the
    interval as it is told leaves more open than counts, because there are few trials.
    """

    told: int
    within: int
    crossed: int
    by_spread: int = 0
    eased: bool = False

    def beside(self, inconsistency: int) -> int:
        """Give the levels where so many (0 or below) are counted under inconsistency."""
        return min(self.within, min(0, self.told - inconsistency))


def width_of(case: Case, view: View, held: Information) -> Width:
    """Measure the interval of a pool, or of the one trial there is, at one baseline.

    Of trials that differ no more than by chance only so much counts as the most precise of them,
    or all with the variance within trials, leave open: trials that agree cannot tell less together
    than one of them alone, as the interval of three (two degrees of freedom) may.
    """
    told, within = view.effect, view.within
    assert told is not None
    assert within is not None
    levels = levels_of(case, view, told, held)
    crossed = set(view.scale.crossed(told.low, told.high))
    if alike(case):
        counting = _counting(case, view, told, within)
        eased = levels_of(case, view, counting, held)
        number = len(view.scale.crossed(counting.low, counting.high))
        return Width(eased, eased, number, eased=eased > levels)
    alone = crossed & set(view.scale.crossed(within.low, within.high))
    by_trials = levels_of(case, view, within, held)
    return Width(levels, by_trials, len(crossed), len(crossed - alone))


def _counting(case: Case, view: View, told: Span, within: Span) -> Span:
    spans, lead = [within], most_precise(case)
    if lead is not None and lead.trial_id in view.trials:
        spans.append(view.trials[lead.trial_id])
    low, high = min(each.low for each in spans), max(each.high for each in spans)
    return Span(told.estimate, max(told.low, low), min(told.high, high))


def levels_of(case: Case, view: View, span: Span, held: Information) -> int:
    """Give the levels for what an interval leaves open."""
    crossed = len(view.scale.crossed(span.low, span.high))
    if not crossed:
        return 0
    if view.scale.steps:
        everything = held.far_too_little and _everything(view, span)
        return -3 if everything else -min(crossed, 2)
    if case.finding.measure in RATIOS:
        ends = (view.scale.benefit * end for end in (span.low, span.high))
        low, high = sorted(natural(end, case.finding.measure) for end in ends)
        far = held.far_too_little or held.far_by_width(case.finding.measure, low, high)
        if far and low <= 1 / EXTREME_RATIO and high >= EXTREME_RATIO:
            return -3
        if low < GENERIC_LOW and high > GENERIC_HIGH:
            return -2
        if low >= GENERIC_LOW and high <= GENERIC_HIGH:
            return -1
    return -2 if held.far_too_little else -1


def most_precise(case: Case) -> TrialResult | None:
    """Give the trial with the most information; None where it is not known of any."""
    known = [each for each in case.pooled_trials if information(each)]
    return max(known, key=lambda each: information(each) or 0.0) if known else None


def extent_of(view: View, span: Span) -> Extent:
    """Tell in which band an interval lies, or from which to which it runs, harm first."""
    if not view.scale.steps:
        return Extent(low=_sides(span)[0], high=_sides(span)[1])
    low, high = (view.scale.band(end) for end in (span.low, span.high))
    return Extent(low=band_of(view.scale, low), high=band_of(view.scale, high))


def as_printed(case: Case, view: View, span: Span) -> Place:
    """Tell the same in the order of the numbers as they are printed, the lower limit first."""
    if not view.scale.steps:
        return Place(low=_sides(span)[0], high=_sides(span)[1])
    ends = [view.scale.band(end) for end in (span.low, span.high)]
    low, high = ends if case.finding.better == "higher" else reversed(ends)
    return place_of(view.scale, low, high)


def _sides(span: Span) -> tuple[Band, Band]:
    """Tell on which side of no difference an interval lies, where no threshold gives a size."""
    benefit, harm = (Band(size=None, side="benefit"), Band(size=None, side="harm"))
    if span.low < 0 < span.high:
        return harm, benefit
    return (benefit, benefit) if span.high > 0 else (harm, harm)


def everything_open(view: View) -> EverythingOpen:
    """Tell that an interval leaves everything open."""
    baseline = view.scale.baseline
    return EverythingOpen(at=None if baseline is None else "rate" if baseline.time else "risk")


def baseline_amount(view: View) -> BaselineAmount | None:
    """Give the baseline at which an interval was placed; None where there is none."""
    baseline = view.scale.baseline
    if baseline is None:
        return None
    return BaselineAmount(number=baseline.number, time=baseline.time, at=baseline.at)


def interval_of(case: Case, low: float | None, high: float | None) -> Interval:
    """Write an interval."""
    if numbers.absent(low) or numbers.absent(high):
        return Interval()
    measure = case.finding.measure
    _, first, last = numbers.together(None, low, high, measure)
    return Interval(low=first, high=last)


def _everything(view: View, span: Span) -> bool:
    """Tell whether an interval reaches from the largest benefit to the largest harm there could be.

    At a baseline at which no effect could bring so large a benefit or harm, nine tenths of the most
    that one could bring.
    """
    steps, baseline = view.scale.steps, view.scale.baseline
    large = max(steps[-1], LARGE_BY_LEAST * steps[0])
    benefit = harm = math.inf
    if baseline is not None:
        less, more = baseline.risk, math.inf if baseline.time else 1.0 - baseline.risk
        benefit, harm = (more, less) if view.scale.benefit > 0 else (less, more)
    return span.high >= min(large, NEARLY_ALL * benefit) and -span.low >= min(
        large, NEARLY_ALL * harm
    )
