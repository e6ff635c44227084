"""Pools with one trial fewer and one trial more."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.ground.errors import StatisticsError
from living_review.pooling import baujat, cumulative, influence, leave_one_out, pool

Y = np.array([-0.89, -1.59, -1.35, -1.44, -0.22, -0.79, -1.62, 0.01, -0.47, -1.37, -0.34, 0.45])
V = np.array([0.33, 0.19, 0.42, 0.02, 0.05, 0.007, 0.22, 0.004, 0.06, 0.07, 0.01, 0.53])


@pytest.mark.parametrize("tau2", ["REML", "DL", "common"])
def test_leaving_one_out_is_pooling_the_others(tau2):
    found = leave_one_out(Y, V, tau2=tau2)
    for trial in range(Y.size):
        others = pool(np.delete(Y, trial), np.delete(V, trial), tau2=tau2)
        for name in ("estimate", "se", "ci_low", "ci_high", "tau2", "i2", "q", "k"):
            assert getattr(found, name)[trial] == pytest.approx(getattr(others, name), rel=1e-9)


def test_an_absent_trial_cannot_be_left_out():
    found = leave_one_out([0.1, np.nan, 0.4, 0.9], [0.1, 0.1, np.nan, 0.2])
    assert np.isnan(found.estimate[[1, 2]]).all()
    assert found.k.tolist() == [1, 0, 0, 1]
    assert found.estimate[[0, 3]].tolist() == [0.9, 0.1]


def test_leaving_out_the_only_trial_leaves_nothing():
    found = leave_one_out([0.3], [0.1])
    assert np.isnan(found.estimate).all()
    assert not found.converged.any()


def test_a_known_tau2_holds_for_every_subset_of_its_meta_analysis():
    y, v = np.stack([Y, Y[::-1]]), np.stack([V, V[::-1]])
    found = leave_one_out(y, v, tau2=np.array([0.1, 0.4]))
    assert np.array_equal(found.tau2, np.repeat([[0.1], [0.4]], Y.size, axis=1))


def test_a_meaningless_variance_is_named():
    with pytest.raises(StatisticsError, match=r"Trial 2 has estimate 0\.2 and variance 0"):
        leave_one_out([0.1, 0.2, 0.3], [0.1, 0.0, 0.1])


def test_cumulative_pooling_ends_at_the_pool_of_all():
    years = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969]
    found, whole = cumulative(Y, V, years), pool(Y, V)
    assert found.k.tolist() == list(range(1, 13))
    assert found.estimate[0] == pytest.approx(Y[0])
    assert found.estimate[1] == pytest.approx(pool(Y[:2], V[:2]).estimate)
    assert found.estimate[2] == pytest.approx(pool(Y[[0, 1, 5]], V[[0, 1, 5]]).estimate)
    assert found.estimate[-1] == pytest.approx(whole.estimate)
    assert found.tau2[-1] == pytest.approx(whole.tau2)


def test_trials_of_one_year_are_added_in_the_order_given():
    found = cumulative([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [2000, 1999, 1999], tau2="common")
    assert found.estimate == pytest.approx([2.0, 2.5, 2.0])


def test_a_trial_without_a_year_comes_last():
    found = cumulative([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [np.nan, 2001, 2000], tau2="common")
    assert found.estimate == pytest.approx([3.0, 2.5, 2.0])


def test_the_step_of_an_absent_trial_is_absent():
    found = cumulative([1.0, np.nan, 3.0], [1.0, 1.0, 1.0], tau2="common")
    assert found.estimate == pytest.approx([1.0, np.nan, 2.0], nan_ok=True)


def test_one_order_serves_a_batch_and_many_orders_one_meta_analysis():
    order = np.arange(Y.size)[::-1]
    batch = cumulative(np.stack([Y, Y + 1.0]), V, order)
    single = cumulative(Y, V, order)
    assert batch.estimate[0] == pytest.approx(single.estimate)
    assert batch.estimate[1] == pytest.approx(single.estimate + 1.0)
    both = cumulative(Y, V, np.stack([order, order[::-1]]))
    assert both.estimate[0] == pytest.approx(single.estimate)


def test_an_order_of_another_length_is_refused():
    with pytest.raises(StatisticsError, match="order"):
        cumulative([0.1, 0.2], [0.1, 0.1], [1, 2, 3])


def test_influence_does_not_depend_on_the_order_or_scale_of_trials():
    straight, turned = influence(Y, V), influence(3.0 * Y[::-1] + 1.0, 9.0 * V[::-1])
    for name in ("rstudent", "dffits", "cook", "covariance_ratio", "dfbetas", "hat"):
        assert getattr(turned, name)[::-1] == pytest.approx(getattr(straight, name), rel=1e-6)
    assert turned.tau2_deleted[::-1] == pytest.approx(9.0 * straight.tau2_deleted, rel=1e-6)


def test_an_outlying_precise_trial_is_influential_and_the_rest_is_not():
    y, v = np.array([0.1, 0.2, 0.15, 0.12, 0.18, 0.9]), np.array([0.1, 0.1, 0.1, 0.1, 0.1, 0.05])
    assert influence(y, v, tau2="common").influential.tolist() == [False] * 5 + [True]


def test_influence_is_undefined_for_one_trial_and_flags_nobody():
    found = influence([0.4], [0.1])
    assert found.hat == pytest.approx([1.0])
    assert np.isnan([found.rstudent, found.dffits, found.cook, found.covariance_ratio]).all()
    assert not found.influential.any()


def test_influence_of_a_ragged_batch_is_that_of_each():
    batch = influence(np.stack([Y, np.where(Y < 0, Y, np.nan)]), V)
    alone = influence(Y[Y < 0], V[Y < 0])
    for name in ("rstudent", "dffits", "cook", "covariance_ratio", "dfbetas", "hat", "q_deleted"):
        values = getattr(batch, name)
        assert values[1][Y < 0] == pytest.approx(getattr(alone, name), rel=1e-9)
        assert np.isnan(values[1][Y >= 0]).all()
    assert not batch.influential[1][Y >= 0].any()


def test_baujat_shares_of_heterogeneity_add_up_to_q():
    assert baujat(Y, V).heterogeneity.sum() == pytest.approx(pool(Y, V, tau2="common").q)
