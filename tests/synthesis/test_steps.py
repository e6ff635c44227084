"""A slope is told for a round step near a quarter of the range of the trials' values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.synthesis.regressions import step


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(13, 55, 10), (1933, 1968, 10), (0, 1, 0.2), (0.01, 0.05, 0.01), (0, 6, 2), (20, 600, 200)],
)
def test_the_step_is_round(low: float, high: float, expected: float) -> None:
    assert step(np.array([low, high, (low + high) / 2])) == expected


@given(st.floats(1e-9, 1e9), st.floats(0.001, 1000))
def test_no_other_round_number_is_nearer_and_units_do_not_matter(least: float, wide: float) -> None:
    values = least * np.array([1.0, 1.0 + wide])
    quarter, told = float(np.ptp(values)) / 4, step(values)
    assert 0.63 <= told / quarter <= 1.6
    assert step(values * 1000) == pytest.approx(1000 * told)
