"""The bounds that docstrings name, on both sides of each."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.effects import (
    mean_difference,
    mean_sd_from_quantiles,
    ratio_of_means,
    sd_from_ci,
    standardized_mean_difference,
)
from living_review.effects.rescue import sd_from_difference_se, se_from_p

FIVE = {"minimum": 1.0, "q1": 3.0, "median": 5.0, "q3": 7.0, "maximum": 9.0}
RANGE = {"minimum": 1.0, "median": 5.0, "maximum": 9.0}
QUARTILES = {"q1": 3.0, "median": 5.0, "q3": 7.0}


@pytest.mark.parametrize("numbers", [FIVE, RANGE, QUARTILES])
def test_quantiles_are_used_from_five_participants_on(numbers):
    four, five = (mean_sd_from_quantiles(n, **numbers) for n in (4, 5))
    assert np.isnan([four.mean, four.sd]).all()
    assert five.mean == pytest.approx(5.0)
    assert five.sd > 0


def test_below_sixty_participants_an_interval_was_made_with_the_t_distribution():
    small, large = (sd_from_ci(1.0, 3.0, n) for n in (59, 60))
    assert small == sd_from_ci(1.0, 3.0, 59, quantile="t")
    assert large == sd_from_ci(1.0, 3.0, 60, quantile="z")
    assert small != sd_from_ci(1.0, 3.0, 59, quantile="z")


def test_one_standard_deviation_of_zero_leaves_the_other_and_two_leave_none():
    one = standardized_mean_difference(5.0, 0.0, 20, 4.0, 2.0, 20)
    assert np.isfinite([one.estimate, one.variance]).all()
    both = standardized_mean_difference(5.0, 0.0, 20, 4.0, 0.0, 20)
    assert np.isnan([both.estimate, both.variance]).all()
    difference = mean_difference(5.0, 0.0, 20, 4.0, 2.0, 20)
    assert (difference.estimate, difference.variance) == (1.0, pytest.approx(4.0 / 20))


@pytest.mark.parametrize("sd", [-1e-9, -2.0])
def test_a_standard_deviation_below_zero_is_none(sd):
    assert np.isnan(mean_difference(5.0, sd, 20, 4.0, 2.0, 20).variance)


def test_the_ratio_of_means_needs_means_on_one_side_of_zero():
    assert ratio_of_means(6.0, 1.0, 20, 3.0, 1.0, 20).estimate == pytest.approx(np.log(2))
    assert ratio_of_means(-6.0, 1.0, 20, -3.0, 1.0, 20).estimate == pytest.approx(np.log(2))
    assert np.isnan(ratio_of_means(0.0, 1.0, 20, 3.0, 1.0, 20).estimate)
    assert np.isnan(ratio_of_means(-6.0, 1.0, 20, 3.0, 1.0, 20).estimate)


def test_the_deviation_behind_an_error_of_a_difference_needs_somebody_in_each_arm():
    assert sd_from_difference_se(0.5, 1, 1) == pytest.approx(0.5 / np.sqrt(2))
    assert sd_from_difference_se(0.5, 1, 4) == pytest.approx(0.5 / np.sqrt(1.25))
    for n1, n2 in ((0, 4), (4, 0), (-1, 4), (np.nan, 4)):
        assert np.isnan(sd_from_difference_se(0.5, n1, n2))


def test_a_p_value_says_something_of_an_error_between_none_and_one():
    assert se_from_p(0.5, 0.05) == pytest.approx(0.5 / 1.959963984540054)
    for p in (0.0, 1.0, -0.1, 1.1, np.nan):
        assert np.isnan(se_from_p(0.5, p))
    assert np.isnan(se_from_p(0.0, 0.5))
