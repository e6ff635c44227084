"""Maximum and restricted maximum likelihood of τ²: the global maximum, over a batch.

The likelihood of τ² can have several local maxima, and Newton's method alone may stop at the lower
one or not at all. Every stationary point lies below a bound that follows from the data, so the
score is evaluated along the whole range up to the bound; each fall through zero brackets one local
maximum, each bracket is solved, and the highest maximum is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from living_review.distributions import FloatArray
from living_review.pooling.batch import Batch
from living_review.pooling.moments import weighted_mean
from living_review.pooling.roots import falling_root

# Neighbouring grid points differ by this much in log(v + τ²), so no weight changes by more than
# this factor between them: the score has no room for two more zeros in one cell.
GRID_STEP = 0.35
MAX_GRID = 128
# Meta-analyses worked on at a time: their arrays stay in the processor's cache.
BLOCK = 4096


@dataclass(frozen=True, eq=False)
class _Maxima:
    """Local maxima of the likelihood: which meta-analysis, where, and whether it was reached."""

    column: NDArray[np.intp]
    tau2: FloatArray
    reached: NDArray[np.bool_]


def score(batch: Batch, tau2: FloatArray, *, restricted: bool) -> tuple[FloatArray, FloatArray]:
    """First and second derivative in τ² of twice the profile log-likelihood.

    Source: Viechtbauer 2005, eqs. 7-12.
    """
    w = 1.0 / (batch.v + tau2)
    mean, total = weighted_mean(batch.y, w)
    projected = w * (batch.y - mean)
    weighted = w * projected
    s2 = np.einsum("ij,ij->j", w, w)
    first = np.einsum("ij,ij->j", projected, projected)
    second = -2.0 * (np.einsum("ij,ij->j", weighted, projected) - weighted.sum(axis=0) ** 2 / total)
    if not restricted:
        return first - total, second + s2
    s3 = np.einsum("ij,ij,ij->j", w, w, w)
    trace = np.einsum("ij,ij->j", w, total - w) / total
    return first - trace, second + s2 - 2.0 * s3 / total + (s2 / total) ** 2


def log_likelihood(batch: Batch, tau2: FloatArray, *, restricted: bool) -> FloatArray:
    """Profile log-likelihood of τ², without constants (Viechtbauer 2005, eqs. 5 and 9)."""
    spread = np.where(batch.present, batch.v + tau2, 1.0)
    w = 1.0 / (batch.v + tau2)
    mean, total = weighted_mean(batch.y, w)
    deviance: FloatArray = np.log(spread).sum(axis=0)
    deviance += np.einsum("ij,ij->j", w, (batch.y - mean) ** 2)
    return -0.5 * (deviance + np.log(total)) if restricted else -0.5 * deviance


def maximise(batch: Batch, *, restricted: bool) -> tuple[FloatArray, NDArray[np.bool_]]:
    """τ² (B,) at the global maximum of the (restricted) likelihood, and whether it was reached.

    Needs two trials or more in every meta-analysis of the batch.
    """
    columns = batch.k.size
    if columns <= BLOCK:
        return _maximise_block(batch, restricted=restricted)
    parts = [
        _maximise_block(
            batch.columns(np.arange(at, min(at + BLOCK, columns))), restricted=restricted
        )
        for at in range(0, columns, BLOCK)
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _maximise_block(batch: Batch, *, restricted: bool) -> tuple[FloatArray, NDArray[np.bool_]]:
    maxima = _local_maxima(batch, restricted=restricted)
    column, tau2, reached = maxima.column, maxima.tau2, maxima.reached
    if column.size > batch.k.size:
        height = log_likelihood(batch.columns(column), tau2, restricted=restricted)
        order = np.lexsort((tau2, -height, column))
    else:
        order = np.argsort(column, kind="stable")
    _, first = np.unique(column[order], return_index=True)
    highest = order[first]
    return tau2[highest], reached[highest]


def _bound(batch: Batch) -> FloatArray:
    """A τ² above every stationary point.

    At one, Σw²(y−μ)² = tr(P) ≥ (k−1)·min w (under ML it equals Σw, which is more), and the left
    side is at most max w²·Σ(y−ȳ)². With w = 1/(v+τ²) that is quadratic in τ² + min v.
    """
    k = batch.k
    mean = batch.y.sum(axis=0) / k
    spread = np.where(batch.present, batch.y - mean, 0.0)
    variance = np.einsum("ij,ij->j", spread, spread) / (k - 1)
    least = batch.v.min(axis=0)
    most = np.where(batch.present, batch.v, 0.0).max(axis=0)
    root = 0.5 * (variance + np.sqrt(variance**2 + 4.0 * variance * (most - least)))
    # With equal variances the bound is the answer itself; step past it.
    bound: FloatArray = np.maximum(1.05 * root - least, 0.0)
    return bound


def _local_maxima(batch: Batch, *, restricted: bool) -> _Maxima:
    derivative = partial(score, restricted=restricted)
    least, bound = batch.v.min(axis=0), _bound(batch)
    reach = np.log1p(bound / least)
    cells = int(np.clip(np.ceil(reach.max(initial=0.0) / GRID_STEP), 2, MAX_GRID))
    low = np.zeros_like(bound)
    rising = derivative(batch, low)[0] > 0
    at_zero = np.flatnonzero(~rising)
    brackets: list[tuple[NDArray[np.intp], FloatArray, FloatArray]] = []
    for cell in range(1, cells + 1):
        high = least * np.expm1(reach * (cell / cells))
        still = derivative(batch, high)[0] > 0 if cell < cells else np.zeros_like(rising)
        fall = np.flatnonzero(rising & ~still)
        brackets.append((fall, low[fall], high[fall]))
        low, rising = high, still
    inner = np.concatenate([fall for fall, _, _ in brackets])
    root, reached = falling_root(
        derivative,
        batch.columns(inner),
        np.concatenate([start for _, start, _ in brackets]),
        np.concatenate([end for _, _, end in brackets]),
    )
    return _Maxima(
        np.concatenate([at_zero, inner]),
        np.concatenate([np.zeros(at_zero.size), root]),
        np.concatenate([np.ones(at_zero.size, dtype=bool), reached]),
    )
