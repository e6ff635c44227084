"""The exact distribution of Q when true effects differ, and the intervals that follow from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import Batch
from living_review.pooling.moments import generalised_q

# Up to here the contour below gives eleven digits, found against the chi-squared distribution.
MOST_TRIALS = 500
HALVINGS = 64
# The log of a tail that no probability asked for here can see.
NO_TAIL = -28.0


def q_below(batch: Batch, tau2: FloatArray) -> FloatArray:
    """Probability (B,) that Q, weighted by 1/v, is at most the one observed, given τ².

    Q is a sum of chi-squared variables weighted by the eigenvalues λ of a diagonal matrix less one
    of rank one (Jackson 2013; Biggerstaff & Jackson 2008). Its Laplace transform Π(1 + 2λs)^−½ is
    written through the diagonal, which needs no eigenvalues: they interlace with the diagonal, so
    the principal root is the right one for both factors. NaN above `MOST_TRIALS`.
    """
    probability = np.full(batch.k.size, np.nan)
    nodes = 2 * ((24 + 7 * np.sqrt(batch.k)) // 2).astype(int)
    for count in np.unique(nodes[batch.k <= MOST_TRIALS]):
        where = np.flatnonzero(nodes == count)
        probability[where] = _inverted(batch.columns(where), tau2[where], int(count))
    return probability


def _inverted(batch: Batch, tau2: FloatArray, nodes: int) -> FloatArray:
    """`q_below` on one number of nodes: the more trials, the wider the integrand on the contour.

    The contour is the cotangent contour of Trefethen, Weideman & Schmelzer 2006, eq. 3.1.
    """
    observed = generalised_q(batch, np.zeros(batch.k.size))[0]
    ratio = np.where(batch.present, 1.0 + tau2 / batch.v, 0.0)
    shared = ratio / batch.v / (1.0 / batch.v).sum(axis=0)

    def log_transform(s: NDArray[np.inexact]) -> NDArray[np.inexact]:
        # A sum of logs: the product of hundreds of factors would overflow.
        factor = 1.0 + 2.0 * s * ratio
        rank_one = 1.0 - 2.0 * s * (shared / factor).sum(axis=0)
        return np.asarray(-0.5 * (np.log(factor).sum(axis=0) + np.log(rank_one)))

    total = np.zeros(batch.k.size)
    for angle in np.pi * np.arange(1, nodes, 2) / nodes:
        bend = 0.6407 * angle
        node = nodes * (0.5017 * angle / np.tan(bend) - 0.6122 + 0.2645j * angle)
        slope = nodes * (0.5017 / np.tan(bend) - 0.5017 * bend / np.sin(bend) ** 2 + 0.2645j)
        exponent = node + log_transform(node / np.maximum(observed, 1e-300))
        total += (np.exp(exponent) * slope / node).imag
    # Chernoff's bound on the upper tail: far out, rounding on the contour is larger than the tail.
    mean = (ratio - shared).sum(axis=0)
    tilt = -np.maximum(1.0 - mean / observed, 0.0) / (2.0 * ratio.max(axis=0))
    certain = tilt * observed + log_transform(tilt) < NO_TAIL
    below = np.where(certain, 1.0, np.clip(total * 2.0 / nodes, 0.0, 1.0))
    return np.where(observed > 0, below, 0.0)


def tau2_at_probability(batch: Batch, probability: float) -> FloatArray:
    """The τ² (B,) at which `q_below` is `probability`; zero where it is lower already."""
    known = batch.k <= MOST_TRIALS
    high = np.ones(batch.k.size)
    for _ in range(HALVINGS):
        short = q_below(batch, high) > probability
        if not short.any():
            break
        high = np.where(short, 4.0 * high, high)
    low = np.zeros(batch.k.size)
    for _ in range(HALVINGS):
        middle = np.sqrt((low + 1.0) * (high + 1.0)) - 1.0
        above = q_below(batch, middle) > probability
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(
        q_below(batch, np.zeros(batch.k.size)) > probability, high, np.where(known, 0.0, np.nan)
    )
