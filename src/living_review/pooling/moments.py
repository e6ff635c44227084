"""Weighted mean, residuals and Q: the sums every estimator is made of."""

from __future__ import annotations

import numpy as np

from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import Batch


def weighted_mean(y: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean of `y` under weights `w`, both (k, B), and the sum of the weights, both (B,)."""
    total = w.sum(axis=0)
    return np.einsum("ij,ij->j", w, y) / total, total


def generalised_q(batch: Batch, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Q about the mean under weights 1/(v + τ²), and its derivative in τ².

    Source: DerSimonian & Kacker 2007.
    """
    w = 1.0 / (batch.v + tau2)
    mean, _ = weighted_mean(batch.y, w)
    projected = w * (batch.y - mean)
    q = np.einsum("ij,ij->j", projected, batch.y - mean)
    return q, -np.einsum("ij,ij->j", projected, projected)


def typical_variance(batch: Batch) -> FloatArray:
    """The typical sampling variance of Higgins & Thompson 2002, eq. 9; NaN below two trials."""
    w = 1.0 / batch.v
    total = w.sum(axis=0)
    # S1² − S2 as a sum of products, which keeps its digits when one trial dominates.
    spread = np.einsum("ij,ij->j", w, total - w)
    typical: FloatArray = (batch.k - 1) * total / np.where(batch.k > 1, spread, np.nan)
    return typical
