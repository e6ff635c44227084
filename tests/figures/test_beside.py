"""Further columns of a forest plot stand beside the trials, or are named where there is no room."""

from __future__ import annotations

import bubble_samples
import samples

from living_review.figures import Beside, forest_plate
from living_review.figures.plate_layout import WIDEST, lay_out
from living_review.language.words import Words, speaking
from living_review.protocol import Shown
from living_review.words.shown_columns import ShownColumn, shown_columns

ASKED = (
    Shown(column="latitude", label="Absolute latitude", unit="degrees"),
    Shown(column="no_such"),
)


def test_each_trial_has_its_value_and_the_pool_has_none() -> None:
    (latitude,) = shown_columns(ASKED, bubble_samples.records())
    assert (latitude.heading, latitude.numeric) == ("Absolute latitude (degrees)", True)
    finding = samples.bcg()
    plate = forest_plate(finding, beside=Beside((latitude,)))
    assert [row.before[0] for row in plate.rows if row.trial_id][:3] == ["44", "55", "42"]
    assert all(len(row.before) == len(plate.before) for row in plate.rows if row.trial_id)
    assert plate.rows[-1].before == ()
    assert forest_plate(finding, compact=True, beside=Beside((latitude,))).before == ()


def test_a_trial_without_a_value_says_so_and_numbers_have_the_signs_of_the_language() -> None:
    first, *others = bubble_samples.records()
    records = [first.model_copy(update={"extra": {"latitude": "-3.5"}}), *others[1:]]
    with speaking(Words("de")):
        (latitude,) = shown_columns(ASKED, records)
    assert latitude.cells[first.trial_id] == "−3,5"
    plate = forest_plate(samples.bcg(), beside=Beside((latitude,)))
    assert next(r.before[0] for r in plate.rows if r.trial_id == others[0].trial_id) == "–"


def test_a_word_among_numbers_makes_a_column_of_words() -> None:
    first, *others = bubble_samples.records()
    records = [first.model_copy(update={"extra": {"latitude": "north"}}), *others]
    (latitude,) = shown_columns(ASKED, records)
    assert not latitude.numeric


def test_what_has_no_room_is_named() -> None:
    finding = samples.recovery()
    long = "A column whose cells are long"
    cells = {trial.trial_id: long for trial in finding.trials}
    beside = Beside(tuple(ShownColumn(f"c{n}", f"{long} {n}", False, cells) for n in range(4)))
    plate = forest_plate(finding, beside=beside)
    kept = len(plate.before) - len(forest_plate(finding).before)
    assert kept < len(beside.columns)
    assert lay_out(plate).width <= WIDEST
    assert plate.notes[-1].startswith("There is no room here for ")
    assert [f"{long} {n}" in plate.notes[-1] for n in range(4)] == [n >= kept for n in range(4)]


def test_as_many_columns_are_shown_as_have_room() -> None:
    finding = samples.recovery()
    for long in ("A column", "A column whose cells are long"):
        cells = {trial.trial_id: long for trial in finding.trials}
        columns = tuple(ShownColumn(f"c{n}", f"{long} {n}", False, cells) for n in range(12))
        plates = [forest_plate(finding, beside=Beside(columns[:n])) for n in range(13)]
        kept = [len(each.before) - len(plates[0].before) for each in plates]
        assert 0 < max(kept) < len(columns)
        assert kept == [min(n, max(kept)) for n in range(13)]
