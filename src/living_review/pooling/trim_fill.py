"""Trim and fill: how the pool would change if the funnel were symmetric; a sensitivity view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import check_option
from living_review.ground.distributions import BoolArray, FloatArray, IntArray
from living_review.pooling.pool import PooledEffect, pool
from living_review.pooling.small_study import egger
from living_review.pooling.subsets import PoolOptions, trial_arrays

ESTIMATORS = ("L0", "R0")
SIDES = ("auto", "left", "right")
MAX_ROUNDS = 100
# Two trials are symmetric about any mean between them.
LEAST_TRIALS = 3


@dataclass(frozen=True, eq=False)
class TrimAndFill:
    """The number of trials thought missing and the pool with their mirror images.

    `k0` (...) with its standard error `k0_se`; `k0_p` is the test that none is missing (R0 only,
    NaN under L0); `side` is where they are missing. `pooled` has the filled trials in it, and
    `pooled.k` counts them. `filled_estimates`, `filled_variances`: shape (..., k), NaN where the
    trial has no mirror image. Everything is NaN below three trials, and where the rounds did not
    settle (`converged` False).
    """

    k0: IntArray
    k0_se: FloatArray
    k0_p: FloatArray
    side: NDArray[np.str_]
    pooled: PooledEffect
    filled_estimates: FloatArray
    filled_variances: FloatArray
    converged: BoolArray


@dataclass(frozen=True, eq=False)
class _Trimmed:
    """Where the rounds of trimming settled; arrays (..., k) run from the smallest effect up."""

    centre: FloatArray
    k0: FloatArray
    k0_se: FloatArray
    settled: NDArray[np.bool_]


def trim_and_fill(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    estimator: str = "L0",
    side: str = "auto",
    **options: Unpack[PoolOptions],
) -> TrimAndFill:
    """Trim the far side of the funnel until it is symmetric, then fill in mirror images.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial. `estimator`: L0 or R0.
    `side`: where trials are missing, left or right; "auto" takes the side that the sign of the
    regression of effects on standard errors points away from. `options` are those of `pool`; its
    model is also that of the rounds. `tau2` must name a method that `meta_regression` has too.

    Raises StatisticsError as `pool` does, and for an unknown estimator or side.

    Source: Duval & Tweedie 2000a (Biometrics 56), 2000b (JASA 95).
    """
    check_option("estimator", estimator, ESTIMATORS)
    check_option("side", side, SIDES)
    effects, sampling, present = trial_arrays(estimates, variances)
    enough = present.sum(axis=-1, keepdims=True) >= LEAST_TRIALS
    effects = np.where(present & enough, effects, np.nan)
    right = _missing_right(effects, sampling, side, options)
    turn = np.where(right, -1.0, 1.0)[..., None]
    order = np.argsort(turn * effects, axis=-1, kind="stable")
    rising = np.take_along_axis(turn * effects, order, axis=-1)
    spread = np.take_along_axis(np.broadcast_to(sampling, effects.shape), order, axis=-1)
    trimmed = _trim(rising, spread, estimator, options)
    k = present.sum(axis=-1)[..., None]
    place = np.arange(effects.shape[-1])
    mirrored = (place < k) & (place >= k - trimmed.k0[..., None])
    mirrored &= trimmed.settled[..., None]
    image = np.where(mirrored, turn * (2.0 * trimmed.centre[..., None] - rising), np.nan)
    image_spread = np.where(mirrored, spread, np.nan)
    observed = np.where(trimmed.settled[..., None], effects, np.nan)
    pooled = pool(
        np.concatenate([observed, image], axis=-1),
        np.concatenate([np.broadcast_to(sampling, effects.shape), image_spread], axis=-1),
        **options,
    )
    known = trimmed.settled
    p = 0.5 ** (trimmed.k0 + 1.0) if estimator == "R0" else np.full(known.shape, np.nan)
    back = np.argsort(order, axis=-1, kind="stable")
    return TrimAndFill(
        k0=np.where(known, trimmed.k0, np.nan)[()],
        k0_se=np.where(known, trimmed.k0_se, np.nan)[()],
        k0_p=np.where(known, p, np.nan)[()],
        side=np.where(right, "right", "left")[()],
        pooled=pooled,
        filled_estimates=np.take_along_axis(image, back, axis=-1),
        filled_variances=np.take_along_axis(image_spread, back, axis=-1),
        converged=known[()],
    )


def _missing_right(
    effects: FloatArray, sampling: FloatArray, side: str, options: PoolOptions
) -> NDArray[np.bool_]:
    if side != "auto":
        return np.full(effects.shape[:-1], side == "right")
    tau2 = options.get("tau2", "REML")
    method = tau2 if isinstance(tau2, str) else "REML"
    return np.asarray(egger(effects, sampling, model="rma", tau2=method).asymmetry < 0)


def _trim(rising: FloatArray, spread: FloatArray, estimator: str, options: PoolOptions) -> _Trimmed:
    """Trim the largest effects, centre the rest, count again; until the count stays."""
    k = (~np.isnan(rising)).sum(axis=-1)
    place = np.arange(rising.shape[-1])
    k0 = np.zeros(rising.shape[:-1])
    for _ in range(MAX_ROUNDS):
        left = np.where(place < (k - k0)[..., None], rising, np.nan)
        centre = np.asarray(pool(left, spread, **options).estimate)
        count, se = _missing(rising - centre[..., None], k, estimator)
        settled = count == k0
        if settled[k >= LEAST_TRIALS].all():
            break
        k0 = np.where(np.isnan(count), k0, count)
    return _Trimmed(centre, k0, se, settled & (k >= LEAST_TRIALS))


def _missing(
    deviation: FloatArray, k: NDArray[np.intp], estimator: str
) -> tuple[FloatArray, FloatArray]:
    """Estimated number of missing trials, and its standard error."""
    there = ~np.isnan(deviation)
    rank = 1.0 + np.argsort(np.argsort(np.abs(deviation), axis=-1, kind="stable"), axis=-1)
    if estimator == "R0":
        largest = np.where(there & (deviation < 0), rank, 0.0).max(axis=-1, initial=0.0)
        k0 = np.maximum(0.0, k - largest - 1.0)
        return k0, np.sqrt(2.0 * k0 + 2.0)
    positive = np.where(there & (deviation > 0), rank, 0.0).sum(axis=-1)
    raw = (4.0 * positive - k * (k + 1.0)) / (2.0 * k - 1.0)
    variance = (
        k * (k + 1.0) * (2.0 * k + 1.0)
        + 10.0 * raw**3
        + 27.0 * raw**2
        + 17.0 * raw
        - 18.0 * k * raw**2
        - 18.0 * k * raw
        + 6.0 * k**2 * raw
    ) / 24.0
    with np.errstate(invalid="ignore"):
        se = 4.0 * np.sqrt(variance) / (2.0 * k - 1.0)
    return np.maximum(0.0, np.rint(raw)), se
