"""Pools of subsets of the trials of one meta-analysis: every subset is one more row of a batch."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import broadcast
from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import gather
from living_review.pooling.pool import PooledEffect, pool


class PoolOptions(TypedDict, total=False):
    """The options of `pool`, handed on to it."""

    tau2: str | float | FloatArray
    interval: str
    safeguard: str
    level: float
    prediction: str


def trial_arrays(
    estimates: ArrayLike, variances: ArrayLike
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Effects and variances, NaN where absent, and presence, each (..., k).

    Raises StatisticsError as `pool` does; in a batch, every trial of a meta-analysis that cannot be
    pooled is absent.
    """
    batch = gather(estimates, variances)
    effects, sampling = broadcast(estimates=estimates, variances=variances)
    present = batch.present.T.reshape(effects.shape)
    return np.where(present, effects, np.nan), np.where(present, sampling, np.nan), present


def pool_subsets(
    effects: FloatArray,
    sampling: FloatArray,
    included: NDArray[np.bool_],
    options: PoolOptions,
) -> PooledEffect:
    """Pool each subset of trials: `included` (..., subsets, k), the result (..., subsets).

    A known τ² of shape (...) holds for every subset of its meta-analysis.
    """
    tau2 = options.get("tau2")
    if tau2 is not None and not isinstance(tau2, str) and np.ndim(tau2):
        options = {**options, "tau2": np.asarray(tau2, float)[..., None]}
    chosen = np.where(included, effects[..., None, :], np.nan)
    return pool(chosen, np.broadcast_to(sampling[..., None, :], chosen.shape), **options)
