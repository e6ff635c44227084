"""What tables and figures write alike: names, headings, people, estimates with intervals."""

from __future__ import annotations

from functools import lru_cache

from living_review.findings import Finding, Level, Pooled
from living_review.ground import numbers
from living_review.ground.measures import Measure
from living_review.language import Words, say, spoken
from living_review.language.facts import tables as facts
from living_review.language.facts.terms import (
    Domain,
    DomainOfGrade,
    LevelOfCertainty,
    MeasureInBrief,
    MeasureName,
)
from living_review.words.grammar import capitalised, effect_written, interval


def domain(name: Domain) -> str:
    """Name a domain of GRADE with a capital."""
    return capitalised(say(DomainOfGrade(domain=name)))


def level(name: Level) -> str:
    """Name a level of certainty with a capital."""
    return capitalised(say(LevelOfCertainty(level=name)))


def confidence_interval() -> tuple[str, str]:
    """Give the abbreviation of a confidence interval, and what it is short for."""
    return (
        say(facts.Abbreviation(of="confidence_interval")),
        say(facts.SpeltOut(what="confidence_interval")),
    )


def standard_deviation() -> tuple[str, str]:
    """Give the abbreviation of a standard deviation, and what it is short for."""
    return (
        say(facts.Abbreviation(of="standard_deviation")),
        say(facts.SpeltOut(what="standard_deviation")),
    )


def measure(code: Measure) -> tuple[str, str]:
    """Give the abbreviation of an effect measure, and what it is short for."""
    return say(MeasureInBrief(code=code)), say(MeasureName(code=code))


def effects(finding: Finding, *, unit: bool = True) -> str:
    """Head a column of effects: 'SMD (95% CI)', 'MD in mmHg (95% CI)'."""
    return say(
        facts.EffectHeading(
            measure=finding.measure,
            unit=finding.unit_label if unit else "",
            confidence=numbers.confidence(finding.level),
        )
    )


def estimate(value: float | None, low: float | None, high: float | None, of: Measure) -> str:
    """Write 'estimate (low to high)', the estimate alone where it has no interval."""
    if numbers.absent(value):
        return numbers.ABSENT
    return _estimate(spoken(), value, low, high, of)


@lru_cache(maxsize=8192, typed=True)
def _estimate(
    _words: Words, value: float | None, low: float | None, high: float | None, of: Measure
) -> str:
    # A figure says it wide, narrow and over pages, and a table says it again.
    written, ends = effect_written(value, low, high, of)
    return say(facts.Estimate(estimate=written, interval=ends if ends.low else None))


def span(low: float | None, high: float | None, of: Measure) -> str:
    """Write an interval."""
    return say(interval(low, high, of))


def effect_of(pooled: Pooled, finding: Finding) -> str:
    """Write a pooled estimate with its interval."""
    return estimate(pooled.estimate, pooled.ci_low, pooled.ci_high, finding.measure)


def in_time(events: float | None, time: float | None) -> str:
    """Write events in the person-time in which they happened: '12 in 340'."""
    return say(facts.InTime(events=numbers.count(events), time=numbers.measured(time)))


def prediction(level: float) -> str:
    """Head the row of a prediction interval."""
    return say(facts.PredictionOf(level=numbers.confidence(level)))


def people(n: float | None, missing: int = 0) -> str:
    """Write a number of people for a cell: '1,047'; 'at least 100' where trials are missing."""
    return say(facts.People(number=numbers.count(n), least=bool(missing) and n is not None))
