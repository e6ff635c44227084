"""Arms that report different things are rescued in one call, each by what is most trusted."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.effects import (
    ReportedArms,
    mean_sd_from_quantiles,
    rescue,
    sd_from_ci,
    sd_from_se,
)

NAN = np.nan


def test_each_arm_uses_the_first_of_what_it_reports():
    found = rescue(
        ReportedArms(
            [40, 40, 40, 40, 40],
            mean=[5.0, 5.0, 5.0, NAN, 5.0],
            sd=[2.0, NAN, NAN, NAN, NAN],
            se=[0.9, 0.3, NAN, NAN, NAN],
            ci_low=[NAN, 4.0, 4.5, NAN, NAN],
            ci_high=[NAN, 6.0, 5.5, NAN, NAN],
            q1=[NAN, NAN, NAN, 4.0, NAN],
            median=[NAN, NAN, NAN, 6.0, NAN],
            q3=[NAN, NAN, NAN, 9.0, NAN],
        )
    )
    quantiles = mean_sd_from_quantiles(40, q1=4.0, median=6.0, q3=9.0)
    expected = [2.0, sd_from_se(0.3, 40), sd_from_ci(4.5, 5.5, 40), quantiles.sd, NAN]
    np.testing.assert_allclose(found.sd, expected)
    np.testing.assert_allclose(found.mean, [5, 5, 5, quantiles.mean, 5])
    assert list(found.source) == ["reported", "standard error", "interval", "quantiles", ""]


def test_a_reported_mean_stays_beside_quartiles():
    found = rescue(ReportedArms(50, mean=7.5, q1=4.0, median=6.0, q3=9.0))
    assert found.mean == 7.5
    assert found.source == "quantiles"


def test_skewness_is_told_only_where_quantiles_were_used():
    skewed = {"minimum": 1.0, "q1": 1.1, "median": 1.2, "q3": 6.0, "maximum": 30.0}
    assert rescue(ReportedArms(200, **skewed)).skewed
    assert not rescue(ReportedArms(200, sd=2.0, **skewed)).skewed


def test_nothing_reported_is_nothing_rescued():
    found = rescue(ReportedArms(20))
    assert np.isnan(found.mean)
    assert np.isnan(found.sd)
    assert found.source == ""


def test_one_level_or_one_for_each_arm():
    both = rescue(ReportedArms([30, 30], mean=1.0, ci_low=0.0, ci_high=2.0, ci_level=[0.95, 0.9]))
    assert both.sd == pytest.approx([sd_from_ci(0.0, 2.0, 30), sd_from_ci(0.0, 2.0, 30, level=0.9)])
