"""The sequential view: the z-value of the pool at each look against its boundary.

A sensitivity view. What lies beyond the ground (a z of thirty, a required size fifty times what
there is) is held at its edge and said, so that the looks stay apart from each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from living_review.figures import canvas
from living_review.figures.axis import Axis, axis
from living_review.figures.scene import Mark, Point, Scene, Shape, Stamps, Words, line
from living_review.findings import Finding, SequentialLook
from living_review.findings import Sequential as View
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import sequential_plots as facts
from living_review.letters import lettering
from living_review.words import figure_words as wording

LEFT, TOP, BOTTOM = 40.0, 34.0, 250.0
# Where the ground ends on the right, on a wide and on a narrow screen.
WIDE, NARROW = 396.0, 250.0
SIZE, SMALL = 8.5, 7.5
# Least and most of z that the ground shows; a boundary up to `HIGH` is always in it.
LEAST, HIGH, MOST = 4.0, 8.0, 10.0
# How far people may lie from the required size.
FEWER, MORE = 0.25, 3.0
RADIUS, RING = 2.6, 4.6


@dataclass(frozen=True)
class _Ground:
    """The plot area: people across, z up, both held at the edge."""

    people: Axis
    most: float

    @property
    def right(self) -> float:
        return self.people.right

    @property
    def room(self) -> float:
        return self.right - LEFT

    def y(self, z: float) -> float:
        held = max(-self.most, min(self.most, z))
        return BOTTOM - (BOTTOM - TOP) * (held + self.most) / (2 * self.most)

    def at(self, look: SequentialLook) -> Point:
        return self.people.x(look.participants), self.y(look.z or 0.0)


def sequential_plot(finding: Finding, *, compact: bool = False) -> str | None:
    """Draw z at each look with boundaries and required size as SVG; None without looks.

    `compact` is for narrow screens.
    """
    view = finding.sequential
    if view is None or not view.looks or view.adjusted is None:
        return None
    ground = _ground(view, view.adjusted, NARROW if compact else WIDE)
    legend, foot = _legend(finding, ground)
    key, bottom = _key(view, ground, foot + 4)
    marks: tuple[Mark, ...] = (
        *_axes(ground),
        *legend,
        *_size(view.adjusted, ground),
        *_boundaries(view.looks, ground),
        *_looks(view.looks, ground),
        *key,
    )
    return canvas.svg(Scene(ground.right + 10, bottom + 8, sequential_plot_alt(finding), marks))


def sequential_plot_alt(finding: Finding) -> str:
    """Say in words what the sequential plot shows."""
    view, result = finding.sequential, wording.result(finding)
    if view is None or not view.looks:
        return say(facts.NoView(result=result))
    last = view.looks[-1]
    crossed = [look for look in view.looks if look.crossed]
    return say(
        facts.SequentialAlt(
            result=result,
            looks=len(view.looks),
            z=numbers.statistic(last.z),
            participants=numbers.count(last.participants),
            required=numbers.count(view.adjusted),
            reached=numbers.count(crossed[0].participants) if crossed else None,
        )
    )


def _ground(view: View, required: float, right: float) -> _Ground:
    reached = [abs(look.z) for look in view.looks if look.z is not None]
    bounds = [look.boundary for look in view.looks if look.boundary is not None]
    shown = [bound for bound in bounds if bound <= HIGH]
    most = min(MOST, max([LEAST, *(1.15 * z for z in reached), *(1.1 * b for b in shown)]))
    total = view.looks[-1].participants
    end = min(max(total, required), MORE * required)
    if total < FEWER * required:
        end = total / FEWER / 2
    people = axis([], [], always=[0.0, end], log=False, left=LEFT, right=right)
    return _Ground(people, most)


def _axes(ground: _Ground) -> list[Mark]:
    marks: list[Mark] = [
        line("axis", (LEFT, BOTTOM), (ground.right, BOTTOM), "ink"),
        line("axis", (LEFT, TOP), (LEFT, BOTTOM), "ink"),
        line("null", (LEFT, ground.y(0.0)), (ground.right, ground.y(0.0)), "rule"),
    ]
    for tick, text in _people_ticks(ground):
        x = ground.people.x(tick)
        marks.append(line("tick", (x, BOTTOM), (x, BOTTOM + 3), "ink"))
        marks.append(Words("tick-label", x, BOTTOM + 12, text, SMALL, "middle"))
    z = axis([], [], always=[-ground.most, ground.most], log=False, left=0.0, right=1.0)
    for tick, text in zip(z.ticks, z.tick_labels, strict=True):
        if abs(tick) <= ground.most:
            y = ground.y(tick)
            marks.append(line("tick", (LEFT - 3, y), (LEFT, y), "ink"))
            marks.append(Words("tick-label", LEFT - 6, y + 2.5, text, SMALL, "end"))
    return marks


def _people_ticks(ground: _Ground) -> list[tuple[float, str]]:
    """Give as many of the ticks from zero on as have room for their labels."""
    ticks = [
        (tick, text)
        for tick, text in zip(ground.people.ticks, ground.people.tick_labels, strict=True)
        if tick >= 0
    ]
    widest = max((lettering.width(text, SMALL) for _, text in ticks), default=0.0)
    step = 1
    while len(ticks[::step]) * (widest + 6) > ground.room:
        step += 1
    return ticks[::step]


def _legend(finding: Finding, ground: _Ground) -> tuple[list[Mark], float]:
    """Name the axes and the sides of zero; gives the baseline of the last line too."""
    sides = (finding.intervention, finding.comparator)
    lower, higher = reversed(sides) if finding.better == "higher" else sides
    marks: list[Mark] = [
        Words("favours-higher", LEFT, TOP - 23, _side(True, higher, ground), SMALL)
    ]
    y = BOTTOM + 26
    for text in lettering.wrap(say(facts.Axes()), SIZE, ground.room):
        marks.append(Words("axis-label", (LEFT + ground.right) / 2, y, text, SIZE, "middle"))
        y += 11
    y += 3
    marks.append(Words("favours-lower", LEFT, y, _side(False, lower, ground), SMALL))
    return marks, y


def _side(above: bool, favoured: str, ground: _Ground) -> str:
    told = say(facts.Side(above=above, favours=favoured))
    return lettering.shorten(lettering.legible(told), SMALL, ground.room)


def _size(required: float, ground: _Ground) -> list[Mark]:
    """The line at the required size, or a word at the edge where it lies beyond."""
    beyond = ground.people.above(required)
    told = say(facts.Required(participants=numbers.count(required), beyond=beyond))
    if beyond:
        return [Words("required", ground.right, TOP - 8, told, SMALL, "end")]
    x = ground.people.x(required)
    half = lettering.width(told, SMALL) / 2
    middle = min(max(x, LEFT + half), ground.right - half)
    return [
        line("required-size", (x, TOP - 4), (x, BOTTOM), "pooled", 1.0),
        Words("required", middle, TOP - 8, told, SMALL, "middle"),
    ]


def _boundaries(looks: Sequence[SequentialLook], ground: _Ground) -> list[Mark]:
    """Both boundaries: a dash at each look, dotted between looks, where the ground shows them."""
    known = [
        (ground.people.x(look.participants), look.boundary)
        for look in looks
        if look.boundary is not None and not ground.people.above(look.participants)
    ]
    marks: list[Mark] = []
    for way in (1, -1):
        shown = [(x, b) for x, b in known if b <= ground.most]
        path = [(x, ground.y(way * b)) for x, b in _entering(known, ground.most) + shown]
        if len(path) > 1:
            marks.append(
                Shape(
                    "boundary", (tuple(path),), stroke="prediction", thickness=0.9, dash=(3.0, 2.0)
                )
            )
        dashes = tuple(
            ((max(LEFT, x - 3), y), (min(ground.right, x + 3), y))
            for x, y in ((x, ground.y(way * b)) for x, b in shown)
        )
        if dashes:
            marks.append(Shape("boundary-look", dashes, stroke="prediction", thickness=1.5))
    return marks


def _entering(known: Sequence[tuple[float, float]], most: float) -> list[tuple[float, float]]:
    """Where the boundary comes down into the ground between two looks."""
    for (x0, b0), (x1, b1) in pairwise(known):
        if b0 > most >= b1:
            return [(x0 + (x1 - x0) * (b0 - most) / (b0 - b1), most)]
    return []


def _looks(looks: Sequence[SequentialLook], ground: _Ground) -> list[Mark]:
    places = [ground.at(look) for look in looks]
    marks: list[Mark] = []
    if len(places) > 1:
        marks.append(Shape("path", (tuple(places),), stroke="estimate", thickness=0.8))
    ringed = tuple(ground.at(look) for look in looks if look.crossed)
    if ringed:
        marks.append(Stamps("crossed", ringed, RING, "prediction"))
        marks.append(Stamps("gap", ringed, RING - 1.0, "paper"))
    marks.append(Stamps("look", tuple(places), RADIUS, "estimate"))
    return marks


def _key(view: View, ground: _Ground, y: float) -> tuple[list[Mark], float]:
    last = view.looks[-1]
    told = facts.Key(
        boundaries=any(
            look.boundary is not None and look.boundary <= ground.most for look in view.looks
        ),
        reached=any(look.crossed for look in view.looks),
        beyond=ground.people.above(last.participants)
        or any(abs(look.z or 0.0) > ground.most for look in view.looks),
    )
    lines = lettering.wrap(say(told), SMALL, ground.room)
    words: list[Mark] = [
        Words("note", LEFT, y + 8 + 10 * place, own, SMALL, role="muted")
        for place, own in enumerate(lines)
    ]
    return words, y + 8 + 10 * (len(lines) - 1)
