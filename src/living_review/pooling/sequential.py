"""The sequential view of a meta-analysis that is updated again and again; a sensitivity view only.

The Cochrane Handbook (ch. 22) advises against basing conclusions on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import broadcast, check_level, float_array
from living_review.ground.distributions import FloatArray, normal_cdf, normal_quantile
from living_review.ground.errors import StatisticsError
from living_review.pooling.pool import pool

# Nodes of a Gauss-Legendre panel, and the width of a panel in standard deviations of the kernel.
NODES, PANEL = 12, 2.0
# A Brownian path strays no farther than this many standard deviations.
FARTHEST = 38.0
BISECTIONS = 80
# A look that adds a smaller share of the information so far has the boundary of the one before.
SMALLEST_STEP = 1e-5
# A boundary farther out than this, in standard deviations of the path, cuts nothing off it.
FOLLOWED = 16.0
# Points whose density is summed at once.
BLOCK = 240


@dataclass(frozen=True, eq=False)
class SequentialBoundaries:
    """What |z| must exceed at each look (z itself, one-sided), shape (looks,).

    `spent`: the probability of a false positive spent up to and including the look. `z` is infinite
    where nothing measurable may be spent yet, and NaN at looks after all information is in.
    """

    fractions: FloatArray
    spent: FloatArray
    z: FloatArray


def sequential_boundaries(
    fractions: ArrayLike, *, alpha: float = 0.05, sides: int = 2
) -> SequentialBoundaries:
    """Lan-DeMets boundaries with O'Brien-Fleming spending.

    `fractions`: shape (looks,), information at each look over that required, above zero and rising;
    the first look at 1 or more is the last that spends. Each side spends
    α(t) = 2 − 2Φ(z₁₋ₐ/√t), a = α / (2·sides), so the total is `alpha` at t = 1.

    Raises StatisticsError for fractions that do not rise and for `sides` other than 1 and 2.

    Sources: Lan & DeMets 1983; recursive integration: Armitage, McPherson & Rowe 1969, Jennison &
    Turnbull 2000, ch. 19.
    """
    alpha = check_level(alpha)
    if sides not in (1, 2):
        raise StatisticsError(f"A test has 1 or 2 sides, not {sides!r}.")
    looks = float_array(fractions, "fractions")
    rising = looks.ndim == 1 and np.all(np.diff(looks, prepend=0.0) > 0)
    if not rising or not np.isfinite(looks).all():
        raise StatisticsError(
            "The fractions of information must be a list of numbers above zero, each above the one "
            f"before, but are {looks.tolist()}."
        )
    ended = np.concatenate([[False], looks >= 1.0])[: looks.size]
    times = np.minimum(looks, 1.0)[~ended]
    share = alpha / sides
    spent = 2.0 * normal_cdf(normal_quantile(share / 2.0) / np.sqrt(times))
    z = np.full(looks.size, np.nan)
    z[: times.size] = _boundaries(times, spent, sides)
    total = np.full(looks.size, float(alpha))
    total[: times.size] = sides * spent
    return SequentialBoundaries(looks, total, z)


def _boundaries(times: FloatArray, spent: FloatArray, sides: int) -> FloatArray:
    """Boundaries of z, such that one side is first crossed by each look with what is `spent`."""
    z = np.full(times.size, np.inf)
    node, density, before = np.zeros(1), np.ones(1), 0.0
    seen, done = 0.0, 0.0
    for look, (time, total) in enumerate(zip(times, spent, strict=True)):
        if total <= done:
            continue
        if time - seen < SMALLEST_STEP * time:
            z[look] = z[look - 1]
            continue
        sd = float(np.sqrt(time - before))
        limit, far = (reach * float(np.sqrt(time)) for reach in (FARTHEST, FOLLOWED))
        edge = _edge(node, density, sd, float(total - done), limit)
        seen, done = float(time), float(total)
        if edge < limit:
            z[look] = edge / np.sqrt(time)
        if look + 1 == times.size:
            break
        if edge >= far:
            continue
        low = -edge if sides == 2 else -far
        onward = max(float(times[look + 1] - time), SMALLEST_STEP * float(time))
        width = PANEL * min(sd, float(np.sqrt(onward)))
        # `density` carries the quadrature weight of its node.
        points, weights = _panels(low, edge, width)
        density = weights * _arrived(points, node, density, sd)
        node, before = points, float(time)
    return z


def _arrived(points: FloatArray, node: FloatArray, density: FloatArray, sd: float) -> FloatArray:
    """Density of the path at `points`, one step of `sd` on from `node`.

    A block of points looks only at the nodes a step can come from: with a small trial among large
    ones the nodes are many, and nearly all of them too far away.
    """
    found = np.empty(points.size)
    for begin in range(0, points.size, BLOCK):
        own = points[begin : begin + BLOCK]
        step = 2.0 * FOLLOWED * sd
        near = slice(*np.searchsorted(node, (own[0] - step, own[-1] + step)))
        steps = (own[:, None] - node[near]) / sd
        found[begin : begin + BLOCK] = np.exp(-0.5 * steps**2) @ density[near]
    found /= sd * np.sqrt(2.0 * np.pi)
    return found


def _edge(
    node: FloatArray, density: FloatArray, sd: float, increment: float, limit: float
) -> float:
    """Where the path, one step of `sd` on from `node`, ends above with probability `increment`."""
    low, high = 0.0, limit
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        near = np.searchsorted(node, middle - FARTHEST * sd)
        if float(density[near:] @ normal_cdf((node[near:] - middle) / sd)) > increment:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high) if increment > 0 and high < limit else limit


def _panels(low: float, high: float, width: float) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of composite Gauss-Legendre quadrature."""
    at, weight = np.polynomial.legendre.leggauss(NODES)
    edges = np.linspace(low, high, max(2, int(np.ceil((high - low) / width)) + 1))
    half = np.diff(edges)[:, None] / 2.0
    middle = (edges[:-1] + edges[1:])[:, None] / 2.0
    return (middle + half * at).ravel(), (half * weight).ravel()


