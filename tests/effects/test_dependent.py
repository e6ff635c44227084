"""Effects of the same people become one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.effects import mean_of_correlated
from living_review.ground.errors import StatisticsError

effects = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.001, 5)), min_size=1, max_size=6).map(
    lambda pairs: tuple(np.array(column) for column in zip(*pairs, strict=True))
)


@given(effects, st.floats(0, 1))
def test_the_variance_is_that_of_a_mean_under_the_covariance_matrix(both, r):
    y, v = both
    root = np.sqrt(v)
    matrix = np.where(np.eye(y.size, dtype=bool), 1.0, r) * np.outer(root, root)
    found = mean_of_correlated(y, v, r)
    assert found.estimate == pytest.approx(y.mean(), abs=1e-12)
    assert found.variance == pytest.approx(matrix.mean())


@given(effects)
def test_perfectly_correlated_effects_gain_nothing_and_independent_ones_most(both):
    y, v = both
    assert mean_of_correlated(y, v, 1.0).variance == pytest.approx(np.sqrt(v).mean() ** 2)
    assert mean_of_correlated(y, v, 0.0).variance == pytest.approx(v.sum() / v.size**2)


def test_an_absent_effect_is_left_out_of_a_batch():
    y = [[0.3, 0.5, np.nan], [0.2, np.nan, np.nan], [np.nan] * 3]
    v = [[0.05, 0.04, 0.01], [0.03, 0.02, 0.01], [0.01] * 3]
    found = mean_of_correlated(y, v, [0.5, 0.5, 0.5])
    np.testing.assert_allclose(found.estimate, [0.4, 0.2, np.nan])
    expected = (0.09 + np.sqrt(0.05 * 0.04)) / 4
    np.testing.assert_allclose(found.variance, [expected, 0.03, np.nan])


@pytest.mark.parametrize("r", [-0.1, 1.1, np.nan])
def test_a_correlation_that_is_none_is_refused(r):
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        mean_of_correlated([0.1, 0.2], [0.1, 0.1], r)
