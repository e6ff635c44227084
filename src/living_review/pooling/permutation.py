"""Permutation tests: what the statistic would be if effects had come in another order or sign."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations as orders
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.pooling.design import intercept_column
from living_review.pooling.regression import MetaRegression, meta_regression
from living_review.pooling.subsets import trial_arrays

BLOCK = 8_192
# Iterated τ² makes statistics that are equal differ by a little.
EQUAL = 1e-8


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """Two-sided p of each coefficient (p,), and of the omnibus test (NaN without moderators).

    `exact`: every permutation was tried; otherwise `permutations` random ones, and the observed
    arrangement counts as one more (Phipson & Smyth 2010).
    """

    p: FloatArray
    qm_p: float
    permutations: int
    exact: bool


def permutation_test(
    estimates: ArrayLike,
    variances: ArrayLike,
    design: ArrayLike | None = None,
    *,
    tau2: str = "REML",
    interval: str = "wald",
    safeguard: str = "none",
    permutations: int = 10_000,
    seed: int = 0,
) -> PermutationTest:
    """Test a mean effect by flipping signs, or moderators by shuffling their rows.

    `estimates`, `variances`: shape (k,), NaN for an absent trial; `design`: shape (k, p), as in
    `meta_regression`; without it (or with the intercept alone) signs are flipped. All arrangements
    are tried when there are no more than `permutations`. `interval` and `safeguard` say which
    statistic. NaN where the model cannot be fitted.

    Raises StatisticsError as `meta_regression` does, and unless there is one meta-analysis.

    Sources: Follmann & Proschan 1999 (signs); Higgins & Thompson 2004 (rows).
    """
    effects, sampling, present = trial_arrays(estimates, variances)
    if effects.ndim != 1 or permutations < 1:
        raise StatisticsError(
            f"permutation_test() takes one meta-analysis and at least one permutation, not "
            f"estimates of shape {effects.shape} and {permutations} permutations."
        )
    rows = np.ones((effects.size, 1)) if design is None else np.asarray(design, dtype=np.float64)
    observed = meta_regression(
        effects, sampling, rows, tau2=tau2, interval=interval, safeguard=safeguard
    )
    present = present & ~np.isnan(rows).any(axis=1)
    y, v, x = effects[present], sampling[present], rows[present]
    flips = x.shape[1] == 1 and intercept_column(x) == 0
    arrangements, exact = (_signs if flips else _orders)(y.size, permutations, seed)
    coefficients, omnibus = np.zeros(x.shape[1]), 0.0
    for at in range(0, len(arrangements), BLOCK):
        block = arrangements[at : at + BLOCK]
        shuffled = meta_regression(
            y * block if flips else np.broadcast_to(y, (len(block), y.size)),
            v,
            x if flips else x[block],
            tau2=tau2,
            interval=interval,
            safeguard=safeguard,
        )
        coefficients += _as_extreme(shuffled.statistic, observed.statistic).sum(axis=0)
        omnibus += float(_as_extreme(shuffled.qm, observed.qm).sum())
    tried = len(arrangements)
    return PermutationTest(
        _share(coefficients, tried, exact, observed, observed.statistic),
        float(_share(np.asarray(omnibus), tried, exact, observed, np.asarray(observed.qm))),
        tried,
        exact,
    )


def _as_extreme(shuffled: FloatArray, observed: FloatArray) -> NDArray[np.bool_]:
    least = np.abs(observed)
    return np.asarray(np.abs(shuffled) >= least - EQUAL * np.maximum(1.0, least))


def _share(
    count: FloatArray, tried: int, exact: bool, fit: MetaRegression, statistic: FloatArray
) -> FloatArray:
    p = count / tried if exact else (count + 1.0) / (tried + 1.0)
    return np.where(np.isnan(statistic) | ~np.asarray(fit.converged), np.nan, p)


def _signs(k: int, most: int, seed: int) -> tuple[NDArray[np.int64], bool]:
    """Rows of signs, all 2^k or a random draw."""
    if k < 63 and 2**k <= most:
        return 1 - 2 * ((np.arange(2**k)[:, None] >> np.arange(k)) & 1), True
    return 1 - 2 * np.random.default_rng(seed).integers(0, 2, size=(most, k)), False


def _orders(k: int, most: int, seed: int) -> tuple[NDArray[np.intp], bool]:
    """Rows of orders, all k! or a random draw."""
    if k < 20 and factorial(k) <= most:
        return np.array(list(orders(range(k))), dtype=np.intp).reshape(factorial(k), k), True
    draw = np.random.default_rng(seed)
    return draw.permuted(np.tile(np.arange(k), (most, 1)), axis=1), False
