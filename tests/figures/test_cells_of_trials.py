"""What stands in the cells of a trial, whatever of its arms is reported."""

from __future__ import annotations

from typing import Any

import pytest

from living_review.figures import forest
from living_review.figures.beside import Beside, _cells
from living_review.figures.plate import Column, Effect, Plate, Row
from living_review.findings import Arm
from living_review.words.shown_columns import ShownColumn


def arm(**cells: Any) -> Arm:
    return Arm(role="intervention", **cells)


@pytest.mark.parametrize(
    ("own", "n", "shown"),
    [
        (arm(n=100, events=5), 90, "5/100"),
        (arm(events=5), 90, "5/90"),
        (arm(n=100, events=0), 90, "0/100"),
        (arm(n=100), 90, "–/90"),
        (None, 90, "–/90"),
        (None, None, "–/–"),
        (arm(events=5), None, "5/–"),
    ],
)
def test_events_stand_before_those_who_could_have_had_one(
    own: Arm | None, n: float | None, shown: str
) -> None:
    assert forest._events(own, n) == shown


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        (arm(mean=10.5, sd=3.25), "10.5 (3.25)"),
        (arm(mean=0.0, sd=3.0), "0 (3)"),
        (arm(mean=10.5), "10.5 (–)"),
        (arm(sd=3.25), "–"),
        (None, "–"),
    ],
)
def test_a_mean_stands_before_its_standard_deviation(own: Arm | None, shown: str) -> None:
    assert forest._mean(own) == shown


@pytest.mark.parametrize(
    ("own", "shown"),
    [(arm(events=5, time_at_risk=120.0), "5 in 120"), (arm(time_at_risk=120.0), "–"), (None, "–")],
)
def test_events_in_time_stand_before_the_time(own: Arm | None, shown: str) -> None:
    assert forest._rate(own) == shown


SHOWN = (
    ShownColumn("Dose", "Dose", True, {"A": "5", "B": "7"}),
    ShownColumn("Place", "Place", False, {"A": "Chile"}),
)


def test_a_column_beside_has_a_cell_of_every_trial_and_none_of_other_rows() -> None:
    assert _cells(SHOWN, "A") == ("5", "Chile")
    assert _cells(SHOWN, "B") == ("7", "–")
    assert _cells(SHOWN, "") == ("", "")
    rows = (
        Row("A", effect=Effect(1, 0, 2), before=("10",), after=("1",), trial_id="A"),
        Row("B", effect=Effect(1, 0, 2), trial_id="B"),
        Row("All", "summary", Effect(1, 0, 2), before=("20",), after=("1",)),
        Row("Heading", "heading"),
    )
    plate = Plate(
        title="t", label_header="Trial", effect_header="MD", rows=rows, log=False, null=0.0,
        before=(Column("n"),), after=(Column("MD"),),
    )  # fmt: skip
    made = Beside(SHOWN).on(plate)
    assert [each.before for each in made.rows] == [
        ("5", "Chile", "10"),
        ("7", "–"),
        ("", "", "20"),
        (),
    ]
    assert [(each.header, each.align) for each in made.before] == [
        ("Dose", "end"),
        ("Place", "start"),
        ("n", plate.before[0].align),
    ]
    assert (made.after, made.notes) == (plate.after, plate.notes)
    assert Beside().on(plate) == plate
