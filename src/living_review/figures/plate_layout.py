"""Where everything of a plate goes: column widths, row heights, plot area. Sizes from content."""

from __future__ import annotations

import re
from dataclasses import dataclass

from living_review.figures.plate import Column, Plate, Row
from living_review.figures.scene import Place
from living_review.letters import lettering

SIZE, SMALL = 8.5, 7.5
# The width of the text on a page of the review.
TEXT = 493.0
# A plot is set smaller to fit the text of a page or, compact, a column of the two-page summary. So
# wide it may be before its letters are smaller than 6.5 points there.
WIDEST, WIDEST_COMPACT = 640.0, 326.0
LINE, ROW = 10.0, 14.5
GAP, MARGIN = 8.0, 4.0
DISC_COLUMN = 14.5
# Room for the words 'Risk of bias' above a single column.
RISK_OF_BIAS_WIDTH = 50.0
# A plot for narrow screens: its width, and the least of the part where effects are drawn.
NARROW, LEAST_STACKED = 240.0, 84.0
LEAST_LABEL, MOST_LABEL_LINES, MOST_HEADER_LINES, MOST_CELL_LINES = 60.0, 3, 4, 3
BRACKETED = re.compile(r"\([^()]*\)")


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
    """A row, the lines of its label and of its cells before the plot, and its places.

    `first` is the middle of the first line of its label, `centre` that of its effect.
    """

    row: Row
    lines: tuple[str, ...]
    before: tuple[tuple[str, ...], ...]
    first: float
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
    small: float
    rows: tuple[PlacedRow, ...]
    top: float
    bottom: float

    @property
    def places(self) -> tuple[Place, ...]:
        """Where each trial has its row, from one edge to the other."""
        tops = [self.top, *(placed.bottom for placed in self.rows)]
        return tuple(
            Place(placed.row.trial_id, 0.0, top, self.width, placed.bottom)
            for top, placed in zip(tops, self.rows, strict=False)
            if placed.row.trial_id
        )

    def uprights(self, bottom: float) -> tuple[tuple[float, float], ...]:
        """Where a line from top to bottom is drawn: not through labels that stand above effects."""
        drawn = [row for row in self.rows if row.row.effect is not None]
        if self.label.right <= self.plot.left or not drawn:
            return ((self.top, bottom),)
        ends = [*(row.bottom for row in drawn[:-1]), bottom]
        return tuple((row.centre - LINE / 2 - 1, end) for row, end in zip(drawn, ends, strict=True))


def weight_of(row: Row) -> int:
    return lettering.SEMIBOLD if row.style in ("summary", "heading") else lettering.REGULAR


def lay_out(plate: Plate) -> Layout:
    """Place columns from left to right and rows from top to bottom.

    Where the whole is set much smaller to fit its page, no letter is smaller than another; where it
    would be too wide even so, headers are broken into lines, then the plot is drawn narrower, then
    the labels are.
    """
    if plate.stacked:
        return _stacked(plate)
    widest = WIDEST_COMPACT if plate.compact else WIDEST
    plot, plot_least = (125.0, 74.0) if plate.compact else (160.0, 100.0)
    label = _label_width(plate)
    fitted = _lay_out(plate, label, plot, SMALL)
    if fitted.width > widest * SMALL / SIZE:
        fitted = _lay_out(plate, label, plot, SIZE)
    if fitted.width > widest:
        fitted = _lay_out(plate, label, plot, SIZE, broken=True)
    if fitted.width > widest:
        narrower = max(plot_least, plot - (fitted.width - widest))
        label = max(_least_label(plate), label - (fitted.width - (plot - narrower) - widest))
        fitted = _lay_out(plate, label, narrower, SIZE, broken=True)
    return fitted


def _lay_out(
    plate: Plate, label_width: float, plot_width: float, small: float, *, broken: bool = False
) -> Layout:
    label = Span(MARGIN, MARGIN + label_width)
    before, right = _columns(plate, plate.before, "before", label.right, broken)
    plot = Span(right + GAP, right + GAP + plot_width)
    after, right = _columns(plate, plate.after, "after", plot.right, broken)
    discs: list[Span] = []
    least = DISC_COLUMN
    if len(plate.judgement_columns) == 1:
        above = lettering.width(plate.judgement_header, SIZE, lettering.SEMIBOLD)
        least = max(RISK_OF_BIAS_WIDTH, above)
    for name in plate.judgement_columns:
        start = right + (GAP if not discs else 0)
        right = start + max(least, lettering.width(name, small, lettering.SEMIBOLD) + 4)
        discs.append(Span(start, right))
    heads = (
        *map(header_lines, (column.header for column in plate.before), before),
        *map(header_lines, (column.header for column in plate.after), after),
        header_lines(plate.effect_header, plot),
    )
    grouped = max(
        1 + max((len(head) for head in heads[: len(before)]), default=0)
        if any(column.group for column in plate.before)
        else 1,
        2 if plate.judgement_columns else 1,
    )
    tallest = max(grouped, *(len(head) for head in heads))
    top = MARGIN + tallest * LINE + 5
    rows, bottom = _rows(plate, label, before, top)
    return Layout(
        right + MARGIN, label, before, plot, after, tuple(discs), small, rows, top, bottom
    )


