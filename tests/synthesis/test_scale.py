from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.findings import Arm
from living_review.ground import numbers
from living_review.protocol import Outcome
from living_review.synthesis.scale import Baseline, Scale, baselines_of, corresponding_risk, scales

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
    # But for the digits that are not written.
    precision = 0.0006 if measure in ("OR", "RR", "HR", "RD") else 0.006
    assert scale.place(natural) == pytest.approx(place, abs=precision)


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
    ("effect", "band"),
    [(0.8, 1), (1.25, -1), (0.81, 0), (1.24, 0), (0.801, 1), (0.5, 2), (2.0, -2)],
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
    assert scale.crossed(scale.place(1.2), scale.place(0.8)) == (-0.02, 0.02)
    assert scale.crossed(scale.place(1.19), scale.place(0.81)) == ()
    [scale] = scales("IRR", "higher", {"small": 0.3}, [Baseline("x", 1.0, time="1 person-year")])
    assert [scale.band(scale.place(rr)) for rr in (1.3, 0.7, 1.29)] == [1, -1, 0]


@pytest.mark.parametrize(("better", "sign"), [("higher", 1), ("lower", -1)])
@pytest.mark.parametrize(
    ("effect", "band"),
    [(0.7, -3), (0.71, -2), (0.765, -2), (1.3, 3), (1.29, 2), (0.9, -1), (1.1, 1), (0.95, 0)],
)
def test_a_ratio_of_means_changes_by_the_share_that_was_written(better, sign, effect, band):
    [scale] = scales("ROM", better, {"small": 0.1, "moderate": 0.2, "large": 0.3}, [])
    assert scale.band(scale.place(effect)) == sign * band
    least = math.exp(scale.at(0.3))
    assert least == pytest.approx(1.3 if better == "higher" else 0.7)


def test_no_ratio_of_means_is_a_fall_by_more_than_everything():
    [scale] = scales("ROM", "lower", {"small": 0.5, "moderate": 1.5}, [])
    assert scale.at(1.5) is None
    assert scale.band(scale.place(1e-9)) == 1
    assert scale.band(scale.place(2.6)) == -2


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize(
    ("measure", "risk", "to", "least", "most"),
    [
        *(("ROM", None, 0.0, False, True), ("MD", None, -1.0, True, True)),
        *((measure, 0.25, 0.0, False, True) for measure in ("RR", "OR", "HR", "RD")),
        *((measure, 0.25, 1.0, True, False) for measure in ("RR", "OR", "HR")),
    ],
)
def test_no_effect_makes_a_ratio_or_a_risk_of_nothing_or_of_everybody(
    measure, better, risk, to, least, most
):
    """At the end itself there is none, and beside it on the inner side there is."""
    [scale] = scales(
        measure, better, {"small": 0.01}, [] if risk is None else [Baseline("x", risk)]
    )
    away = to - (1.0 if risk is None else risk)
    place = scale.benefit * away
    if measure == "RD":
        assert scale.at(place) == away
        return
    inner = (away < 0) - (away > 0)
    assert (scale.at(place) is None) is not (least and most)
    beyond, within = (scale.at(scale.benefit * (away + by)) for by in (-inner / 64, inner / 64))
    assert within is not None
    assert (beyond is None) is not (least and most)


def test_ten_fewer_per_1000_are_small_from_10():
    steps = {"small": 0.01, "moderate": 0.03}
    rr = (12 / 200) / (10 / 200)
    for measure, effect in (("RR", rr), ("RD", 12 / 200 - 10 / 200), ("RR", 1.1901)):
        [scale] = scales(measure, "lower", steps, [Baseline("x", 0.05)])
        assert scale.band(scale.place(effect)) == -1
    [scale] = scales("RR", "lower", steps, [Baseline("x", 0.05)])
    assert scale.band(scale.place(0.8109)) == 0
    assert scale.band(scale.place(0.8099)) == 1


MEASURED = {
    "SMD": (-2.0, 2.0),
    "MD": (-30.0, 30.0),
    "RD": (-0.2, 0.2),
    "IRD": (-20.0, 20.0),
    **dict.fromkeys(("ROM", "OR", "RR", "HR", "IRR"), (0.05, 4.0)),
}


def written_of(measure, what, effect, baseline):
    """Give an effect as a reader sees it beside its thresholds, and how far it is from none."""
    if what == "ratio":
        return numbers.estimate(effect, measure)
    if measure in ("OR", "RR", "HR", "IRR"):
        write = numbers.rates_beside if measure == "IRR" else numbers.people_beside
        other = corresponding_risk(measure, effect, baseline.risk)
        [(sign, size), *_] = write(baseline.risk, other, other, other).apart
        return size if sign >= 0 else numbers.MINUS + size
    if measure == "RD":
        return numbers.per_1000(effect)
    return numbers.estimate(effect, measure)


