"""A slope is told for a round step near a quarter of the range of the trials' values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.steps import round_step, step_of


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(13, 55, 10), (1933, 1968, 10), (0, 1, 0.2), (0.01, 0.05, 0.01), (0, 6, 2), (20, 600, 200)],
)
def test_the_step_is_round(low: float, high: float, expected: float) -> None:
    assert round_step(low, high) == expected


@given(st.floats(1e-9, 1e9), st.floats(0.001, 1000))
def test_no_other_round_number_is_nearer_and_units_do_not_matter(least: float, wide: float) -> None:
    most = least * (1.0 + wide)
    quarter, told = (most - least) / 4, round_step(least, most)
    assert 0.63 <= told / quarter <= 1.6
    assert round_step(least * 1000, most * 1000) == pytest.approx(1000 * told)


@pytest.mark.parametrize(
    ("values", "per", "expected"),
    [
        ((0, 1, 1, 0), None, 1),
        ((1, 2), None, 1),
        ((10, 20, 10), 5, 10),
        ((13, 55, 40), 10, 10),
        ((13, 55, 40), 0.0001, 10),
        ((13, 55, 40), 1e9, 10),
        ((13, 55, 40), 43, 10),
        ((2001, 2002, 2003), None, 1),
        ((0.1, 0.2, 0.5), None, 0.1),
    ],
)
def test_a_step_that_does_not_fit_gives_way_and_two_values_are_one_step(
    values: tuple[float, ...], per: float | None, expected: float
) -> None:
    assert step_of(values, per) == expected


@given(st.lists(st.floats(-1e6, 1e6), min_size=2), st.none() | st.floats(1e-6, 1e9))
def test_no_step_leads_out_of_the_range_but_one_of_what_is_counted(
    values: list[float], per: float | None
) -> None:
    least, most = min(values), max(values)
    if most - least > 1e-6 * max(1.0, abs(least), abs(most)):
        chosen = step_of(values, per)
        assert chosen <= most - least
        assert 2000 * chosen >= most - least
