"""A meta-analysis as it grew, each look against the boundary of a sequential test.

A sensitivity view only: the Cochrane Handbook (ch. 22) advises against basing conclusions on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import float_array
from living_review.ground.distributions import BoolArray, FloatArray
from living_review.ground.errors import StatisticsError
from living_review.pooling.pool import pool
from living_review.pooling.sequential import (
    diversity,
    required_information_size,
    sequential_boundaries,
)


@dataclass(frozen=True, eq=False)
class SequentialView:
    """The pool at each look and the boundary of its z, shape (looks,); sizes in whole people.

    `entry`: what told the look from the others; `z`: estimate over its Wald standard error, which
    is what boundaries are for; `fraction`: `participants` over `adjusted`; `boundary`: of |z|,
    infinite before anything measurable may be spent, NaN once the required size has been passed at
    an earlier look. `required` is the size without heterogeneity, `adjusted` with it, `diversity`
    (percent) what it was adjusted by: 0 where that was not asked.
    """

    entry: FloatArray
    k: FloatArray
    participants: FloatArray
    estimate: FloatArray
    se: FloatArray
    z: FloatArray
    fraction: FloatArray
    boundary: FloatArray
    spent: FloatArray
    crossed: BoolArray
    required: float
    diversity: float
    adjusted: float


@dataclass(frozen=True)
class Aim:
    """What the trials together are to show: a difference, with these two risks of being wrong.

    `difference`, `variance`: as for `required_information_size`.
    """

    difference: float
    variance: float
    alpha: float = 0.05
    power: float = 0.8


def sequential_view(
    estimates: ArrayLike,
    variances: ArrayLike,
    participants: ArrayLike,
    entry: ArrayLike,
    aim: Aim,
    *,
    tau2: str | float = "REML",
    adjust: bool = True,
    pooled: tuple[ArrayLike, ArrayLike] | None = None,
) -> SequentialView:
    """Pool the trials as they came in and set each pool against its two-sided boundary.

    `estimates`, `variances`, `participants`, `entry`: shape (k,); trials of equal `entry` come in
    at one look, and a trial without people or variance, or with a value that is not finite, is
    absent.
    `adjust`: enlarge the size by the
    diversity of all trials. `pooled`: estimates and standard errors at the looks, (looks,), where
    trials are not pooled by inverse variance. Sizes that are not finite leave every boundary NaN
    and nothing crossed.

    Raises StatisticsError for arguments of different shapes, and as `pool` and
    `required_information_size` do.

    Sources: Wetterslev, Thorlund, Brok & Gluud 2008 and 2009; Lan & DeMets 1983.
    """
    y, v, n, at = _there(estimates, variances, participants, entry)
    looks = np.unique(at)
    so_far = at <= looks[:, None]
    estimate, se = _at_looks(y, v, so_far, tau2) if pooled is None else map(_looks, pooled)
    if estimate.shape != looks.shape or se.shape != looks.shape:
        raise StatisticsError("Pooled estimates and standard errors must have one value a look.")
    people = so_far @ n
    with np.errstate(divide="ignore", invalid="ignore"):
        z = estimate / se
    d2 = float(diversity(y, v, tau2=tau2)) if adjust else 0.0
    sizes = required_information_size(
        aim.difference, aim.variance, alpha=aim.alpha, power=aim.power, diversity=[0.0, d2]
    )
    required, adjusted = np.ceil(sizes).tolist()
    fraction, boundary, spent = _monitored(people, adjusted, aim.alpha)
    with np.errstate(invalid="ignore"):
        crossed = np.isfinite(z) & (np.abs(z) >= boundary)
    k = so_far.sum(axis=1).astype(float)
    pooled_at, monitored = (looks, k, people, estimate, se, z), (fraction, boundary, spent, crossed)
    return SequentialView(*pooled_at, *monitored, required, d2, adjusted)


def _there(
    estimates: ArrayLike, variances: ArrayLike, participants: ArrayLike, entry: ArrayLike
) -> tuple[FloatArray, ...]:
    """Leave out the trials without people or variance, or with a value that is not finite."""
    named = {"estimates": estimates, "variances": variances}
    named |= {"participants": participants, "entry": entry}
    given = [float_array(value, name) for name, value in named.items()]
    if any(each.ndim != 1 or each.shape != given[0].shape for each in given):
        raise StatisticsError("Estimates, variances, participants and entry must have one length.")
    there = np.isfinite(given).all(axis=0) & (given[1] > 0) & (given[2] > 0)
    return tuple(each[there] for each in given)


def _at_looks(
    y: FloatArray, v: FloatArray, so_far: BoolArray, tau2: str | float
) -> tuple[FloatArray, FloatArray]:
    """Pool by inverse variance what had come in at each look; `so_far`: shape (looks, k)."""
    pools = pool(
        np.where(so_far, y, np.nan),
        np.broadcast_to(v, so_far.shape),
        tau2=tau2,
        interval="wald",
        safeguard="none",
    )
    return pools.estimate, pools.se


def _looks(pooled: ArrayLike) -> FloatArray:
    return float_array(pooled, "pooled")


def _monitored(
    people: FloatArray, size: float, alpha: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Fractions of the size, the boundary at each, and what was spent by then."""
    if not (np.isfinite(size) and size > 0):
        nothing = np.full(people.shape, np.nan)
        return nothing, nothing, nothing
    fraction = people / size
    # A trial so small that its people vanish in the sum adds no look of its own.
    apart, place = np.unique(fraction, return_inverse=True)
    found = sequential_boundaries(apart, alpha=alpha)
    return fraction, found.z[place], found.spent[place]
