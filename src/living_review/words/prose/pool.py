"""How trials were pooled, and how much they vary."""

from __future__ import annotations

from living_review.findings import Finding, Pooled
from living_review.ground import numbers
from living_review.words.grammar import ESTIMATORS, INTERVALS, METHODS, capitalised, plural
from living_review.words.prose.effects import ci_name


def method_line(finding: Finding, pooled: Pooled | None = None) -> str:
    """Name the method by every number: 'random effects, REML, Knapp-Hartung interval'."""
    shown = pooled or finding.pooled
    if shown is None:
        return "not pooled"
    interval = f"{INTERVALS.get(shown.interval, shown.interval)} interval"
    if shown.model == "common" or shown.tau2_method == "common":
        return f"common effect, {METHODS[shown.method]}, {interval}"
    if shown.method == "mantel-haenszel":
        return (
            "random effects, inverse variance with DerSimonian-Laird’s τ² from the Mantel-Haenszel "
            f"Q, {interval}"
        )
    name = shown.tau2_method
    return f"random effects, τ² by {name if name in ESTIMATORS else capitalised(name)}, {interval}"


def interval_sentence(finding: Finding) -> str:
    """Say which interval is shown, and whether the safeguard against a too narrow one acted."""
    pooled = finding.pooled
    if pooled is None or pooled.interval != "knapp-hartung":
        return ""
    if pooled.safeguard == "none":
        return "The interval is that of Knapp and Hartung."
    if pooled.safeguard_applied:
        kept = (
            "larger of the two makes the interval"
            if pooled.safeguard == "se"
            else "wider interval is shown"
        )
        return (
            "The Knapp-Hartung standard error was smaller than the ordinary one; the safeguard "
            f"acted, and the {kept}."
        )
    return "The interval is that of Knapp and Hartung; the safeguard did not have to act."


def heterogeneity_sentence(finding: Finding) -> str:
    """Describe between-trial variation without calling I² low or high."""
    shown = finding.heterogeneity
    if shown is None or finding.k < 2:
        return ""
    scale = " on the log scale" if finding.is_ratio else ""
    name = ci_name(finding)
    bounds = _bounds(name, shown.tau2_ci_low, shown.tau2_ci_high)
    common = finding.pooled is not None and finding.pooled.model == "common"
    parts = [] if common else [f"τ² {numbers.tau2(shown.tau2)}{bounds}"]
    if shown.tau is not None and not common:
        parts.append(f"τ {numbers.fixed(shown.tau, 2)}")
    if shown.i2 is not None:
        low, high = shown.i2_ci_low, shown.i2_ci_high
        known = not (numbers.absent(low) or numbers.absent(high)) and low != high
        bounds = f" ({name} {numbers.percent(low)} to {numbers.percent(high)})" if known else ""
        parts.append(f"I² {numbers.percent(shown.i2)}{bounds}")
    if shown.q is not None:
        df = numbers.degrees_of_freedom(shown.q_df)
        freedom = plural(shown.q_df, "degree", "degrees")
        parts.append(
            f"Q {numbers.statistic(shown.q)} on {df} {freedom} of freedom "
            f"(p {numbers.p_value(shown.q_p)})"
        )
    if not parts:
        return ""
    text = f"Variation between trials{scale}: {'; '.join(parts)}."
    if shown.i2 is not None:
        text += " I² is the share of the observed variation that chance does not explain"
        text += (
            "; how far effects differ is read from the prediction interval."
            if finding.prediction is not None and finding.prediction.low is not None
            else " and does not say how far effects differ."
        )
    return text


def _bounds(name: str, low: float | None, high: float | None) -> str:
    if low is None or high is None or numbers.absent(low) or numbers.absent(high):
        return ""
    if low == high:
        # The set of values that fit is empty: Q is below its lower quantile (Viechtbauer 2007).
        return " (the trials differ less than chance alone would make them, so it has no interval)"
    return f" ({name} {numbers.tau2(low)} to {numbers.tau2(high)})"
