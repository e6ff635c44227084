"""The optimal information size: the people one trial would need to show a modest effect."""

from __future__ import annotations

import math

from living_review.distributions import normal_quantile

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
