"""Intervals for τ², and the prediction interval that is drawn from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from living_review.effects import log_odds_ratio
from living_review.ground.errors import StatisticsError
from living_review.pooling import pool
from living_review.pooling.batch import gather
from living_review.pooling.bootstrap import bootstrap_prediction
from living_review.pooling.moments import generalised_q
from living_review.pooling.quadratic_form import q_below
from living_review.validation import cases

BCG = cases()["bcg"].effects["RR"]
# Cisapride for dyspepsia: 13 placebo-controlled trials (Hartung & Knapp 2001).
CISAPRIDE = log_odds_ratio(
    [15, 12, 29, 42, 14, 44, 14, 29, 10, 17, 38, 19, 21],
    [16, 16, 34, 56, 22, 54, 17, 58, 14, 26, 44, 29, 38],
    [9, 1, 18, 31, 6, 17, 7, 23, 3, 6, 12, 22, 19],
    [16, 16, 34, 56, 22, 55, 15, 58, 15, 27, 45, 30, 38],
    zero_cells="all",
)


def imhof(y, v, tau2):
    """P(Q ≤ q) by eigenvalues and Imhof's 1961 integral, which shares nothing with our contour."""
    a = 1 / v
    form = np.diag(a) - np.outer(a, a) / a.sum()
    root = np.diag(np.sqrt(v + tau2))
    weights = np.linalg.eigvalsh(root @ form @ root)[1:]
    q = y @ form @ y

    def integrand(u):
        angle = 0.5 * (np.arctan(weights * u).sum() - q * u)
        return np.sin(angle) / (u * np.prod((1 + (weights * u) ** 2) ** 0.25))

    area, _ = integrate.quad(integrand, 0, np.inf, limit=2000, epsabs=1e-11)
    return 0.5 - area / np.pi


@pytest.mark.parametrize("tau2", [0.02, 0.05, 0.3, 1.5])
def test_the_distribution_of_q_agrees_with_imhofs_integral(tau2):
    y, v = np.array(BCG["estimate"]), np.array(BCG["variance"])
    batch = gather(y, v)
    assert q_below(batch, tau2 / batch.scale**2)[0] == pytest.approx(imhof(y, v, tau2), abs=1e-9)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 500), st.floats(0, 5))
def test_q_of_equally_precise_trials_is_a_scaled_chi_squared(seed, k, tau2):
    y, v = np.random.default_rng(seed).normal(size=k), 0.25
    batch = gather(y, np.full(k, v))
    q = generalised_q(batch, np.zeros(1))[0]
    expected = stats.chi2.cdf(q * v / (v + tau2), k - 1)
    np.testing.assert_allclose(
        q_below(batch, tau2 / batch.scale**2), expected, rtol=1e-6, atol=1e-10
    )


def test_the_generalised_q_interval_inverts_imhofs_integral():
    bounds = pool(BCG["estimate"], BCG["variance"]).tau2_interval("generalised-q")
    # Found by Imhof's integral and Brent's root finder.
    assert (bounds.tau2_low, bounds.tau2_high) == pytest.approx(
        (0.1010500694520289, 1.6360882010747921), rel=1e-9
    )
    assert bounds.i2_low < bounds.i2_high < 100


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 12), st.sampled_from(["q-profile", "generalised-q"]))
def test_an_interval_contains_the_smaller_level_and_moves_i2_and_h2_with_it(seed, k, method):
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.01, 0.5, size=k)
    pooled = pool(rng.normal(0, np.sqrt(v + rng.choice([0, 0.2]))), v)
    wide, narrow = (pooled.tau2_interval(method, level=level) for level in (0.95, 0.8))
    assert wide.tau2_low <= narrow.tau2_low + 1e-12
    assert narrow.tau2_high <= wide.tau2_high * (1 + 1e-12)
    assert 0 <= wide.i2_low <= wide.i2_high <= 100
    assert wide.h2_high == pytest.approx(1 / (1 - wide.i2_high / 100), rel=1e-6)


@pytest.mark.parametrize("method", ["q-profile", "generalised-q"])
def test_trials_that_agree_too_well_have_an_empty_interval(method):
    bounds = pool([0.25, 0.25, 0.2501], [0.1, 0.2, 0.1]).tau2_interval(method)
    assert bounds.empty
    assert (bounds.tau2_low, bounds.tau2_high, bounds.i2_high, bounds.h2_high) == (0, 0, 0, 1)


@pytest.mark.parametrize("method", ["q-profile", "generalised-q"])
def test_there_is_no_interval_below_two_trials(method):
    batch = pool([[0.1, np.nan, np.nan], [0.1, 0.5, 0.9]], [[0.1] * 3, [0.01] * 3])
    bounds = batch.tau2_interval(method)
    assert np.isnan([bounds.tau2_low[0], bounds.i2_high[0], bounds.h2_low[0]]).all()
    assert list(bounds.converged) == [False, True]
    assert bounds.tau2_high[1] > bounds.tau2_low[1] > 0


def test_above_five_hundred_trials_only_q_profile_gives_an_interval():
    rng = np.random.default_rng(1)
    pooled = pool(rng.normal(size=501), np.full(501, 0.5))
    assert np.isnan(pooled.tau2_interval("generalised-q").tau2_high)
    assert not pooled.tau2_interval("generalised-q").converged
    assert pooled.tau2_interval().tau2_high > pooled.tau2
    assert np.isnan(bootstrap_prediction(rng.normal(size=501), np.full(501, 0.5))).all()


def test_the_bootstrap_gives_the_published_interval():
    # R package pimeta 1.1.3, 25,000 draws: odds ratio 4.141, 0.533 to 33.692.
    low, high = np.exp(bootstrap_prediction(*CISAPRIDE, draws=200_000))
    assert low == pytest.approx(0.533, abs=0.02)
    assert high == pytest.approx(33.692, abs=1.5)


def test_the_bootstrap_repeats_itself_and_follows_the_scale():
    once, again = (bootstrap_prediction(*CISAPRIDE, seed=3) for _ in range(2))
    assert once == again
    scaled = bootstrap_prediction(CISAPRIDE.estimate * 4, CISAPRIDE.variance * 16, seed=3)
    assert scaled == pytest.approx(np.array(once) * 4, rel=1e-12)
    narrow = bootstrap_prediction(*CISAPRIDE, seed=3, level=0.5)
    assert once.low < narrow.low < narrow.high < once.high


def test_the_bootstrap_without_heterogeneity_is_about_the_t_interval():
    rng = np.random.default_rng(5)
    y, v = rng.normal(0.3, 1e-3, size=40), np.full(40, 0.04)
    pooled = pool(y, v, safeguard="none")
    low, high = bootstrap_prediction(y, v)
    assert (low, high) == pytest.approx((pooled.ci_low, pooled.ci_high), abs=1e-4)


def test_the_bootstrap_refuses_what_it_cannot_do():
    assert np.isnan(bootstrap_prediction([0.1, 0.2], [0.1, 0.1])).all()
    with pytest.raises(StatisticsError, match="one meta-analysis at a time"):
        bootstrap_prediction([[0.1, 0.2, 0.3]], [[0.1] * 3])
    with pytest.raises(StatisticsError, match="10 draws cannot place a limit"):
        bootstrap_prediction([0.1, 0.2, 0.3], [0.1] * 3, draws=10)
