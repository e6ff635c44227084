"""Rate ratios and differences, against metafor 3.8-1 (`validation/rates.R`) and by their laws."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.effects import (
    ReportedError,
    from_contrast,
    from_log_rank,
    log_rate_ratio,
    rate_difference,
)
from living_review.pooling import pool

REFERENCE = Path(__file__).parents[2] / "validation" / "rates.txt"


def reference(*names: str) -> list[float]:
    """Give the numbers of a line of `validation/rates.txt`, which metafor wrote."""
    start = f"{' '.join(names)} "
    [line] = [x for x in REFERENCE.read_text().splitlines() if x.startswith(start)]
    return [float(number) for number in line.removeprefix(start).split()]


def counts(name: str) -> list[list[float]]:
    return [reference(name, column) for column in ("x1i", "t1i", "x2i", "t2i")]


COUNT, TIME = st.integers(0, 500), st.floats(0.1, 1e5)


@pytest.mark.parametrize("name", ["made_up", "hart1999"])
def test_rate_ratios_are_those_of_metafor(name):
    found = log_rate_ratio(*counts(name), double_zeros="keep")
    assert found.estimate == pytest.approx(reference(name, "IRR", "yi"), rel=1e-13)
    assert found.variance == pytest.approx(reference(name, "IRR", "vi"), rel=1e-13)


@pytest.mark.parametrize("name", ["made_up", "hart1999"])
def test_rate_differences_are_those_of_metafor_and_of_the_counts_as_they_are(name):
    found = rate_difference(*counts(name))
    x1, t1, x2, t2 = (np.array(column) for column in counts(name))
    # By choice: metafor adds half an event to the difference too where an arm has none.
    whole = (x1 > 0) & (x2 > 0)
    assert found.estimate == pytest.approx(x1 / t1 - x2 / t2, rel=1e-13)
    theirs = np.array(reference(name, "IRD", "yi"))
    assert found.estimate[whole] == pytest.approx(theirs[whole], rel=1e-12)
    assert found.variance == pytest.approx(reference(name, "IRD", "vi"), rel=1e-13)


@pytest.mark.parametrize("measure", ["IRR", "IRD"])
def test_a_pool_of_rates_is_that_of_metafor(measure):
    effect = {"IRR": log_rate_ratio, "IRD": rate_difference}[measure]
    found = pool(*effect(*counts("hart1999")), tau2="REML", interval="wald")
    estimate, se, tau2 = reference("hart1999", measure, "reml")
    assert found.estimate == pytest.approx(estimate, rel=1e-6)
    assert found.se == pytest.approx(se, rel=1e-6)
    assert found.tau2 == pytest.approx(tau2, rel=1e-5, abs=1e-9)


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
    again = from_contrast("HR", math.exp(found.estimate), ReportedError(ci_low=low, ci_high=high))
    assert again.estimate == pytest.approx(found.estimate, abs=1e-9)
    assert again.variance == pytest.approx(found.variance, rel=1e-9)
