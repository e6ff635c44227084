"""Where everything of a plate goes: column widths, row heights, plot area. Sizes from content."""

from __future__ import annotations

from dataclasses import dataclass

from living_review.rendering.figures import lettering
from living_review.rendering.figures.plate import Column, Plate, Row

SIZE, SMALL = 8.5, 7.5
LINE, ROW = 10.0, 14.5
GAP, MARGIN = 8.0, 4.0
DISC_COLUMN = 14.5
# Room for the words 'Risk of bias' above a single column.
RISK_OF_BIAS_WIDTH = 50.0


@dataclass(frozen=True)
class Span:
    """A column's horizontal room."""

    left: float
    right: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class PlacedRow:
    """A row, the lines of its label, and its vertical centre."""

    row: Row
    lines: tuple[str, ...]
    centre: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """All places of a plate, in points."""

    width: float
    label: Span
    before: tuple[Span, ...]
    plot: Span
    after: tuple[Span, ...]
    discs: tuple[Span, ...]
    header_lines: int
    rows: tuple[PlacedRow, ...]
    top: float
    bottom: float


def weight_of(row: Row) -> int:
    return lettering.SEMIBOLD if row.style in ("summary", "heading") else lettering.REGULAR


def lay_out(plate: Plate) -> Layout:
    """Place columns from left to right and rows from top to bottom."""
    label = Span(MARGIN, MARGIN + _label_width(plate))
    before, right = _columns(plate, plate.before, "before", label.right)
    plot = Span(right + GAP, right + GAP + (125.0 if plate.compact else 160.0))
    after, right = _columns(plate, plate.after, "after", plot.right)
    discs: list[Span] = []
    for name in plate.judgement_columns:
        start = right + (GAP if not discs else 0)
        alone = RISK_OF_BIAS_WIDTH if len(plate.judgement_columns) == 1 else DISC_COLUMN
        right = start + max(alone, lettering.width(name, SMALL) + 4)
        discs.append(Span(start, right))
    header_lines = 2 if _has_groups(plate) else 1
    top = MARGIN + header_lines * LINE + 5
    rows, bottom = _rows(plate, label, before, top)
    return Layout(
        right + MARGIN, label, before, plot, after, tuple(discs), header_lines, rows, top, bottom
    )


def _has_groups(plate: Plate) -> bool:
    return any(column.group for column in plate.before) or bool(plate.judgement_columns)


def _label_width(plate: Plate) -> float:
    widest = 118.0 if plate.compact else 150.0
    labels = [
        lettering.width(lettering.legible(row.label), SIZE, weight_of(row))
        for row in plate.measured_rows
        if row.style in ("trial", "apart", "before") or not plate.before
    ]
    header = lettering.width(plate.label_header, SIZE, lettering.SEMIBOLD)
    return max(min(widest, max(labels, default=0.0)), header, 60.0)


def _columns(
    plate: Plate, columns: tuple[Column, ...], side: str, right: float
) -> tuple[tuple[Span, ...], float]:
    spans: list[Span] = []
    for place, column in enumerate(columns):
        texts = [
            lettering.width(cells[place], SIZE, weight_of(row))
            for row in plate.measured_rows
            if len(cells := getattr(row, side)) > place
        ]
        header = lettering.width(column.header, SIZE, lettering.SEMIBOLD)
        needed = max([header, *texts])
        members = [other for other in columns if column.group and other.group == column.group]
        if members and members[-1] is column:
            taken = right - spans[-len(members) + 1].left if len(members) > 1 else -GAP
            group = lettering.width(column.group, SIZE, lettering.SEMIBOLD)
            needed = max(needed, group - taken - GAP)
        spans.append(Span(right + GAP, right + GAP + needed))
        right += GAP + needed
    return tuple(spans), right


def _rows(
    plate: Plate, label: Span, before: tuple[Span, ...], top: float
) -> tuple[tuple[PlacedRow, ...], float]:
    placed: list[PlacedRow] = []
    bottom = top
    for row in plate.rows:
        filled = [span.left for span, text in zip(before, row.before, strict=False) if text]
        end = min(filled) - GAP if filled else (before[-1].right if before else label.right)
        room = label.right - label.left
        if row.style in ("summary", "prediction", "heading"):
            room = end - label.left
        lines = lettering.wrap(
            row.label, SIZE, room, lines=3 if row.style == "summary" else 2, weight=weight_of(row)
        )
        height = ROW + (len(lines) - 1) * LINE + (3 if row.style in ("summary", "heading") else 0)
        placed.append(PlacedRow(row, lines, bottom + height / 2, bottom + height))
        bottom += height
    return tuple(placed), bottom
