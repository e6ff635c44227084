"""Effects of trials that report means and standard deviations."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from living_review.effects.effect import Effect, effect
from living_review.ground.arguments import broadcast, check_option
from living_review.ground.distributions import FloatArray

# From here the series has sixteen digits, and the difference of two log-gammas starts to lose them.
LARGE_DF = 150.0


def mean_difference(
    mean_intervention: ArrayLike,
    sd_intervention: ArrayLike,
    n_intervention: ArrayLike,
    mean_control: ArrayLike,
    sd_control: ArrayLike,
    n_control: ArrayLike,
    *,
    variance: Literal["LS", "HO"] = "LS",
) -> Effect:
    """Mean difference, intervention minus control, one a trial.

    `variance`: "LS" lets the arms differ in their standard deviation, "HO" pools it (metafor's
    names). NaN where an arm has no participant or a negative standard deviation.
    """
    check_option("variance", variance, ("LS", "HO"))
    m1, s1, n1, m2, s2, n2 = _arms(
        mean_intervention, sd_intervention, n_intervention, mean_control, sd_control, n_control
    )
    with np.errstate(all="ignore"):
        if variance == "LS":
            spread = s1**2 / n1 + s2**2 / n2
        else:
            spread = pooled_sd(s1, n1, s2, n2) ** 2 * (1.0 / n1 + 1.0 / n2)
        return effect(m1 - m2, spread, _possible(s1, n1, s2, n2))


def standardized_mean_difference(
    mean_intervention: ArrayLike,
    sd_intervention: ArrayLike,
    n_intervention: ArrayLike,
    mean_control: ArrayLike,
    sd_control: ArrayLike,
    n_control: ArrayLike,
    *,
    variance: Literal["LS", "LS2", "UB", "RevMan"] = "LS",
) -> Effect:
    """Hedges' g, intervention minus control in pooled standard deviations, one a trial.

    `variance`: "LS" (Hedges 1982, eq. 8), "LS2" (Borenstein 2009, eq. 12.17), "UB" (unbiased,
    Hedges 1983), or "RevMan", which also replaces the exact small-sample factor of g by
    1 − 3/(4N − 9). NaN where the pooled standard deviation is zero or has no degree of freedom.
    """
    m1, s1, n1, m2, s2, n2 = _arms(
        mean_intervention, sd_intervention, n_intervention, mean_control, sd_control, n_control
    )
    with np.errstate(all="ignore"):
        d = (m1 - m2) / pooled_sd(s1, n1, s2, n2)
        g = hedges_g(d, n1, n2, variance=variance)
        possible = _possible(s1, n1, s2, n2)
        return effect(g.estimate, g.variance, possible)


def hedges_g(
    d: ArrayLike,
    n_intervention: ArrayLike,
    n_control: ArrayLike,
    *,
    variance: Literal["LS", "LS2", "UB", "RevMan"] = "LS",
) -> Effect:
    """Hedges' g from Cohen's d; `variance` as in `standardized_mean_difference`."""
    check_option("variance", variance, ("LS", "LS2", "UB", "RevMan"))
    d, n1, n2 = broadcast(d=d, n_intervention=n_intervention, n_control=n_control)
    with np.errstate(all="ignore"):
        total, df = n1 + n2, n1 + n2 - 2.0
        sizes = 1.0 / n1 + 1.0 / n2
        exact = small_sample_factor(df)
        g = d * (1.0 - 3.0 / (4.0 * total - 9.0) if variance == "RevMan" else exact)
        spread = {
            "LS": lambda: sizes + g**2 / (2.0 * total),
            "LS2": lambda: exact**2 * (sizes + d**2 / (2.0 * total)),
            "UB": lambda: sizes + (1.0 - (df - 2.0) / (df * exact**2)) * g**2,
            "RevMan": lambda: sizes + g**2 / (2.0 * (total - 3.94)),
        }[variance]()
        return effect(g, spread, (n1 > 0) & (n2 > 0) & (df > 1))


def ratio_of_means(
    mean_intervention: ArrayLike,
    sd_intervention: ArrayLike,
    n_intervention: ArrayLike,
    mean_control: ArrayLike,
    sd_control: ArrayLike,
    n_control: ArrayLike,
) -> Effect:
    """Log ratio of means, intervention over control (Hedges, Gurevitch & Curtis 1999), one a trial.

    NaN where the means differ in sign or one is zero.
    """
    m1, s1, n1, m2, s2, n2 = _arms(
        mean_intervention, sd_intervention, n_intervention, mean_control, sd_control, n_control
    )
    with np.errstate(all="ignore"):
        spread = (s1 / m1) ** 2 / n1 + (s2 / m2) ** 2 / n2
        return effect(np.log(m1 / m2), spread, _possible(s1, n1, s2, n2) & (m1 / m2 > 0))


def pooled_sd(s1: FloatArray, n1: FloatArray, s2: FloatArray, n2: FloatArray) -> FloatArray:
    """Standard deviation pooled over two arms by degrees of freedom."""
    pooled: FloatArray = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
    return pooled


def small_sample_factor(df: ArrayLike) -> FloatArray:
    """Hedges' exact J = Γ(m/2) / (√(m/2) Γ((m−1)/2)) on m degrees of freedom (Hedges 1981)."""
    from scipy.special import gammaln

    m = np.asarray(df, dtype=np.float64)
    with np.errstate(all="ignore"):
        small = np.exp(gammaln(m / 2.0) - gammaln((m - 1.0) / 2.0)) / np.sqrt(m / 2.0)
        return np.where(m > LARGE_DF, _large_sample_factor(m), np.where(m > 1, small, np.nan))


def _large_sample_factor(m: FloatArray) -> FloatArray:
    """Stirling's series of J in 1/m."""
    x = 1.0 / m
    series: FloatArray = 1 + x * (
        -3 / 4 + x * (-7 / 32 + x * (-9 / 128 + x * (59 / 2048 + x * (483 / 8192))))
    )
    return series


def _arms(*columns: ArrayLike) -> list[FloatArray]:
    names = (
        "mean_intervention",
        "sd_intervention",
        "n_intervention",
        "mean_control",
        "sd_control",
        "n_control",
    )
    return broadcast(**dict(zip(names, columns, strict=True)))


def _possible(s1: FloatArray, n1: FloatArray, s2: FloatArray, n2: FloatArray) -> np.ndarray:
    return (s1 >= 0) & (s2 >= 0) & (n1 > 0) & (n2 > 0)
