"""An axis holds what matters, keeps order, and ticks where people expect."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.figures.axis import Axis, Bounds, axis, usable


def fitted(estimates: list[float], intervals: list[Bounds], log: bool) -> Axis:
    null = 1.0 if log else 0.0
    return axis(estimates, intervals, always=[null], log=log, left=0.0, right=100.0)


def test_a_ratio_axis_ticks_at_round_ratios() -> None:
    found = fitted([0.2, 0.5, 0.9], [(0.1, 0.4), (0.3, 0.9), (0.5, 1.6)], True)
    assert found.tick_labels == ("0.1", "0.2", "0.5", "1")
    assert found.x(1.0) - found.x(0.5) == pytest.approx(found.x(0.2) - found.x(0.1))


def test_a_narrow_ratio_axis_ticks_between_round_ratios() -> None:
    found = fitted([0.97, 1.02], [(0.93, 1.01), (0.98, 1.06)], True)
    assert "1.000" in found.tick_labels
    assert len(found.ticks) >= 3


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-0.05, 0.5, ("0.0", "0.1", "0.2", "0.3", "0.4", "0.5")),
        (-25.0, 100.0, ("−25", "0", "25", "50", "75", "100")),
        (-4e-4, 4e-4, ("−0.0004", "−0.0002", "0.0000", "0.0002", "0.0004")),
    ],
)
def test_linear_ticks_are_round(low: float, high: float, labels: tuple[str, ...]) -> None:
    assert fitted([low, high], [(low, high)], False).tick_labels == labels


def test_one_enormous_interval_does_not_flatten_the_rest() -> None:
    intervals: list[Bounds] = [(0.1, 0.3)] * 9
    found = fitted([0.2] * 10, [*intervals, (-1e6, 1e6)], False)
    assert found.high < 1
    assert found.below(-1e6)
    assert found.above(1e6)


def test_identical_trials_and_no_trials_have_an_axis() -> None:
    for estimates in ([0.0, 0.0], []):
        found = fitted(estimates, [], False)
        assert found.low < 0 < found.high


values = st.floats(-1e9, 1e9, allow_nan=False)
ratios = st.floats(1e-9, 1e9, allow_nan=False)


@given(st.lists(values, max_size=30), st.lists(st.tuples(values, values), max_size=30))
def test_a_linear_axis_holds_the_null_in_order_with_apt_ticks(
    estimates: list[float], pairs: list[tuple[float, float]]
) -> None:
    _holds(fitted(estimates, [(min(p), max(p)) for p in pairs], False), 0.0)


@given(st.lists(ratios, max_size=30), st.lists(st.tuples(ratios, ratios), max_size=30))
def test_a_log_axis_holds_the_null_in_order_with_apt_ticks(
    estimates: list[float], pairs: list[tuple[float, float]]
) -> None:
    _holds(fitted(estimates, [(min(p), max(p)) for p in pairs], True), 1.0)


def _holds(found: Axis, null: float) -> None:
    assert found.low < null < found.high
    assert 0 < found.x(null) < 100
    assert 2 <= len(found.ticks) <= 7
    assert len(set(found.tick_labels)) == len(found.tick_labels)
    places = [found.x(tick) for tick in found.ticks]
    assert places == sorted(places)
    assert all(found.low <= tick <= found.high for tick in found.ticks)


def test_what_has_no_place_is_not_usable() -> None:
    assert not usable(None, False)
    assert not usable(math.nan, False)
    assert not usable(0.0, True)
    assert usable(0.0, False)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1e-6, 1e6, ("0.000001", "0.001", "1", "1,000", "1,000,000")),
        (2e-4, 4e3, ("0.001", "0.01", "0.1", "1", "10", "100", "1,000")),
    ],
)
def test_the_ticks_of_an_enormous_interval_have_no_further_zeros(
    low: float, high: float, labels: tuple[str, ...]
) -> None:
    found = fitted([low, 1.0, high], [(low, high), (low, 1.0), (1.0, high)], True)
    assert set(found.tick_labels) <= set(labels)
    assert len(found.tick_labels) >= 3


@pytest.mark.parametrize("size", [1.0, 1e3, 1e6, -1e6])
def test_an_axis_of_values_that_differ_by_noise_alone_is_opened_to_either_side(
    size: float,
) -> None:
    """What is noise grows with the values, as double precision has so many digits of each."""
    for apart, opened in ((0.5e-9, True), (2e-9, False)):
        ends = sorted((size, size + apart * max(1.0, abs(size))))
        found = axis([], [], always=ends, log=False, left=0.0, right=100.0)
        assert (found.high - found.low > 1) == opened
