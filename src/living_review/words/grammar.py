"""English grammar for the report: number, lists, cases of nouns, direction and size of effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.measures import RELATIVE, Measure
from living_review.ground.proper_names import inside as inside
from living_review.language import language_spoken, say
from living_review.language.english import capitalised as capitalised
from living_review.language.english import sentence as sentence
from living_review.language.facts import terms as facts
from living_review.language.facts.certainty import LevelsMoved
from living_review.language.facts.effects import Amount, Interval, Meaning, Span
from living_review.language.facts.figures import Part
from living_review.language.facts.terms import Size
from living_review.language.grammar import filters_of

SIZES: Final[tuple[Size, ...]] = ("large", "moderate", "small")


def listed(names: Sequence[str]) -> str:
    """Join names to a list, as the language that is spoken does."""
    return filters_of(language_spoken(), str)["listed"](names)


def part_of(number: int, parts: int) -> str:
    """Say which of several parts of a figure one is: 'part 2 of 3'."""
    return say(Part(part=number, parts=parts))


def domain_name(domain: facts.Domain) -> str:
    """Name a domain of GRADE."""
    return say(facts.DomainOfGrade(domain=domain))


def measure_name(measure: Measure) -> str:
    """Give a measure in full with its abbreviation."""
    return say(facts.MeasureInFull(code=measure))


def amount(value: float, finding: Finding) -> Amount:
    """Give an effect as it is written alone, with its unit where the measure has one."""
    return Amount(number=numbers.estimate(value, finding.measure), unit=finding.unit_label)


def interval(low: float | None, high: float | None, measure: str) -> Interval:
    """Give the ends of an interval as they are written, without an estimate beside them."""
    return effect_written(None, low, high, measure)[1]


def effect_written(
    value: float | None, low: float | None, high: float | None, measure: str
) -> tuple[str, Interval]:
    """Give an estimate and its interval as they are written, with the same decimals."""
    if numbers.absent(low) or numbers.absent(high):
        return numbers.estimate(value, measure), Interval()
    estimate, *ends = numbers.together(value, low, high, measure)
    return estimate, Interval(low=ends[0], high=ends[1])


def effect_amount(
    value: float, low: float | None, high: float | None, finding: Finding
) -> tuple[Amount, Interval]:
    """Give an effect with its unit, and its interval, with the same decimals."""
    written, ends = effect_written(value, low, high, finding.measure)
    return Amount(number=written, unit=finding.unit_label), ends


def measured_in(finding: Finding) -> str:
    """Name the measure over a column of effects: 'SMD', 'MD in mmHg', 'IRD per 100 years'."""
    return say(facts.MeasuredIn(measure=finding.measure, unit=finding.unit_label))


def side(value: float, finding: Finding) -> str | None:
    """Name the side a value favours, or None when it is no difference as it is written."""
    if numbers.shown(numbers.estimate(value, finding.measure)) == finding.null:
        return None
    better = (value > finding.null) == (finding.better == "higher")
    return finding.intervention if better else finding.comparator


def has_size(finding: Finding) -> bool:
    """Whether its thresholds are on the scale of the effect itself, so that values have a size."""
    if not finding.thresholds:
        return False
    return finding.thresholds_kind == "ratio" or finding.measure not in RELATIVE


def size(value: float, finding: Finding) -> Size:
    """Give the size of a value: large to trivial; with one threshold, important or trivial."""
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    scale, *_ = scales_told(finding)
    reached = abs(scale.band(scale.place(value)))
    if not reached:
        return "trivial"
    # One threshold tells what counts from what does not, and no sizes beyond it.
    return "important" if len(scale.steps) == 1 else SIZES[-reached]


def meaning_of(value: float, finding: Finding) -> Meaning:
    """Tell whom a value favours and how large it is."""
    favoured = side(value, finding)
    if favoured is None or not has_size(finding):
        return Meaning(favours=favoured, size=None)
    reached = size(value, finding)
    return Meaning(favours=None if reached == "trivial" else favoured, size=reached)


def span_of(low: float, high: float, finding: Finding) -> Span:
    """Tell what a range means at its lower end and at its upper one."""
    return Span(low=meaning_of(low, finding), high=meaning_of(high, finding))


def levels_phrase(levels: int) -> str:
    """Say how far a rating moved: 'rated down by one level', 'not rated down'."""
    return say(levels_moved(levels))


def levels_moved(levels: int) -> LevelsMoved:
    """Tell how far a rating moved, down below zero and up above it."""
    way: Literal["down", "up"] | None = None if not levels else "down" if levels < 0 else "up"
    return LevelsMoved(way=way, levels=abs(levels))
