"""The optimal information size: the people one trial would need to show a modest effect."""

from __future__ import annotations

import math

from living_review.ground.distributions import normal_quantile

ALPHA, POWER = 0.05, 0.80
MODEST_RISK_REDUCTION = 0.25


def for_means(effect: float) -> float:
    """Give the participants (both arms) a trial needs to show a standardised mean difference.

    Two-sided 5 %, power 80 %, equal arms; the t test allowed for as in Guenther 1981,
    n = 2(z₁₋α/₂ + z₁₋β)²/δ² + z²₁₋α/₂/4 in each arm. Infinite for no effect.
    """
    if effect == 0:
        return math.inf
    upper, power = (float(normal_quantile(p)) for p in (1 - ALPHA / 2, POWER))
    arm = 2.0 * (upper + power) ** 2 / effect**2 + upper**2 / 4.0
    return 2.0 * math.ceil(arm)


def for_risks(baseline: float, reduction: float = MODEST_RISK_REDUCTION) -> float:
    """Give the participants (both arms) a trial needs to show a relative reduction of a risk.

    Two-sided 5 %, power 80 %, equal arms (Fleiss 1981, eq. 3.14, without continuity correction).
    Infinite where the baseline risk is 0.
    """
    treated = baseline * (1.0 - reduction)
    if baseline == treated:
        return math.inf
    mean = (baseline + treated) / 2.0
    upper, power = (float(normal_quantile(p)) for p in (1 - ALPHA / 2, POWER))
    spread = upper * math.sqrt(2.0 * mean * (1.0 - mean)) + power * math.sqrt(
        baseline * (1.0 - baseline) + treated * (1.0 - treated)
    )
    return 2.0 * math.ceil(spread**2 / (baseline - treated) ** 2)


def for_hazards(ratio: float = 1.0 - MODEST_RISK_REDUCTION) -> float:
    """Give the events (both arms) a trial needs to show a hazard or rate ratio.

    Two-sided 5 %, power 80 %, equal arms: 4(z₁₋α/₂ + z₁₋β)²/(log HR)² (Schoenfeld 1983, Biometrics
    39:499-503). Infinite for a ratio of 1.
    """
    if ratio == 1:
        return math.inf
    upper, power = (float(normal_quantile(p)) for p in (1 - ALPHA / 2, POWER))
    return float(math.ceil(4.0 * (upper + power) ** 2 / math.log(ratio) ** 2))


def for_rate_differences(reduction: float = MODEST_RISK_REDUCTION) -> float:
    """Give the events (both arms) a trial needs to show that a rate is so much lower.

    Two-sided 5 %, power 80 %, as much time in both arms: with rates λ and λ(1 − r) the time in an
    arm is z²λ(2 − r)/(rλ)², in which both arms have z²(2 − r)²/r² events, whatever the rate.
    """
    upper, power = (float(normal_quantile(p)) for p in (1 - ALPHA / 2, POWER))
    return float(math.ceil(((upper + power) * (2.0 - reduction) / reduction) ** 2))
