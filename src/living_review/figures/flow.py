"""The PRISMA 2020 flow of a living review: previous searches, this search, and the total.

Page 2021 (BMJ 372:n71) for the boxes; Kahale 2022 (F1000Research 11:192) for the living layout.
A count that the registry does not give is written 'not reported', never nought; of reports that
were left out, those that the registry lists are the least there were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from living_review.figures import canvas
from living_review.figures.scene import Mark, Scene, Shape, Words
from living_review.findings import SearchRun, TrialRecord
from living_review.ground import numbers
from living_review.letters import lettering

SIZE, LINE = 8.5, 10.5
MAIN, SIDE, GUTTER, GAP, PAD, MARGIN = 150.0, 150.0, 16.0, 13.0, 6.0, 4.0
NOT_REPORTED = "not reported"
STATUSES = (
    ("included", "included"),
    ("awaiting", "awaiting classification"),
    ("ongoing", "ongoing"),
    ("retracted", "retracted"),
)


@dataclass(frozen=True)
class Step:
    """A box of the flow and the box beside it, each a list of lines."""

    main: tuple[str, ...]
    side: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stream:
    """The flow of one set of searches."""

    heading: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flow:
    """The whole diagram: one stream, or previous and this, and what they come to."""

    streams: tuple[Stream, ...]
    total: tuple[str, ...]


def flow(searches: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> Flow:
    """Give the diagram as plain data; searches of the latest date are 'this search'."""
    ordered = sorted(searches, key=lambda run: (run.date, run.search_id))
    latest = ordered[-1].date if ordered else None
    now = [run for run in ordered if run.date == latest]
    before = [run for run in ordered if run.date != latest]
    streams = []
    if before:
        heading = f"Previous searches, to {numbers.date(before[-1].date)}"
        streams.append(_stream(heading, before, trials))
    if now:
        heading = f"{'This search' if before else 'Search'}, {numbers.date(latest)}"
        streams.append(_stream(heading, now, trials))
    return Flow(tuple(streams), _total(ordered, trials))


def _stream(heading: str, runs: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> Stream:
    def box(label: str, name: str) -> str:
        return f"{label}: {_sum([getattr(run, name) for run in runs])}"

    sources = tuple(f"{run.source}: {_known(run.records)}" for run in runs) if len(runs) > 1 else ()
    identified = box("Records identified", "records")
    if len(runs) == 1:
        sources = (f"Source: {runs[0].source}",)
    reasons: dict[str, int] = {}
    for run in runs:
        for reason, count in run.exclusions.items():
            reasons[reason] = reasons.get(reason, 0) + count
    told = tuple(f"• {reason}: {numbers.count(count)}" for reason, count in reasons.items())
    ids = {run.search_id for run in runs}
    included = sum(trial.status == "included" and trial.search_id in ids for trial in trials)
    steps = (
        Step((identified, *sources), (box("Duplicates removed", "duplicates_removed"),)),
        Step((box("Records screened", "screened"),), (box("Records excluded", "excluded"),)),
        Step((box("Reports sought", "sought"),), (box("Reports not retrieved", "not_retrieved"),)),
        Step(
            (box("Reports assessed in full", "assessed"),),
            (f"Reports excluded: {_left_out(runs)}", *told),
        ),
        Step((f"Trials included: {numbers.count(included)}",)),
    )
    return Stream(heading, steps)


def _left_out(runs: Sequence[SearchRun]) -> str:
    """Count the reports that were left out: at least those listed, where nobody counted them."""
    listed = [sum(run.exclusions.values()) for run in runs]
    known = [run.excluded_full_text for run in runs]
    if not any(n for n, count in zip(listed, known, strict=True) if count is None):
        return _sum(known)
    least = sum(n if count is None else count for n, count in zip(listed, known, strict=True))
    return f"at least {numbers.count(least)}"


def _known(count: int | None) -> str:
    return NOT_REPORTED if count is None else numbers.count(count)


def _sum(counts: Sequence[int | None]) -> str:
    """Add up what is known, and say for how many searches it is not."""
    known = [count for count in counts if count is not None]
    if not known:
        return NOT_REPORTED
    text = numbers.count(sum(known))
    missing = len(counts) - len(known)
    if missing:
        text += f" ({NOT_REPORTED} for {numbers.count(missing)} of {numbers.count(len(counts))})"
    return text


def _total(runs: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> tuple[str, ...]:
    ids = {run.search_id for run in runs}
    lines = ["Trials in the review"]
    for status, word in STATUSES:
        count = sum(trial.status == status for trial in trials)
        if count or status == "included":
            lines.append(f"{word}: {numbers.count(count)}")
    unplaced = sum(t.status == "included" and t.search_id not in ids for t in trials)
    if unplaced:
        lines.append(f"(included, search not recorded: {numbers.count(unplaced)})")
    return tuple(lines)


def prisma_flow(searches: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> str:
    """Draw the flow as SVG; boxes take their size from what they hold."""
    diagram = flow(searches, trials)
    return canvas.svg(_scene(diagram, prisma_flow_alt(searches, trials)))


def prisma_flow_alt(searches: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> str:
    """Say in words what the flow shows."""
    diagram = flow(searches, trials)
    streams = [
        f"{stream.heading}: {stream.steps[0].main[0].lower()}, {stream.steps[-1].main[0].lower()}"
        for stream in diagram.streams
    ]
    total = f"{diagram.total[0]}: {', '.join(diagram.total[1:])}"
    return f"PRISMA flow. {'. '.join([*streams, total])}."


def _scene(diagram: Flow, title: str) -> Scene:
    stream_width = MAIN + GUTTER + SIDE
    count = max(1, len(diagram.streams))
    width = 2 * MARGIN + count * stream_width + (count - 1) * GUTTER
    lefts = [MARGIN + place * (stream_width + GUTTER) for place in range(len(diagram.streams))]
    y, marks = _headings(diagram, lefts, stream_width)
    total_width = width - 2 * MARGIN if count > 1 else MAIN
    bottoms: list[float] = []
    for row in zip(*(stream.steps for stream in diagram.streams), strict=True):
        for left, bottom in zip(lefts, bottoms, strict=False):
            marks += _arrow_down(left + MAIN / 2, bottom, y)
        for step, left in zip(row, lefts, strict=True):
            marks += _step(step, left, y)
        bottoms = [y + _height(step.main, MAIN) for step in row]
        sides = [y + _height(step.side, SIDE) for step in row if step.side]
        y = max(bottoms + sides) + GAP
    for left, bottom in zip(lefts, bottoms, strict=False):
        marks += _arrow_down(left + MAIN / 2, bottom, y)
    height = _height(diagram.total, total_width)
    marks += _box(diagram.total, MARGIN, y, total_width, height, bold=1)
    return Scene(width, y + height + MARGIN, title, tuple(marks))


def _headings(diagram: Flow, lefts: Sequence[float], room: float) -> tuple[float, list[Mark]]:
    bold = lettering.SEMIBOLD
    marks: list[Mark] = []
    deepest = 0
    for stream, left in zip(diagram.streams, lefts, strict=True):
        lines = lettering.wrap(stream.heading, SIZE, room, weight=bold)
        deepest = max(deepest, len(lines))
        for n, text in enumerate(lines):
            marks.append(Words("heading", left, MARGIN + SIZE + n * LINE, text, SIZE, weight=bold))
    return MARGIN + deepest * LINE + 5, marks


def _wrapped(lines: tuple[str, ...], width: float) -> list[str]:
    room = width - 2 * PAD
    return [text for line in lines for text in lettering.wrap(line, SIZE, room)]


def _height(lines: tuple[str, ...], width: float) -> float:
    return len(_wrapped(lines, width)) * LINE + 2 * PAD


def _step(step: Step, left: float, y: float) -> list[Mark]:
    own = _height(step.main, MAIN)
    marks = _box(step.main, left, y, MAIN, own)
    if step.side:
        beside = left + MAIN + GUTTER
        side = _height(step.side, SIDE)
        marks += _box(step.side, beside, y, SIDE, side)
        middle = y + min(own, side) / 2
        marks += _arrow_right(left + MAIN, beside, middle)
    return marks


def _box(
    lines: tuple[str, ...], left: float, top: float, width: float, height: float, bold: int = 0
) -> list[Mark]:
    right, bottom = left + width, top + height
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    marks: list[Mark] = [Shape("box", (corners,), fill="box", stroke="muted", thickness=0.7)]
    for n, text in enumerate(_wrapped(lines, width)):
        weight = lettering.SEMIBOLD if n < bold else lettering.REGULAR
        y = top + PAD + 0.8 * SIZE + n * LINE
        marks.append(Words("count", left + PAD, y, text, SIZE, weight=weight))
    return marks


def _arrow_down(x: float, top: float, bottom: float) -> list[Mark]:
    head = ((x, bottom), (x - 3, bottom - 5), (x + 3, bottom - 5))
    return [
        Shape("flow", (((x, top), (x, bottom - 5)),), stroke="muted"),
        Shape("flow-head", (head,), fill="muted"),
    ]


def _arrow_right(left: float, right: float, y: float) -> list[Mark]:
    head = ((right, y), (right - 5, y - 3), (right - 5, y + 3))
    return [
        Shape("flow", (((left, y), (right - 5, y)),), stroke="muted"),
        Shape("flow-head", (head,), fill="muted"),
    ]
