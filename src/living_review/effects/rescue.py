"""Means and standard deviations recovered from what a report gives instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import broadcast, check_option
from living_review.ground.distributions import BoolArray, FloatArray, normal_quantile, t_quantile

# Below this many participants in a group, intervals will have been computed with the t
# distribution (Cochrane Handbook 6.5.2.2).
SMALL_GROUP = 60
# The five-number formulas need this many participants (Shi et al. 2023; metafor).
LEAST_FOR_FIVE_NUMBERS = 5

# What a standard deviation comes from, in the order of trust; the last is nothing.
Spread = Literal["reported", "standard error", "interval", "quantiles", ""]
SPREADS: tuple[Spread, ...] = get_args(Spread)

Quantile = Literal["auto", "t", "z"]


class Rescued(NamedTuple):
    """Mean and standard deviation behind a five-number summary, and whether it is skewed.

    `asymmetry` is the statistic of Shi et al. 2023 over its critical value at 5 %.
    """

    mean: FloatArray
    sd: FloatArray
    skewed: BoolArray
    asymmetry: FloatArray


class RescuedArm(NamedTuple):
    """Mean and standard deviation of arms, what the latter came from, and whether to doubt them.

    `source` is "reported", "standard error", "interval", "quantiles" or "" where there is no
    standard deviation; `skewed` is true only where quantiles were used, and `asymmetry` (as in
    `Rescued`) is NaN where they were not.
    """

    mean: FloatArray
    sd: FloatArray
    source: NDArray[np.str_]
    skewed: BoolArray
    asymmetry: FloatArray


@dataclass(frozen=True, eq=False)
class ReportedArms:
    """What arms report of their means: arrays that broadcast together, NaN where not reported.

    `ci_low` and `ci_high` are the interval of the mean at `ci_level`.
    """

    n: ArrayLike
    mean: ArrayLike = np.nan
    sd: ArrayLike = np.nan
    se: ArrayLike = np.nan
    ci_low: ArrayLike = np.nan
    ci_high: ArrayLike = np.nan
    ci_level: ArrayLike = 0.95
    minimum: ArrayLike = np.nan
    q1: ArrayLike = np.nan
    median: ArrayLike = np.nan
    q3: ArrayLike = np.nan
    maximum: ArrayLike = np.nan


@dataclass(frozen=True, eq=False)
class ReportedError:
    """How precise reports call their comparisons: arrays that broadcast, NaN where not reported.

    `ci_low` and `ci_high` are the interval at `ci_level`, `p` is two-sided.
    """

    se: ArrayLike = np.nan
    ci_low: ArrayLike = np.nan
    ci_high: ArrayLike = np.nan
    ci_level: ArrayLike = 0.95
    p: ArrayLike = np.nan


def rescue(arms: ReportedArms) -> RescuedArm:
    """Recover mean and standard deviation of arms from whatever each of them reports.

    The standard deviation is taken from the first that is there: itself, the standard error, the
    interval of the mean, the five numbers; a mean that is reported stays. What compares two arms is
    rescued by `sd_from_t` and `sd_from_p`.

    Sources: Cochrane Handbook 6.5.2.2; Wan 2014, Luo 2018 and Shi 2020 as `mean_sd_from_quantiles`.
    """
    n, mean, sd = broadcast(n=arms.n, mean=arms.mean, sd=arms.sd)
    summary = mean_sd_from_quantiles(
        n,
        minimum=arms.minimum,
        q1=arms.q1,
        median=arms.median,
        q3=arms.q3,
        maximum=arms.maximum,
    )
    from_ci = sd_from_ci(arms.ci_low, arms.ci_high, n, level=arms.ci_level)
    spread = np.stack(np.broadcast_arrays(sd, sd_from_se(arms.se, n), from_ci, summary.sd))
    known = np.isfinite(spread)
    first = np.where(known.any(axis=0), known.argmax(axis=0), len(SPREADS) - 1)
    chosen = np.take_along_axis(
        np.concatenate([spread, np.full((1, *first.shape), np.nan)]), first[None], axis=0
    )[0]
    by_quantiles = first == SPREADS.index("quantiles")
    return RescuedArm(
        np.where(np.isfinite(mean), mean, summary.mean)[()],
        chosen[()],
        np.asarray(np.array(SPREADS)[first])[()],
        (by_quantiles & summary.skewed)[()],
        np.where(by_quantiles, summary.asymmetry, np.nan)[()],
    )


def sd_from_se(se: ArrayLike, n: ArrayLike) -> FloatArray:
    """Standard deviation of one arm from the standard error of its mean (Handbook 6.5.2.2)."""
    se, n = broadcast(se=se, n=n)
    return (se * np.sqrt(np.where(n > 0, n, np.nan)))[()]


def sd_from_ci(
    ci_low: ArrayLike,
    ci_high: ArrayLike,
    n: ArrayLike,
    *,
    level: ArrayLike = 0.95,
    quantile: Quantile = "auto",
) -> FloatArray:
    """Standard deviation behind the confidence interval of one arm's mean.

    `quantile`: "t" on n − 1 degrees of freedom, "z", or "auto", t below 60 participants. Source:
    Cochrane Handbook 6.5.2.2.
    """
    low, high, n, level = broadcast(ci_low=ci_low, ci_high=ci_high, n=n, level=level)
    se = se_from_ci(low, high, level=level, df=_df(n - 1.0, n < SMALL_GROUP, quantile))
    return sd_from_se(se, n)


def sd_from_t(
    difference: ArrayLike, t: ArrayLike, n_intervention: ArrayLike, n_control: ArrayLike
) -> FloatArray:
    """Standard deviation, common to both arms, behind a mean difference and its t statistic.

    Source: Cochrane Handbook 6.5.2.3.
    """
    difference, t = broadcast(difference=difference, t=t)
    with np.errstate(all="ignore"):
        se = np.abs(difference) / np.abs(np.where(t == 0, np.nan, t))
    return sd_from_difference_se(se, n_intervention, n_control)


def sd_from_p(
    difference: ArrayLike,
    p: ArrayLike,
    n_intervention: ArrayLike,
    n_control: ArrayLike,
    *,
    quantile: Quantile = "t",
) -> FloatArray:
    """Standard deviation, common to both arms, behind a mean difference and its two-sided p-value.

    `quantile`: the distribution the p-value came from. Source: Cochrane Handbook 6.5.2.3.
    """
    difference, p, n1, n2 = broadcast(
        difference=difference, p=p, n_intervention=n_intervention, n_control=n_control
    )
    df = _df(n1 + n2 - 2.0, np.minimum(n1, n2) < SMALL_GROUP, quantile)
    return sd_from_difference_se(se_from_p(difference, p, df=df), n1, n2)


def sd_from_difference_se(
    se: ArrayLike, n_intervention: ArrayLike, n_control: ArrayLike
) -> FloatArray:
    """Standard deviation, common to both arms, behind the standard error of a mean difference."""
    se, n1, n2 = broadcast(se=se, n_intervention=n_intervention, n_control=n_control)
    with np.errstate(all="ignore"):
        return np.where((n1 > 0) & (n2 > 0), se / np.sqrt(1.0 / n1 + 1.0 / n2), np.nan)[()]


def se_from_ci(
    ci_low: ArrayLike, ci_high: ArrayLike, *, level: ArrayLike = 0.95, df: ArrayLike = np.inf
) -> FloatArray:
    """Standard error behind a symmetric interval; normal unless `df` is finite, NaN if reversed."""
    low, high, level, df = broadcast(ci_low=ci_low, ci_high=ci_high, level=level, df=df)
    if not (high > low).any():
        return np.full(low.shape, np.nan)[()]
    upper = np.where((level > 0) & (level < 1), 0.5 + level / 2.0, np.nan)
    with np.errstate(all="ignore"):
        se = (high - low) / (2.0 * t_quantile(df, upper))
    return np.where(high > low, se, np.nan)[()]


def se_from_p(estimate: ArrayLike, p: ArrayLike, *, df: ArrayLike = np.inf) -> FloatArray:
    """Standard error behind an estimate and its two-sided p-value; normal unless `df` is finite.

    NaN for a p-value outside (0, 1) and for an estimate of zero, which say nothing about it.
    """
    estimate, p, df = broadcast(estimate=estimate, p=p, df=df)
    tail = np.where((p > 0) & (p < 1), p / 2.0, np.nan)
    with np.errstate(all="ignore"):
        se = np.abs(estimate) / -t_quantile(df, tail)
    return np.where(se > 0, se, np.nan)[()]


def mean_sd_from_quantiles(
    n: ArrayLike,
    *,
    minimum: ArrayLike = np.nan,
    q1: ArrayLike = np.nan,
    median: ArrayLike,
    q3: ArrayLike = np.nan,
    maximum: ArrayLike = np.nan,
) -> Rescued:
    """Mean and standard deviation of an arm from its median and range, quartiles, or both.

    Means: Luo et al. 2018, eqs. 7, 11, 15. Standard deviations: Wan et al. 2014, eqs. 9, 16, and
    Shi et al. 2020, eq. 10. They assume normal data: `skewed` flags summaries that the test of
    Shi et al. 2023 rejects at 5 %; the numbers are given all the same. NaN below five participants,
    for numbers out of order, and where neither range nor quartiles are complete; without a median,
    which the standard deviation does not need, the mean and the asymmetry alone are NaN.
    """
    n, low, q1, m, q3, high = broadcast(
        n=n, minimum=minimum, q1=q1, median=median, q3=q3, maximum=maximum
    )
    ranged, quartered = ~np.isnan(low + high), ~np.isnan(q1 + q3)
    if not (ranged | quartered).any():
        nothing = np.full(n.shape, np.nan)[()]
        return Rescued(nothing, nothing, np.zeros(n.shape, dtype=bool)[()], nothing)
    given = np.where(n >= LEAST_FOR_FIVE_NUMBERS, n, np.nan)
    with np.errstate(all="ignore"):
        mean_range, sd_range = _from_range(given, low, m, high)
        mean_iqr, sd_iqr = _from_quartiles(given, q1, m, q3)
        mean_both = _mean_of_both(given, low, q1, m, q3, high)
        weight = 1.0 / (1.0 + 0.07 * given**0.6)
        sd_both = weight * sd_range + (1.0 - weight) * sd_iqr
        choose = [ranged & quartered, ranged, quartered]
        mean = np.select(choose, [mean_both, mean_range, mean_iqr], np.nan)
        sd = np.select(choose, [sd_both, sd_range, sd_iqr], np.nan)
        asymmetry = np.select(choose, _asymmetries(given, low, q1, m, q3, high), np.nan)
    known = _ordered(low, q1, m, q3, high) & (sd > 0)
    return Rescued(
        np.where(known, mean, np.nan)[()],
        np.where(known, sd, np.nan)[()],
        ((asymmetry > 1.0) & known)[()],
        np.where(known, asymmetry, np.nan)[()],
    )


def _from_range(
    n: FloatArray, low: FloatArray, m: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    weight = 4.0 / (4.0 + n**0.75)
    sd = (high - low) / (2.0 * normal_quantile((n - 0.375) / (n + 0.25)))
    return weight * (low + high) / 2.0 + (1.0 - weight) * m, sd


def _from_quartiles(
    n: FloatArray, q1: FloatArray, m: FloatArray, q3: FloatArray
) -> tuple[FloatArray, FloatArray]:
    weight = 0.7 + 0.39 / n
    sd = (q3 - q1) / (2.0 * normal_quantile((0.75 * n - 0.125) / (n + 0.25)))
    return weight * (q1 + q3) / 2.0 + (1.0 - weight) * m, sd


def _mean_of_both(
    n: FloatArray,
    low: FloatArray,
    q1: FloatArray,
    m: FloatArray,
    q3: FloatArray,
    high: FloatArray,
) -> FloatArray:
    outer, inner = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    return outer * (low + high) / 2.0 + inner * (q1 + q3) / 2.0 + (1.0 - outer - inner) * m


def _asymmetries(
    n: FloatArray,
    low: FloatArray,
    q1: FloatArray,
    m: FloatArray,
    q3: FloatArray,
    high: FloatArray,
) -> list[FloatArray]:
    """Statistics of Shi et al. 2023 over their critical values: five numbers, range, quartiles."""
    of_range = np.abs(low + high - 2.0 * m) / (high - low)
    of_quartiles = np.abs(q1 + q3 - 2.0 * m) / (q3 - q1)
    of_both = np.maximum(2.65 * np.log(0.6 * n) / np.sqrt(n) * of_range, of_quartiles)
    return [
        of_both / (2.97 / np.sqrt(n) - 39.1 / n**3),
        of_range / (1.01 / np.log(n + 9.0) + 2.43 / (n + 1.0)),
        of_quartiles / (2.66 / np.sqrt(n) - 5.92 / n**2),
    ]


def _ordered(*ascending: FloatArray) -> BoolArray:
    """Whether the numbers that are there never fall."""
    stacked = np.stack(ascending)
    so_far = np.fmax.accumulate(stacked, axis=0)
    ordered: BoolArray = np.all(np.isnan(stacked) | (stacked >= so_far), axis=0)
    return ordered


def _df(df: FloatArray, small: BoolArray, quantile: str) -> FloatArray:
    """Degrees of freedom behind an interval: finite for t, infinite for the normal."""
    check_option("quantile", quantile, ("auto", "t", "z"))
    if quantile == "auto":
        return np.where(small, df, np.where(np.isnan(df), np.nan, np.inf))
    return df if quantile == "t" else np.where(np.isnan(df), np.nan, np.inf)
