"""What a plot of effects shows, row by row, before it has any size: the spec of a forest plot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RowStyle = Literal["trial", "apart", "summary", "prediction", "heading"]


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


@dataclass(frozen=True)
class Column:
    """A column of texts; neighbours with one `group` share a header above their own."""

    header: str
    group: str = ""


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
    judgement_key: tuple[tuple[str, str], ...] = ()
    lower_side: str = ""
    higher_side: str = ""
    zone: tuple[float, float] | None = None
    reference: float | None = None
    notes: tuple[str, ...] = ()
    compact: bool = False
    always: tuple[float | None, ...] = field(default=())
