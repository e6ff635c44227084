"""A unit is told from an instrument."""

from __future__ import annotations

import pytest

from living_review.ground.measurement_units import is_unit


@pytest.mark.parametrize("name", ["kg", "mmHg", "MMHG", " days ", "mg/L", "%", "g", "L", "EUR"])
def test_a_unit_is_known_however_it_is_written(name: str) -> None:
    assert is_unit(name)


@pytest.mark.parametrize(
    "name", [None, "", "BDI-II", "VAS", "Scale X", "SF-36", "G", "S", "Six-minute walk", "PAIN"]
)
def test_an_instrument_is_no_unit(name: str | None) -> None:
    assert not is_unit(name)
