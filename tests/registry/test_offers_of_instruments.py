"""Which instrument of several is used where a trial has several, and which are taken for one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.registry.conftest import PROTOCOL
from tests.registry.one_check import pair, told

from living_review.registry.checks.instrument_names import named_as_measured
from living_review.registry.checks.instruments import _offers
from living_review.registry.rows import Rows
from living_review.registry.values import Texts, Values


def people_of(table: str, *sides: tuple[str, float], crossover: bool = False) -> float:
    """Give the people by whom an instrument is preferred; so many sides, each with its people."""
    index = np.arange(2, 2 + len(sides))
    rows = Rows(
        {
            "instrument": Texts.full("Scale", index),
            "table": Texts.full(table, index),
            "role": Texts.of([role for role, _ in sides], index),
            "people": Values(np.array([people for _, people in sides]), index),
            "crossover": Values.full(crossover, index),
            "weighed": Values.full(True, index),
            "row": Values(index, index),
        },
        index,
    )
    outcome: Any = SimpleNamespace(instruments={})
    [offer] = _offers(rows, outcome, "arms")
    return -offer[3]


@pytest.mark.parametrize(
    ("table", "sides", "crossover", "people"),
    [
        ("arms", (("intervention", 30.0), ("control", 20.0)), False, 50),
        ("arms", (("intervention", 30.0), ("control", 20.0)), True, 30),
        ("arms", (("intervention", 30.0), ("intervention", 5.0), ("control", 20.0)), True, 35),
        ("contrasts", (("SMD", 60.0), ("MD", 80.0)), False, 80),
        ("contrasts", (("SMD", 60.0), ("SMD", 15.0), ("MD", 70.0)), False, 75),
        ("contrasts", (("SMD", np.nan), ("MD", 70.0)), False, 70),
        # Those whose people are not known come last.
        ("contrasts", (("SMD", np.nan),), False, -1),
        ("arms", (("intervention", np.nan), ("control", 20.0)), False, -1),
    ],
)
def test_people_are_counted_once(table: str, sides: Any, crossover: bool, people: float) -> None:
    assert people_of(table, *sides, crossover=crossover) == people


@pytest.mark.parametrize(
    ("listed", "measured", "rules"),
    [
        (("Mood Scale", "Mood Scales"), "Mood Scale", 0),  # both are listed, so they are two
        (("Mood Scales",), "Mood Scale", 1),
        (("Mood Scales",), "Anxiety", 0),
        (("Mood Scale",), "mood scale", 0),
    ],
)
def test_a_listed_instrument_is_a_slip_of_one_that_is_not_listed(
    listed: tuple[str, ...], measured: str, rules: int
) -> None:
    ranges = ", ".join(f"{name}: {{range: [0, 100], higher_is_better: true}}" for name in listed)
    said = PROTOCOL.replace(
        "{Mood Scale: {range: [0, 100], higher_is_better: true}}", f"{{{ranges}}}"
    )
    found = told(named_as_measured, pair(instrument=measured), said=said)
    assert len([each for each in found if " instrument-called-otherwise " in each]) == rules
