"""Rate ratios and differences, against metafor 3.8-1 (`validation/rates.R`) and by their laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.effects import from_contrast, from_log_rank, log_rate_ratio, rate_difference

# escalc(measure="IRR"/"IRD", to="only0", drop00=FALSE); its IRD of a trial with a zero is taken
# from the corrected counts, ours from the counts as they are (a difference by choice).
EVENTS = [0, 3, 12, 0, 7], [4, 1, 20, 0, 9]
TIMES = [100, 52.5, 1000, 40, 9.25], [90, 60, 950, 41, 8]
IRR = [
    -2.3025850929940455,
    1.2321436812926319,
    -0.56211891815354154,
    0.024692612590372143,
    -0.39649643812540392,
]
IRR_VARIANCE = [2.2222222222222223, 1.3333333333333333, 0.13333333333333333, 4, 0.25396825396825395]
IRD = [-4 / 90, 0.040476190476190471, -0.0090526315789473677, 0, -0.3682432432432432]
IRD_VARIANCE = [
    0.00060555555555555558,
    0.0013662131519274377,
    3.4160664819944598e-05,
    0.00060994199881023203,
    0.22243654127100074,
]
COUNT, TIME = st.integers(0, 500), st.floats(0.1, 1e5)


def test_rate_ratios_are_those_of_metafor():
    found = log_rate_ratio(EVENTS[0], TIMES[0], EVENTS[1], TIMES[1], double_zeros="keep")
    assert found.estimate == pytest.approx(IRR, rel=1e-14)
    assert found.variance == pytest.approx(IRR_VARIANCE, rel=1e-14)


def test_rate_differences_are_those_of_metafor_and_of_the_counts_as_they_are():
    found = rate_difference(EVENTS[0], TIMES[0], EVENTS[1], TIMES[1])
    assert found.estimate == pytest.approx(IRD, rel=1e-13)
    assert found.variance == pytest.approx(IRD_VARIANCE, rel=1e-13)


def test_a_trial_without_any_event_says_nothing_about_a_ratio_of_rates():
    assert np.isnan(log_rate_ratio(0, 40, 0, 41).estimate)
    assert rate_difference(0, 40, 0, 41).estimate == 0.0


@pytest.mark.parametrize("time", [0.0, -1.0, math.nan])
def test_without_time_there_is_no_rate(time):
    for found in (log_rate_ratio(3, time, 4, 10), rate_difference(3, time, 4, 10)):
        assert np.isnan(found.estimate)
        assert np.isnan(found.variance)


@given(COUNT, TIME, COUNT, TIME)
def test_flipping_the_arms_inverts_a_rate_ratio_and_negates_a_difference(x1, t1, x2, t2):
    for effect in (log_rate_ratio, rate_difference):
        one, other = effect(x1, t1, x2, t2), effect(x2, t2, x1, t1)
        assert one.estimate == pytest.approx(-other.estimate, nan_ok=True)
        assert one.variance == pytest.approx(other.variance, nan_ok=True)


@given(COUNT, TIME, COUNT, TIME, st.floats(0.01, 100))
def test_the_unit_of_time_scales_a_difference_and_leaves_a_ratio(x1, t1, x2, t2, unit):
    one, other = rate_difference(x1, t1, x2, t2), rate_difference(x1, t1 / unit, x2, t2 / unit)
    assert other.estimate == pytest.approx(unit * one.estimate, rel=1e-9, abs=1e-12)
    assert other.variance == pytest.approx(unit**2 * one.variance, rel=1e-9)
    one, other = log_rate_ratio(x1, t1, x2, t2), log_rate_ratio(x1, t1 / unit, x2, t2 / unit)
    assert other.estimate == pytest.approx(one.estimate, rel=1e-9, abs=1e-9, nan_ok=True)


def test_the_log_rank_test_gives_a_hazard_ratio():
    # Tierney et al. 2007, Trials 8:16, eq. 1 and 2: HR = exp((O − E)/V), V = 1/se².
    found = from_log_rank([-6.0, 0.0, 3.0], [24.0, 10.0, 0.0])
    assert found.estimate[:2] == pytest.approx([-0.25, 0.0])
    assert found.variance[:2] == pytest.approx([1 / 24, 0.1])
    assert np.isnan(found.estimate[2])


@given(st.floats(-50, 50), st.floats(0.5, 200))
def test_a_log_rank_test_and_its_own_interval_say_the_same(difference, variance):
    found = from_log_rank(difference, variance)
    z = 1.959963984540054
    low, high = (math.exp(found.estimate + s * z / math.sqrt(variance)) for s in (-1, 1))
    again = from_contrast("HR", math.exp(found.estimate), ci_low=low, ci_high=high)
    assert again.estimate == pytest.approx(found.estimate, abs=1e-9)
    assert again.variance == pytest.approx(found.variance, rel=1e-9)
