"""The global maximum of a likelihood of τ² that may have several local ones, over a batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from living_review.distributions import FloatArray
from living_review.pooling.batch import Batch
from living_review.pooling.roots import Falling, falling_root

# As in the likelihood of the mean: neighbouring points differ by this much in log(v + τ²).
GRID_STEP = 0.35
MAX_GRID = 128


def global_maximum(
    batch: Batch,
    derivative: Falling,
    height: Callable[[Batch, FloatArray], FloatArray],
    bound: FloatArray,
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Where in [0, bound] the function `height` is largest, (B,), and whether it was reached.

    `derivative(batch, tau2)` returns the slope of `height` and the slope of that; it must not be
    above zero at `bound` (B,). Each fall of the slope through zero on a grid brackets one local
    maximum; each is solved, and the highest kept.
    """
    least = batch.v.min(axis=0)
    reach = np.log1p(bound / least)
    cells = int(np.clip(np.ceil(reach.max(initial=0.0) / GRID_STEP), 2, MAX_GRID))
    edges = least * np.expm1(reach * (np.arange(cells + 1) / cells)[:, None])
    rising = np.array([derivative(batch, edge)[0] > 0 for edge in edges[:-1]])
    rising = np.vstack([rising, np.zeros_like(rising[:1])])
    cell, column = np.nonzero(rising[:-1] & ~rising[1:])
    root, reached = falling_root(
        derivative, batch.columns(column), edges[cell, column], edges[cell + 1, column]
    )
    at_zero = np.flatnonzero(~rising[0])
    column = np.concatenate([at_zero, column])
    root = np.concatenate([np.zeros(at_zero.size), root])
    reached = np.concatenate([np.ones(at_zero.size, dtype=bool), reached])
    order = np.lexsort((root, -height(batch.columns(column), root), column))
    _, first = np.unique(column[order], return_index=True)
    highest = order[first]
    return root[highest], reached[highest]
