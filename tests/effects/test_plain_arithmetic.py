"""Every effect once more in plain arithmetic, trial by trial, on both sides of every bound.

The formulas are written anew from the sources that the docstrings of the program name; where one
of them has no answer (a division by zero, a logarithm of nothing), no effect is expected.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import product

import numpy as np
import pytest

from living_review.effects import (
    change_sd,
    cluster_adjust,
    combine_arms,
    combine_events,
    design_effect,
    hedges_g,
    log_odds_ratio,
    log_rate_ratio,
    log_risk_ratio,
    mean_difference,
    rate_difference,
    ratio_of_means,
    risk_difference,
    standardized_mean_difference,
)

NAN = math.nan
Pair = tuple[float, float]
NONE: Pair = (NAN, NAN)
COUNTS = [(-1, 3), (0, 0), (0, 1), (1, 1), (0, 3), (2, 3), (3, 3), (4, 3), (7, 40), (NAN, 3)]
TABLES = [(*one, *other) for one, other in product(COUNTS, COUNTS)]
TIMES = [(-1, 5), (0, 0), (0, 5), (2, 0), (2, -1), (1, 5), (2, 0.5), (30, 7), (2, NAN)]
ARMS = [
    *((3, 2, 1), (4, 1.5, 2), (-4, 1.5, 2), (0, 2, 9), (5, 0, 20), (6, -1, 20), (6, 1, 0)),
    *((5, 2.5, 30), (7, 4, 160), (NAN, 1, 9), (2, NAN, 9), (2, 1, NAN)),
]
PAIRS = [(*one, *other) for one, other in product(ARMS, ARMS)]


def expected(formula: Callable[..., Pair], rows: Iterable[tuple[float, ...]]) -> np.ndarray:
    """Give the effect and variance of each row; neither where the formula has no answer."""

    def answer(row: tuple[float, ...]) -> Pair:
        try:
            found = formula(*row)
        except (ZeroDivisionError, ValueError):
            return NONE
        return found if all(map(math.isfinite, found)) else NONE

    return np.array([answer(row) for row in rows]).T


def check(found: tuple[np.ndarray, ...], formula: Callable[..., Pair], rows: list) -> None:
    wanted = expected(formula, rows)
    assert np.isfinite(wanted[0]).sum() > 3
    np.testing.assert_allclose(np.array(found), wanted, rtol=1e-9, atol=1e-12)


def columns(rows: list[tuple[float, ...]]) -> np.ndarray:
    return np.array(rows, float).T


def silent(a: float, n1: float, c: float, n2: float) -> bool:
    return (a == 0 and c == 0) or (a == n1 and c == n2)


def cells(a: float, n1: float, c: float, n2: float, add: bool) -> list[float]:
    if not (0 <= a <= n1 and n1 > 0 and 0 <= c <= n2 and n2 > 0):
        raise ValueError
    return [each + 0.5 * add for each in (a, n1 - a, c, n2 - c)]


def odds(a: float, b: float, c: float, d: float) -> Pair:
    return math.log((a / b) / (c / d)), 1 / a + 1 / b + 1 / c + 1 / d


def risks(a: float, b: float, c: float, d: float) -> Pair:
    return (
        math.log((a / (a + b)) / (c / (c + d))),
        1 / a - 1 / (a + b) + 1 / c - 1 / (c + d),
    )


def points(a: float, b: float, c: float, d: float) -> Pair:
    p, q = a / (a + b), c / (c + d)
    return p - q, p * (1 - p) / (a + b) + q * (1 - q) / (c + d)


@pytest.mark.parametrize("rule", ["only0", "all", "none", "revman"])
@pytest.mark.parametrize("zeros", ["drop", "keep"])
@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_ratios_of_events(measure: str, rule: str, zeros: str) -> None:
    formula, program = {"OR": (odds, log_odds_ratio), "RR": (risks, log_risk_ratio)}[measure]

    def one(a: float, n1: float, c: float, n2: float) -> Pair:
        empty = 0 in ((a, c) if (measure, rule) == ("RR", "revman") else (a, n1 - a, c, n2 - c))
        add = rule == "all" or (empty and rule != "none")
        if zeros == "drop" and silent(a, n1, c, n2):
            return NONE
        return formula(*cells(a, n1, c, n2, add))

    found = program(*columns(TABLES), zero_cells=rule, double_zeros=zeros)
    check(found, one, TABLES)
    if (rule, zeros) == ("only0", "drop"):
        np.testing.assert_array_equal(np.array(program(*columns(TABLES))), np.array(found))


@pytest.mark.parametrize("rule", ["only0", "all", "none", "revman"])
def test_differences_of_risks(rule: str) -> None:
    def one(a: float, n1: float, c: float, n2: float) -> Pair:
        add = rule == "all" or (0 in (a, n1 - a, c, n2 - c) and rule != "none")
        difference, variance = points(*cells(a, n1, c, n2, add))
        return (a / n1 - c / n2 if rule == "revman" else difference), variance

    check(risk_difference(*columns(TABLES), zero_cells=rule), one, TABLES)
    if rule == "only0":
        check(risk_difference(*columns(TABLES)), one, TABLES)


@pytest.mark.parametrize("zeros", ["drop", "keep"])
def test_rates(zeros: str) -> None:
    rows = [(*one, *other) for one, other in product(TIMES, TIMES)]

    def counted(x1: float, t1: float, x2: float, t2: float) -> Pair:
        if min(x1, x2) < 0 or min(t1, t2) <= 0:
            raise ValueError
        half = 0.5 * (x1 == 0 or x2 == 0)
        return x1 + half, x2 + half

    def ratio(x1: float, t1: float, x2: float, t2: float) -> Pair:
        y1, y2 = counted(x1, t1, x2, t2)
        if zeros == "drop" and x1 == x2 == 0:
            return NONE
        return math.log(y1 / t1) - math.log(y2 / t2), 1 / y1 + 1 / y2

    def difference(x1: float, t1: float, x2: float, t2: float) -> Pair:
        y1, y2 = counted(x1, t1, x2, t2)
        return x1 / t1 - x2 / t2, y1 / t1**2 + y2 / t2**2

    check(log_rate_ratio(*columns(rows), double_zeros=zeros), ratio, rows)
    if zeros == "drop":
        check(log_rate_ratio(*columns(rows)), ratio, rows)
        check(rate_difference(*columns(rows)), difference, rows)


def whole(s1: float, n1: float, s2: float, n2: float) -> None:
    if not (s1 >= 0 and s2 >= 0 and n1 > 0 and n2 > 0):
        raise ValueError


def spread(s1: float, n1: float, s2: float, n2: float) -> float:
    return math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))


def exact(m: float) -> float:
    return math.exp(math.lgamma(m / 2) - math.lgamma((m - 1) / 2)) / math.sqrt(m / 2)


def g_of(d: float, n1: float, n2: float, variance: str) -> Pair:
    """Hedges 1982, eq. 8; Borenstein 2009, eq. 12.17; Hedges 1983; RevMan's documentation."""
    n, m = n1 + n2, n1 + n2 - 2
    if not (n1 > 0 and n2 > 0 and m > 1):
        raise ValueError
    g = d * (1 - 3 / (4 * n - 9)) if variance == "RevMan" else d * exact(m)
    sizes = n / (n1 * n2)
    return g, {
        "LS": sizes + g * g / (2 * n),
        "LS2": exact(m) ** 2 * (sizes + d * d / (2 * n)),
        "UB": sizes + (1 - (m - 2) / (m * exact(m) ** 2)) * g * g,
        "RevMan": sizes + g * g / (2 * (n - 3.94)),
    }[variance]


