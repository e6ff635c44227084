"""English grammar for the report: number, lists, cases of nouns, direction and size of effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.measures import NAMES, RELATIVE
from living_review.ground.proper_names import inside as inside

MEASURES: Final[Mapping[str, str]] = NAMES
DOMAINS: Final[Mapping[str, str]] = {
    "risk_of_bias": "risk of bias",
    "inconsistency": "inconsistency",
    "indirectness": "indirectness",
    "imprecision": "imprecision",
    "publication_bias": "publication bias",
    "upgrade": "reasons to rate up",
}
ESTIMATORS: Final[Mapping[str, str]] = {
    "REML": "restricted maximum likelihood (REML)",
    "ML": "maximum likelihood",
    "DL": "DerSimonian and Laird",
    "PM": "Paule and Mandel",
    "EB": "empirical Bayes (Morris)",
    "HE": "Hedges",
    "HS": "Hunter and Schmidt",
    "HSk": "Hunter and Schmidt, with the small-sample correction",
    "SJ": "Sidik and Jonkman",
    "PMM": "Paule and Mandel, median-unbiased",
}
INTERVALS: Final[Mapping[str, str]] = {
    "knapp-hartung": "Knapp-Hartung",
    "wald": "Wald",
    "t": "t distribution",
    "cluster-robust": "cluster-robust (CR2)",
}
METHODS: Final[Mapping[str, str]] = {
    "inverse-variance": "inverse variance",
    "mantel-haenszel": "Mantel-Haenszel",
    "peto": "Peto",
}
DIRECTIONS: Final[Mapping[str, str]] = {
    "little_difference": "little to no difference",
    "unknown": "direction not known",
}
SIZES: Final = ("large", "moderate", "small")


def listed(items: Iterable[str], conjunction: str = "and") -> str:
    """Join as in prose: 'A', 'A and B', 'A, B and C'; with semicolons if an item has a comma."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])} {conjunction} {parts[-1]}"


def plural(number: float | None, singular: str, several: str | None = None) -> str:
    """Give the noun in the number that fits: one trial, two trials, no trials."""
    return singular if number == 1 else several or f"{singular}s"


def counted(number: int, singular: str, several: str | None = None) -> str:
    """Count a noun as in prose: 'no trials', 'one trial', 'twelve' as '12 trials'."""
    return f"{numbers.in_words(number)} {plural(number, singular, several)}"


def capitalised(text: str) -> str:
    """Give the text a capital at its beginning and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Begin with a capital and end with one full stop; an empty text stays empty."""
    text = text.strip()
    return capitalised(text if not text or text.endswith((".", "!", "?")) else f"{text}.")


def part_of(number: int, parts: int) -> str:
    """Say which of several parts of a figure one is: 'part 2 of 3'."""
    return f"part {numbers.count(number)} of {numbers.count(parts)}"


def measure_name(measure: str) -> str:
    """Give a measure in full with its abbreviation."""
    return f"{MEASURES[measure]} ({measure})"


def with_unit(text: str, finding: Finding) -> str:
    """Give a written effect its unit where the measure has one: '−3.20 mmHg'."""
    return f"{text} {finding.unit_label}" if finding.unit_label else text


def measured_in(finding: Finding) -> str:
    """Name the measure over a column of effects: 'SMD', 'MD in mmHg', 'IRD per 100 years'."""
    unit = finding.unit_label
    if not unit:
        return finding.measure
    return f"{finding.measure} {'' if finding.measure == 'IRD' else 'in '}{unit}"


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


def size(value: float, finding: Finding) -> str:
    """Give the size of a value: large to trivial; with one threshold, important or trivial."""
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    scale, *_ = scales_told(finding)
    reached = abs(scale.band(scale.place(value)))
    if not reached:
        return "trivial"
    # One threshold tells what counts from what does not, and no sizes beyond it.
    return "important" if len(scale.steps) == 1 else SIZES[-reached]


def effect_phrase(value: float, finding: Finding) -> str:
    """Say what a value means: 'a small effect in favour of group peer support'."""
    favoured = side(value, finding)
    if favoured is None:
        return "no difference"
    if not has_size(finding):
        return f"an effect in favour of {favoured}"
    word = size(value, finding)
    return (
        "little to no difference"
        if word == "trivial"
        else f"{'an' if word == 'important' else 'a'} {word} effect in favour of {favoured}"
    )


def span_phrase(low: float, high: float, finding: Finding) -> str:
    """Say what a range means from its lower end to its upper one, in the order of its numbers."""
    first, last = (effect_phrase(end, finding) for end in (low, high))
    if first == last:
        return first
    side_of_both = f" in favour of {side(high, finding)}"
    if first.endswith(side_of_both) and last.endswith(side_of_both):
        # 'from a small to a moderate effect in favour of …'
        first = first.removesuffix(side_of_both).removesuffix(" effect")
    return f"anything from {first} to {last}"


def direction_phrase(direction: str, finding: Finding) -> str:
    """Say which side a trial favours."""
    if direction == "favours_intervention":
        return f"favours {finding.intervention}"
    if direction == "favours_control":
        return f"favours {finding.comparator}"
    return DIRECTIONS[direction]


def more_or_less(value: float, *, of: str = "") -> str:
    """Give the word for the sign of a difference: 'higher' or 'lower', 'more' or 'fewer'."""
    words = ("more", "fewer") if of == "people" else ("higher", "lower")
    return words[0] if value >= 0 else words[1]


def signed_range(low: str, high: str, low_word: str, high_word: str) -> str:
    """Write an interval with its sides: '0.7 to 5.6 higher', '1.0 lower to 5.0 higher'."""
    if low_word == high_word:
        return f"{low} to {high} {high_word}"
    return f"{low} {low_word} to {high} {high_word}"


def levels_phrase(levels: int) -> str:
    """Say how far a rating moved: 'rated down by one level', 'not rated down'."""
    if levels == 0:
        return "not rated down"
    steps = counted(abs(levels), "level")
    return f"rated {'down' if levels < 0 else 'up'} by {steps}"
