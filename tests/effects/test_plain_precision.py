"""What is rescued from scraps, once more in plain arithmetic, on both sides of every bound.

Formulas are written anew from the sources that the docstrings of the program name.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy import stats

from living_review.effects import (
    ReportedArms,
    ReportedError,
    arm_variances,
    correlation_from_error,
    from_contrast,
    from_log_rank,
    largest_correlation,
    mean_sd_from_quantiles,
    paired_error,
    paired_smd,
    paired_variance,
    rescue,
    sd_from_ci,
    sd_from_difference_se,
    sd_from_p,
    sd_from_se,
    sd_from_t,
    sd_of_scores,
    se_from_ci,
    se_from_p,
    standardize,
    standardize_paired,
)

NAN, INF = math.nan, math.inf


def exact(m: float) -> float:
    return math.exp(math.lgamma(m / 2) - math.lgamma((m - 1) / 2)) / math.sqrt(m / 2)


@cache
def quantile(p: float, df: float) -> float:
    return float(stats.norm.ppf(p) if math.isinf(df) else stats.t.ppf(p, df))


def by_interval(low: float, high: float, level: float = 0.95, df: float = INF) -> float:
    if not (high > low and 0 < level < 1):
        return NAN
    return (high - low) / (2 * quantile((1 + level) / 2, df))


def by_p(estimate: float, p: float, df: float = INF) -> float:
    if not 0 < p < 1 or estimate == 0:
        return NAN
    return abs(estimate) / quantile(1 - p / 2, df)


def first(*known: float) -> float:
    return next((each for each in known if each > 0 and math.isfinite(each)), NAN)


REPORTED = list(
    product(
        (NAN, -0.1, 0.0, 0.2),
        ((NAN, NAN), (0.5, 2.0), (2.0, 0.5), (1.0, 1.0)),
        (NAN, 0.0, 0.03, 1.0),
    )
)
SIZES = [(NAN, NAN), (1, 1), (1, 2), (2, 1), (20, 30), (59, 300), (300, 59), (60, 60)]


@pytest.mark.parametrize("asked", ["auto", "t", "z"])
@pytest.mark.parametrize("measure", ["SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD"])
def test_a_contrast_takes_the_first_it_has_in_the_order_of_its_measure(measure, asked):
    ratio = measure in ("ROM", "OR", "RR", "HR", "IRR")
    value = math.log(1.4) if ratio else 1.4
    rows, wanted = [], []
    for (se, (low, high), p), (n1, n2) in product(REPORTED, SIZES):
        ends = (math.log(low), math.log(high)) if ratio and low > 0 else (low, high)
        small = asked == "t" or (asked == "auto" and min(n1, n2) < 60)
        df = n1 + n2 - 2 if measure == "MD" and small and n1 + n2 > 2 else INF
        of_interval = by_interval(*ends, df=df)
        order = (of_interval, se) if ratio else (se, of_interval)
        rows.append((se, low, high, p, n1, n2))
        wanted.append(first(*order, by_p(value, p, df)))
    se, low, high, p, n1, n2 = np.array(rows).T
    reported = ReportedError(se=se, ci_low=low, ci_high=high, p=p)
    found = from_contrast(measure, 1.4, reported, n_intervention=n1, n_control=n2, quantile=asked)
    np.testing.assert_allclose(found.variance, np.array(wanted) ** 2, rtol=1e-9)
    np.testing.assert_allclose(found.estimate, np.where(np.isnan(wanted), NAN, value))


def test_by_itself_a_contrast_is_read_with_t_where_an_arm_has_less_than_60_people():
    for n in (59, 60):
        found = from_contrast("MD", 1.0, ReportedError(p=0.03), n_intervention=n, n_control=n)
        assert found.variance == pytest.approx(by_p(1.0, 0.03, 116 if n == 59 else INF) ** 2)
    without = from_contrast("MD", 1.0, ReportedError(p=0.03))
    assert without.variance == pytest.approx(by_p(1.0, 0.03) ** 2)


@pytest.mark.parametrize("ratio", [-2.0, 0.0, 1e-9, 3.0])
def test_a_ratio_is_above_zero(ratio):
    found = from_contrast("OR", ratio, ReportedError(se=0.1))
    assert np.isfinite(found.estimate) == np.isfinite(found.variance) == (ratio > 0)
    below = from_contrast("OR", 2.0, ReportedError(ci_low=ratio, ci_high=9.0))
    assert np.isfinite(below.variance) == (ratio > 0)


@pytest.mark.parametrize("variance", [-1.0, 0.0, 1e-9, 4.0])
def test_a_log_rank_test_has_a_variance_above_zero(variance):
    found = from_log_rank(2.0, variance)
    wanted = (2 / variance, 1 / variance) if variance > 0 else (NAN, NAN)
    assert tuple(found) == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("variance", ["LS", "UB"])
@pytest.mark.parametrize("se", [-0.5, 0.0, 0.5])
def test_only_a_standard_error_above_zero_standardises(variance, se):
    for n1, n2 in ((0, 9), (1, 1), (1, 2), (2, 1), (5, 9), (9, 0)):
        m = n1 + n2 - 2
        wanted = NAN
        if se > 0 and min(n1, n2) > 0 and m > 1:
            wanted = 1.5 * math.sqrt(1 / n1 + 1 / n2) / se * exact(m)
        assert standardize(1.5, se, n1, n2, variance=variance).estimate == pytest.approx(
            wanted, nan_ok=True
        )


def test_standard_errors_of_scraps():
    for low, high, level, df in product((0.0, 1.0, 2.0), (1.0,), (0.0, 0.5, 0.9, 1.0), (1, 5, INF)):
        found = se_from_ci(low, high, level=level, df=df)
        assert found == pytest.approx(by_interval(low, high, level, df), nan_ok=True)
    assert se_from_ci(0.0, 1.0) == pytest.approx(by_interval(0.0, 1.0))
    for value, p, df in product((-2.0, 0.0, 3.0), (-0.1, 0.0, 0.3, 1.0), (1, 5, INF)):
        assert se_from_p(value, p, df=df) == pytest.approx(by_p(value, p, df), nan_ok=True)
    assert se_from_p(2.0, 0.3) == pytest.approx(by_p(2.0, 0.3))


@pytest.mark.parametrize("asked", ["auto", "t", "z"])
def test_standard_deviations_of_scraps(asked):
    for n in (0, 2, 59, 60, NAN):
        df = n - 1 if asked == "t" or (asked == "auto" and n < 60) else INF
        wanted = by_interval(1.0, 3.0, 0.9, df) * math.sqrt(n) if n > 0 else NAN
        found = sd_from_ci(1.0, 3.0, n, level=0.9, quantile=asked)
        assert found == pytest.approx(wanted, nan_ok=True)
        assert sd_from_se(0.5, n) == pytest.approx(
            0.5 * math.sqrt(n) if n > 0 else NAN, nan_ok=True
        )
    for n1, n2 in ((0, 5), (5, 0), (1, 3), (59, 80), (80, 59), (60, 60)):
        df = n1 + n2 - 2 if asked == "t" or (asked == "auto" and min(n1, n2) < 60) else INF
        root = math.sqrt(1 / n1 + 1 / n2) if min(n1, n2) > 0 else NAN
        found = sd_from_p(-1.5, 0.03, n1, n2, quantile=asked)
        assert found == pytest.approx(by_p(1.5, 0.03, df) / root, nan_ok=True)
        assert sd_from_t(-1.5, 2.0, n1, n2) == pytest.approx(0.75 / root, nan_ok=True)
        assert sd_from_difference_se(0.4, n1, n2) == pytest.approx(0.4 / root, nan_ok=True)
    assert sd_from_ci(1.0, 3.0, 59) == sd_from_ci(1.0, 3.0, 59, quantile="auto", level=0.95)
    assert sd_from_p(1.0, 0.03, 80, 80) == sd_from_p(1.0, 0.03, 80, 80, quantile="t")


def numbers_of(n, low, q1, m, q3, high):
    """Luo 2018, eqs. 7, 11, 15; Wan 2014, eqs. 9, 16; Shi 2020, eq. 10; Shi 2023."""
    z = stats.norm.ppf
    of_range = (high - low) / (2 * z((n - 0.375) / (n + 0.25)))
    of_iqr = (q3 - q1) / (2 * z((0.75 * n - 0.125) / (n + 0.25)))
    mid, hinge = (low + high) / 2, (q1 + q3) / 2
    skew, skew_iqr = abs(low + high - 2 * m) / (high - low), abs(q1 + q3 - 2 * m) / (q3 - q1)
    if math.isnan(low + high):
        w = 0.7 + 0.39 / n
        limit = 2.66 / math.sqrt(n) - 5.92 / n**2
        return w * hinge + (1 - w) * m, of_iqr, skew_iqr / limit
    if math.isnan(q1 + q3):
        w = 4 / (4 + n**0.75)
        limit = 1.01 / math.log(n + 9) + 2.43 / (n + 1)
        return w * mid + (1 - w) * m, of_range, skew / limit
    a, b = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    share = 1 / (1 + 0.07 * n**0.6)
    limit = 2.97 / math.sqrt(n) - 39.1 / n**3
    largest = max(2.65 * math.log(0.6 * n) / math.sqrt(n) * skew, skew_iqr)
    return (
        a * mid + b * hinge + (1 - a - b) * m,
        share * of_range + (1 - share) * of_iqr,
        largest / limit,
    )


GIVEN = ("minimum", "q1", "median", "q3", "maximum")


@pytest.mark.parametrize("there", ["xxxxx", "x.x.x", ".xxx.", "xxx.x", "xxxx.", "xx.xx", "x.xx."])
@pytest.mark.parametrize("five", [(1.0, 3.0, 5.5, 9.0, 30.0), (2.0, 2.0, 2.0, 4.0, 4.0)])
def test_quantiles_give_what_their_sources_say(there, five):
    known = [each if mark == "x" else NAN for each, mark in zip(five, there, strict=True)]
    whole = not math.isnan(known[0] + known[4]) or not math.isnan(known[1] + known[3])
    for n in (4, 5, 6, 20, 400):
        wanted = numbers_of(n, *known) if n >= 5 and whole else (NAN, NAN, NAN)
        found = mean_sd_from_quantiles(n, **dict(zip(GIVEN, known, strict=True)))
        assert (found.mean, found.sd, found.asymmetry) == pytest.approx(wanted, nan_ok=True)
        assert bool(found.skewed) == (wanted[2] > 1)
        arm = rescue(ReportedArms(n, **dict(zip(GIVEN, known, strict=True))))
        assert (arm.mean, arm.sd, arm.asymmetry) == pytest.approx(wanted, nan_ok=True)
        assert (bool(arm.skewed), str(arm.source)) == (
            wanted[2] > 1,
            "quantiles" if n >= 5 and whole else "",
        )


@pytest.mark.parametrize("place", range(5))
def test_quantiles_out_of_order_or_all_alike_give_nothing(place):
    five = [1.0, 3.0, 5.5, 9.0, 30.0]
    five[place] = 4.0 if place in (0, 2) else (0.5 if place else 5.0)
    five[2] = 2.0 if place == 2 else five[2]
    ordered = five == sorted(five)
    found = mean_sd_from_quantiles(20, **dict(zip(GIVEN, five, strict=True)))
    assert np.isfinite([found.mean, found.sd, found.asymmetry]).all() == ordered
    assert ordered or not found.skewed
    flat = mean_sd_from_quantiles(20, minimum=3.0, median=3.0, maximum=3.0)
    assert np.isnan([flat.mean, flat.sd]).all()


def test_variances_of_the_same_people():
    for v1, v2, r, n1, n2 in product(
        (0.0, 0.3), (0.2,), (-1.01, -1, 0.4, 1, 1.01), (9, 20), (9, 40)
    ):
        overlap = math.sqrt(min(n1, n2) / max(n1, n2))
        wanted = v1 + v2 - 2 * r * math.sqrt(v1 * v2) * overlap if abs(r) <= 1 else NAN
        found = paired_variance(v1, v2, r, n1, n2)
        assert found == pytest.approx(wanted, nan_ok=True)
        if v1 and abs(r) <= 1:
            assert correlation_from_error(found**0.5, v1, v2, n1, n2) == pytest.approx(r)
    assert paired_variance(0.3, 0.3, 1.0, 9, 9) == 0


def test_the_error_of_a_paired_difference_is_the_first_that_is_given():
    some = ((NAN, 0.4), (NAN, 2.0, INF), (NAN, 0.0, -2.5), ((NAN, NAN), (0.5, 2.0)), (NAN, 0.03))
    for (se, sd, t, (low, high), p), n in product(product(*some), (NAN, 0, 1, 2, 59, 60)):
        df = n - 1 if 1 < n < 60 else INF
        root = sd / math.sqrt(n) if n > 0 else NAN
        from_t = 1.2 / abs(t) if t else NAN
        wanted = first(se, root, from_t, by_interval(low, high, df=df), by_p(1.2, p, df))
        reported = ReportedError(se=se, ci_low=low, ci_high=high, p=p)
        found = paired_error(-1.2, n, reported, sd_difference=sd, t=t)
        assert found == pytest.approx(wanted, nan_ok=True)


def paired_g(d, sizes, df, m, variance):
    g = d * (1 - 3 / (4 * df - 1)) if variance == "RevMan" else d * exact(df)
    x = d if variance == "LS2" else g
    if variance == "UB":
        return g, sizes + (1 - (m - 2) / (m * exact(m) ** 2)) * g * g
    larger = max(sizes * (1 + x * x / 2), sizes + x * x / (2 * m))
    return g, larger * (exact(df) ** 2 if variance == "LS2" else 1)


@pytest.mark.parametrize("variance", ["LS", "LS2", "UB", "RevMan"])
def test_standardised_differences_of_the_same_people(variance):
    for n1, n2, r in product((1, 2, 9, 40), (2, 12), (-1.0, -0.3, 0.0, 0.9, 1.0)):
        df = n1 + n2 - 2
        pooled = math.sqrt(((n1 - 1) * 4 + (n2 - 1) * 6.25) / df)
        sizes = 1 / n1 + 1 / n2 - 2 * r / max(n1, n2)
        possible = n1 > 1 and abs(r) < 1
        m = df / (1 + r * r)
        wanted = paired_g(2 / pooled, sizes, df, m, variance) if possible and df > 1 else (NAN, NAN)
        found = paired_smd(
            ReportedArms(n1, 5.0, 2.0), ReportedArms(n2, 3.0, 2.5), r, variance=variance
        )
        assert tuple(found) == pytest.approx(wanted, nan_ok=True)
    for n, r, se in product((1, 2, 3, 30), (-1.0, -0.3, 0.9, 1.0), (-0.1, 0.0, 0.4)):
        wanted = (NAN, NAN)
        if n > 2 and abs(r) < 1 and se > 0:
            scores = se * math.sqrt(n / (2 * (1 - r)))
            wanted = paired_g(1.5 / scores, 2 * (1 - r) / n, n - 1, n - 1, variance)
        found = standardize_paired(1.5, se, n, r, variance=variance)
        assert tuple(found) == pytest.approx(wanted, nan_ok=True)
    both = (ReportedArms(9, 5.0, 2.0), ReportedArms(12, 3.0, 2.5), 0.3)
    assert paired_smd(*both) == paired_smd(*both, variance="LS")
    assert standardize_paired(1.5, 0.4, 9, 0.3) == standardize_paired(
        1.5, 0.4, 9, 0.3, variance="LS"
    )


def test_scores_have_a_spread_where_people_and_correlation_allow():
    for n, r in product((-1, 0, 1, 9), (-1.0, 0.5, 1.0)):
        wanted = 0.4 * math.sqrt(n / (2 * (1 - r))) if n > 0 and abs(r) < 1 else NAN
        assert sd_of_scores(0.4, n, r) == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("table", [(3, 10, 8, 12), (0, 10, 8, 12), (3, 10, 12, 12), (5, 10, 0, 9)])
def test_terms_and_correlations_of_counted_events(table):
    a, n1, c, n2 = table
    half = 0.5 * (0 in (a, n1 - a, c, n2 - c))
    a, b, c, d = a + half, n1 - a + half, c + half, n2 - c + half
    terms = {
        "OR": lambda x, y: 1 / x + 1 / y,
        "RR": lambda x, y: 1 / x - 1 / (x + y),
        "RD": lambda x, y: x * y / (x + y) ** 3,
    }
    for measure, term in terms.items():
        wanted = term(a, b), term(c, d)
        assert arm_variances(measure, *table) == pytest.approx(wanted)
    odds = sorted((a / b, c / d))
    assert largest_correlation(*table) == pytest.approx(math.sqrt(odds[0] / odds[1]))
