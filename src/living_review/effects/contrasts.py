"""Effects of trials that report a comparison instead of their arms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.effects.continuous import hedges_g
from living_review.effects.effect import Effect, effect
from living_review.effects.rescue import (
    SMALL_GROUP,
    Quantile,
    ReportedError,
    sd_from_difference_se,
    se_from_ci,
    se_from_p,
)
from living_review.ground.arguments import broadcast, check_option
from living_review.ground.distributions import FloatArray
from living_review.ground.measures import NAMES, RATIOS

MEASURES = tuple(NAMES)


def from_contrast(
    measure: str | ArrayLike,
    estimate: ArrayLike,
    reported: ReportedError,
    *,
    n_intervention: ArrayLike = np.nan,
    n_control: ArrayLike = np.nan,
    quantile: Quantile = "auto",
) -> Effect:
    """Effect and variance of reported comparisons, each from the first it has of what is reported.

    `measure`: any of `living_review.ground.measures`, one for all or one a trial. Ratios, and the
    limits of their intervals, are on the natural scale and come out as logs; the `se` of a ratio is
    that of its log. Order of use: for differences se, interval, p; for ratios interval, se, p,
    because a reported standard error of a ratio may be on either scale and an interval cannot be.

    `quantile` behind intervals and p-values of a mean difference: "t" on n₁ + n₂ − 2, "z", or
    "auto", t when an arm has fewer than 60 participants; normal where the sizes are unknown and for
    every other measure (Cochrane Handbook 6.5.2.3 and 6.3). NaN where nothing yields a variance or
    a ratio is not above zero.
    """
    measures = np.asarray(measure, dtype=str)
    for name in np.unique(measures):
        check_option("measure", str(name), MEASURES)
    check_option("quantile", quantile, ("auto", "t", "z"))
    value, error, low, high, level, p, n1, n2 = broadcast(
        estimate=estimate,
        se=reported.se,
        ci_low=reported.ci_low,
        ci_high=reported.ci_high,
        ci_level=reported.ci_level,
        p=reported.p,
        n_intervention=n_intervention,
        n_control=n_control,
    )
    ratio = np.isin(measures, tuple(RATIOS))
    with np.errstate(all="ignore"):
        value, low, high = (_logged(each, ratio) for each in (value, low, high))
        df = np.where(measures == "MD", _difference_df(n1, n2, quantile), np.inf)
        from_interval = se_from_ci(low, high, level=level, df=df)
        given = np.where(error > 0, error, np.nan)
        first = np.where(ratio, from_interval, given)
        second = np.where(ratio, given, from_interval)
        found = np.where(np.isnan(first), second, first)
        found = np.where(np.isnan(found), se_from_p(value, p, df=df), found)
        return effect(value, found**2, found > 0)


def from_log_rank(o_minus_e: ArrayLike, variance: ArrayLike) -> Effect:
    """Log hazard ratio from the log-rank observed minus expected events and their variance.

    log HR = (O − E)/V with variance 1/V (Yusuf et al. 1985, Prog Cardiovasc Dis 27:335-371; Tierney
    et al. 2007, Trials 8:16, eq. 1 and 2); O − E is that of the intervention arm. NaN where V is
    not above zero.
    """
    difference, spread = broadcast(o_minus_e=o_minus_e, variance=variance)
    with np.errstate(all="ignore"):
        return effect(difference / spread, 1.0 / spread, spread > 0)


def standardize(
    mean_difference: ArrayLike,
    se: ArrayLike,
    n_intervention: ArrayLike,
    n_control: ArrayLike,
    *,
    variance: str = "LS",
) -> Effect:
    """Hedges' g from a mean difference, through the standard deviation its standard error implies.

    The implied SD is se/√(1/n₁ + 1/n₂) (Cochrane Handbook 6.5.2.3); `variance` as in
    `standardized_mean_difference`. `se` is the root of the variance `from_contrast` returns.
    """
    difference, error, n1, n2 = broadcast(
        mean_difference=mean_difference, se=se, n_intervention=n_intervention, n_control=n_control
    )
    with np.errstate(all="ignore"):
        sd = sd_from_difference_se(np.where(error > 0, error, np.nan), n1, n2)
        return hedges_g(difference / sd, n1, n2, variance=variance)  # type: ignore[arg-type]


def _logged(values: FloatArray, ratio: NDArray[np.bool_]) -> FloatArray:
    return np.where(ratio, np.log(np.where(ratio & ~(values > 0), np.nan, values)), values)


def _difference_df(n1: FloatArray, n2: FloatArray, quantile: str) -> FloatArray:
    df = n1 + n2 - 2.0
    small = np.minimum(n1, n2) < SMALL_GROUP if quantile == "auto" else np.full(df.shape, True)
    use_t = small & (df > 0) & (quantile != "z")
    return np.where(use_t, df, np.inf)
