"""What a report gives instead of a standard deviation leads back to one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review.effects import (
    ReportedArms,
    mean_sd_from_quantiles,
    rescue,
    sd_from_ci,
    sd_from_difference_se,
    sd_from_p,
    sd_from_se,
    sd_from_t,
    se_from_ci,
    se_from_p,
)
from living_review.ground.errors import StatisticsError

sizes = st.integers(2, 400)
spreads = st.floats(0.1, 50)


@settings(deadline=None)
@given(spreads, sizes, st.floats(-20, 20), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_sd_behind_an_interval_is_found_again(sd, n, mean, level):
    se = sd / np.sqrt(n)
    t = stats.t.ppf(0.5 + level / 2, n - 1) * se
    z = stats.norm.ppf(0.5 + level / 2) * se
    assert sd_from_se(se, n) == pytest.approx(sd)
    for half, quantile in ((t, "t"), (z, "z"), (t if n < 60 else z, "auto")):
        found = sd_from_ci(mean - half, mean + half, n, level=level, quantile=quantile)
        assert found == pytest.approx(sd, rel=1e-6)


@settings(deadline=None)
@given(spreads, sizes, sizes, st.floats(0.2, 20))
def test_the_sd_behind_a_test_is_found_again(sd, n1, n2, difference):
    se = sd * np.sqrt(1 / n1 + 1 / n2)
    t = difference / se
    assert sd_from_t(difference, -t, n1, n2) == pytest.approx(sd)
    assert sd_from_difference_se(se, n1, n2) == pytest.approx(sd)
    p = 2 * stats.t.sf(t, n1 + n2 - 2)
    if 1e-200 < p < 0.999:
        assert sd_from_p(difference, p, n1, n2) == pytest.approx(sd, rel=1e-6)


def test_the_handbooks_example_of_a_mean_difference():
    # Cochrane Handbook 6.5.2.3: MD 3.8, p 0.008, n 25 and 22: t 2.78, SE 1.37, SD 4.69.
    assert se_from_p(3.8, 0.008, df=45) == pytest.approx(1.37, abs=0.005)
    assert sd_from_p(3.8, 0.008, 25, 22) == pytest.approx(4.69, abs=0.02)


def test_what_says_nothing_gives_nothing():
    assert np.isnan(se_from_p([0.0, 1.0, 1.0], [0.5, 0.0, 1.0])).all()
    assert np.isnan(se_from_ci(2.0, 1.0))
    assert np.isnan(se_from_ci(1.0, 2.0, level=95))
    assert np.isnan(sd_from_t(1.0, 0.0, 10, 10))
    assert np.isnan(sd_from_ci(1.0, 2.0, np.nan))


def test_means_and_sds_come_from_range_quartiles_or_both():
    # metafor 5.x `conv.fivenum` formulas, re-computed: Luo 2018, Wan 2014, Shi 2020.
    ranged = mean_sd_from_quantiles(20, minimum=2, median=6, maximum=14)
    quartered = mean_sd_from_quantiles(50, q1=4, median=6, q3=9)
    both = mean_sd_from_quantiles(50, minimum=2, q1=4, median=6, q3=9, maximum=14)
    assert ranged[:2] == pytest.approx((6.59446776, 3.21157597), abs=1e-8)
    assert quartered[:2] == pytest.approx((6.3539, 3.81652290), abs=1e-8)
    assert both[:2] == pytest.approx((6.51762700, 3.15719232), abs=1e-8)


def test_a_reported_mean_with_a_range_or_quartiles_has_a_standard_deviation():
    """Wan's formulas of the standard deviation hold no median; the mean that is there stays."""
    found = rescue(
        ReportedArms(
            [20, 50],
            mean=[6.0, 6.5],
            minimum=[2, np.nan],
            maximum=[14, np.nan],
            q1=[np.nan, 4],
            q3=[np.nan, 9],
        )
    )
    np.testing.assert_allclose(found.sd, [3.21157597, 3.81652290], atol=1e-8)
    np.testing.assert_array_equal(found.mean, [6.0, 6.5])
    assert list(found.source) == ["quantiles", "quantiles"]
    bare = rescue(ReportedArms(20, minimum=2, maximum=14))
    assert np.isnan(bare.mean)


def test_the_formulas_are_chosen_trial_by_trial():
    found = mean_sd_from_quantiles(
        [20, 50, 50, 4, 50, 50],
        minimum=[2, np.nan, 2, 2, np.nan, 7],
        q1=[np.nan, 4, 4, 4, 4, 4],
        median=6,
        q3=[np.nan, 9, 9, 9, np.nan, 9],
        maximum=[14, np.nan, 14, 14, 14, 14],
    )
    np.testing.assert_allclose(
        found.sd, [3.21157597, 3.81652290, 3.15719232, np.nan, np.nan, np.nan], atol=1e-8
    )
    assert found.skewed.dtype == bool


@pytest.mark.parametrize("given_numbers", ["range", "quartiles", "both"])
# Sizes of 4Q + 1, at which every definition of a quartile agrees.
@pytest.mark.parametrize("n", [33, 201])
def test_normal_data_are_flagged_as_skewed_one_time_in_twenty(given_numbers, n):
    def flagged(sample):
        low, q1, median, q3, high = np.quantile(sample, [0, 0.25, 0.5, 0.75, 1], axis=1)
        asked = {"minimum": low, "maximum": high} if given_numbers != "quartiles" else {}
        asked |= {"q1": q1, "q3": q3} if given_numbers != "range" else {}
        return mean_sd_from_quantiles(n, median=median, **asked).skewed.mean()

    rng = np.random.default_rng(n)
    assert flagged(rng.normal(size=(20_000, n))) == pytest.approx(0.05, abs=0.008)
    assert flagged(rng.exponential(size=(5_000, n))) > (0.15 if n == 33 else 0.7)


def test_a_quantile_that_does_not_exist_is_refused():
    with pytest.raises(StatisticsError, match="There is no quantile 'normal'"):
        sd_from_ci(1, 2, 10, quantile="normal")


def test_a_standard_error_of_one_person_is_a_spread_and_of_nobody_none():
    assert np.asarray(sd_from_se([2, 2, 2], [0, 1, 4])).tolist() == pytest.approx(
        [np.nan, 2, 4], nan_ok=True
    )


def test_quantiles_are_skewed_beyond_the_critical_value_and_not_at_it():
    # Of 25 people the critical value of Shi et al. is 2.66/5 - 5.92/625 = 0.522528.
    found = mean_sd_from_quantiles(25, q1=0, q3=2, median=[0.477472, 0.477471])
    assert found.asymmetry[0] == 1
    assert found.skewed.tolist() == [False, True]
