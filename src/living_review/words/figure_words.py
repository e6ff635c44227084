"""The words the figures share: measures, sides of the axis, methods, heterogeneity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from living_review.findings import Finding, Heterogeneity, Pooled
from living_review.ground import numbers
from living_review.ground.measures import DIFFERENCES
from living_review.language import say
from living_review.language.facts import figures as facts
from living_review.language.facts.effects import Interval
from living_review.letters import lettering
from living_review.words.grammar import measured_in

NO_BREAK = "\u00a0"


def name(text: str) -> str:
    """Give a name that came from a file as a part of a sentence: one line, not endless."""
    return lettering.one_line(text, 200)


def result(finding: Finding) -> facts.ResultShown:
    """Tell which result a figure shows: its outcome, what is compared, and when."""
    return facts.ResultShown(
        outcome=name(finding.outcome_label),
        intervention=name(finding.intervention),
        comparator=name(finding.comparator),
        timepoint=name(finding.timepoint_label),
    )


def level(finding: Finding) -> str:
    """The confidence level as '95%'."""
    return numbers.confidence(finding.level)


def favours(finding: Finding) -> tuple[str, str]:
    """What lower and what higher values favour: an estimate is intervention against control."""
    intervention = say(facts.Favours(side=finding.intervention))
    comparator = say(facts.Favours(side=finding.comparator))
    if finding.better == "higher":
        return comparator, intervention
    return intervention, comparator


def good_side_of(finding: Finding) -> facts.GoodSide:
    """Tell on which side of no difference an effect is in favour of the intervention."""
    return facts.GoodSide(
        above=finding.better == "higher",
        no_difference=numbers.measured(finding.null),
        intervention=name(finding.intervention),
    )


def with_year(label: str, year: int) -> str:
    """Give a trial's label with its year, once."""
    label = name(label)
    return label if str(year) in label else f"{label} {year}"


def method_of(pooled: Pooled) -> facts.MethodInBrief:
    """Tell how trials were pooled."""
    return facts.MethodInBrief(
        model=_model(pooled),
        method=pooled.method,
        tau2=pooled.tau2_method,
        interval=pooled.interval,
        widened=pooled.safeguard_applied,
    )


def _model(pooled: Pooled) -> Literal["common", "random", "random by counts"]:
    if pooled.model == "common":
        return "common"
    return "random by counts" if pooled.method == "mantel-haenszel" else "random"


def heterogeneity_of(found: Heterogeneity | None) -> facts.HeterogeneityInBrief | None:
    """Tell how much trials vary; None where no figure says so."""
    statistics = tuple(_statistics(found)) if found else ()
    return facts.HeterogeneityInBrief(statistics=statistics) if statistics else None


def _statistics(
    found: Heterogeneity,
) -> Iterator[facts.Statistic | facts.TestOfHeterogeneity]:
    if not numbers.absent(found.tau2):
        tau2, low, high = numbers.tau2_together(found.tau2, found.tau2_ci_low, found.tau2_ci_high)
        yield facts.Statistic(
            symbol="τ²",
            value=_equals(tau2),
            interval=None if found.tau2_ci_low == found.tau2_ci_high else _ends(low, high),
        )
    if not numbers.absent(found.i2):
        yield facts.Statistic(
            symbol="I²",
            value=_equals(numbers.percent(found.i2)),
            interval=_range(numbers.percent, found.i2_ci_low, found.i2_ci_high),
        )
    if not numbers.absent(found.q):
        yield facts.TestOfHeterogeneity(
            value=numbers.statistic(found.q),
            df=numbers.degrees_of_freedom(found.q_df),
            p=numbers.p_value(found.q_p),
        )


def _range(
    write: Callable[[float | None], str], low: float | None, high: float | None
) -> Interval | None:
    # An empty set of values that fit is written as equal ends: there is no interval to show.
    if numbers.absent(low) or numbers.absent(high) or low == high:
        return None
    return Interval(low=write(low), high=write(high))


def _ends(low: str, high: str) -> Interval | None:
    return None if numbers.ABSENT in (low, high) else Interval(low=low, high=high)


def _equals(text: str) -> str:
    return text if not text[:1].isdigit() else f"={NO_BREAK}{text}"


def effect_header(finding: Finding, *, compact: bool = False) -> str:
    """Name the measure over the axis of a figure, with its unit: 'Mean difference, mmHg'."""
    if compact:
        return measured_in(finding)
    return say(facts.EffectHeader(measure=finding.measure, unit=finding.unit_label))


def trivial_zone(finding: Finding) -> tuple[float, float] | None:
    """The effects too small to count as small, on the measure's natural scale.

    Thresholds of OR and RR that are differences in risk have no one place on a ratio axis.
    """
    small = (finding.thresholds or {}).get("small")
    if small is None or small <= 0:
        return None
    if finding.thresholds_kind == "ratio":
        return min(small, 1 / small), max(small, 1 / small)
    if finding.measure in DIFFERENCES:
        return -small, small
    if finding.measure == "ROM" and small < 1:
        return 1 - small, 1 + small
    return None
