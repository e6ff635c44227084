from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.synthesis.scale import Baseline, Scale, corresponding_risk, scales

STEPS = {"small": 0.05, "moderate": 0.1, "large": 0.2}


@pytest.mark.parametrize(
    ("measure", "effect", "risk"),
    [("RR", 0.5, 0.1), ("OR", 0.5, 1 / 9), ("HR", 0.5, 1 - math.sqrt(0.8)), ("RD", -0.05, 0.15)],
)
def test_the_corresponding_risk(measure, effect, risk):
    assert corresponding_risk(measure, effect, 0.2) == pytest.approx(risk)


@given(
    st.sampled_from(["OR", "RR", "HR", "RD"]),
    st.floats(1e-3, 1e3),
    st.floats(0.001, 0.999),
)
def test_a_risk_stays_within_nothing_and_everybody(measure, effect, baseline):
    assert 0 <= corresponding_risk(measure, effect, baseline) <= 1


@given(
    st.sampled_from(["OR", "RR", "HR", "SMD", "MD", "ROM", "RD"]),
    st.sampled_from(["higher", "lower"]),
    st.floats(-0.15, 0.15).filter(lambda x: abs(x) > 1e-6),
)
def test_where_an_effect_lies_is_undone_by_the_effect_that_lies_there(measure, better, place):
    [scale] = scales(measure, better, STEPS, [Baseline("x", 0.3)])
    value = scale.at(place)
    natural = math.exp(value) if measure in ("OR", "RR", "HR", "ROM") else value
    assert scale.place(natural) == pytest.approx(place)


def test_no_effect_reaches_a_threshold_beyond_the_baseline():
    [_, scale] = scales("RR", "lower", STEPS, [Baseline("common", 0.5), Baseline("rare", 0.02)])
    assert scale.at(0.05) is None


def test_thresholds_that_no_effect_could_reach_name_no_size():
    [scale] = scales("RR", "lower", STEPS, [Baseline("rare", 0.02)])
    assert scale.steps == ()
    assert scale.direction(scale.place(0.49)) == "favours_intervention"


@pytest.mark.parametrize(("better", "sign"), [("lower", 1), ("higher", -1)])
@pytest.mark.parametrize("written", [0.8, 1.25])
@pytest.mark.parametrize(
    ("effect", "band"), [(0.8, 1), (1.25, -1), (0.801, 0), (1.249, 0), (0.5, 2), (2.0, -2)]
)
def test_a_threshold_that_is_a_ratio_counts_alike_for_benefit_and_harm(
    better, sign, written, effect, band
):
    steps = {"small": written, "moderate": 0.5}
    for measure in ("RR", "HR", "IRR", "OR", "ROM"):
        [scale] = scales(measure, better, steps, [Baseline("rare", 0.001)], "ratio")
        assert scale.band(scale.place(effect)) == sign * band


def test_an_effect_exactly_at_a_threshold_reaches_it():
    [scale] = scales("RR", "lower", {"small": 0.02, "large": 0.05}, [Baseline("x", 0.1)])
    assert [scale.band(scale.place(rr)) for rr in (0.8, 1.2, 0.5, 1.5)] == [1, -1, 2, -2]
    assert scale.crossed(scale.place(1.2), scale.place(0.8)) == ()
    [scale] = scales("IRR", "higher", {"small": 0.3}, [Baseline("x", 1.0, time="1 person-year")])
    assert [scale.band(scale.place(rr)) for rr in (1.3, 0.7, 1.29)] == [1, -1, 0]


@given(st.floats(-2, 2), st.sampled_from([1, -1]))
def test_benefit_and_harm_are_mirror_images(effect, benefit):
    one, other = (Scale("SMD", side, "difference", (0.2, 0.5, 0.8)) for side in (benefit, -benefit))
    assert one.band(one.place(effect)) == -other.band(other.place(effect))


@pytest.mark.parametrize(
    ("low", "high", "crossed"),
    [(0.21, 0.49, 0), (0.1, 0.3, 1), (-0.3, 0.3, 2), (0.1, 0.9, 3), (0.2, 0.5, 0)],
)
def test_thresholds_inside_an_interval_are_counted(low, high, crossed):
    scale = Scale("SMD", 1, "difference", (0.2, 0.5, 0.8))
    assert len(scale.crossed(low, high)) == crossed


def test_without_thresholds_the_line_of_no_difference_is_what_is_crossed():
    [scale] = scales("OR", "lower", None, [])
    assert scale.crossed(-0.1, 0.1) == (0.0,)
    assert scale.direction(scale.place(0.9)) == "favours_intervention"
