"""What counts as a small, moderate and large effect."""

from __future__ import annotations

from collections.abc import Collection

from living_review.findings import Finding, MinimalImportantDifference
from living_review.ground import numbers
from living_review.ground.measurement_units import IN_WORDS
from living_review.ground.measures import AT_A_RISK, RATES
from living_review.words.grammar import SIZES, inside, listed, plural, sentence, side


def thresholds_sentence(finding: Finding) -> str:
    """Say what counts as a small, moderate and large effect, and who says so."""
    given = finding.thresholds
    if not given:
        return "No thresholds for the size of the effect are set, so no size is named."
    names = [name for name in reversed(SIZES) if name in given]
    named = [f"{size_name(name, given)} from {_threshold(given[name], finding)}" for name in names]
    source = f" ({finding.thresholds_source})" if finding.thresholds_source else ""
    generic = (
        " No thresholds specific to this outcome have been agreed."
        if finding.thresholds_generic
        else ""
    )
    note = f" {finding.thresholds_note}" if finding.thresholds_note else ""
    return (
        sentence(f"an effect counts as {listed(named)}{_scale(finding)}{source}") + generic + note
    )


def minimal_important_sentences(finding: Finding) -> tuple[str, ...]:
    """Read the effect against each minimal important difference that the protocol names."""
    effect = finding.pooled or next(iter(finding.trials), None)
    estimate = effect.estimate if effect else None
    favoured = side(estimate, finding) if estimate else None
    towards = f", in favour of {favoured}," if favoured else ""
    said = [_read_against(each, towards) for each in finding.minimal_important_differences]
    if said:
        said.append("The size that is named and the certainty follow the thresholds above alone.")
    return tuple(said)


def _read_against(known: MinimalImportantDifference, towards: str) -> str:
    unit = plural(known.value, known.unit.removesuffix("s"), known.unit)
    amount = f"{numbers.in_full(known.value)} {unit}"
    turned = (
        ""
        if known.sd is None
        else f" It is {numbers.estimate(known.threshold, 'SMD')} standard deviations, taking one "
        f"of {numbers.in_full(known.sd)} {known.unit} ({inside(known.sd_source or '')})."
    )
    estimate = (
        f"The estimate{towards} is at least as large"
        if known.estimate_reaches
        else "The estimate is smaller than that"
    )
    reach = {
        "beyond": "and so is all of its interval",
        "within": "and so are all the differences in its interval",
        "either": "and its interval holds smaller differences and larger ones",
    }[known.interval]
    return (
        f"A minimal important difference of {amount} on the {known.instrument} has been published "
        f"({inside(known.method)}; {known.source}).{turned} {estimate}, {reach}."
    )


def _threshold(value: float, finding: Finding) -> str:
    if finding.thresholds_kind == "ratio":
        return ratio_or_inverse(value)
    if finding.measure == "ROM":
        return f"{numbers.in_full(100 * value)}%"
    return numbers.in_full(1000 * value if finding.measure in AT_A_RISK else value)


def size_name(name: str, given: Collection[str]) -> str:
    """Name a threshold: one alone tells what is important from what is not, and no sizes."""
    return "important" if set(given) == {"small"} else name


def ratio_or_inverse(value: float) -> str:
    """Write a threshold that is a ratio, with the one that is as far away on the other side."""
    both = [max(numbers.in_full(value), numbers.fixed(value, 2), key=len), numbers.inverse(value)]
    low, high = both if value < 1 else reversed(both)
    return f"a ratio of {low} or {high}"


def _noun(finding: Finding, singular: str, several: str | None = None) -> str:
    """Give the noun that fits the largest threshold, which stands last before it."""
    return plural(1 if _threshold(_largest(finding), finding) == "1" else 2, singular, several)


def _largest(finding: Finding) -> float:
    return max((finding.thresholds or {}).values())


def in_number(unit: str, value: str) -> str:
    """Give a unit in the number that fits a written value: '1 hour', '2 hours', '1 kg'."""
    return unit.removesuffix("s") if value == "1" and unit.casefold() in IN_WORDS else unit


def _scale(finding: Finding) -> str:
    """Say on what scale the thresholds are, where their values do not."""
    if finding.thresholds_kind == "ratio":
        return ""
    if finding.measure in AT_A_RISK:
        return f" more or fewer {_noun(finding, 'person', 'people')} per 1000"
    if finding.measure in RATES and finding.person_time:
        return f" more or fewer {_noun(finding, 'event')} per {finding.person_time.label}"
    if finding.measure == "ROM":
        return " more or less than with the comparator"
    unit = in_number(finding.unit_label, _threshold(_largest(finding), finding))
    return f" {unit} more or less" if unit else f" on the scale of the {finding.measure}"
