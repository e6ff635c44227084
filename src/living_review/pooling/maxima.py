"""The global maximum of a likelihood of τ² that may have several local ones, over a batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import Batch
from living_review.pooling.roots import Falling, falling_root

# Neighbouring grid points differ by this much in log(v + τ²), so no weight changes by more than
# this factor between them: a slope has no room for two more zeros in one cell. A grid seven times
# finer found no further maximum in 100,000 made-up meta-analyses.
GRID_STEP = 0.35
# Meta-analyses worked on at a time: their arrays stay in the processor's cache.
BLOCK = 4096

Reached = tuple[FloatArray, NDArray[np.bool_]]
Height = Callable[[Batch, FloatArray], FloatArray]


def global_maximum(
    batch: Batch,
    derivative: Falling,
    height: Height,
    bound: FloatArray,
    slope: Height | None = None,
) -> Reached:
    """Where in [0, bound] the function `height` is largest, (B,), and whether it was reached.

    `derivative(batch, tau2)` returns the slope of `height` and the slope of that; it must not be
    above zero at `bound` (B,). `slope` gives its first alone, where that costs less. Each fall of
    the slope through zero on a grid brackets one local maximum; each is solved, and the highest
    kept.
    """
    climbing = slope or (lambda batch, at: derivative(batch, at)[0])
    reach = np.log1p(bound / batch.v.min(axis=0))
    # Together with their like: the widest meta-analysis of a block sets its number of cells.
    order = np.argsort(reach, kind="stable") if reach.size > BLOCK else np.arange(reach.size)
    tau2, reached = np.zeros(reach.size), np.zeros(reach.size, dtype=bool)
    for at in range(0, reach.size, BLOCK):
        block = order[at : at + BLOCK]
        chosen = batch if block.size == reach.size else batch.columns(block)
        tau2[block], reached[block] = _block_maximum(
            chosen, derivative, climbing, height, reach[block]
        )
    return tau2, reached


def _block_maximum(
    batch: Batch, derivative: Falling, slope: Height, height: Height, reach: FloatArray
) -> Reached:
    column, tau2, reached = _local_maxima(batch, derivative, slope, reach)
    if column.size > reach.size:
        order = np.lexsort((tau2, -height(batch.columns(column), tau2), column))
    else:
        order = np.argsort(column, kind="stable")
    _, first = np.unique(column[order], return_index=True)
    highest = order[first]
    return tau2[highest], reached[highest]


def _local_maxima(
    batch: Batch, derivative: Falling, slope: Height, reach: FloatArray
) -> tuple[NDArray[np.intp], FloatArray, NDArray[np.bool_]]:
    """Every local maximum: of which meta-analysis, where, and whether it was reached."""
    least = batch.v.min(axis=0)
    cells = max(2, int(np.ceil(reach.max() / GRID_STEP)))
    low = np.zeros_like(reach)
    rising = slope(batch, low) > 0
    at_zero = np.flatnonzero(~rising)
    brackets: list[tuple[NDArray[np.intp], FloatArray, FloatArray]] = []
    for cell in range(1, cells + 1):
        high = least * np.expm1(reach * (cell / cells))
        still = slope(batch, high) > 0 if cell < cells else np.zeros_like(rising)
        fall = np.flatnonzero(rising & ~still)
        brackets.append((fall, low[fall], high[fall]))
        low, rising = high, still
    inner, start, end = (np.concatenate(each) for each in zip(*brackets, strict=True))
    root, reached = falling_root(derivative, batch.columns(inner), start, end)
    return (
        np.concatenate([at_zero, inner]),
        np.concatenate([np.zeros(at_zero.size), root]),
        np.concatenate([np.ones(at_zero.size, dtype=bool), reached]),
    )
