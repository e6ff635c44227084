"""Effects of trials in which each person had both interventions, one after the other.

A person's two results are alike, so the effect is known more precisely than from two groups. On
every scale on which an effect is a difference of two terms,

    var = v₁ + v₂ − 2 r √(v₁ v₂),

with the variances that the terms would have in two groups and the correlation r of a person's two
results. Means: Elbourne et al. 2002, Int J Epidemiol 31:140; counts, where r is the phi
coefficient: Becker & Balagtas 1993; Curtin, Elbourne & Altman 2002, Stat Med 21:2145; Stedman
et al. 2011.
Carry-over and effects of the period are the reader's to judge; no figure here allows for them.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.effects.binary import read_counts
from living_review.effects.continuous import pooled_sd, small_sample_factor
from living_review.effects.effect import Effect, effect
from living_review.effects.rescue import (
    SMALL_GROUP,
    ReportedArms,
    ReportedError,
    se_from_ci,
    se_from_p,
)
from living_review.ground.arguments import broadcast, check_option
from living_review.ground.distributions import FloatArray
from living_review.ground.measures import RISKS, in_order

SmdVariance = Literal["LS", "LS2", "UB", "RevMan"]
COUNTED = in_order(RISKS)


def paired_variance(
    variance_intervention: ArrayLike,
    variance_control: ArrayLike,
    correlation: ArrayLike,
    n_intervention: ArrayLike,
    n_control: ArrayLike,
) -> FloatArray:
    """Variance of an effect whose two terms rest on the same people.

    Where more people have one result than the other, those with both are taken to be all of the
    fewer: the covariance is r √(v₁ v₂) √(fewer / more). NaN for a correlation outside [−1, 1].
    """
    v1, v2, r, n1, n2 = broadcast(
        variance_intervention=variance_intervention,
        variance_control=variance_control,
        correlation=correlation,
        n_intervention=n_intervention,
        n_control=n_control,
    )
    with np.errstate(all="ignore"):
        spread = v1 + v2 - 2.0 * r * np.sqrt(v1 * v2) * _overlap(n1, n2)
    return np.where(np.abs(r) <= 1.0, np.maximum(spread, 0.0), np.nan)[()]


def correlation_from_error(
    se: ArrayLike,
    variance_intervention: ArrayLike,
    variance_control: ArrayLike,
    n_intervention: ArrayLike,
    n_control: ArrayLike,
) -> FloatArray:
    """Correlation of a person's two results that a paired standard error implies.

    The inverse of `paired_variance`; outside [−1, 1] the figures contradict each other. Source:
    Cochrane Handbook 23.2.7.2.
    """
    se, v1, v2, n1, n2 = broadcast(
        se=se,
        variance_intervention=variance_intervention,
        variance_control=variance_control,
        n_intervention=n_intervention,
        n_control=n_control,
    )
    with np.errstate(all="ignore"):
        return ((v1 + v2 - se**2) / (2.0 * np.sqrt(v1 * v2) * _overlap(n1, n2)))[()]


def paired_error(
    difference: ArrayLike,
    n: ArrayLike,
    reported: ReportedError,
    *,
    sd_difference: ArrayLike = np.nan,
    t: ArrayLike = np.nan,
) -> FloatArray:
    """Standard error of a mean paired difference, from the first that is given.

    In this order: itself; the standard deviation of the within-person differences over √n; the
    paired t statistic; the interval; the two-sided p value. Interval and p value are read with t on
    n − 1 degrees of freedom below 60 people, otherwise (and for an interval without n) as normal.
    NaN where nothing yields one. Source: Cochrane Handbook 23.2.7.1.
    """
    value, n, error, sd, t, low, high, level, p = broadcast(
        difference=difference,
        n=n,
        se=reported.se,
        sd_difference=sd_difference,
        t=t,
        ci_low=reported.ci_low,
        ci_high=reported.ci_high,
        ci_level=reported.ci_level,
        p=reported.p,
    )
    with np.errstate(all="ignore"):
        df = np.where((n < SMALL_GROUP) & (n > 1), n - 1.0, np.inf)
        candidates = (
            error,
            sd / np.sqrt(n),
            np.abs(value) / np.abs(np.where(t == 0, np.nan, t)),
            se_from_ci(low, high, level=level, df=df),
            se_from_p(value, p, df=df),
        )
        found = np.full(np.shape(value), np.nan)
        for candidate in candidates:
            known = (candidate > 0) & np.isfinite(candidate)
            found = np.where(np.isnan(found) & known, candidate, found)
    return found[()]


def paired_smd(
    intervention: ReportedArms,
    control: ReportedArms,
    correlation: ArrayLike,
    *,
    variance: SmdVariance = "LS",
) -> Effect:
    """Hedges' g of the scores of the same people: the effect of two groups, its variance paired.

    Of what is reported, `n`, `mean` and `sd` are used; `rescue` gives those that are not reported.

    The standardiser is the pooled standard deviation of the scores and not of the differences, so
    that g means what it means in trials of two groups; its small-sample factor is theirs.

    `variance`: "LS" is (1/n + g²/2n) · 2(1 − r) of Elbourne et al. 2002 and of Cochrane Handbook
    23.2.7.2, or, where that is more, 2(1 − r)/n + g²/2m with m = 2(n − 1)/(1 + r²), the delta
    method's: above r = 0.65 the first is too small (Kitchenham & Madeyski 2020, Stat Med 39:4101).
    "LS2" is the same of Cohen's d, times the squared factor; "RevMan" the same with RevMan's g;
    "UB" the unbiased one, 2(1 − r)/n + (1 − (m − 2)/(m J(m)²)) g².
    """
    m1, s1, n1, m2, s2, n2, r = broadcast(
        mean_intervention=intervention.mean,
        sd_intervention=intervention.sd,
        n_intervention=intervention.n,
        mean_control=control.mean,
        sd_control=control.sd,
        n_control=control.n,
        correlation=correlation,
    )
    with np.errstate(all="ignore"):
        d = (m1 - m2) / pooled_sd(s1, n1, s2, n2)
        df = n1 + n2 - 2.0
        sizes = 1.0 / n1 + 1.0 / n2 - 2.0 * r / np.maximum(n1, n2)
        possible = (np.abs(r) < 1.0) & (n1 > 1) & (n2 > 1)
    return _paired_g(d, sizes, df, df / (1.0 + r**2), possible, variance)


def standardize_paired(
    mean_difference: ArrayLike,
    se: ArrayLike,
    n: ArrayLike,
    correlation: ArrayLike,
    *,
    variance: SmdVariance = "LS",
) -> Effect:
    """Hedges' g from a mean paired difference and its standard error.

    The standard deviation of the scores is that of the differences, se √n, over √(2(1 − r))
    (Cochrane Handbook 23.2.7.2), and so is known on n − 1 degrees of freedom alone: those of the
    small-sample factor (Borenstein et al. 2009, ch. 4) and of m. `variance` as in `paired_smd`.
    """
    difference, error, n, r = broadcast(
        mean_difference=mean_difference, se=se, n=n, correlation=correlation
    )
    with np.errstate(all="ignore"):
        sd = sd_of_scores(np.where(error > 0, error, np.nan), n, r)
        d, sizes, df = difference / sd, 2.0 * (1.0 - r) / n, n - 1.0
    return _paired_g(d, sizes, df, df, np.abs(r) < 1.0, variance)


def sd_of_scores(se: ArrayLike, n: ArrayLike, correlation: ArrayLike) -> FloatArray:
    """Standard deviation of the scores behind a paired standard error and their correlation."""
    error, n, r = broadcast(se=se, n=n, correlation=correlation)
    with np.errstate(all="ignore"):
        possible = (np.abs(r) < 1.0) & (n > 0)
        return np.where(possible, error * np.sqrt(n / (2.0 * (1.0 - r))), np.nan)[()]


def arm_variances(
    measure: str,
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
) -> tuple[FloatArray, FloatArray]:
    """Variance of each term of a log odds ratio, log risk ratio or risk difference.

    OR: 1/(n p q); RR: q/(n p); RD: p q/n. A table with an empty cell has half an event added to
    each cell first, as in two groups.
    """
    check_option("measure", measure, COUNTED)
    a, n1, c, n2 = read_counts(events_intervention, n_intervention, events_control, n_control)
    b, d = n1 - a, n2 - c
    half = np.where(a * b * c * d == 0, 0.5, 0.0)
    a, b, c, d = a + half, b + half, c + half, d + half
    with np.errstate(all="ignore"):
        return _term(measure, a, b)[()], _term(measure, c, d)[()]


def largest_correlation(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
) -> FloatArray:
    """The largest phi coefficient that two risks allow: the root of the ratio of their odds.

    It is reached where all who have the rarer event have the other too (Fréchet); 1 at equal risks.
    Half an event is added to each cell of a table with an empty one.
    """
    a, n1, c, n2 = read_counts(events_intervention, n_intervention, events_control, n_control)
    b, d = n1 - a, n2 - c
    half = np.where(a * b * c * d == 0, 0.5, 0.0)
    with np.errstate(all="ignore"):
        first, second = (a + half) / (b + half), (c + half) / (d + half)
        return np.sqrt(np.minimum(first, second) / np.maximum(first, second))[()]


def _overlap(n1: FloatArray, n2: FloatArray) -> FloatArray:
    share: FloatArray = np.sqrt(np.minimum(n1, n2) / np.maximum(n1, n2))
    return share


def _term(measure: str, events: FloatArray, others: FloatArray) -> FloatArray:
    n = events + others
    if measure == "OR":
        return 1.0 / events + 1.0 / others
    return others / (events * n) if measure == "RR" else events * others / n**3


def _paired_g(
    d: FloatArray,
    sizes: FloatArray,
    df: FloatArray,
    m: FloatArray,
    possible: NDArray[np.bool_],
    variance: SmdVariance,
) -> Effect:
    """Hedges' g of `d` on `df`, whose standard deviation varies as on `m` degrees of freedom.

    `sizes` is the variance at no effect.
    """
    check_option("variance", variance, get_args(SmdVariance))
    with np.errstate(all="ignore"):
        exact = small_sample_factor(df)
        g = d * (1.0 - 3.0 / (4.0 * df - 1.0) if variance == "RevMan" else exact)

        def larger(x: FloatArray) -> FloatArray:
            spread: FloatArray = np.maximum(sizes * (1.0 + x**2 / 2.0), sizes + x**2 / (2.0 * m))
            return spread

        if variance == "UB":
            spread = sizes + (1.0 - (m - 2.0) / (m * small_sample_factor(m) ** 2)) * g**2
        else:
            spread = exact**2 * larger(d) if variance == "LS2" else larger(g)
        return effect(g, spread, possible & (df > 1))