@pytest.mark.parametrize("variance", ["LS", "LS2", "UB", "RevMan"])
def test_standardised_differences(variance: str) -> None:
    def one(m1: float, s1: float, n1: float, m2: float, s2: float, n2: float) -> Pair:
        whole(s1, n1, s2, n2)
        return g_of((m1 - m2) / spread(s1, n1, s2, n2), n1, n2, variance)

    check(standardized_mean_difference(*columns(PAIRS), variance=variance), one, PAIRS)
    rows = list(product((-1.0, 0.0, 0.4, NAN), (0, 1, 2, 3, 80), (0, 1, 2, 40, 300)))
    check(hedges_g(*columns(rows), variance=variance), lambda *row: g_of(*row, variance), rows)
    if variance == "LS":
        check(standardized_mean_difference(*columns(PAIRS)), one, PAIRS)
        check(hedges_g(*columns(rows)), lambda *row: g_of(*row, variance), rows)


def test_differences_and_ratios_of_means() -> None:
    def apart(m1: float, s1: float, n1: float, m2: float, s2: float, n2: float) -> Pair:
        whole(s1, n1, s2, n2)
        return m1 - m2, s1**2 / n1 + s2**2 / n2

    def alike(m1: float, s1: float, n1: float, m2: float, s2: float, n2: float) -> Pair:
        whole(s1, n1, s2, n2)
        return m1 - m2, spread(s1, n1, s2, n2) ** 2 * (1 / n1 + 1 / n2)

    def ratio(m1: float, s1: float, n1: float, m2: float, s2: float, n2: float) -> Pair:
        whole(s1, n1, s2, n2)
        return math.log(m1 / m2), s1**2 / (n1 * m1**2) + s2**2 / (n2 * m2**2)

    check(mean_difference(*columns(PAIRS)), apart, PAIRS)
    check(mean_difference(*columns(PAIRS), variance="LS"), apart, PAIRS)
    check(mean_difference(*columns(PAIRS), variance="HO"), alike, PAIRS)
    check(ratio_of_means(*columns(PAIRS)), ratio, PAIRS)


