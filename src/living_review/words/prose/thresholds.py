"""What counts as a small, moderate and large effect."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from living_review.findings import Finding, MinimalImportantDifference
from living_review.ground import numbers
from living_review.ground.measures import AT_A_RISK, RATES
from living_review.language import language_spoken, say, units
from living_review.language.facts import thresholds as facts
from living_review.language.facts.terms import Size
from living_review.words.grammar import SIZES, side


def thresholds_sentence(finding: Finding) -> str:
    """Say what counts as a small, moderate and large effect, and who says so."""
    given = finding.thresholds
    if not given:
        return say(facts.NoneSet())
    names = [name for name in reversed(SIZES) if name in given]
    return say(
        facts.Thresholds(
            steps=tuple(
                facts.Step(size=size_name(name, given), value=_threshold(given[name], finding))
                for name in names
            ),
            scale=_scale(finding, max(given.values())),
            source=finding.thresholds_source or "",
            generic=finding.thresholds_generic,
            note=finding.thresholds_note or "",
        )
    )


def minimal_important_sentences(finding: Finding) -> tuple[str, ...]:
    """Read the effect against each minimal important difference that the protocol names."""
    effect = finding.pooled or next(iter(finding.trials), None)
    estimate = effect.estimate if effect else None
    favoured = side(estimate, finding) if estimate else None
    said = [say(_against(each, favoured)) for each in finding.minimal_important_differences]
    return (*said, say(facts.SizesRestOnThoseAbove())) if said else ()


def _against(known: MinimalImportantDifference, favoured: str | None) -> facts.MinimalImportant:
    turned = None
    if known.sd is not None:
        turned = facts.InStandardDeviations(
            number=numbers.estimate(known.threshold, "SMD"),
            sd=numbers.in_full(known.sd),
            unit=known.unit,
            source=known.sd_source or "",
        )
    return facts.MinimalImportant(
        number=numbers.in_full(known.value),
        unit=known.unit,
        one=known.value == 1,
        instrument=known.instrument,
        method=known.method,
        source=known.source,
        turned=turned,
        favours=favoured,
        reaches=known.estimate_reaches,
        interval=known.interval,
    )


def _threshold(value: float, finding: Finding) -> str | facts.RatioThreshold:
    if finding.thresholds_kind == "ratio":
        return ratio(value)
    return _number(value, finding)


def _number(value: float, finding: Finding) -> str:
    if finding.measure == "ROM":
        return f"{numbers.in_full(100 * value)}%"
    return numbers.in_full(1000 * value if finding.measure in AT_A_RISK else value)


def size_name(name: str, given: Collection[str]) -> Size:
    """Name a threshold: one alone tells what is important from what is not, and no sizes."""
    return "important" if set(given) == {"small"} else cast("Size", name)


def ratio(value: float) -> facts.RatioThreshold:
    """Give a threshold that is a ratio, with the one that is as far away on the other side."""
    given = max(numbers.in_full(value), numbers.fixed(value, 2), key=len)
    other = numbers.inverse(value)
    low, high = (given, other) if value < 1 else (other, given)
    return facts.RatioThreshold(low=low, high=high)


def is_one(value: str) -> bool:
    """Tell whether a unit stands in the singular by a written value."""
    return units.is_one(value, language_spoken())


def _scale(finding: Finding, largest: float) -> facts.Scale | None:
    """Tell on what scale the thresholds are, where their values do not; the largest stands last."""
    if finding.thresholds_kind == "ratio":
        return None
    value, unit = _number(largest, finding), finding.unit_label
    if finding.measure in AT_A_RISK:
        return facts.Scale(kind="people", name="", one=value == "1")
    if finding.measure in RATES and finding.person_time:
        return facts.Scale(kind="events", name=finding.person_time.label, one=value == "1")
    if finding.measure == "ROM":
        return facts.Scale(kind="relative", name="", one=False)
    if unit:
        return facts.Scale(kind="unit", name=unit, one=is_one(value))
    return facts.Scale(kind="measure", name=finding.measure, one=False)
