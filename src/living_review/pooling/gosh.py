"""Graphical display of study heterogeneity: the pools of a great many subsets of the trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.pooling.subsets import PoolOptions, pool_subsets, trial_arrays

# Subsets pooled at a time, so that memory does not grow with their number.
BLOCK = 16_384


@dataclass(frozen=True, eq=False)
class Gosh:
    """Pools of subsets: `included` (subsets, k) says of which trials; everything else (subsets,).

    `exhaustive` says whether these are all subsets that are not empty.
    """

    included: NDArray[np.bool_]
    k: FloatArray
    estimate: FloatArray
    tau2: FloatArray
    i2: FloatArray
    exhaustive: bool


def gosh(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    subsets: int = 100_000,
    seed: int = 0,
    **options: Unpack[PoolOptions],
) -> Gosh:
    """Pool every subset of the trials, or `subsets` random ones where there are more.

    `estimates`, `variances`: shape (k,); absent trials (NaN) are in no subset. A random subset
    holds each trial with probability one half; `seed` makes the draw repeatable. `options` are
    those of `pool`. Memory grows with subsets × k.

    Raises StatisticsError as `pool` does, and unless there is one meta-analysis and a subset.

    Source: Olkin, Dahabreh & Trikalinos 2012.
    """
    effects, sampling, present = trial_arrays(estimates, variances)
    if effects.ndim != 1 or subsets < 1:
        raise StatisticsError(
            f"gosh() takes one meta-analysis and at least one subset, not estimates of shape "
            f"{effects.shape} and {subsets} subsets."
        )
    members = np.flatnonzero(present)
    exhaustive = members.size < 63 and 2**members.size - 1 <= subsets
    chosen = _all_subsets(members.size) if exhaustive else _draw(members.size, subsets, seed)
    included = np.zeros((len(chosen), effects.size), dtype=bool)
    included[:, members] = chosen
    parts = [
        pool_subsets(effects, sampling, included[at : at + BLOCK], options)
        for at in range(0, len(included), BLOCK)
    ]

    def joined(name: str) -> FloatArray:
        return np.concatenate([getattr(part, name) for part in parts] or [np.empty(0)])

    return Gosh(included, joined("k"), joined("estimate"), joined("tau2"), joined("i2"), exhaustive)


def _all_subsets(k: int) -> NDArray[np.bool_]:
    number = np.arange(1, 2**k)
    return np.asarray((number[:, None] >> np.arange(k)) & 1, dtype=bool)


def _draw(k: int, subsets: int, seed: int) -> NDArray[np.bool_]:
    draw = np.random.default_rng(seed)
    chosen = draw.random((subsets, k)) < 0.5
    while not (filled := chosen.any(axis=1)).all():
        chosen[~filled] = draw.random((int((~filled).sum()), k)) < 0.5
    return chosen
