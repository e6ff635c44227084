"""Begg's test: rank correlation between the effects of trials and their variances."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.distributions import BoolArray, FloatArray, IntArray, two_sided_p
from living_review.pooling.subsets import trial_arrays

# Beyond this many trials the normal approximation is right to five decimals.
MOST_EXACT = 200


@dataclass(frozen=True, eq=False)
class RankTest:
    """Kendall's τ_b with its two-sided p; every field (...).

    `exact` says whether p comes from the exact distribution: no ties and at most 200 trials.
    """

    k: IntArray
    tau: FloatArray
    p: FloatArray
    exact: BoolArray


def begg(estimates: ArrayLike, variances: ArrayLike) -> RankTest:
    """Begg's rank test of funnel-plot asymmetry.

    Kendall's rank correlation between standardised deviates from the common-effect mean and
    sampling variances. `estimates`, `variances`: shape (..., k), NaN for an absent trial; NaN below
    three trials and where every trial ties. With ties, p is normal with the tie-corrected variance.
    Memory grows with k².

    Sources: Begg & Mazumdar 1994; Kendall 1970.
    """
    effects, sampling, present = trial_arrays(estimates, variances)
    with np.errstate(all="ignore"):
        w = np.where(present, 1.0 / sampling, 0.0)
        total = w.sum(axis=-1, keepdims=True)
        mean = (w * np.where(present, effects, 0.0)).sum(axis=-1, keepdims=True) / total
        deviate = (effects - mean) / np.sqrt(sampling - 1.0 / total)
        k = present.sum(axis=-1)
        score, tied, variance = _kendall(deviate, sampling, k)
        tau = np.where(k >= 3, score / np.sqrt(tied[0] * tied[1]), np.nan)
        untied = (tied[0] == tied[1]) & (tied[0] == k * (k - 1) / 2)
        exact = untied & (k >= 3) & (k <= MOST_EXACT)
        normal = two_sided_p(np.inf, score / np.sqrt(variance))
    p = np.where(np.isnan(tau), np.nan, normal)
    for trials in np.unique(k[exact]):
        which = exact & (k == trials)
        p[which] = _exact_p(int(trials), score[which])
    return RankTest(k[()], tau[()], p[()], exact[()])


def _kendall(
    x: FloatArray, y: FloatArray, k: FloatArray
) -> tuple[FloatArray, tuple[FloatArray, FloatArray], FloatArray]:
    """Concordant less discordant pairs, pairs not tied in x and in y, and the null variance.

    The variance is Kendall's (1970, eq. 4.4), with ties in both rankings.
    """
    sign_x, sign_y = (_pair_signs(each) for each in (x, y))
    score = (sign_x * sign_y).sum(axis=(-2, -1)) / 2.0
    not_tied = (
        np.abs(sign_x).sum(axis=(-2, -1)) / 2.0,
        np.abs(sign_y).sum(axis=(-2, -1)) / 2.0,
    )
    (x1, x2, x3), (y1, y2, y3) = (
        _tie_sums(each, sign) for each, sign in ((x, sign_x), (y, sign_y))
    )
    v0 = k * (k - 1.0) * (2.0 * k + 5.0)
    variance = (
        (v0 - x3 - y3) / 18.0
        + x1 * y1 / (2.0 * k * (k - 1.0))
        + x2 * y2 / (9.0 * k * (k - 1.0) * (k - 2.0))
    )
    return score, not_tied, variance


def _pair_signs(values: FloatArray) -> FloatArray:
    """Signs of all differences, (..., k, k); 0 for ties and absent trials."""
    signs: FloatArray = np.nan_to_num(np.sign(values[..., :, None] - values[..., None, :]))
    return signs


def _tie_sums(values: FloatArray, sign: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Σt(t−1), Σt(t−1)(t−2) and Σt(t−1)(2t+5) over groups of t tied trials."""
    there = ~np.isnan(values)
    same = (sign == 0) & there[..., :, None] & there[..., None, :]
    t = same.sum(axis=-1).astype(np.float64)
    # Each of the t trials of a group carries its share of the group's term.
    return (
        np.where(there, t - 1.0, 0.0).sum(axis=-1),
        np.where(there, (t - 1.0) * (t - 2.0), 0.0).sum(axis=-1),
        np.where(there, (t - 1.0) * (2.0 * t + 5.0), 0.0).sum(axis=-1),
    )


def _exact_p(k: int, score: FloatArray) -> FloatArray:
    """Two-sided p of a score among k untied trials."""
    cumulative = _cumulative_concordance(k)
    concordant = np.rint((score + k * (k - 1) / 2.0) / 2.0).astype(int)
    fewer = np.minimum(concordant, k * (k - 1) // 2 - concordant)
    p: FloatArray = np.minimum(1.0, 2.0 * cumulative[fewer])
    return p


@lru_cache(maxsize=64)
def _cumulative_concordance(k: int) -> FloatArray:
    """Probability of at most c concordant pairs among k untied trials, for c = 0, 1, ...

    The i-th trial is concordant with a number of earlier ones that is uniform on 0..i−1
    (Kendall 1970, ch. 5).
    """
    chance = np.ones(1)
    for i in range(2, k + 1):
        chance = np.convolve(chance, np.full(i, 1.0 / i))
    return np.cumsum(chance)
