"""Hedges' g of Cohen's d, and its small-sample factor, in plain numbers."""

from __future__ import annotations

import math

# From here on the difference of two log-gammas loses digits, and its series has them all.
LARGE = 300.0


def hedges(d: float, n1: float, n2: float, formula: str) -> tuple[float, float]:
    """Give Hedges' g of Cohen's d and its variance, by the formula of that name."""
    total, df = n1 + n2, n1 + n2 - 2
    exact = small_sample(df)
    if formula == "RevMan":
        g = d * (1 - 3 / (4 * total - 9))
        return g, total / (n1 * n2) + g * g / (2 * (total - 3.94))
    g = exact * d
    if formula == "LS":
        return g, total / (n1 * n2) + g * g / (2 * total)
    if formula == "LS2":
        return g, exact**2 * (total / (n1 * n2) + d * d / (2 * total))
    assert formula == "UB", formula
    return g, total / (n1 * n2) + g * g - d * d * (df - 2) / df


def small_sample(df: float) -> float:
    """Give Hedges' exact J = Γ(m/2) / (√(m/2)·Γ((m − 1)/2))."""
    half = df / 2
    if df < LARGE:
        return math.exp(math.lgamma(half) - math.lgamma(half - 0.5)) / math.sqrt(half)
    # ln Γ(x + ½) − ln Γ(x) = ½ ln x − 1/(8x) + 1/(192x³) − 1/(640x⁵) + …
    x = half - 0.5
    ratio = 0.5 * math.log(x / half) - 1 / (8 * x) + 1 / (192 * x**3) - 1 / (640 * x**5)
    return math.exp(ratio)
