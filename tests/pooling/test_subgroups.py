"""The test for a difference between groups of trials."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.ground.errors import StatisticsError
from living_review.pooling import meta_regression, pool, subgroups

Y = np.array([0.1, 0.5, 0.4, 0.9, 1.2, 0.8, -0.3, 0.2])
V = np.array([0.04, 0.09, 0.02, 0.05, 0.1, 0.03, 0.06, 0.05])
GROUPS = ["b", "a", "b", "a", "a", "b", "c", "c"]


def test_each_level_is_pooled_as_if_alone():
    found = subgroups(Y, V, GROUPS)
    assert found.levels == ("a", "b", "c")
    for at, level in enumerate(found.levels):
        which = np.array(GROUPS) == level
        alone = pool(Y[which], V[which])
        for name in ("k", "estimate", "se", "ci_low", "ci_high", "tau2", "i2"):
            assert getattr(found.pooled, name)[at] == pytest.approx(getattr(alone, name))


def test_q_between_is_the_part_of_q_that_levels_explain():
    found = subgroups(Y, V, GROUPS, tau2="common")
    within = found.pooled.q.sum()
    assert found.q_between + within == pytest.approx(pool(Y, V, tau2="common").q)
    assert found.df == 2


def test_q_between_does_not_depend_on_the_interval():
    wald = subgroups(Y, V, GROUPS, interval="wald")
    knapp_hartung = subgroups(Y, V, GROUPS, interval="knapp-hartung", safeguard="none")
    assert wald.q_between == pytest.approx(knapp_hartung.q_between)
    assert not np.allclose(wald.pooled.se, knapp_hartung.pooled.se)


def test_a_common_tau2_gives_the_omnibus_test_of_meta_regression():
    found = subgroups(Y, V, GROUPS, common_tau2=True, interval="wald")
    dummies = np.array([[1.0, g == "b", g == "c"] for g in GROUPS])
    regression = meta_regression(Y, V, dummies, interval="wald")
    assert found.q_between == pytest.approx(regression.qm)
    assert found.p == pytest.approx(regression.qm_p)
    assert found.pooled.tau2 == pytest.approx([regression.tau2] * 3)


def test_one_level_has_nothing_to_be_compared_with():
    found = subgroups(Y, V, ["a"] * 8)
    assert found.pooled.estimate == pytest.approx([pool(Y, V).estimate])
    assert np.isnan([found.q_between, found.df, found.p]).all()


def test_a_level_of_one_trial_counts():
    found = subgroups([0.1, 0.4, 0.9], [0.04, 0.04, 0.09], ["a", "a", "b"])
    assert found.pooled.k.tolist() == [2, 1]
    assert found.df == 1


@pytest.mark.parametrize("common_tau2", [False, True])
def test_a_level_without_trials_in_one_meta_analysis_is_left_out_there(common_tau2):
    absent = np.where(np.array(GROUPS) == "c", np.nan, Y)
    batch = subgroups(np.stack([Y, absent]), V, GROUPS, common_tau2=common_tau2)
    alone = subgroups(Y[:6], V[:6], GROUPS[:6], common_tau2=common_tau2)
    assert batch.df.tolist() == [2, 1]
    assert batch.q_between[1] == pytest.approx(alone.q_between)
    assert batch.pooled.estimate[1, :2] == pytest.approx(alone.pooled.estimate)
    assert np.isnan(batch.pooled.estimate[1, 2])


def test_a_common_tau2_needs_more_trials_than_levels():
    found = subgroups([0.1, 0.2], [0.1, 0.1], ["a", "b"], common_tau2=True)
    assert np.isnan(found.pooled.estimate).all()
    assert np.isnan(found.q_between)


@pytest.mark.parametrize(
    ("groups", "message"),
    [(["a"], "give one label for each"), (["a", None] * 4, "labels of one kind")],
)
def test_unusable_labels_are_refused(groups, message):
    with pytest.raises(StatisticsError, match=message):
        subgroups(Y, V, groups)
