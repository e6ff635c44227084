"""A plate that does not fit is split: every row once, one axis for all, and notes on the last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from living_review.figures.plate import Column, Plate, Row, narrowed, split

ROWS = tuple(Row(f"Trial {number}") for number in range(7))


def plate(rows: tuple[Row, ...] = ROWS) -> Plate:
    return Plate(
        title="A plot.", label_header="Trial", effect_header="MD", rows=rows, log=False, null=0.0,
        notes=("A note.",),
    )  # fmt: skip


@pytest.mark.parametrize("most", [1, 2, 3, 4, 6, 7, 8])
def test_pages_hold_every_row_once_and_the_last_the_notes(most: int) -> None:
    made = split(plate(), range(0, len(ROWS), most))
    assert [row for part in made for row in part.rows] == list(ROWS)
    assert all(len(part.rows) <= most for part in made)
    assert [part.notes for part in made] == [()] * (len(made) - 1) + [("A note.",)]
    assert all(part.measured_rows == ROWS for part in made)
    assert len(made) == -(-7 // most)
    if len(made) == 1:
        assert made == (plate(),)
    else:
        titles = [part.title for part in made]
        assert all(title.startswith("A plot. ") for title in titles)
        assert len(set(titles)) == len(titles)
        assert all(str(number) in title for number, title in enumerate(titles, 1))
        assert all(str(len(made)) in title for title in titles)


def test_a_plate_is_split_where_it_is_told() -> None:
    first, second = split(plate(), [0, 5])
    assert (first.rows, second.rows) == (ROWS[:5], ROWS[5:])
    assert split(plate(), [0]) == (plate(),)


@pytest.mark.parametrize("judged", [(), ("overall",), ("D1", "D2", "overall")])
def test_a_narrow_plate_keeps_of_the_columns_the_last_judgement_alone(
    judged: tuple[str, ...],
) -> None:
    rows = tuple(Row(f"Trial {n}", before=("9/50",), judgements=judged) for n in range(3))
    whole = replace(plate(rows), before=(Column("Events"),), judgement_columns=judged)
    narrow = narrowed(split(whole, [0, 2])[0])
    assert narrow.stacked
    assert (narrow.before, narrow.judgement_columns) == ((), judged[-1:])
    for row, was in zip(narrow.measured_rows, rows, strict=True):
        assert (row.label, row.before, row.judgements) == (was.label, (), judged[-1:])
    assert narrow.rows == narrow.measured_rows[:2]
