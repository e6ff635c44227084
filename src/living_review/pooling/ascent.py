"""Climbing to the maximum of a smooth likelihood of a few parameters, some of them not negative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray

ROUNDS = 200
# Moves this small, relative to the parameters, are rounding error.
STILL = 1e-12

Derivatives = Callable[[FloatArray], tuple[FloatArray, FloatArray]]


def climb(
    height: Callable[[FloatArray], float],
    derivatives: Derivatives,
    at: FloatArray,
    not_negative: NDArray[np.bool_],
    flat: float,
) -> tuple[FloatArray, bool]:
    """Damped Newton steps uphill from `at` (parameters,), and whether they ended on a maximum.

    `derivatives` gives the gradient and the negative second derivatives. A parameter marked
    `not_negative` stays at zero once the function falls away from it there. The end counts as a
    maximum when no gradient that is left exceeds `flat`.

    Source: Levenberg 1944; Marquardt 1963.
    """
    damping, top = 1e-2, height(at)
    for _ in range(ROUNDS):
        slope, curvature = derivatives(at)
        free = ~(not_negative & (at <= 0) & (slope <= 0))
        following = at.copy()
        following[free] += _uphill(slope[free], curvature[np.ix_(free, free)], damping)
        following = np.where(not_negative, np.maximum(following, 0.0), following)
        reached = height(following)
        # Written so that NaN is a step too far.
        if not reached >= top - 1e-13 * abs(top):
            damping *= 10.0
            continue
        still = np.abs(following - at) <= STILL * np.maximum(np.abs(at), 1e-3)
        at, top, damping = following, reached, damping / 10.0
        if still.all():
            break
    slope, _ = derivatives(at)
    free = ~(not_negative & (at <= 0) & (slope <= 0))
    return at, bool(np.abs(slope[free]).max(initial=0.0) <= flat)


def _uphill(slope: FloatArray, curvature: FloatArray, damping: float) -> FloatArray:
    """A damped Newton step that leads uphill even where the function is not concave.

    Negative eigenvalues of the curvature are turned positive (Dauphin et al. 2014).
    """
    size = 1.0 / np.sqrt(np.maximum(np.abs(np.diagonal(curvature)), 1e-8))
    values, vectors = np.linalg.eigh(curvature * np.outer(size, size))
    step: FloatArray = size * (
        vectors @ ((vectors.T @ (size * slope)) / (np.abs(values) + damping))
    )
    return step


def negative_curvature(
    gradient: Callable[[FloatArray], FloatArray], at: FloatArray, step: FloatArray
) -> FloatArray:
    """Negative second derivatives, from central differences of the gradient."""
    columns = [
        (gradient(at - shift) - gradient(at + shift)) / (2.0 * width)
        for shift, width in zip(np.diag(step), step, strict=True)
    ]
    square = np.array(columns)
    symmetric: FloatArray = (square + square.T) / 2.0
    return symmetric
