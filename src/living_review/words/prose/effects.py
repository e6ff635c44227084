"""An effect with its interval: in brief, as a sentence, and in units that a reader knows."""

from __future__ import annotations

from collections.abc import Callable

from living_review.findings import FamiliarEffect, Finding, Pooled
from living_review.ground import numbers
from living_review.ground.measures import DIFFERENCES, RISKS
from living_review.language import say
from living_review.language.facts import effects as facts
from living_review.language.facts.effects import Way
from living_review.words.grammar import (
    effect_amount,
    has_size,
    meaning_of,
    side,
    span_of,
)


def effect(finding: Finding, pooled: Pooled | None = None) -> str:
    """Write a pooled effect with its interval: 'SMD 0.28 (95% CI 0.10 to 0.47)'."""
    shown = pooled or finding.pooled
    return say(in_brief(finding, shown)) if shown else numbers.ABSENT


def in_brief(finding: Finding, shown: Pooled) -> facts.EffectInBrief:
    """Give a pooled effect with its interval."""
    estimate, ends = effect_amount(shown.estimate, shown.ci_low, shown.ci_high, finding)
    return facts.EffectInBrief(
        measure=finding.measure,
        estimate=estimate,
        confidence=numbers.confidence(shown.level),
        interval=ends,
    )


def effect_sentence(finding: Finding) -> str:
    """Give the effect of the pool, or of the only trial, its interval, and what both mean."""
    pooled = finding.pooled
    if pooled is not None:
        return say(_effect(finding, pooled.estimate, pooled.ci_low, pooled.ci_high, pooled=True))
    if finding.synthesis != "single" or len(finding.trials) != 1:
        return ""
    only = finding.trials[0]
    if only.estimate is None or only.ci_low is None or only.ci_high is None:
        return ""
    return say(_effect(finding, only.estimate, only.ci_low, only.ci_high, pooled=False))


def _effect(
    finding: Finding, estimate: float, low: float, high: float, *, pooled: bool
) -> facts.Effect:
    # Without a threshold there is no 'little to no difference' to tell a tiny effect by.
    sized = has_size(finding)
    meaning = meaning_of(estimate, finding) if sized else None
    span = span_of(low, high, finding) if sized else None
    written, ends = effect_amount(estimate, low, high, finding)
    return facts.Effect(
        pooled=pooled,
        measure=finding.measure,
        estimate=written,
        confidence=numbers.confidence(finding.level),
        interval=ends,
        meaning=meaning,
        span=span,
        same=span is not None and span.low == span.high == meaning,
        reach=None if sized else _reach(estimate, low, high, finding),
    )


def _reach(estimate: float, low: float, high: float, finding: Finding) -> facts.Reach:
    """Tell whom the estimate favours and how far the interval reaches, and nothing of a size."""
    written, none = (numbers.estimate(x, finding.measure) for x in (estimate, finding.null))
    both = side(low, finding), side(high, finding)
    reaches = {finding.intervention, finding.comparator} == set(both)
    return facts.Reach(
        favours=None if written.lstrip(numbers.MINUS) == none else side(estimate, finding),
        from_side=both[0] if reaches else None,
        to_side=both[1] if reaches else None,
    )


def difference(estimate: float, low: float, high: float, finding: Finding) -> str:
    """Write '0.28 standard deviations higher (0.10 to 0.47 higher)', '3.20 mmHg lower (…)'."""
    if finding.measure in RISKS & DIFFERENCES:
        return say(
            facts.DifferenceInPeople(
                number=numbers.per_1000(abs(estimate)) if estimate else "",
                way=_way(estimate),
                ends=_ends(low, high, numbers.per_1000, people=True),
            )
        )

    def written(value: float) -> str:
        return numbers.estimate(value, finding.measure)

    return say(
        facts.Difference(
            number=written(abs(estimate)) if estimate else "",
            way=_way(estimate),
            unit=finding.unit_label,
            standardised=finding.measure == "SMD",
            ends=_ends(low, high, written, ordered=estimate != 0),
        )
    )


def relative_difference(estimate: float, low: float, high: float) -> str:
    """Write a ratio of means as a change in percent: 'on average 20% lower (5% to 32% lower)'."""

    def written(value: float) -> str:
        return numbers.change_in_percent(100 * value)

    change, *ends = (ratio - 1 for ratio in (estimate, low, high))
    number = written(abs(change))
    return say(
        facts.RelativeDifference(
            number="" if numbers.shown(number.rstrip("%")) == 0 else number,
            way=_way(change),
            ends=_ends(ends[0], ends[1], written),
        )
    )


def familiar_sentence(finding: Finding) -> str:
    """Give a standardised difference in the units of a known instrument."""
    shown = finding.familiar
    if shown is None:
        return ""
    return say(
        facts.Familiar(
            instrument=shown.instrument,
            difference=familiar_difference(shown),
            sd=numbers.measured(shown.sd),
            unit=shown.unit,
            source=shown.sd_source,
        )
    )


def familiar_difference(shown: FamiliarEffect) -> facts.FamiliarDifference:
    """Tell '3.9 points higher (1.3 to 6.5 higher)'."""
    return facts.FamiliarDifference(
        number=numbers.units(abs(shown.estimate)),
        unit=shown.unit,
        one=abs(shown.estimate) == 1,
        way=_way(shown.estimate),
        ends=_ends(shown.ci_low, shown.ci_high, numbers.units),
    )


def _way(value: float) -> Way:
    return "more" if value >= 0 else "less"


def _ends(
    low: float,
    high: float,
    written: Callable[[float], str],
    *,
    people: bool = False,
    ordered: bool = True,
) -> facts.Ends:
    """Give the ends without signs; `ordered`: of two below zero the nearer one first."""
    swapped = ordered and not (high > 0 or low > 0)
    first, last = (high, low) if swapped else (low, high)
    return facts.Ends(
        low=written(abs(first)),
        low_way=_way(first),
        high=written(abs(last)),
        high_way=_way(last),
        people=people,
    )
