"""Many meta-analyses side by side: the array layout every estimator works on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NoReturn, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import broadcast
from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError

Kind = TypeVar("Kind", bound=np.generic)
# Squares of squares of anything larger leave double precision.
MOST_ERRORS = 1e70


@dataclass(frozen=True, eq=False)
class Batch:
    """Meta-analyses as columns, trials as rows: a sum over trials then runs over memory in order.

    `y` and `v` have shape (k, B). An absent trial has effect 0 and infinite variance, hence weight
    0 under every τ². Effects are divided by `scale` (B,), a power of two that brings the smallest
    variance of each meta-analysis to [1, 4): weights can neither overflow nor vanish, and the
    division is exact. `k` (B,) counts the trials that can be pooled: none where one of the
    `counted` has a meaningless variance, which makes the meta-analysis not `usable`.
    """

    y: FloatArray
    v: FloatArray
    present: NDArray[np.bool_]
    k: NDArray[np.int64]
    counted: NDArray[np.int64]
    usable: NDArray[np.bool_]
    scale: FloatArray
    shape: tuple[int, ...]

    def columns(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Batch:
        """The meta-analyses `which` selects, in that order."""
        return replace(
            self,
            y=self.y[:, which],
            v=self.v[:, which],
            present=self.present[:, which],
            k=self.k[which],
            counted=self.counted[which],
            usable=self.usable[which],
            scale=self.scale[which],
        )

    def fill(self, values: FloatArray, otherwise: float = np.nan) -> FloatArray:
        """`values` (B,) where the meta-analysis can be computed, `otherwise` elsewhere."""
        return np.where(self.usable, values, otherwise)

    def in_shape(self, values: NDArray[Kind]) -> NDArray[Kind]:
        """`values` (B,) in the leading shape of the input; of one meta-analysis, its scalar."""
        shaped: NDArray[Kind] = values.reshape(self.shape)[()]
        return shaped


def gather(estimates: ArrayLike, variances: ArrayLike) -> Batch:
    """Effects and variances of shape (..., k) as a `Batch`.

    A trial with NaN in either place is absent. An infinite effect, or a variance that is zero,
    negative or infinite, has no meaning, and numbers 1e70 apart cannot be weighed: a single
    meta-analysis raises StatisticsError, in a batch the meta-analysis is marked as not usable.
    """
    effects, sampling = broadcast(estimates=estimates, variances=variances)
    if effects.ndim == 0:
        raise StatisticsError(
            "The estimates must have a trial axis; give a list, even for one trial."
        )
    present = ~(np.isnan(effects) | np.isnan(sampling))
    meaningless = present & ~(np.isfinite(effects) & np.isfinite(sampling) & (sampling > 0))
    if effects.ndim == 1 and meaningless.any():
        _refuse_first_meaningless(effects, sampling, meaningless)
    shape = effects.shape[:-1]
    trials, columns = effects.shape[-1], math.prod(shape)
    present = np.ascontiguousarray(present.reshape(columns, trials).T)
    counted = present.sum(axis=0)
    usable = (counted > 0) & ~meaningless.reshape(columns, trials).any(axis=1)
    kept = present & usable
    y = np.where(kept, effects.reshape(columns, trials).T, 0.0)
    v = np.where(kept, sampling.reshape(columns, trials).T, np.inf)
    smallest = np.where(usable, v.min(axis=0, initial=np.inf), 1.0)
    scale = np.ldexp(1.0, (np.frexp(smallest)[1] - 1) // 2)
    with np.errstate(over="ignore"):
        y, v = y / scale, v / scale / scale
    beyond = (np.abs(y) > MOST_ERRORS) | (kept & (v > MOST_ERRORS**2))
    if beyond.any():
        if effects.ndim == 1:
            _refuse_beyond_precision(int(np.flatnonzero(beyond)[0]) + 1)
        usable = usable & ~beyond.any(axis=0)
        kept, y, v = kept & usable, np.where(usable, y, 0.0), np.where(usable, v, np.inf)
    return Batch(y, v, kept, kept.sum(axis=0), counted, usable, scale, shape)


def _refuse_beyond_precision(trial: int) -> NoReturn:
    raise StatisticsError(
        f"Trial {trial} lies more than {MOST_ERRORS:g} standard errors of the most precise trial "
        "from zero, or is that much less precise, which double precision cannot weigh; "
        "check its units, or give NaN to leave it out."
    )


def _refuse_first_meaningless(
    effects: FloatArray, sampling: FloatArray, meaningless: NDArray[np.bool_]
) -> NoReturn:
    place = int(np.flatnonzero(meaningless)[0])
    raise StatisticsError(
        f"Trial {place + 1} has estimate {effects[place]:g} and variance {sampling[place]:g}, "
        "but an estimate must be finite and a variance finite and above zero; "
        "give NaN to leave the trial out."
    )
