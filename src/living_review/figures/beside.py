"""Further columns of a forest plot: what the protocol shows of each trial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from living_review.figures.plate import Column, Plate
from living_review.figures.plate_layout import WIDEST, lay_out
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import forest_plots as facts
from living_review.words.shown_columns import ShownColumn

MOST = 80.0
"""The room of a column of words, in points; what is longer is broken into lines."""


@dataclass(frozen=True)
class Beside:
    """Columns that stand beside the names of trials."""

    columns: tuple[ShownColumn, ...] = ()

    def on(self, plate: Plate) -> Plate:
        """Put the columns on a plate.

        Where it has no room for all, the last are left out, and a note names them.
        """
        kept = self.columns
        while kept:
            wider = _with(plate, kept)
            if lay_out(wider).width <= WIDEST:
                return _noted(wider, self.columns[len(kept) :])
            kept = kept[:-1]
        return _noted(plate, self.columns)


NONE_BESIDE = Beside()


def _with(plate: Plate, columns: Sequence[ShownColumn]) -> Plate:
    heads = (
        Column(each.heading, align="end" if each.numeric else "start", most=MOST)
        for each in columns
    )
    rows = tuple(
        replace(row, before=(*_cells(columns, row.trial_id), *row.before))
        if row.before or row.trial_id
        else row
        for row in plate.rows
    )
    return replace(plate, before=(*heads, *plate.before), rows=rows)


def _cells(columns: Sequence[ShownColumn], trial: str) -> tuple[str, ...]:
    if not trial:
        return ("",) * len(columns)
    return tuple(each.cells.get(trial, numbers.ABSENT) for each in columns)


def _noted(plate: Plate, left_out: Sequence[ShownColumn]) -> Plate:
    if not left_out:
        return plate
    note = say(facts.ColumnsLeftOut(columns=tuple(each.heading for each in left_out)))
    return replace(plate, notes=(*plate.notes, note))
