"""From a plate to a scene: headers, rows, effects, axis, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from living_review.figures import canvas, judgement
from living_review.figures.axis import Axis, axis, usable
from living_review.figures.even_parts import even_starts
from living_review.figures.judgement_marks import judgement_key, judgement_stamps
from living_review.figures.palette import Role
from living_review.figures.plate import Effect, Plate, RowStyle, split
from living_review.figures.plate_layout import (
    LINE,
    MARGIN,
    ROW,
    SIZE,
    TEXT,
    Layout,
    PlacedRow,
    Span,
    header_lines,
    lay_out,
    weight_of,
)
from living_review.figures.scene import Anchor, Mark, Point, Scene, Shape, Words, line, rectangle
from living_review.letters import lettering
from living_review.letters.lettering import NO_BREAK

ROLES: dict[RowStyle, Role] = {"apart": "apart", "before": "apart", "prediction": "prediction"}
BASELINE = 0.33 * SIZE
SMALLEST_SQUARE, SQUARE_GROWTH = 2.8, 7.2
BETWEEN_LABELS = 3.0


def drawing(plate: Plate) -> str:
    """Draw the whole plate as SVG."""
    return canvas.svg(scene(plate))


def parts(plate: Plate, rows_a_page: int, *, even_one: bool = False) -> tuple[str, ...]:
    """Draw a plate that is too long for a page as several, on one axis; none where it fits one.

    A row may have several lines, and a plot that is set smaller, to fit the width of a page, has
    room for more of them. With `even_one` a plate that fits is drawn as well.
    """
    # None ends with a heading.
    firsts = [
        place
        for place in range(len(plate.rows))
        if place == 0 or plate.rows[place - 1].style != "heading"
    ]
    pages = paginate(plate, firsts, rows_a_page)
    return tuple(map(drawing, pages)) if len(pages) > 1 or even_one else ()


def paginate(plate: Plate, firsts: Sequence[int], rows_a_page: int) -> tuple[Plate, ...]:
    """Split a plate into parts that a page holds; each begins with one of these rows."""
    layout = lay_out(plate)
    tops = [layout.top, *(placed.bottom for placed in layout.rows)]
    heights = [tops[end] - tops[start] for start, end in pairwise([*firsts, len(plate.rows)])]
    starts = even_starts(heights, rows_a_page * ROW / min(1.0, TEXT / layout.width))
    return split(plate, [firsts[start] for start in starts] if firsts else ())


def scene(plate: Plate) -> Scene:
    """Give the marks of the whole plate."""
    layout = lay_out(plate)
    scale = _axis(plate, layout)
    marks: list[Mark] = [*_ground(plate, layout, scale), *_headers(plate, layout)]
    for placed in layout.rows:
        marks += _row_texts(placed, layout, plate)
        if placed.row.effect is not None:
            marks += _effect(placed, placed.row.effect, scale)
    marks += _discs(plate, layout)
    below, y = _axis_marks(plate, layout, scale)
    marks += below
    notes, bottom = _notes(plate, layout, y)
    height, drawn = bottom + MARGIN, tuple(marks + notes)
    return Scene(layout.width, height, plate.title, drawn, layout.places)


def _axis(plate: Plate, layout: Layout) -> Axis:
    effects = [row.effect for row in plate.measured_rows if row.effect is not None]
    return axis(
        [effect.estimate for effect in effects],
        [(effect.low, effect.high) for effect in effects],
        always=[plate.null, *(plate.zone or ()), *plate.always],
        log=plate.log,
        left=layout.plot.left,
        right=layout.plot.right,
    )


def _ground(plate: Plate, layout: Layout, scale: Axis) -> list[Mark]:
    """The zone of trivially small effects, the line of no difference, the reference line."""
    marks: list[Mark] = []
    top, bottom = layout.top, layout.bottom + 2
    if plate.zone is not None:
        left, right = (scale.x(value) for value in plate.zone)
        marks.append(rectangle("zone", left, top, right, bottom, "zone"))
    null, parts = scale.x(plate.null), layout.uprights(bottom)
    marks.append(Shape("null", tuple(((null, a), (null, b)) for a, b in parts), stroke="muted"))
    if plate.reference is not None and usable(plate.reference, plate.log):
        x = scale.x(plate.reference)
        lines = tuple(((x, a), (x, b)) for a, b in parts)
        marks.append(Shape("reference", lines, stroke="pooled", dash=(2.5, 2.0)))
    rule = layout.top - 1
    marks.append(line("rule", (MARGIN, rule), (layout.width - MARGIN, rule), "rule"))
    return marks


def _headers(plate: Plate, layout: Layout) -> list[Mark]:
    y = layout.top - 5
    bold = lettering.SEMIBOLD
    above = MARGIN + SIZE if plate.stacked else y
    marks: list[Mark] = [
        Words("header", layout.label.left, above, plate.label_header, SIZE, weight=bold)
    ]
    for column, span in zip(plate.before, layout.before, strict=True):
        marks += _header(column.header, span, y, column.align)
    marks += _header(plate.effect_header, layout.plot, y, "middle")
    for column, span in zip(plate.after, layout.after, strict=True):
        marks += _header(column.header, span, y, "end")
    for name, span in zip(plate.judgement_columns, layout.discs, strict=True):
        marks.append(Words("header", span.centre, y, name, layout.small, "middle", weight=bold))
    return marks + _group_headers(plate, layout, y)


def _header(text: str, span: Span, y: float, anchor: Anchor) -> list[Mark]:
    """The lines of a header, the last of them at `y`."""
    lines = header_lines(text, span)
    x = _side_of(span, anchor)
    return [
        Words("header", x, y - n * LINE, text, SIZE, anchor, weight=lettering.SEMIBOLD)
        for n, text in enumerate(reversed(lines))
    ]


def _side_of(span: Span, anchor: Anchor) -> float:
    """Where a text stands in a column."""
    return {"start": span.left, "middle": span.centre, "end": span.right}[anchor]


def _group_headers(plate: Plate, layout: Layout, y: float) -> list[Mark]:
    bold = lettering.SEMIBOLD
    marks: list[Mark] = []
    headed = {
        column.group: len(header_lines(column.header, span))
        for column, span in zip(plate.before, layout.before, strict=True)
        if column.group
    }
    above = y - LINE * max(headed.values(), default=1)
    for group in headed:
        spans = [
            span
            for column, span in zip(plate.before, layout.before, strict=True)
            if column.group == group
        ]
        right = spans[-1].right
        marks.append(Words("header", right, above, group, SIZE, "end", weight=bold))
    if plate.judgement_columns:
        middle = (layout.discs[0].left + layout.discs[-1].right) / 2
        text = plate.judgement_header
        marks.append(Words("header", middle, y - LINE, text, SIZE, "middle", weight=bold))
    return marks


def _row_texts(placed: PlacedRow, layout: Layout, plate: Plate) -> list[Mark]:
    row, weight = placed.row, weight_of(placed.row)
    role: Role = "muted" if row.style in ("apart", "before", "prediction") else "ink"
    first = placed.first + BASELINE
    marks: list[Mark] = [
        Words("label", layout.label.left, first + n * LINE, text, SIZE, role=role, weight=weight)
        for n, text in enumerate(placed.lines)
        if text
    ]
    y = placed.centre + BASELINE
    after = ((text,) for text in row.after)
    cells = [
        *zip(placed.before, plate.before, layout.before, strict=False),
        *zip(after, plate.after, layout.after, strict=False),
    ]
    for lines, column, span in cells:
        x, top = _side_of(span, column.align), y - (len(lines) - 1) * LINE / 2
        for n, text in enumerate(lines):
            if text:
                marks.append(
                    Words("cell", x, top + n * LINE, text, SIZE, column.align, role, weight)
                )
    return marks


def _effect(placed: PlacedRow, effect: Effect, scale: Axis) -> list[Mark]:
    y = placed.centre
    if not usable(effect.estimate, scale.log) and placed.row.style != "prediction":
        return []
    if placed.row.style == "summary":
        return _diamond(effect, scale, y)
    role = ROLES.get(placed.row.style, "estimate")
    marks = _whisker(effect, scale, y, role, placed.row.style)
    if placed.row.style != "prediction" and effect.estimate is not None:
        marks += _square(effect.estimate, effect.share, scale, y, role)
    return _hollow(marks) if placed.row.style == "before" else marks


def _hollow(marks: list[Mark]) -> list[Mark]:
    """What was is drawn hollow beside what is."""
    return [
        replace(mark, kind="square-before", fill="paper", stroke=mark.fill)
        if isinstance(mark, Shape) and mark.kind == "square"
        else mark
        for mark in marks
    ]


def _whisker(effect: Effect, scale: Axis, y: float, role: Role, style: str) -> list[Mark]:
    low, high = effect.low, effect.high
    if low is None or high is None:
        return []
    # An infinite or zero bound reaches beyond any axis; an undefined one is not drawn.
    if low != low or high != high:
        return []
    left, right = scale.x(low), scale.x(high)
    bar = style == "prediction"
    if scale.above(low) or scale.below(high):
        return []
    kind = "prediction" if bar else "whisker"
    marks: list[Mark] = [line(kind, (left, y), (right, y), role, 2.4 if bar else 1.0)]
    marks += _arrows(low, high, scale, y, role)
    if bar:
        for value, x in ((low, left), (high, right)):
            if not scale.below(value) and not scale.above(value):
                marks.append(line("prediction-end", (x, y - 3), (x, y + 3), role, 1.0))
    return marks


def _arrows(low: float, high: float, scale: Axis, y: float, role: Role) -> list[Mark]:
    marks: list[Mark] = []
    for beyond, x, way in ((scale.below(low), scale.left, -1), (scale.above(high), scale.right, 1)):
        if beyond:
            head = ((x + way * 4, y), (x - way * 1.5, y - 2.8), (x - way * 1.5, y + 2.8))
            marks.append(Shape("arrow", (head,), fill=role))
    return marks


def _square(estimate: float, share: float | None, scale: Axis, y: float, role: Role) -> list[Mark]:
    if scale.below(estimate) or scale.above(estimate):
        return _arrows(estimate, estimate, scale, y, role)
    # The area, not the side, stands for the weight.
    side = 5.0 if share is None else SMALLEST_SQUARE + SQUARE_GROWTH * share**0.5
    x, half = scale.x(estimate), side / 2
    return [rectangle("square", x - half, y - half, x + half, y + half, role)]


def _diamond(effect: Effect, scale: Axis, y: float) -> list[Mark]:
    estimate = effect.estimate
    if estimate is None:
        return []
    low = estimate if effect.low is None else effect.low
    high = estimate if effect.high is None else effect.high
    points: tuple[Point, ...] = (
        (scale.x(low), y),
        (scale.x(estimate), y - 4.6),
        (scale.x(high), y),
        (scale.x(estimate), y + 4.6),
    )
    diamond = Shape("diamond", (points,), fill="pooled", stroke="pooled", thickness=0.5)
    return [diamond, *_arrows(low, high, scale, y, "pooled")]


def _discs(plate: Plate, layout: Layout) -> list[Mark]:
    centres: dict[str, list[Point]] = {}
    marks: list[Mark] = []
    for placed in layout.rows:
        for name, given, span in zip(
            plate.judgement_columns, placed.row.judgements, layout.discs, strict=False
        ):
            if given is None:
                marks.append(
                    Words(
                        "judgement",
                        span.centre,
                        placed.centre + BASELINE,
                        "–",
                        SIZE,
                        "middle",
                        "muted",
                    )
                )
                continue
            judgement.look(given, f"{placed.row.label} ({name})")
            centres.setdefault(given.strip().lower(), []).append((span.centre, placed.centre))
    return [*marks, *(judgement_stamps(given, tuple(where)) for given, where in centres.items())]


def _axis_marks(plate: Plate, layout: Layout, scale: Axis) -> tuple[list[Mark], float]:
    y, small = layout.bottom + 2, layout.small
    marks: list[Mark] = [line("axis", (scale.left, y), (scale.right, y), "ink")]
    labelled = _labelled(scale, plate.null, small)
    for place, (tick, text) in enumerate(zip(scale.ticks, scale.tick_labels, strict=True)):
        x = scale.x(tick)
        marks.append(line("tick", (x, y), (x, y + 3), "ink"))
        if place in labelled:
            marks.append(Words("tick-label", x, y + 11, text, small, "middle"))
    y += 14
    if plate.stacked:
        return _sides_below(plate, layout, marks, y)
    null = scale.x(plate.null)
    lower = _side(f"← {plate.lower_side}", null - MARGIN - 5, small) if plate.lower_side else ()
    higher = (
        _side(f"{plate.higher_side} →", layout.width - MARGIN - null - 5, small)
        if plate.higher_side
        else ()
    )
    step = small + 1.5
    for n, text in enumerate(lower):
        marks.append(Words("favours-lower", null - 5, y + 8 + n * step, text, small, "end", "ink"))
    for n, text in enumerate(higher):
        marks.append(
            Words("favours-higher", null + 5, y + 8 + n * step, text, small, "start", "ink")
        )
    return marks, y + step * max(len(lower), len(higher)) + 4


def _sides_below(
    plate: Plate, layout: Layout, marks: list[Mark], y: float
) -> tuple[list[Mark], float]:
    """Name the sides of no difference at the edges of the figure: side by side where both fit."""
    small, room = layout.small, layout.width - 2 * MARGIN
    lower = f"← {plate.lower_side}" if plate.lower_side else ""
    higher = f"{plate.higher_side} →" if plate.higher_side else ""
    beside = lettering.width(lower, small) + lettering.width(higher, small) + 12 <= room
    step = small + 1.5
    y += 8
    for kind, side, x, anchor in (
        ("favours-lower", lower, MARGIN, "start"),
        ("favours-higher", higher, layout.width - MARGIN, "end"),
    ):
        lines = lettering.wrap(side, small, room, lines=3) if side else ()
        place: Anchor = "start" if anchor == "start" else "end"
        for n, text in enumerate(lines):
            marks.append(Words(kind, x, y + n * step, text, small, place))
        if not (beside and kind == "favours-lower"):
            y += step * len(lines)
    return marks, y


def _labelled(scale: Axis, null: float, size: float) -> range:
    """Which ticks have a label: all, or every second, third, … where labels would touch.

    At least two, so that the scale can be read; that of no difference among them, where it is a
    tick and leaves another its room.
    """
    halves = [lettering.width(text, size) / 2 for text in scale.tick_labels]
    places = [scale.x(tick) for tick in scale.ticks]
    count = len(places)
    kept = next((n for n, tick in enumerate(scale.ticks) if abs(tick - null) < 1e-12), 0)
    for stride in range(1, count):
        for offset in ((kept + more) % stride for more in range(stride)):
            chosen = range(offset, count, stride)
            if len(chosen) > 1 and all(
                places[right] - places[left] >= halves[left] + halves[right] + BETWEEN_LABELS
                for left, right in pairwise(chosen)
            ):
                return chosen
    return range(kept, min(kept + 1, count))


def _side(text: str, room: float, size: float) -> tuple[str, ...]:
    return lettering.wrap(text, size, min(room, 150.0), lines=3)


def _notes(plate: Plate, layout: Layout, y: float) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    room = layout.width - 2 * MARGIN
    for note in plate.notes:
        for text in lettering.wrap(_unbroken(note), layout.small, room, lines=6):
            y += layout.small + 2
            marks.append(Words("note", MARGIN, y, text, layout.small, role="muted"))
    if plate.judgement_key:
        key, y = judgement_key(plate.judgement_key, y + 4, room, MARGIN, layout.small)
        marks += key
    return marks, y + 2


def _unbroken(note: str) -> str:
    """The note with every 'p = 0.73' or 'p < 0.001' held on one line."""
    return re.sub(" ([=<>]) ", rf"{NO_BREAK}\1{NO_BREAK}", note)
