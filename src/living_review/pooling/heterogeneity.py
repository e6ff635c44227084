"""How much the true effects differ: Q, I², H², and intervals for τ² that carry over to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from living_review.ground.distributions import BoolArray, FloatArray, chi2_quantile, chi2_tail
from living_review.pooling.batch import Batch
from living_review.pooling.moments import generalised_q, typical_variance
from living_review.pooling.quadratic_form import q_below, tau2_at_probability
from living_review.pooling.tau2 import solve_generalised_q


@dataclass(frozen=True, eq=False)
class Heterogeneity:
    """Q with its degrees of freedom and p, and I² (percent) and H²; every field (B,)."""

    q: FloatArray
    q_df: FloatArray
    q_p: FloatArray
    i2: FloatArray
    i2_q: FloatArray
    h2: FloatArray


@dataclass(frozen=True, eq=False)
class Tau2Interval:
    """Interval for τ² and what it means for I² (percent) and H²; every field of shape (...).

    `empty` marks meta-analyses whose trials agree better than any τ² ≥ 0 would have them: the
    interval is then [0, 0]. The estimate of τ² may lie outside the interval, because the interval
    inverts Q and the estimate may not (REML, ML).
    """

    level: float
    tau2_low: FloatArray
    tau2_high: FloatArray
    i2_low: FloatArray
    i2_high: FloatArray
    h2_low: FloatArray
    h2_high: FloatArray
    empty: BoolArray
    converged: BoolArray


def heterogeneity(batch: Batch, tau2: FloatArray, *, common: bool) -> Heterogeneity:
    """Cochran's Q and the I² and H² of Higgins & Thompson 2002, on the batch's scale.

    I² = τ²/(τ² + typical variance); under the common-effect model, where τ² is not estimated,
    (Q − df)/Q. `i2_q` is the latter always.
    """
    df = np.where(batch.usable, batch.k - 1.0, np.nan)
    several = batch.k > 1
    q = np.where(several, generalised_q(batch, np.zeros(batch.k.size))[0], 0.0)
    i2_q = np.where(q > 0, 100.0 * np.maximum(0.0, 1.0 - df / np.where(q > 0, q, 1.0)), 0.0)
    i2, h2 = relative_to_typical(batch, tau2)
    if common:
        i2, h2 = i2_q, np.where(several, q / np.maximum(df, 1.0), 1.0)
    return Heterogeneity(
        batch.fill(q), df, chi2_tail(df, q), batch.fill(i2), batch.fill(i2_q), batch.fill(h2)
    )


def relative_to_typical(batch: Batch, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """I² (percent) and H² of a τ² (Higgins & Thompson 2002); 0 and 1 below two trials."""
    typical = typical_variance(batch)
    several = batch.k > 1
    return (
        np.where(several, 100.0 * tau2 / (tau2 + typical), 0.0),
        np.where(several, tau2 / typical + 1.0, 1.0),
    )


def q_profile(batch: Batch, level: float) -> Tau2Interval:
    """Q-profile interval for τ² (Viechtbauer 2007), on the batch's scale; every field (B,)."""
    low, high = np.full(batch.k.size, np.nan), np.full(batch.k.size, np.nan)
    empty, converged = np.zeros(batch.k.size, dtype=bool), np.zeros(batch.k.size, dtype=bool)
    several = np.flatnonzero(batch.usable & (batch.k > 1))
    if several.size:
        chosen = batch.columns(several)
        least = chi2_quantile(chosen.k - 1, 0.5 - level / 2.0)
        low[several], low_reached = solve_generalised_q(
            chosen, chi2_quantile(chosen.k - 1, 0.5 + level / 2.0)
        )
        high[several], high_reached = solve_generalised_q(chosen, least)
        empty[several] = generalised_q(chosen, np.zeros(several.size))[0] < least
        converged[several] = low_reached & high_reached
    return with_relative(batch, low, high, empty, converged, level)


def generalised_q_interval(batch: Batch, level: float) -> Tau2Interval:
    """Interval for τ² from the exact distribution of Q (Jackson 2013, weights 1/v); fields (B,).

    On the batch's scale. The inversion is by halving: its cost is some hundred times Q-profile's.
    NaN above 500 trials, where Q-profile serves.
    """
    low, high = np.full(batch.k.size, np.nan), np.full(batch.k.size, np.nan)
    empty = np.zeros(batch.k.size, dtype=bool)
    several = np.flatnonzero(batch.usable & (batch.k > 1))
    if several.size:
        chosen = batch.columns(several)
        low[several] = tau2_at_probability(chosen, 0.5 + level / 2.0)
        high[several] = tau2_at_probability(chosen, 0.5 - level / 2.0)
        empty[several] = q_below(chosen, np.zeros(several.size)) < 0.5 - level / 2.0
    return with_relative(batch, low, high, empty, ~np.isnan(low), level)


def with_relative(
    batch: Batch,
    low: FloatArray,
    high: FloatArray,
    empty: BoolArray,
    converged: BoolArray,
    level: float,
) -> Tau2Interval:
    """Bounds of τ² on the batch's scale, with those of I² and H² that follow from them."""
    (i2_low, h2_low), (i2_high, h2_high) = (
        relative_to_typical(batch, bound) for bound in (low, high)
    )
    known = ~np.isnan(low)
    return Tau2Interval(
        level=level,
        tau2_low=low,
        tau2_high=high,
        i2_low=np.where(known, i2_low, np.nan),
        i2_high=np.where(known, i2_high, np.nan),
        h2_low=np.where(known, h2_low, np.nan),
        h2_high=np.where(known, h2_high, np.nan),
        empty=empty,
        converged=converged,
    )