def test_clusters_and_changes() -> None:
    rows = list(product((0.5, 0.99, 1.0, 1.01, 21.85), (-0.1, 0.0, 0.02, 1.0)))
    for size, icc in rows:
        wanted = NAN if size < 1 else 1 + (size - 1) * icc
        assert design_effect(size, icc) == pytest.approx(wanted, nan_ok=True)
        assert cluster_adjust(300, size, icc) == pytest.approx(300 / wanted, nan_ok=True)
    for before, after, r in product((-0.1, 0.0, 3.0), (-0.1, 0.0, 4.0), (-1.01, -1, 0.3, 1, 1.01)):
        possible = before >= 0 and after >= 0 and abs(r) <= 1
        wanted = math.sqrt(before**2 + after**2 - 2 * r * before * after) if possible else NAN
        assert change_sd(before, after, r) == pytest.approx(wanted, nan_ok=True)


def test_arms_of_which_some_are_absent() -> None:
    """As if all people had been one list; an arm without a number of people is not there."""
    for n1, n2 in product((1, 2, 5, NAN), (1, 3, NAN)):
        there = [(n, m, s) for n, m, s in ((n1, 2.0, 1.5), (n2, 5.0, 0.5)) if not math.isnan(n)]
        n = sum(each for each, _, _ in there)
        mean = sum(each * m for each, m, _ in there) / n if there else NAN
        square = sum((each - 1) * s**2 + each * (m - mean) ** 2 for each, m, s in there)
        sd = math.sqrt(square / (n - 1)) if n > 1 else NAN
        found = combine_arms([n1, n2], [2.0, 5.0], [1.5, 0.5])
        assert tuple(found) == pytest.approx((n if there else NAN, mean, sd), nan_ok=True)
        events = combine_events([n1, n2], [0.0, 1.0])
        had = (n, float(not math.isnan(n2))) if there else NONE
        assert tuple(events) == pytest.approx(had, nan_ok=True)
