"""An effect with its interval: in brief, as a sentence, and in units that a reader knows."""

from __future__ import annotations

from collections.abc import Callable

from living_review.findings import Finding, Pooled
from living_review.ground import numbers
from living_review.words.grammar import (
    effect_phrase,
    has_size,
    inside,
    measure_name,
    more_or_less,
    plural,
    side,
    signed_range,
    span_phrase,
    with_unit,
)


def ci_name(shown: Finding | Pooled | None) -> str:
    """Name the confidence intervals of a finding or a pool with their level: '95% CI'."""
    return f"{numbers.confidence(shown.level if shown else 0.95)} CI"


def effect(finding: Finding, pooled: Pooled | None = None) -> str:
    """Write a pooled effect with its interval: 'SMD 0.28 (95% CI 0.10 to 0.47)'."""
    shown = pooled or finding.pooled
    if shown is None:
        return numbers.ABSENT
    value = numbers.estimate(shown.estimate, finding.measure)
    bounds = numbers.interval(shown.ci_low, shown.ci_high, finding.measure)
    return f"{finding.measure} {with_unit(value, finding)} ({ci_name(shown)} {bounds})"


def effect_sentence(finding: Finding) -> str:
    """Give the effect of the pool, or of the only trial, its interval, and what both mean."""
    pooled = finding.pooled
    if pooled is not None:
        opening = f"The pooled {measure_name(finding.measure)} was"
        return _meaning(finding, opening, pooled.estimate, pooled.ci_low, pooled.ci_high)
    if finding.synthesis != "single" or len(finding.trials) != 1:
        return ""
    only = finding.trials[0]
    if only.estimate is None or only.ci_low is None or only.ci_high is None:
        return ""
    opening = f"Its {measure_name(finding.measure)} was"
    return _meaning(finding, opening, only.estimate, only.ci_low, only.ci_high)


def _meaning(finding: Finding, opening: str, estimate: float, low: float, high: float) -> str:
    value = numbers.estimate(estimate, finding.measure)
    bounds = numbers.interval(low, high, finding.measure)
    level = numbers.confidence(finding.level)
    value = with_unit(value, finding)
    opening = f"{opening} {value} ({level} confidence interval, CI, {bounds})"
    if not has_size(finding):
        # Without a threshold there is no 'little to no difference' to tell a tiny effect by.
        return f"{opening}. {_without_size(estimate, low, high, finding)}"
    opening = f"{opening}: {effect_phrase(estimate, finding)}."
    meaning = span_phrase(low, high, finding)
    if meaning == effect_phrase(estimate, finding):
        return f"{opening} The same can be said of every value in the interval."
    return f"{opening} The interval is compatible with {meaning}."


def _without_size(estimate: float, low: float, high: float, finding: Finding) -> str:
    """Say whom the estimate favours and how far the interval reaches, and nothing of a size."""
    written, none = (numbers.estimate(x, finding.measure) for x in (estimate, finding.null))
    favoured = None if written.lstrip(numbers.MINUS) == none else side(estimate, finding)
    said = f"The estimate favours {favoured}" if favoured else "The estimate is no difference"
    if {finding.intervention, finding.comparator} == {side(low, finding), side(high, finding)}:
        return (
            f"{said}; the interval reaches from effects in favour of {side(low, finding)} to "
            f"effects in favour of {side(high, finding)}."
        )
    return f"{said}; the whole interval lies on {'that' if favoured else 'one'} side."


def difference(estimate: float, low: float, high: float, finding: Finding) -> str:
    """Write '0.28 standard deviations higher (0.10 to 0.47 higher)', '3.20 mmHg lower (…)'."""
    if finding.measure == "RD":
        span = _two_sided(low, high, numbers.per_1000, of="people")
        if estimate == 0:
            return f"no difference ({span} per 1000)"
        amount = f"{numbers.per_1000(abs(estimate))} {more_or_less(estimate, of='people')}"
        return f"{amount} per 1000 ({span})"

    def written(value: float) -> str:
        return numbers.estimate(value, finding.measure)

    unit = "standard deviations" if finding.measure == "SMD" else finding.unit_label
    noun = f"{unit} " if unit else ""
    if estimate == 0:
        in_units = [f"{written(abs(end))} {noun}{more_or_less(end)}" for end in (low, high)]
        return f"no difference ({' to '.join(in_units)})"
    return (
        f"{written(abs(estimate))} {noun}{more_or_less(estimate)} "
        f"({_two_sided(low, high, written)})"
    )


def relative_difference(estimate: float, low: float, high: float) -> str:
    """Write a ratio of means as a change in percent: 'on average 20% lower (5% to 32% lower)'."""

    def written(value: float) -> str:
        return numbers.percent(100 * value)

    change, *ends = (ratio - 1 for ratio in (estimate, low, high))
    span = _two_sided(ends[0], ends[1], written)
    if numbers.shown(written(abs(change)).rstrip("%")) == 0:
        return f"on average no difference ({span})"
    return f"on average {written(abs(change))} {more_or_less(change)} ({span})"


def familiar_sentence(finding: Finding) -> str:
    """Give a standardised difference in the units of a known instrument."""
    shown = finding.familiar
    if shown is None:
        return ""
    return (
        f"On the {shown.instrument}, this is {familiar_difference(finding)}, "
        f"taking a standard deviation of {numbers.measured(shown.sd)} {shown.unit} "
        f"({inside(shown.sd_source)})."
    )


def familiar_difference(finding: Finding) -> str:
    """Write '3.9 points higher (1.3 to 6.5 higher)'."""
    shown = finding.familiar
    if shown is None:
        return numbers.ABSENT
    unit = plural(abs(shown.estimate), shown.unit.removesuffix("s"), shown.unit)
    amount = numbers.units(abs(shown.estimate))
    return (
        f"{amount} {unit} {more_or_less(shown.estimate)} "
        f"({_two_sided(shown.ci_low, shown.ci_high, numbers.units)})"
    )


def _two_sided(low: float, high: float, written: Callable[[float], str], of: str = "") -> str:
    ends = [low, high] if high > 0 or low > 0 else [high, low]
    words = [more_or_less(end, of=of) for end in ends]
    return signed_range(written(abs(ends[0])), written(abs(ends[1])), words[0], words[1])