@pytest.mark.parametrize("measure", MEASURED)
@given(data=st.data())
def test_no_written_effect_reaches_a_written_threshold_without_its_band(measure, data):
    low, high = MEASURED[measure]
    better = data.draw(st.sampled_from(["higher", "lower"]))
    rates = measure in ("IRR", "IRD")
    baseline = Baseline("x", 12.0, time="1 year") if rates else Baseline("x", 0.3)
    what = None
    if measure in ("ROM", "OR", "RR", "HR", "IRR") and data.draw(st.booleans()):
        what = "ratio"
        step = data.draw(st.decimals("0.3", "0.98", places=data.draw(st.sampled_from([2, 3]))))
        step = float(step) if data.draw(st.booleans()) else float(round(1 / step, 2))
        if step == 1:
            return
    elif measure in ("OR", "RR", "HR", "RD"):
        step = data.draw(st.integers(1, 250)) / data.draw(st.sampled_from([1000, 2000]))
    else:
        step = data.draw(st.integers(1, 95)) / data.draw(st.sampled_from([100, 10]))
    places = scales(measure, better, {"small": step}, [baseline], what)
    [scale] = places
    if not scale.steps:
        return
    effect = data.draw(st.floats(low, high))
    if data.draw(st.booleans()):
        # Close to the threshold, where rounding decides.
        at = scale.at(data.draw(st.sampled_from([1, -1])) * scale.steps[0])
        if at is None:
            return
        at += data.draw(st.floats(-0.02, 0.02)) * (abs(at) if measure != "MD" else 1)
        effect = math.exp(at) if what or measure in ("ROM", "OR", "RR", "HR", "IRR") else at
    seen = numbers.shown(written_of(measure, what, effect, baseline))
    if what == "ratio":
        ends = numbers.shown(numbers.in_full(step)), numbers.shown(numbers.inverse(step))
        reached = seen <= min(ends) or seen >= max(ends)
    elif measure == "ROM":
        reached = round(abs(seen - 1), 9) >= numbers.shown(numbers.in_full(step))
    else:
        people = 1000 if measure in ("OR", "RR", "HR", "RD") else 1
        reached = abs(seen) >= numbers.shown(numbers.in_full(people * step))
    band = scale.band(scale.place(effect))
    assert bool(band) is reached
    above = seen > (1 if what == "ratio" or measure == "ROM" else 0)
    assert band in (0, scale.benefit * (1 if above else -1))


@given(
    st.sampled_from(["OR", "RR", "HR", "IRR"]),
    st.floats(0.002, 0.6),
    st.floats(0.3, 2.0),
    st.floats(0, 0.5),
    st.integers(1, 60),
)
def test_no_written_end_of_an_interval_reaches_a_threshold_without_its_band(
    measure, risk, effect, half, step
):
    rates = measure == "IRR"
    whole = 1 if rates else 1000
    baseline = Baseline("x", 100 * risk if rates else risk, time="1 year" if rates else "")
    [scale] = scales(measure, "higher", {"small": step / whole}, [baseline])
    if not scale.steps:
        return
    ends = (effect, effect * (1 - half), effect * (1 + half))
    risks = [corresponding_risk(measure, each, baseline.risk) for each in ends]
    write = numbers.rates_beside if rates else numbers.people_beside
    written = [sign * numbers.shown(size) for sign, size in write(baseline.risk, *risks).apart]
    for seen, place in zip(written, scale.span(*ends), strict=True):
        assert scale.band(place) == (seen >= step) - (seen <= -step)


@given(st.floats(-1, 1), st.floats(0, 1), st.sampled_from([(0.2,), (0.2, 0.5), (0.2, 0.5, 0.8)]))
def test_as_many_thresholds_are_crossed_as_bands_lie_between_the_ends(middle, half, steps):
    scale = Scale("SMD", 1, "difference", steps)
    low, high = scale.place(middle - half), scale.place(middle + half)
    assert len(scale.crossed(low, high)) == scale.band(high) - scale.band(low)


@given(st.floats(-2, 2), st.sampled_from([1, -1]))
def test_benefit_and_harm_are_mirror_images(effect, benefit):
    one, other = (Scale("SMD", side, "difference", (0.2, 0.5, 0.8)) for side in (benefit, -benefit))
    assert one.band(one.place(effect)) == -other.band(other.place(effect))


@pytest.mark.parametrize(
    ("low", "high", "crossed"),
    [(0.21, 0.49, 0), (0.1, 0.3, 1), (-0.3, 0.3, 2), (0.1, 0.9, 3), (0.2, 0.5, 1), (0.2, 0.49, 0)],
)
def test_thresholds_inside_an_interval_are_counted(low, high, crossed):
    scale = Scale("SMD", 1, "difference", (0.2, 0.5, 0.8))
    assert len(scale.crossed(low, high)) == crossed


def test_without_thresholds_the_line_of_no_difference_is_what_is_crossed():
    [scale] = scales("OR", "lower", None, [])
    assert scale.crossed(-0.1, 0.1) == (0.0,)
    assert scale.direction(scale.place(0.9)) == "favours_intervention"


@pytest.mark.parametrize(
    ("groups", "risk", "taken"),
    [
        (((0, 100), (4, 100), (9, 300)), 0.03, "median risk in"),
        (((0, 9000), (0, 8000), (0, 500), (2, 10000)), 2 / 27500, "taken together"),
        (((0, 100), (0, 100), (100, 100)), 1 / 3, "taken together"),
        (((0, 100), (0, 50)), None, ""),
        (((50, 50), (100, 100)), None, ""),
    ],
)
def test_where_half_of_the_comparators_had_no_event_all_together_say_how_rare_it_is(
    groups, risk, taken
):
    asked = Outcome(id="death", label="Death", measure="RR", better="lower")
    arms = [Arm(role="control", n=n, events=events) for events, n in groups]
    found = baselines_of(asked, arms)
    assert [each.risk for each in found] == ([] if risk is None else [pytest.approx(risk)])
    assert all(taken in str(each.source) for each in found)


@pytest.mark.parametrize("measure", ["RR", "OR", "HR", "IRR"])
def test_an_estimate_keeps_its_place_beside_an_interval_without_an_end(measure):
    [scale] = scales(measure, "lower", {"small": 0.02}, [Baseline("x", 0.3)])
    place, low, high = scale.span(0.9, 0.5, math.inf)
    assert (place, high) == (scale.place(0.9), scale.place(0.5))
    assert low == -math.inf
