"""Maximum and restricted maximum likelihood of τ²: the global maximum, over a batch.

The likelihood of τ² can have several local maxima, and Newton's method alone may stop at the lower
one or not at all. Every stationary point lies below a bound that follows from the data; `maxima`
searches the whole range up to it.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import Batch
from living_review.pooling.maxima import global_maximum
from living_review.pooling.moments import weighted_mean


def score(batch: Batch, tau2: FloatArray, *, restricted: bool) -> tuple[FloatArray, FloatArray]:
    """First and second derivative in τ² of twice the profile log-likelihood.

    Source: Viechtbauer 2005, eqs. 7-12.
    """
    first, w, total, projected = _slope(batch, tau2, restricted=restricted)
    weighted = w * projected
    s2 = np.einsum("ij,ij->j", w, w)
    second = -2.0 * (np.einsum("ij,ij->j", weighted, projected) - weighted.sum(axis=0) ** 2 / total)
    if not restricted:
        return first, second + s2
    s3 = np.einsum("ij,ij,ij->j", w, w, w)
    return first, second + s2 - 2.0 * s3 / total + (s2 / total) ** 2


def _slope(
    batch: Batch, tau2: FloatArray, *, restricted: bool
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The first derivative, and what it is made of: weights, their sum and weighted residuals."""
    w = 1.0 / (batch.v + tau2)
    mean, total = weighted_mean(batch.y, w)
    projected = w * (batch.y - mean)
    found = np.einsum("ij,ij->j", projected, projected)
    trace = np.einsum("ij,ij->j", w, total - w) / total if restricted else total
    return found - trace, w, total, projected


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
    return global_maximum(
        batch,
        partial(score, restricted=restricted),
        partial(log_likelihood, restricted=restricted),
        _bound(batch),
        lambda batch, tau2: _slope(batch, tau2, restricted=restricted)[0],
    )


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