def required_information_size(
    difference: ArrayLike,
    variance: ArrayLike,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    diversity: ArrayLike = 0.0,
) -> FloatArray:
    """Participants (both arms) that a meta-analysis needs to show `difference`, shape (...).

    4·(z₁₋ₐ/₂ + z_power)²·variance / difference², over 1 − D². `variance`: of one participant's
    outcome: σ² for means, 1 for standardised differences, p(1−p) with p the mean of both risks for
    a risk difference. `diversity`: D² in percent. Infinite where the difference is zero or D² 100.

    Raises StatisticsError for a negative variance or a D² outside 0 to 100.

    Source: Wetterslev, Thorlund, Brok & Gluud 2009, eqs. 1 and 9.
    """
    alpha, power = check_level(alpha), check_level(power)
    delta, spread, d2 = broadcast(difference=difference, variance=variance, diversity=diversity)
    if (spread < 0).any() or (d2 < 0).any() or (d2 > 100).any():
        raise StatisticsError(
            "The variance must not be below zero and the diversity must lie between 0 and 100 "
            "percent."
        )
    reach = float(normal_quantile(1.0 - alpha / 2.0) + normal_quantile(power))
    with np.errstate(divide="ignore"):
        return (4.0 * reach**2 * spread / (delta**2 * (1.0 - d2 / 100.0)))[()]


def diversity(
    estimates: ArrayLike, variances: ArrayLike, *, tau2: str | float | FloatArray = "REML"
) -> FloatArray:
    """D² (percent): how much the variance of the mean shrinks when heterogeneity is ignored, (...).

    `estimates`, `variances`: shape (..., k), NaN for an absent trial. Raises StatisticsError as
    `pool` does.

    Source: Wetterslev, Thorlund, Brok & Gluud 2009, eq. 5.
    """
    common, random = (
        pool(estimates, variances, tau2=method, interval="wald") for method in ("common", tau2)
    )
    return np.maximum(0.0, 100.0 * (1.0 - (common.se / random.se) ** 2))[()]
