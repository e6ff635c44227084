"""Straight lines through trials by weighted least squares, many meta-analyses at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from living_review.ground.distributions import FloatArray, t_quantile, two_sided_p


@dataclass(frozen=True, eq=False)
class Coefficient:
    """One coefficient with its standard error, test and interval; every field (...)."""

    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: FloatArray
    p: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


@dataclass(frozen=True, eq=False)
class WeightedLine:
    """Intercept and slope; `k` (...) counts the trials."""

    k: FloatArray
    intercept: Coefficient
    slope: Coefficient


# Two coefficients and one degree of freedom.
LEAST_TRIALS = 3


def weighted_line(x: FloatArray, y: FloatArray, weight: FloatArray, level: float) -> WeightedLine:
    """Fit y = a + b·x with weights known up to a factor, t on k − 2.

    `x`, `y`, `weight`: shape (..., k); a trial with NaN or an infinity in any, or weight zero, is
    absent. NaN below three trials, and where x does not vary.
    """
    with np.errstate(all="ignore"):
        present = np.isfinite(x) & np.isfinite(y) & np.isfinite(weight) & (weight > 0)
        w = np.where(present, weight, 0.0)
        x, y = np.where(present, x, 0.0), np.where(present, y, 0.0)
        k = present.sum(axis=-1).astype(np.float64)
        total = w.sum(axis=-1)
        x_mean, y_mean = (w * x).sum(axis=-1) / total, (w * y).sum(axis=-1) / total
        from_x = np.where(present, x - x_mean[..., None], 0.0)
        from_y = np.where(present, y - y_mean[..., None], 0.0)
        spread = (w * from_x**2).sum(axis=-1)
        slope = (w * from_x * from_y).sum(axis=-1) / spread
        residual = from_y - slope[..., None] * from_x
        # Rounding leaves this much of a spread where x is constant.
        constant = spread <= 1e-24 * (w * x**2).sum(axis=-1)
        df = np.where((k >= LEAST_TRIALS) & ~constant, k - 2.0, np.nan)
        scale = (w * residual**2).sum(axis=-1) / df
        intercept = y_mean - slope * x_mean
        return WeightedLine(
            k[()],
            _coefficient(intercept, scale * (1.0 / total + x_mean**2 / spread), df, level),
            _coefficient(slope, scale / spread, df, level),
        )


def _coefficient(
    estimate: FloatArray, variance: FloatArray, df: FloatArray, level: float
) -> Coefficient:
    estimate = np.where(np.isnan(df), np.nan, estimate)
    se = np.sqrt(variance)
    half = t_quantile(df, 0.5 + level / 2.0) * se
    statistic = estimate / se
    return Coefficient(
        *(
            values[()]
            for values in (
                estimate,
                se,
                statistic,
                df,
                two_sided_p(df, statistic),
                estimate - half,
                estimate + half,
            )
        )
    )
