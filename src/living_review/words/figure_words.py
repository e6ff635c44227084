"""The words the figures share: measures, sides of the axis, methods, heterogeneity."""

from __future__ import annotations

from collections.abc import Callable

from living_review.findings import Finding, Heterogeneity, Pooled
from living_review.ground import numbers
from living_review.ground.measures import NAMES
from living_review.letters import lettering
from living_review.words.grammar import METHODS, inside, measured_in

NO_BREAK = "\u00a0"
MEASURES = {short: name[:1].upper() + name[1:] for short, name in NAMES.items()}
TAU2_METHODS = {
    "DL": "DerSimonian-Laird",
    "PM": "Paule-Mandel",
    "REML": "REML",
    "ML": "maximum likelihood",
    "HE": "Hedges",
    "HS": "Hunter-Schmidt",
    "HSk": "Hunter-Schmidt, corrected for small samples",
    "SJ": "Sidik-Jonkman",
    "EB": "empirical Bayes",
}
INTERVALS = {
    "wald": "Wald interval",
    "t": "t interval",
    "knapp-hartung": "Knapp-Hartung interval",
}


def name(text: str) -> str:
    """Give a name that came from a file as a part of a sentence: one line, not endless."""
    return lettering.one_line(text, 200)


def of(finding: Finding) -> str:
    """Say which result a figure shows: its outcome, what is compared, and when."""
    return (
        f"{inside(name(finding.outcome_label))} ({name(finding.intervention)} compared with "
        f"{name(finding.comparator)}, {inside(name(finding.timepoint_label))})"
    )


def level(finding: Finding) -> str:
    """The confidence level as '95%'."""
    return numbers.confidence(finding.level)


def favours(finding: Finding) -> tuple[str, str]:
    """What lower and what higher values favour: an estimate is intervention against control."""
    intervention, comparator = f"Favours {finding.intervention}", f"Favours {finding.comparator}"
    if finding.better == "higher":
        return comparator, intervention
    return intervention, comparator


def good_side(finding: Finding) -> str:
    """On which side of no difference an effect is in favour of the intervention, in words."""
    side = "above" if finding.better == "higher" else "below"
    return f"values {side} {numbers.measured(finding.null)} favour {name(finding.intervention)}"


def with_year(label: str, year: int) -> str:
    """Give a trial's label with its year, once."""
    label = name(label)
    return label if str(year) in label else f"{label} {year}"


def trials(count: int) -> str:
    return f"{numbers.count(count)} {'trial' if count == 1 else 'trials'}"


def method(pooled: Pooled) -> str:
    """The method line that stands by every pooled number."""
    if pooled.model == "common":
        parts = ["Common effect"]
        if pooled.method != "inverse-variance":
            parts.append(METHODS[pooled.method])
    elif pooled.method == "mantel-haenszel":
        parts = ["Random effects", "DerSimonian-Laird from the Mantel-Haenszel Q"]
    else:
        parts = ["Random effects", TAU2_METHODS.get(pooled.tau2_method, pooled.tau2_method)]
    parts.append(INTERVALS.get(pooled.interval, f"{pooled.interval} interval"))
    if pooled.safeguard_applied:
        parts.append("widened to be no narrower than the Wald interval")
    return ", ".join(parts)


def heterogeneity(found: Heterogeneity | None) -> str:
    """The heterogeneity line; what is undefined is left out."""
    if found is None:
        return ""
    parts = []
    if not numbers.absent(found.tau2):
        parts.append(
            _with_range("τ²", numbers.tau2, found.tau2, found.tau2_ci_low, found.tau2_ci_high)
        )
    if not numbers.absent(found.i2):
        parts.append(
            _with_range("I²", numbers.percent, found.i2, found.i2_ci_low, found.i2_ci_high)
        )
    if not numbers.absent(found.q):
        df = numbers.degrees_of_freedom(found.q_df)
        parts.append(f"Q = {numbers.statistic(found.q)}, df = {df}, p {numbers.p_value(found.q_p)}")
    return f"Heterogeneity: {'; '.join(parts)}" if parts else ""


def _with_range(
    name: str,
    write: Callable[[float | None], str],
    value: float | None,
    low: float | None,
    high: float | None,
) -> str:
    text = f"{name}{NO_BREAK}{_equals(write(value))}"
    # An empty set of values that fit is written as equal ends: there is no interval to show.
    if numbers.absent(low) or numbers.absent(high) or low == high:
        return text
    return f"{text} ({write(low)} to {write(high)})"


def _equals(text: str) -> str:
    return text if text.startswith("<") else f"={NO_BREAK}{text}"


def effect_header(finding: Finding, *, compact: bool = False) -> str:
    """Name the measure over the axis of a figure, with its unit: 'Mean difference, mmHg'."""
    if compact:
        return measured_in(finding)
    name, unit = MEASURES[finding.measure], finding.unit_label
    if not unit:
        return name
    return f"{name} {unit}" if finding.measure == "IRD" else f"{name}, {unit}"


def trivial_zone(finding: Finding) -> tuple[float, float] | None:
    """The effects too small to count as small, on the measure's natural scale.

    Thresholds of OR and RR that are differences in risk have no one place on a ratio axis.
    """
    small = (finding.thresholds or {}).get("small")
    if small is None or small <= 0:
        return None
    if finding.thresholds_kind == "ratio":
        return min(small, 1 / small), max(small, 1 / small)
    if finding.measure in ("SMD", "MD", "RD", "IRD"):
        return -small, small
    if finding.measure == "ROM" and small < 1:
        return 1 - small, 1 + small
    return None
