"""What a plot of effects shows, row by row, before it has any size: the spec of a forest plot.

A stacked plot is for narrow screens: each label stands above its effect, not beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from living_review.figures.judgement import Key
from living_review.words.grammar import part_of, sentence

RowStyle = Literal["trial", "apart", "before", "summary", "prediction", "heading"]


@dataclass(frozen=True)
class Effect:
    """An estimate and its interval on the natural scale; `share` (0 to 1) sizes its square."""

    estimate: float | None
    low: float | None
    high: float | None
    share: float | None = None


@dataclass(frozen=True)
class Row:
    """One line: its label, the texts before and after the plot, its mark, its judgements."""

    label: str
    style: RowStyle = "trial"
    effect: Effect | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    judgements: tuple[str | None, ...] = ()
    trial_id: str = ""


@dataclass(frozen=True)
class Column:
    """A column of texts; neighbours with one `group` share a header above their own.

    Where `most` is given, texts and header are broken into lines that are no longer than that.
    """

    header: str
    group: str = ""
    align: Literal["start", "end"] = "end"
    most: float | None = None


@dataclass(frozen=True)
class Plate:
    """A plot of effects; `null` is the value of no difference, `zone` what is trivially small."""

    title: str
    label_header: str
    effect_header: str
    rows: tuple[Row, ...]
    log: bool
    null: float
    before: tuple[Column, ...] = ()
    after: tuple[Column, ...] = ()
    judgement_columns: tuple[str, ...] = ()
    judgement_header: str = ""
    judgement_key: Key | None = None
    lower_side: str = ""
    higher_side: str = ""
    zone: tuple[float, float] | None = None
    reference: float | None = None
    notes: tuple[str, ...] = ()
    compact: bool = False
    stacked: bool = False
    always: tuple[float | None, ...] = ()
    whole: tuple[Row, ...] = ()

    @property
    def measured_rows(self) -> tuple[Row, ...]:
        """The rows that axis and column widths follow: those of all pages, when there are more."""
        return self.whole or self.rows


# As many rows as a printed page holds of a plot as wide as the text.
ROWS_A_PAGE = 36


def split(plate: Plate, starts: Sequence[int]) -> tuple[Plate, ...]:
    """Split a plate into parts that begin with these rows; with one of them it stays as it is.

    They have one axis and one set of columns; notes stand on the last.
    """
    rows = plate.rows
    if len(starts) < 2:
        return (plate,)
    return tuple(
        replace(
            plate,
            title=f"{plate.title} {sentence(part_of(number, len(starts)))}",
            rows=rows[start:end],
            whole=rows,
            notes=plate.notes if number == len(starts) else (),
        )
        for number, (start, end) in enumerate(pairwise([*starts, len(rows)]), 1)
    )


def narrowed(plate: Plate) -> Plate:
    """Give the plot for a narrow screen: label, effect, estimate and the last judgement."""
    rows, whole = (
        tuple(replace(row, before=(), judgements=row.judgements[-1:]) for row in of)
        for of in (plate.rows, plate.whole)
    )
    return replace(
        plate,
        stacked=True,
        before=(),
        judgement_columns=plate.judgement_columns[-1:],
        rows=rows,
        whole=whole,
    )
