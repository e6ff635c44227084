"""Events become effects, with and without zeros."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.effects import log_odds_ratio, log_risk_ratio, risk_difference
from living_review.ground.errors import StatisticsError

SPARSE = ([0, 3, 0, 5], [50, 50, 40, 60], [4, 6, 0, 9], [50, 50, 40, 60])


@st.composite
def tables(draw):
    n1, n2 = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def test_sparse_tables_have_half_an_event_added_where_a_cell_is_zero():
    kept = log_odds_ratio(*SPARSE, double_zeros="keep").estimate
    np.testing.assert_allclose(kept, [-2.2797456, -0.75910515, 0, -0.66329422], atol=1e-7)
    kept = log_risk_ratio(*SPARSE, double_zeros="keep").estimate
    np.testing.assert_allclose(kept, [-2.1972246, -0.69314718, 0, -0.58778666], atol=1e-7)


def test_a_trial_without_events_has_no_ratio_but_a_difference():
    for ratio in (log_odds_ratio, log_risk_ratio):
        assert np.isnan(ratio([0, 40], 40, [0, 40], 40)).all()
    assert risk_difference(0, 40, 0, 40).estimate == 0
    assert risk_difference(0, 40, 0, 40).variance > 0


def test_without_correction_a_zero_is_no_ratio():
    found = log_odds_ratio(*SPARSE, zero_cells="none").estimate
    assert list(np.isnan(found)) == [True, False, True, False]


@pytest.mark.parametrize("effect", [log_odds_ratio, log_risk_ratio, risk_difference])
def test_every_table_is_corrected_if_so_asked(effect):
    corrected = effect(*SPARSE, zero_cells="all")
    a, n1, c, n2 = (np.array(each, float) for each in SPARSE)
    by_hand = effect(a + 0.5, n1 + 1, c + 0.5, n2 + 1)
    informative = [0, 1, 3]
    for ours, theirs in zip(corrected, by_hand, strict=True):
        np.testing.assert_allclose(ours[informative], theirs[informative])


def test_revman_leaves_an_arm_full_of_events_alone_in_a_risk_ratio():
    full = log_risk_ratio(20, 20, 10, 20, zero_cells="revman")
    assert full.estimate == pytest.approx(np.log(2))
    assert full.variance == pytest.approx(10 / (10 * 20))
    assert log_risk_ratio(20, 20, 10, 20).estimate < np.log(2)
    assert log_risk_ratio(0, 20, 10, 20, zero_cells="revman") == log_risk_ratio(0, 20, 10, 20)


def test_revman_takes_a_risk_difference_from_the_counts_as_they_are():
    found = risk_difference(0, 20, 10, 20, zero_cells="revman")
    assert found.estimate == -0.5
    assert found.variance == risk_difference(0, 20, 10, 20).variance


@settings(deadline=None)
@given(tables(), st.sampled_from(["only0", "all", "none", "revman"]))
def test_the_ratio_of_flipped_arms_is_the_inverse(table, rule):
    a, n1, c, n2 = table
    for effect in (log_odds_ratio, log_risk_ratio, risk_difference):
        ours, flipped = (
            effect(*each, zero_cells=rule) for each in ((a, n1, c, n2), (c, n2, a, n1))
        )
        np.testing.assert_allclose(ours.estimate, -flipped.estimate, atol=1e-12)
        np.testing.assert_allclose(ours.variance, flipped.variance, rtol=1e-9)


@settings(deadline=None)
@given(tables())
def test_the_odds_ratio_of_survival_is_the_inverse_of_that_of_death(table):
    a, n1, c, n2 = table
    deaths, survival = log_odds_ratio(a, n1, c, n2), log_odds_ratio(n1 - a, n1, n2 - c, n2)
    np.testing.assert_allclose(deaths.estimate, -survival.estimate, atol=1e-12)


@pytest.mark.parametrize("table", [(6, 5, 1, 5), (-1, 5, 1, 5), (0, 0, 1, 5), (1, 5, np.nan, 5)])
def test_impossible_or_missing_counts_have_no_effect(table):
    for effect in (log_odds_ratio, log_risk_ratio, risk_difference):
        assert np.isnan(effect(*table)).all()


def test_rules_that_do_not_exist_are_refused():
    with pytest.raises(StatisticsError, match="There is no zero_cells 'some'"):
        log_odds_ratio(*SPARSE, zero_cells="some")
    with pytest.raises(StatisticsError, match="There is no double_zeros 'hide'"):
        log_risk_ratio(*SPARSE, double_zeros="hide")
