"""τ², the variance between trials, by closed formulas and by the equations that define it.

Rows are meta-analyses, columns trials: `y` and `v` have shape (rows, k); an absent trial has effect
0 and infinite variance. A design, where there is one, has shape (k, p) and is the same in all rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects

from living_review.ground.methods import TAU2

Array = NDArray[np.float64]
ITERATED = frozenset(name for name, method in TAU2.items() if method.iterated)
# Points at which a likelihood is looked at before it is searched.
GRID = 64


def weights(v: Array, tau2: Any) -> Array:
    """Give 1/(v + τ²), zero for an absent trial."""
    w: Array = 1.0 / (v + np.asarray(tau2, dtype=float)[..., None])
    return w


def count(v: Array) -> Array:
    """Give the number of trials that are there."""
    k: Array = np.isfinite(v).sum(axis=-1).astype(float)
    return k


def centre(y: Array, w: Array) -> Array:
    """Give the weighted mean."""
    mean: Array = (w * y).sum(axis=-1) / w.sum(axis=-1)
    return mean


def typical(v: Array) -> Array:
    """Give the typical variance of Higgins & Thompson 2002: (k − 1)·S₁ / (S₁² − S₂)."""
    w = 1.0 / v
    share = w / w.sum(axis=-1, keepdims=True)
    # 1 − Σshare² as Σ share·(1 − share), which keeps its digits where one trial dominates.
    value: Array = (count(v) - 1) / (w.sum(axis=-1) * (share * (1 - share)).sum(axis=-1))
    return value


def q_of(y: Array, v: Array, tau2: Any) -> Array:
    """Give Q about the mean under weights 1/(v + τ²)."""
    w = weights(v, tau2)
    q: Array = (w * (y - centre(y, w)[..., None]) ** 2).sum(axis=-1)
    return q


def equation(method: str, y: Array, v: Array, tau2: Any) -> Array:
    """Give the side of the estimating equation that is zero at the estimate, falling through it.

    REML and ML: the derivative of twice the log-likelihood (Viechtbauer 2005); Paule-Mandel, which
    is empirical Bayes: Q − (k − 1).
    """
    w = weights(v, tau2)
    residual = y - centre(y, w)[..., None]
    if method in ("PM", "EB"):
        value: Array = (w * residual**2).sum(axis=-1) - (count(v) - 1)
        return value
    total, square = w.sum(axis=-1), (w**2).sum(axis=-1)
    fit: Array = (w**2 * residual**2).sum(axis=-1)
    assert method in ("ML", "REML"), method
    trace: Array = total if method == "ML" else total - square / total
    found: Array = fit - trace
    return found


def closed(method: str, y: Array, v: Array) -> Array:
    """Give τ² of the estimators that have a formula."""
    k = count(v)
    there = np.isfinite(v)
    w = 1.0 / v
    with np.errstate(all="ignore"):
        if method == "DL":
            c = w.sum(axis=-1) - (w**2).sum(axis=-1) / w.sum(axis=-1)
            found = (q_of(y, v, np.zeros(len(y))) - (k - 1)) / c
        elif method in ("HS", "HSk"):
            q = q_of(y, v, np.zeros(len(y)))
            found = ((q if method == "HS" else q * k / (k - 1)) - k) / w.sum(axis=-1)
        else:
            plain = y.sum(axis=-1) / k
            squares = np.where(there, (y - plain[:, None]) ** 2, 0.0).sum(axis=-1)
            if method == "HE":
                found = squares / (k - 1) - np.where(there, v, 0.0).sum(axis=-1) / k
            else:
                assert method == "SJ", method
                crude = (squares / k)[:, None]
                u = np.where(there & (crude > 0), 1.0 / (v / crude + 1.0), 0.0)
                mean = np.where(crude[:, 0] > 0, (u * y).sum(axis=-1) / u.sum(axis=-1), 0.0)
                found = (u * (y - mean[:, None]) ** 2).sum(axis=-1) / (k - 1)
    floored: Array = np.maximum(found, 0.0)
    return floored


def corrected(method: str, y: Array, v: Array, given: Array) -> tuple[Array, Array]:
    """Give the estimates that follow from the published ones, and what to measure them against.

    Closed estimators are computed. The others are the published value with one Newton step of their
    equation, so that a value that solves it is its own correction; at the boundary, where the
    equation is below zero, they are 0. A published value that is no maximum is moved by its own
    size.
    """
    if method == "common":
        return np.zeros(len(y)), np.ones(len(y))
    least = np.where(np.isfinite(v), v, np.inf).min(axis=-1)
    if method not in ITERATED:
        return closed(method, y, v), 1e-3 * least
    return _newton(lambda at: equation(method, y, v, at), given, least), 1e-3 * least


def _newton(side: Callable[[Array], Array], given: Array, least: Array) -> Array:
    at = np.maximum(given, 0.0)
    step = 1e-4 * (at + least)
    value = side(at)
    slope = (side(at + step) - side(np.maximum(at - step, -0.5 * least))) / (
        at + step - np.maximum(at - step, -0.5 * least)
    )
    falls = slope < 0
    moved = at - value / np.where(falls, slope, -1.0)
    # Rising through zero is a minimum of the likelihood.
    wrong = ~falls & ((at > 0) | (value > 0))
    moved = np.where(wrong, 2.0 * at + least, moved)
    settled: Array = np.where((at == 0) & (value <= 0), 0.0, np.maximum(moved, 0.0))
    return settled


def estimate(method: str, y: Array, v: Array) -> float:
    """Estimate τ² of one meta-analysis (k,) from nothing but its trials."""
    if method == "common" or len(y) < 2:
        return 0.0
    if method == "DL":
        # statsmodels does not floor it at zero.
        return max(0.0, float(combine_effects(y, v, method_re="dl").tau2))
    if method in ("PM", "EB"):
        return _paule_mandel(y, v)
    if method in ("REML", "ML"):
        return _likeliest(method, y, v)
    return float(closed(method, y[None], v[None])[0])


def _paule_mandel(y: Array, v: Array) -> float:
    """Paule & Mandel by statsmodels, which stops at 1e-5 of its equation, and on from there."""
    start = float(combine_effects(y, v, method_re="pm").tau2)
    at = np.array([start])
    for _ in range(3):
        at = _newton(lambda t: equation("PM", y[None], v[None], t), at, np.array([v.min()]))
    return float(at[0])


def _likeliest(method: str, y: Array, v: Array) -> float:
    """Search the likelihood for its highest point, and solve its equation there."""

    def deviance(tau2: Any) -> Any:
        at = np.atleast_1d(np.asarray(tau2, dtype=float))
        w = 1.0 / (v + at[:, None])
        mean = (w * y).sum(axis=1) / w.sum(axis=1)
        found = (w * (y - mean[:, None]) ** 2 - np.log(w)).sum(axis=1)
        if method == "REML":
            found = found + np.log(w.sum(axis=1))
        return found if np.ndim(tau2) else float(found[0])

    most = 2.0 * (float(np.var(y, ddof=1)) + float(v.max()))
    points = np.concatenate([[0.0], np.geomspace(1e-6 * float(v.min()), most, GRID)])
    heights = deviance(points)
    best = int(np.argmin(heights))
    low, high = points[max(best - 1, 0)], points[min(best + 1, GRID)]
    found = float(optimize.minimize_scalar(deviance, bounds=(low, high), method="bounded").x)
    at = np.array([found if deviance(found) <= heights[best] else points[best]])

    def side(t: float) -> float:
        return float(equation(method, y[None], v[None], np.array([t]))[0])

    if side(low) > 0 > side(high):
        return float(optimize.brentq(side, low, high, xtol=1e-14 * (1 + high), rtol=1e-14))
    if low == 0.0 and side(0.0) <= 0 and deviance(0.0) <= deviance(float(at[0])):
        return 0.0
    for _ in range(3):
        at = _newton(
            lambda t: equation(method, y[None], v[None], t), at, np.array([float(v.min())])
        )
    return float(at[0])


def profile(y: Array, v: Array, level: float, low: Array, high: Array) -> tuple[Array, Array]:
    """Correct the published ends of the Q-profile interval by their equations (Viechtbauer 2007).

    Q at the lower end is the upper quantile of χ² on k − 1, at the upper end the lower one; an end
    is 0 where Q is below its quantile there already.
    """
    df = count(v) - 1
    least = v.min(axis=-1)
    ends = []
    for given, share in ((low, 0.5 + level / 2), (high, 0.5 - level / 2)):
        target = stats.chi2.ppf(share, df)
        # As 1 − target/Q, which is nearly straight in τ².
        ends.append(
            _newton(lambda at, t=target: 1.0 - t / q_of(y, v, at), given, least)  # type: ignore[misc]
        )
    return ends[0], ends[1]
