"""Tails and quantiles agree with scipy.stats, which is too slow to import at run time."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from living_review.ground.distributions import (
    FEW,
    chi2_quantile,
    chi2_tail,
    normal_cdf,
    normal_quantile,
    t_cdf,
    t_quantile,
    two_sided_p,
)

PROBABILITIES = np.array([1e-12, 1e-4, 0.025, 0.5, 0.9, 0.975, 1 - 1e-6])
DFS = np.array([1.0, 2.0, 2.5, 7.0, 59.0, 1e4, np.inf])


def test_normal_tails_and_quantiles():
    np.testing.assert_allclose(normal_quantile(PROBABILITIES), stats.norm.ppf(PROBABILITIES))
    np.testing.assert_allclose(normal_cdf([-40, -3, 0, 2]), stats.norm.cdf([-40, -3, 0, 2]))


@pytest.mark.parametrize("df", DFS)
def test_t_tails_and_quantiles(df):
    reference = stats.norm if np.isinf(df) else stats.t(df)
    np.testing.assert_allclose(
        t_quantile(df, PROBABILITIES), reference.ppf(PROBABILITIES), rtol=1e-9, atol=1e-15
    )
    t = np.array([-50.0, -2.0, 0.0, 1.5, 9.0])
    np.testing.assert_allclose(t_cdf(df, t), reference.cdf(t), rtol=1e-10)
    np.testing.assert_allclose(two_sided_p(df, t), 2 * reference.sf(np.abs(t)), rtol=1e-10)


def test_many_degrees_of_freedom_at_once_equal_one_at_a_time():
    df = np.array([[3.0, np.inf, 3.0], [np.nan, 9.0, 0.0]])
    together = t_quantile(df, 0.975)
    one_by_one = [[float(t_quantile(each, 0.975)) for each in row] for row in df]
    np.testing.assert_array_equal(together, one_by_one)
    assert np.isnan(together[1, [0, 2]]).all()


def test_infinite_statistics_have_no_tail():
    np.testing.assert_array_equal(
        two_sided_p([1, 12, np.inf], [np.inf, -np.inf, np.inf]), [0, 0, 0]
    )
    assert np.isnan(two_sided_p(5, np.nan))


def test_chi_squared_tails_and_quantiles():
    for df in (1, 4, 300):
        np.testing.assert_allclose(
            chi2_quantile(df, PROBABILITIES), stats.chi2.ppf(PROBABILITIES, df), rtol=1e-8
        )
        np.testing.assert_allclose(
            chi2_tail(df, [0, 1, 800]), stats.chi2.sf([0, 1, 800], df), rtol=1e-10
        )
    assert chi2_tail(0, 0) == 1
    assert np.isnan(chi2_tail(np.nan, 1))
    assert np.isnan(chi2_quantile(0, 0.5))


def test_numerics_start_without_slow_libraries():
    slow = {"scipy.stats", "scipy.special", "statsmodels", "pandas", "matplotlib"}
    code = (
        f"import sys, living_review.pooling, living_review.effects;print({slow} & {{*sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_quantiles_looked_up_one_by_one_are_those_of_a_long_array_to_the_bit():
    df = np.array([[0.0, 1.0, 2.5, np.nan], [np.inf, 7.0, 7.0, -1.0]])
    long = np.resize(df, (40, 8))
    assert long.size > FEW > df.size
    np.testing.assert_array_equal(t_quantile(df, 0.975).ravel(), t_quantile(long, 0.975)[0])
    every = np.full(df.shape, 0.975)
    np.testing.assert_array_equal(t_quantile(df, 0.975), t_quantile(df, every))
    assert t_quantile(7.0, 0.975) == t_quantile(long, 0.975)[0, 5]


def test_a_tail_of_normals_alone_is_that_beside_other_distributions_to_the_bit():
    t = np.array([-np.inf, -2.0, 0.3, np.nan, np.inf])
    mixed = t_cdf(np.array([[np.inf], [3.0]]), t)
    np.testing.assert_array_equal(t_cdf(np.inf, t), mixed[0])
