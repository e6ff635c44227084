"""Means and standard deviations become effects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review import effects
from living_review.effects import (
    hedges_g,
    mean_difference,
    ratio_of_means,
    standardized_mean_difference,
)
from living_review.effects.continuous import small_sample_factor
from living_review.ground.errors import StatisticsError

ARMS = (10, 2, 12, 8.5, 2.5, 10)
sizes = st.integers(2, 5000)
spreads = st.floats(0.01, 100)
means = st.floats(-100, 100)
arms = st.tuples(means, spreads, sizes, means, spreads, sizes)


@pytest.mark.parametrize(
    ("variance", "g", "expected"),
    [
        ("LS", 0.6444869, 0.19277341),
        ("LS2", 0.6444869, 0.17908525),
        ("UB", 0.6444869, 0.19470668),
        ("RevMan", 0.64454103, 0.1948348),
    ],
)
def test_hedges_g_has_the_variance_asked_for(variance, g, expected):
    found = standardized_mean_difference(*ARMS, variance=variance)
    assert found == pytest.approx((g, expected), abs=1e-8)


def test_the_small_sample_factor_is_smooth_where_its_formula_changes():
    df = np.array([149.999999, 150.000001])
    below, above = small_sample_factor(df)
    assert below == pytest.approx(above, rel=1e-10)
    assert small_sample_factor(2.0) == pytest.approx(1 / np.sqrt(np.pi))
    assert small_sample_factor(1e9) == pytest.approx(1 - 0.75e-9, rel=1e-15)
    assert np.isnan(small_sample_factor(1.0))


def test_the_small_sample_factor_keeps_the_identity_of_the_gamma_function():
    """J(m)J(m + 1) = (m − 1)/√(m(m + 1)): to all digits, and to the sixth order of the series."""
    m = np.array([2.0, 7.0, 60.0, 148.0, 200.0, 250.0])
    residual = small_sample_factor(m) * small_sample_factor(m + 1) - (m - 1) / np.sqrt(m * (m + 1))
    assert residual == pytest.approx(0, abs=1e-13)
    assert np.abs(residual[-2:] * m[-2:] ** 6) == pytest.approx(0, abs=0.25)


@settings(deadline=None)
@given(arms, st.sampled_from(["LS", "LS2", "UB", "RevMan"]))
def test_swapping_the_arms_changes_the_sign_alone(one, variance):
    m1, s1, n1, m2, s2, n2 = one
    ours = standardized_mean_difference(*one, variance=variance)
    theirs = standardized_mean_difference(m2, s2, n2, m1, s1, n1, variance=variance)
    assert ours.estimate == pytest.approx(-theirs.estimate, abs=1e-12)
    assert ours.variance == pytest.approx(theirs.variance)


@settings(deadline=None)
@given(arms, st.floats(0.1, 10), means)
def test_an_smd_does_not_depend_on_the_instruments_units(one, factor, shift):
    m1, s1, n1, m2, s2, n2 = one
    moved = (m1 * factor + shift, s1 * factor, n1, m2 * factor + shift, s2 * factor, n2)
    assert standardized_mean_difference(*moved) == pytest.approx(
        standardized_mean_difference(*one), rel=1e-6, abs=1e-9
    )


def test_nothing_comes_of_nothing():
    assert np.isnan(mean_difference(np.nan, 1, 10, 0, 1, 10)).all()
    assert np.isnan(mean_difference(1, -1, 10, 0, 1, 10)).all()
    assert np.isnan(mean_difference(1, 1, 0, 0, 1, 10)).all()
    assert np.isnan(standardized_mean_difference(1, 0, 10, 0, 0, 10)).all()
    assert np.isnan(standardized_mean_difference(1, 1, 1, 0, 1, 1)).all()
    assert np.isnan(ratio_of_means([1, 0, -1], 1, 10, [-1, 1, 1], 1, 10)).all()


def test_a_column_of_trials_is_one_call():
    found = mean_difference([1, 2, np.nan], [1, 1, 1], 10, [0, 0, 0], 1, [10, 20, 30])
    np.testing.assert_allclose(found.estimate, [1, 2, np.nan])
    np.testing.assert_allclose(found.variance, [0.2, 0.15, np.nan])


def test_g_from_d_is_g_from_the_arms():
    pooled = np.sqrt((11 * 2**2 + 9 * 2.5**2) / 20)
    assert hedges_g(1.5 / pooled, 12, 10) == pytest.approx(standardized_mean_difference(*ARMS))


def test_wrong_arguments_are_refused_in_a_sentence():
    with pytest.raises(StatisticsError, match="There is no variance 'AV'; choose one of LS, LS2"):
        standardized_mean_difference(*ARMS, variance="AV")
    with pytest.raises(StatisticsError, match="The argument sd_control must be numbers"):
        mean_difference(1, 1, 10, 0, "one", 10)
    with pytest.raises(StatisticsError, match=r"mean_intervention \(2,\), sd_intervention \(3,\)"):
        mean_difference([1, 2], [1, 1, 1], 10, 0, 1, 10)


def test_what_is_exported_is_there_and_documented():
    assert effects.__all__ == sorted(effects.__all__)
    assert {"mean_difference", "log_odds_ratio", "from_contrast", "combine_arms"} <= {
        *effects.__all__
    }
    assert all(getattr(effects, name).__doc__ for name in effects.__all__)
