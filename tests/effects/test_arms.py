"""Arms are combined, corrected for clusters, and turned into change scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.effects import (
    change_sd,
    cluster_adjust,
    cluster_adjust_se,
    combine_arms,
    combine_events,
    design_effect,
)

samples = st.lists(st.lists(st.floats(-50, 50), min_size=2, max_size=9), min_size=1, max_size=4)


@settings(deadline=None)
@given(samples, st.integers(0, 3))
def test_combined_arms_are_what_their_participants_make_together(groups, absent):
    everyone = np.concatenate([np.array(each) for each in groups])
    n = [len(each) for each in groups] + [np.nan] * absent
    mean = [np.mean(each) for each in groups] + [np.nan] * absent
    sd = [np.std(each, ddof=1) for each in groups] + [np.nan] * absent
    combined = combine_arms(n, mean, sd)
    assert combined.n == len(everyone)
    assert combined.mean == pytest.approx(everyone.mean(), abs=1e-9)
    assert combined.sd == pytest.approx(everyone.std(ddof=1), abs=1e-6)


def test_an_arm_without_a_mean_leaves_the_combination_unknown():
    combined = combine_arms([[10, 10], [10, np.nan]], [[1, np.nan], [1, np.nan]], [[2, 2], [2, 5]])
    np.testing.assert_allclose(combined.mean, [np.nan, 1])
    np.testing.assert_allclose(combined.sd, [np.nan, 2])
    assert np.isnan(combine_arms([np.nan], [1.0], [1.0])).all()


def test_events_of_several_arms_add_up():
    combined = combine_events([[10, 20, np.nan], [5, 5, 5]], [[1, 2, np.nan], [0, np.nan, 1]])
    np.testing.assert_allclose(combined.n, [30, 15])
    np.testing.assert_allclose(combined.events, [3, np.nan])


def test_clusters_shrink_the_sample_by_the_design_effect():
    # Cochrane Handbook 23.1.4: clusters of 21.85, ICC 0.02: 1.417; 295 children count for 208.2.
    assert design_effect(21.85, 0.02) == pytest.approx(1.417)
    assert cluster_adjust(295, 21.85, 0.02) == pytest.approx(208.186, abs=1e-3)
    assert cluster_adjust_se(0.2, 21.85, 0.02) == pytest.approx(0.2 * np.sqrt(1.417))
    assert cluster_adjust(295, 1, 0.5) == 295
    assert np.isnan(cluster_adjust(295, 0.5, 0.02))


def test_the_sd_of_change_follows_from_the_correlation():
    # Cochrane Handbook 6.5.2.8: baseline 4.0, final 4.4, correlation 0.78 gives 2.8.
    assert change_sd(4.0, 4.4, 0.78) == pytest.approx(2.81, abs=0.01)
    assert change_sd(3, 3, 1) == 0
    assert change_sd(3, 4, 0) == 5
    assert np.isnan(change_sd(3, 4, 1.2))
