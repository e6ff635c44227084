"""The PRISMA 2020 flow of a living review: previous searches, this search, and the total.

Page 2021 (BMJ 372:n71) for the boxes; Kahale 2022 (F1000Research 11:192) for the living layout.
A count that the registry does not give is written 'not reported', never nought; of reports that
were left out, those that the registry lists are the least there were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from living_review.figures import canvas
from living_review.figures.scene import Mark, Scene, Shape, Words
from living_review.findings import SearchRun, TrialRecord
from living_review.language import say
from living_review.language.facts import flow as facts
from living_review.letters import lettering

SIZE, LINE = 8.5, 10.5
# Two streams are as wide as a page of the review holds without letters below 6.5 points.
MAIN, GUTTER, GAP, PAD, MARGIN = 146.0, 16.0, 13.0, 6.0, 4.0
# On a narrow screen streams stand below each other.
NARROW = 124.0
# What a printed page holds of it, in points, and of each line of a list where there is too much.
TEXT, TALLEST, LINES_IN_BRIEF = 493.0, 640.0, 6
STATUSES: Final = ("included", "awaiting", "ongoing", "retracted")


Listed = TypeVar("Listed")


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


def flow(
    searches: Sequence[SearchRun], trials: Sequence[TrialRecord], most: int | None = None
) -> Flow:
    """Give the diagram as plain data; searches of the latest date are 'this search'.

    Of a list of searches or reasons that is longer than `most` the largest are named.
    """
    streams = tuple(_stream(heading, runs, trials, most) for heading, runs in _streams(searches))
    total = (say(facts.Total()), *map(say, _total(searches, trials)))
    return Flow(streams, total)


def _streams(searches: Sequence[SearchRun]) -> Iterator[tuple[facts.Heading, list[SearchRun]]]:
    """Yield the searches before those of the latest date, and these."""
    ordered = sorted(searches, key=lambda run: (run.date, run.search_id))
    if not ordered:
        return
    latest = ordered[-1].date
    before = [run for run in ordered if run.date != latest]
    now = [run for run in ordered if run.date == latest]
    if before:
        yield facts.Heading(searches="previous", on=before[-1].date), before
    yield facts.Heading(searches="this" if before else "only", on=latest), now


def _stream(
    heading: facts.Heading,
    runs: Sequence[SearchRun],
    trials: Sequence[TrialRecord],
    most: int | None,
) -> Stream:
    def box(name: facts.Box) -> tuple[str, ...]:
        return (say(facts.BoxOf(box=name, count=_counted(runs, name))),)

    reasons: dict[str, int] = {}
    for run in runs:
        for reason, count in run.exclusions.items():
            reasons[reason] = reasons.get(reason, 0) + count
    left_out = say(facts.BoxOf(box="excluded_full_text", count=_left_out(runs)))
    included = facts.Included(trials=_included(runs, trials))
    steps = (
        Step((*box("records"), *_sources(runs, most)), box("duplicates_removed")),
        Step(box("screened"), box("excluded")),
        Step(box("sought"), box("not_retrieved")),
        Step(box("assessed"), (left_out, *_reasons(reasons, most))),
        Step((say(included),)),
    )
    return Stream(say(heading), steps)


def _reasons(reasons: Mapping[str, int], most: int | None) -> Iterator[str]:
    """Say why reports were left out, and how many."""
    named, others = _largest(list(reasons), list(reasons.values()), most)
    for reason in named:
        yield say(facts.Reason(reason=reason, reports=reasons[reason]))
    if others:
        reports = sum(reasons[reason] for reason in others)
        yield say(facts.FurtherReasons(reasons=len(others), reports=reports))


def _sources(runs: Sequence[SearchRun], most: int | None) -> Iterator[str]:
    """Say where searches looked; of several, how many records each gave."""
    if len(runs) == 1:
        yield say(facts.Source(source=runs[0].source))
        return
    named, others = _largest(runs, [run.records or 0 for run in runs], most)
    for run in named:
        yield say(facts.RecordsOf(source=run.source, count=_counted([run], "records")))
    if others:
        yield say(facts.FurtherSearches(searches=len(others), count=_counted(others, "records")))


def _largest(
    items: Sequence[Listed], counts: Sequence[int], most: int | None
) -> tuple[list[Listed], list[Listed]]:
    """Give the items with the largest counts, and the others, each in their order."""
    if most is None or len(items) <= most + 1:
        return list(items), []
    ranked = sorted(range(len(items)), key=lambda place: (-counts[place], place))
    kept = set(ranked[:most])
    return (
        [each for place, each in enumerate(items) if place in kept],
        [each for place, each in enumerate(items) if place not in kept],
    )


def _included(runs: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> int:
    ids = {run.search_id for run in runs}
    return sum(trial.status == "included" and trial.search_id in ids for trial in trials)


def _counted(runs: Sequence[SearchRun], name: facts.Box) -> facts.Count:
    """Add up what is known, and tell for how many searches it is not."""
    counts: list[int | None] = [getattr(run, name) for run in runs]
    known = [count for count in counts if count is not None]
    return facts.Count(
        number=sum(known) if known else None,
        unknown=len(counts) - len(known),
        searches=len(counts),
    )


def _left_out(runs: Sequence[SearchRun]) -> facts.Count | facts.AtLeast:
    """Count the reports that were left out: at least those listed, where nobody counted them."""
    listed = [sum(run.exclusions.values()) for run in runs]
    known = [run.excluded_full_text for run in runs]
    if not any(n for n, count in zip(listed, known, strict=True) if count is None):
        return _counted(runs, "excluded_full_text")
    least = sum(n if count is None else count for n, count in zip(listed, known, strict=True))
    return facts.AtLeast(number=least)


def _total(
    runs: Sequence[SearchRun], trials: Sequence[TrialRecord]
) -> Iterator[facts.Trials | facts.Unplaced]:
    """Yield how many trials have each status; of those included also whose search is unknown."""
    for status in STATUSES:
        count = sum(trial.status == status for trial in trials)
        if count or status == "included":
            yield facts.Trials(status=status, trials=count)
    unplaced = sum(trial.status == "included" for trial in trials) - _included(runs, trials)
    if unplaced:
        yield facts.Unplaced(trials=unplaced)


def prisma_flow(
    searches: Sequence[SearchRun], trials: Sequence[TrialRecord], *, narrow: bool = False
) -> str:
    """Draw the flow as SVG; boxes take their size from what they hold.

    `narrow` is for narrow screens: this search stands below the previous ones.
    """
    drawn = _below_each_other if narrow else _scene
    return canvas.svg(drawn(flow(searches, trials), prisma_flow_alt(searches, trials)))


def prisma_flow_on_paper(
    searches: Sequence[SearchRun], trials: Sequence[TrialRecord]
) -> str | None:
    """Draw the flow with shorter lists where the whole does not fit a page; None where it does.

    The tables below it have all searches and reasons.
    """
    title = prisma_flow_alt(searches, trials)
    longest = max([len(run.exclusions) for run in searches] + [len(searches)])
    if _fits(_scene(flow(searches, trials), title)):
        return None
    low, high = 0, longest
    while low < high:
        middle = (low + high + 1) // 2
        brief = _scene(_cut(flow(searches, trials, middle)), title)
        low, high = (middle, high) if _fits(brief) else (low, middle - 1)
    return canvas.svg(_scene(_cut(flow(searches, trials, low)), title))


def _fits(picture: Scene) -> bool:
    return picture.height * min(1.0, TEXT / picture.width) <= TALLEST


def _cut(diagram: Flow) -> Flow:
    """End each text of a box after some lines."""

    def cut(texts: tuple[str, ...], room: float) -> tuple[str, ...]:
        return tuple(
            " ".join(lettering.wrap(text, SIZE, room - 2 * PAD, lines=LINES_IN_BRIEF))
            for text in texts
        )

    streams = (
        replace(
            stream,
            steps=tuple(Step(cut(each.main, MAIN), cut(each.side, MAIN)) for each in stream.steps),
        )
        for stream in diagram.streams
    )
    return replace(diagram, streams=tuple(streams))


def prisma_flow_alt(searches: Sequence[SearchRun], trials: Sequence[TrialRecord]) -> str:
    """Say in words what the flow shows."""
    streams = (
        facts.StreamTold(
            heading=heading,
            records=_counted(runs, "records"),
            included=_included(runs, trials),
        )
        for heading, runs in _streams(searches)
    )
    return say(facts.FlowAlt(streams=tuple(streams), trials=tuple(_total(searches, trials))))


def _scene(diagram: Flow, title: str) -> Scene:
    stream_width = 2 * MAIN + GUTTER
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
        sides = [y + _height(step.side, MAIN) for step in row if step.side]
        y = max(bottoms + sides) + GAP
    for left, bottom in zip(lefts, bottoms, strict=False):
        marks += _arrow_down(left + MAIN / 2, bottom, y)
    height = _height(diagram.total, total_width)
    marks += _box(diagram.total, MARGIN, y, total_width, height, bold=1)
    return Scene(width, y + height + MARGIN, title, tuple(marks))


def _below_each_other(diagram: Flow, title: str) -> Scene:
    room = 2 * NARROW + GUTTER
    marks: list[Mark] = []
    y = MARGIN
    for stream in diagram.streams:
        for text in lettering.wrap(stream.heading, SIZE, room, weight=lettering.SEMIBOLD):
            y += LINE
            marks.append(Words("heading", MARGIN, y, text, SIZE, weight=lettering.SEMIBOLD))
        y += 6
        for place, step in enumerate(stream.steps):
            marks += _step(step, MARGIN, y, NARROW)
            own = y + _height(step.main, NARROW)
            side = y + _height(step.side, NARROW) if step.side else own
            last = place == len(stream.steps) - 1 and stream is not diagram.streams[-1]
            y = max(own, side) + GAP
            if not last:
                marks += _arrow_down(MARGIN + NARROW / 2, own, y)
    height = _height(diagram.total, room)
    marks += _box(diagram.total, MARGIN, y, room, height, bold=1)
    return Scene(room + 2 * MARGIN, y + height + MARGIN, title, tuple(marks))


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


def _step(step: Step, left: float, y: float, width: float = MAIN) -> list[Mark]:
    own = _height(step.main, width)
    marks = _box(step.main, left, y, width, own)
    if step.side:
        beside = left + width + GUTTER
        side = _height(step.side, width)
        marks += _box(step.side, beside, y, width, side)
        middle = y + min(own, side) / 2
        marks += _arrow_right(left + width, beside, middle)
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
