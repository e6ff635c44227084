"""How trials were pooled, and how much they vary."""

from __future__ import annotations

from living_review.findings import Finding, Pooled
from living_review.ground import numbers
from living_review.ground.methods import TAU2
from living_review.language import say
from living_review.language.facts import pools as facts
from living_review.language.facts.effects import Interval
from living_review.words.grammar import capitalised


def method_line(finding: Finding, pooled: Pooled | None = None) -> str:
    """Name the method by every number: 'random effects, REML, Knapp-Hartung interval'."""
    shown = pooled or finding.pooled
    return say(method_of(shown) if shown else facts.NotPooled())


def method_of(shown: Pooled) -> facts.Method:
    """Tell how a pool was made."""
    if shown.model == "common" or shown.tau2_method == "common":
        return facts.Method(model="common", method=shown.method, tau2="", interval=shown.interval)
    name = shown.tau2_method
    return facts.Method(
        model="random by counts" if shown.method == "mantel-haenszel" else "random",
        method=shown.method,
        tau2=name if name in TAU2 else capitalised(name),
        interval=shown.interval,
    )


def interval_sentence(finding: Finding) -> str:
    """Say which interval is shown, and whether the safeguard against a too narrow one acted."""
    pooled = finding.pooled
    if pooled is None or pooled.interval != "knapp-hartung":
        return ""
    if pooled.safeguard == "none":
        return say(facts.KnappHartung(safeguard="none"))
    if not pooled.safeguard_applied:
        return say(facts.KnappHartung(safeguard="idle"))
    by_error = pooled.safeguard == "se"
    return say(facts.KnappHartung(safeguard="standard error" if by_error else "interval"))


def heterogeneity_sentence(finding: Finding) -> str:
    """Describe between-trial variation without calling I² low or high."""
    shown = finding.heterogeneity
    if shown is None or finding.k < 2:
        return ""
    figures = _figures(finding)
    if not figures:
        return ""
    return say(
        facts.Heterogeneity(
            figures=figures,
            logarithm=finding.is_ratio,
            has_i2=shown.i2 is not None,
            has_prediction=finding.prediction is not None and finding.prediction.low is not None,
        )
    )


def _figures(finding: Finding) -> tuple[facts.Tau2 | facts.Tau | facts.I2 | facts.Q, ...]:
    shown = finding.heterogeneity
    assert shown is not None
    confidence = numbers.confidence(finding.level)
    found: list[facts.Tau2 | facts.Tau | facts.I2 | facts.Q] = []
    if finding.pooled is None or finding.pooled.model != "common":
        low, high = shown.tau2_ci_low, shown.tau2_ci_high
        known = not (numbers.absent(low) or numbers.absent(high))
        written = numbers.tau2_together(shown.tau2, low, high)
        found.append(
            facts.Tau2(
                value=written[0],
                confidence=confidence,
                interval=Interval(low=written[1], high=written[2]) if known else None,
                # The set of values that fit is empty: Q is below its lower quantile
                # (Viechtbauer 2007).
                none_fits=known and low == high,
            )
        )
        if shown.tau is not None:
            found.append(facts.Tau(value=numbers.fixed(shown.tau, 2)))
    if shown.i2 is not None:
        low, high = shown.i2_ci_low, shown.i2_ci_high
        known = not (numbers.absent(low) or numbers.absent(high)) and low != high
        ends = Interval(low=numbers.percent(low), high=numbers.percent(high))
        found.append(
            facts.I2(
                value=numbers.percent(shown.i2),
                confidence=confidence,
                interval=ends if known else None,
            )
        )
    if shown.q is not None:
        found.append(
            facts.Q(
                value=numbers.statistic(shown.q),
                df=numbers.degrees_of_freedom(shown.q_df),
                one=shown.q_df == 1,
                p=numbers.p_value(shown.q_p),
            )
        )
    return tuple(found)