def _stacked(plate: Plate) -> Layout:
    """Place the labels above their effects; the plot takes what the columns behind it leave."""
    after, behind = _columns(plate, plate.after, "after", 0.0, True)
    names = (*plate.judgement_columns, plate.judgement_header)[: 2 * len(plate.judgement_columns)]
    disc = max((lettering.width(name, SMALL, lettering.SEMIBOLD) for name in names), default=0.0)
    behind += GAP + disc if names else 0.0
    left = MARGIN + GAP
    right = left + max(LEAST_STACKED, NARROW - MARGIN - left - behind)
    plot = Span(left, right)
    spans = tuple(Span(right + each.left, right + each.right) for each in after)
    width = right + behind + MARGIN
    discs = (Span(width - MARGIN - disc, width - MARGIN),) if names else ()
    heads = (
        *map(header_lines, (column.header for column in plate.after), spans),
        header_lines(plate.effect_header, plot),
    )
    top = MARGIN + (1 + max(2 if names else 1, *map(len, heads))) * LINE + 5
    label = Span(MARGIN, width - MARGIN)
    placed: list[PlacedRow] = []
    bottom = top
    for row in plate.rows:
        lines = lettering.wrap(
            row.label, SIZE, width - 2 * MARGIN, lines=MOST_LABEL_LINES, weight=weight_of(row)
        )
        first = bottom + LINE / 2 + 3
        under = first + (len(lines) - 0.5) * LINE
        centre = under + LINE / 2 + 1
        bottom = centre + LINE / 2 + 3 if row.effect or any(row.after) else under + 1
        placed.append(PlacedRow(row, lines, (), first, centre, bottom))
    return Layout(width, label, (), plot, spans, discs, SMALL, tuple(placed), top, bottom)


def header_lines(text: str, span: Span) -> tuple[str, ...]:
    """Break a header into the lines that its column has room for."""
    room = span.right - span.left + 0.01
    return lettering.wrap(
        _held(text), SIZE, room, lines=MOST_HEADER_LINES, weight=lettering.SEMIBOLD
    )


def cell_lines(text: str, column: Column, span: Span) -> tuple[str, ...]:
    """Break a cell into lines where its column is held narrow; else it is one."""
    if column.most is None:
        return (text,)
    return lettering.wrap(text, SIZE, span.right - span.left + 0.01, lines=MOST_CELL_LINES)


def _held(header: str) -> str:
    """The header with what stands in brackets, as '(95% CI)', held on one line."""
    return BRACKETED.sub(lambda found: found[0].replace(" ", lettering.NO_BREAK), header)


def _label_width(plate: Plate) -> float:
    widest = 118.0 if plate.compact else 150.0
    labels = [
        lettering.width(lettering.legible(row.label), SIZE, weight_of(row))
        for row in plate.measured_rows
        if row.style in ("trial", "apart", "before") or not plate.before
    ]
    return max(min(widest, max(labels, default=0.0)), _least_label(plate))


def _least_label(plate: Plate) -> float:
    return max(lettering.width(plate.label_header, SIZE, lettering.SEMIBOLD), LEAST_LABEL)


def _columns(
    plate: Plate, columns: tuple[Column, ...], side: str, right: float, broken: bool
) -> tuple[tuple[Span, ...], float]:
    spans: list[Span] = []
    for place, column in enumerate(columns):
        texts = [
            lettering.width(cells[place], SIZE, weight_of(row))
            for row in plate.measured_rows
            if len(cells := getattr(row, side)) > place
        ]
        narrow = broken or column.most is not None
        words = _held(column.header).split(" ") if narrow else [column.header]
        header = max(lettering.width(word, SIZE, lettering.SEMIBOLD) for word in words)
        needed = max([header, *texts])
        if column.most is not None:
            needed = min(needed, column.most)
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
        lines = lettering.wrap(row.label, SIZE, room, lines=MOST_LABEL_LINES, weight=weight_of(row))
        cells = tuple(map(cell_lines, row.before, plate.before, before))
        tallest = max(len(lines), *map(len, cells), 1)
        height = ROW + (tallest - 1) * LINE + (3 if row.style in ("summary", "heading") else 0)
        centre = bottom + height / 2
        first = centre - (len(lines) - 1) * LINE / 2
        placed.append(PlacedRow(row, lines, cells, first, centre, bottom + height))
        bottom += height
    return tuple(placed), bottom
