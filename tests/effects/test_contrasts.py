"""Comparisons reported without their arms become effects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review import effects
from living_review.effects import (
    ReportedError,
    standardize,
    standardized_mean_difference,
)
from living_review.ground.errors import StatisticsError


def from_contrast(
    measure, estimate, *, n_intervention=np.nan, n_control=np.nan, quantile="auto", **reported
):
    """What is reported, by name."""
    sizes = {"n_intervention": n_intervention, "n_control": n_control}
    return effects.from_contrast(
        measure, estimate, effects.ReportedError(**reported), quantile=quantile, **sizes
    )


@settings(deadline=None)
@given(
    st.sampled_from(["OR", "RR", "HR", "ROM"]),
    st.floats(-2, 2),
    st.floats(0.05, 1),
    st.sampled_from([0.9, 0.95, 0.99]),
)
def test_a_ratio_comes_back_as_a_log_from_interval_error_or_p(measure, log, se, level):
    half = stats.norm.ppf(0.5 + level / 2) * se
    interval = {"ci_low": np.exp(log - half), "ci_high": np.exp(log + half), "ci_level": level}
    p = 2 * stats.norm.sf(abs(log) / se)
    ways = [interval, {"se": se}]
    if 1e-12 < p < 0.99:
        ways.append({"p": p})
    for way in ways:
        assert from_contrast(measure, np.exp(log), **way) == pytest.approx((log, se**2), rel=1e-6)


@settings(deadline=None)
@given(st.sampled_from(["SMD", "MD", "RD"]), st.floats(-2, 2), st.floats(0.05, 1))
def test_a_difference_stays_on_its_scale(measure, value, se):
    assert from_contrast(measure, value, se=se) == pytest.approx((value, se**2))
    half = 1.959963984540054 * se
    found = from_contrast(measure, value, ci_low=value - half, ci_high=value + half)
    assert found == pytest.approx((value, se**2), rel=1e-6)


def test_a_small_trials_mean_difference_has_a_t_interval():
    half = stats.t.ppf(0.975, 38) * 0.5
    asked = {"ci_low": 1 - half, "ci_high": 1 + half}
    small = from_contrast("MD", 1, **asked, n_intervention=20, n_control=20)
    assert small.variance == pytest.approx(0.25)
    normal = from_contrast("MD", 1, **asked, n_intervention=20, n_control=20, quantile="z")
    assert normal.variance == pytest.approx((half / 1.959963984540054) ** 2)
    large = from_contrast("MD", 1, **asked, n_intervention=200, n_control=200)
    assert large.variance == pytest.approx(normal.variance)
    assert from_contrast("SMD", 1, **asked, n_intervention=20, n_control=20) == normal


@pytest.mark.parametrize(("n1", "n2"), [(20, 20), (59, 400), (60, 60), (200, 300)])
def test_the_quantile_of_an_interval_is_the_one_asked_for(n1, n2):
    """Asked for, it is t or normal for trials of any size; else t where an arm has less than 60."""
    df = n1 + n2 - 2
    names = {"t": stats.t(df), "z": stats.norm}
    names["auto"] = names["t" if min(n1, n2) < 60 else "z"]
    for quantile, distribution in names.items():
        half = distribution.ppf(0.95) * 0.5
        found = from_contrast(
            *("MD", 1), ci_low=1 - half, ci_high=1 + half, ci_level=0.9,
            n_intervention=n1, n_control=n2, quantile=quantile,
        )  # fmt: skip
        assert found.variance == pytest.approx(0.25, rel=1e-9)
        p = 2 * distribution.sf(1 / 0.5)
        found = from_contrast("MD", 1, p=p, n_intervention=n1, n_control=n2, quantile=quantile)
        assert found.variance == pytest.approx(0.25, rel=1e-9)


def test_a_ratio_prefers_its_interval_and_a_difference_its_standard_error():
    both = {"se": 0.5, "ci_low": 0.5, "ci_high": 2.0}
    from_interval = (np.log(4) / (2 * 1.959963984540054)) ** 2
    assert from_contrast("OR", 1.0, **both).variance == pytest.approx(from_interval)
    assert from_contrast("MD", 1.0, **both).variance == 0.25


def test_a_column_of_mixed_measures_is_one_call():
    found = from_contrast(
        ["OR", "SMD", "RR", "RD", "OR"],
        [2.0, 0.4, -1.0, 0.1, 3.0],
        se=[0.3, np.nan, 0.1, np.nan, np.nan],
        ci_low=[np.nan, 0.2, np.nan, np.nan, np.nan],
        ci_high=[np.nan, 0.6, np.nan, np.nan, np.nan],
        p=[np.nan, np.nan, np.nan, 0.04, np.nan],
    )
    np.testing.assert_allclose(found.estimate, [np.log(2), 0.4, np.nan, 0.1, np.nan])
    np.testing.assert_allclose(
        found.variance,
        [0.09, (0.2 / 1.959963984540054) ** 2, np.nan, (0.1 / 2.0537489) ** 2, np.nan],
        rtol=1e-6,
    )


@settings(deadline=None)
@given(
    st.floats(-20, 20),
    st.floats(0.5, 20),
    st.integers(3, 200),
    st.integers(3, 200),
    st.sampled_from(["LS", "UB", "RevMan"]),
)
def test_a_mean_difference_becomes_the_smd_of_its_arms(difference, sd, n1, n2, variance):
    se = sd * np.sqrt(1 / n1 + 1 / n2)
    ours = standardize(difference, se, n1, n2, variance=variance)
    arms = standardized_mean_difference(difference, sd, n1, 0, sd, n2, variance=variance)
    assert ours == pytest.approx(arms, rel=1e-9, abs=1e-12)


def test_a_measure_that_does_not_exist_is_refused():
    with pytest.raises(StatisticsError, match="There is no measure 'COR'; choose one of SMD, MD"):
        from_contrast(["OR", "COR"], [1, 1], se=0.1)


def test_a_quantile_that_does_not_exist_is_refused_by_name():
    with pytest.raises(StatisticsError, match="quantile 'T'"):
        from_contrast("MD", 1, se=0.1, quantile="T")


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_a_ratio_whose_limit_has_no_logarithm_keeps_its_standard_error(low: float) -> None:
    given_so = ReportedError(0.3, low, 2.0)
    found = effects.from_contrast("OR", 0.5, given_so, n_intervention=9, n_control=9)
    assert (found.estimate, found.variance) == pytest.approx((np.log(0.5), 0.09))
