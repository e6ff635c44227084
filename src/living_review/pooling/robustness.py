"""How the pool depends on which trials are in it: one trial fewer, one trial more."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import broadcast
from living_review.pooling.pool import PooledEffect
from living_review.pooling.subsets import PoolOptions, pool_subsets, trial_arrays


def leave_one_out(
    estimates: ArrayLike, variances: ArrayLike, **options: Unpack[PoolOptions]
) -> PooledEffect:
    """Pool each meta-analysis without each of its trials in turn.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial; `options` are those of
    `pool`. Fields of the result have shape (..., k): entry i is the pool without trial i. It is NaN
    where trial i is absent, and where it is the only one. Memory grows with k².
    """
    effects, sampling, present = trial_arrays(estimates, variances)
    others = ~np.eye(effects.shape[-1], dtype=bool)
    included = others & present[..., :, None]
    return pool_subsets(effects, sampling, included, options)


def cumulative(
    estimates: ArrayLike,
    variances: ArrayLike,
    order: ArrayLike | None = None,
    **options: Unpack[PoolOptions],
) -> PooledEffect:
    """Pool the first trial, the first two, and so on (Lau et al. 1992).

    `estimates`, `variances`: shape (..., k), NaN for an absent trial. `order`: what the trials are
    sorted by, such as their years, shape (k,) or (..., k); trials with equal values stay in the
    order given, those with NaN come last, and without `order` trials are taken as they stand.
    Fields of the result have shape (..., k): entry j is the pool of the j + 1 earliest trials,
    `np.argsort(order, kind="stable")[: j + 1]`; it is NaN where the trial that would join is
    absent. Memory grows with k². `options` are those of `pool`.
    """
    if order is not None:
        estimates, variances, order = broadcast(
            estimates=estimates, variances=variances, order=order
        )
    effects, sampling, present = trial_arrays(estimates, variances)
    keys = np.broadcast_to(np.arange(effects.shape[-1]), effects.shape) if order is None else order
    sequence = np.argsort(keys, axis=-1, kind="stable")
    place = np.argsort(sequence, axis=-1, kind="stable")
    joined = place[..., None, :] <= np.arange(effects.shape[-1])[:, None]
    joins = np.take_along_axis(present, sequence, axis=-1)
    return pool_subsets(effects, sampling, joined & joins[..., :, None], options)
