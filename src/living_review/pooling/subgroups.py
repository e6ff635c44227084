"""Does the effect differ between groups of trials?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.distributions import BoolArray, FloatArray, chi2_tail
from living_review.ground.errors import StatisticsError
from living_review.pooling.pool import PooledEffect
from living_review.pooling.regression import meta_regression
from living_review.pooling.subsets import PoolOptions, pool_subsets, trial_arrays


@dataclass(frozen=True, eq=False)
class Subgroups:
    """Pools of the levels of a trial characteristic, and the test of their difference.

    `pooled` has fields of shape (..., levels), NaN for a level without trials. `q_between` with
    `df` and `p`, shape (...), is NaN unless two levels have trials.
    """

    levels: tuple[object, ...]
    pooled: PooledEffect
    common_tau2: bool
    q_between: FloatArray
    df: FloatArray
    p: FloatArray


def subgroups(
    estimates: ArrayLike,
    variances: ArrayLike,
    groups: ArrayLike,
    *,
    common_tau2: bool = False,
    **options: Unpack[PoolOptions],
) -> Subgroups:
    """Pool the trials of each group and test whether the groups differ.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial; `groups`: k labels, in whose
    sorted order the levels come; `options` are those of `pool`. Each level has its own τ², or, with
    `common_tau2`, all share the residual τ² of the regression on the levels (NaN where there are no
    more trials than levels). Q between levels always uses the Wald variances 1/Σw, whatever the
    interval.

    Raises StatisticsError as `pool` does, and unless there is one label a trial.

    Source: Borenstein et al. 2009, ch. 19 (eqs. 19.7-19.12; with pooled τ²: 19.16-19.20).
    """
    effects, sampling, present = trial_arrays(estimates, variances)
    labels = np.asarray(groups)
    if labels.shape != effects.shape[-1:]:
        raise StatisticsError(
            f"The groups have shape {labels.shape}, but there are {effects.shape[-1]} trials; "
            "give one label for each."
        )
    levels, member = _membership(labels)
    if common_tau2:
        between = _shared_tau2(effects, sampling, member, options.get("tau2", "REML"))
        unknown = np.isnan(between)
        options = {**options, "tau2": np.where(unknown, 0.0, between)}
        sampling = np.where(unknown[..., None], np.nan, sampling)
    chosen = member & present[..., None, :]
    pooled = pool_subsets(effects, sampling, chosen, options)
    wald = pool_subsets(effects, sampling, chosen, {**options, "interval": "wald"})
    q, df = _between(wald)
    return Subgroups(levels, pooled, common_tau2, q, df, chi2_tail(df, q)[()])


def _membership(labels: NDArray[np.generic]) -> tuple[tuple[object, ...], BoolArray]:
    """The distinct labels in order, and which trials bear each, (levels, k)."""
    try:
        levels, code = np.unique(labels, return_inverse=True)
    except TypeError as error:
        raise StatisticsError(
            f"The groups cannot be put in order ({error}); give labels of one kind, such as text."
        ) from error
    return tuple(levels.tolist()), code == np.arange(levels.size)[:, None]


def _shared_tau2(
    effects: FloatArray,
    sampling: FloatArray,
    member: NDArray[np.bool_],
    method: str | float | FloatArray,
) -> FloatArray:
    """Residual τ² of the regression on the levels, shape (...)."""
    shape, trials = effects.shape[:-1], effects.shape[-1]
    if not isinstance(method, str):
        return np.broadcast_to(np.asarray(method, float), shape)
    flat = (math.prod(shape), trials)
    y, v = effects.reshape(flat), sampling.reshape(flat)
    filled = (member & ~np.isnan(y + v)[:, None, :]).any(axis=-1)
    tau2 = np.full(len(y), np.nan)
    # A level without trials would be a column of zeros: go by the levels that have some.
    patterns, pattern_of = np.unique(filled, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(pattern_of.reshape(-1) == number)
        if pattern.any():
            dummies = member[pattern].T.astype(np.float64)
            tau2[rows] = meta_regression(y[rows], v[rows], dummies, tau2=method).tau2
    return tau2.reshape(shape)


def _between(wald: PooledEffect) -> tuple[FloatArray, FloatArray]:
    """Q of the levels' means about their weighted mean, and its degrees of freedom, each (...)."""
    known = ~np.isnan(wald.estimate)
    w = np.where(known, 1.0 / wald.se**2, 0.0)
    level = np.where(known, wald.estimate, 0.0)
    df = known.sum(axis=-1) - 1.0
    enough = df > 0
    total = np.where(enough, w.sum(axis=-1), 1.0)
    centre = (w * level).sum(axis=-1) / total
    q = (w * (level - centre[..., None]) ** 2).sum(axis=-1)
    return np.where(enough, q, np.nan)[()], np.where(enough, df, np.nan)[()]
