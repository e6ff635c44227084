"""The bubble plot: each trial's effect against one of its characteristics, with the regression.

A trial's disc has an area in proportion to its weight in the pool. Ratios lie on a logarithmic
axis. What lies beyond the axis stands at its end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from living_review.figures.axis import Axis, axis
from living_review.figures.scene import Mark, Point, Scene, Shape, Stamps, Words, around, line
from living_review.ground import numbers
from living_review.ground.steps import two_values
from living_review.letters import lettering

LEFT, RIGHT, TOP, BOTTOM = 58.0, 408.0, 20.0, 250.0
NARROW = 232.0
"""Where the plot ends on a narrow screen."""
SIZE, SMALL = 8.5, 7.5
LARGEST, SMALLEST = 9.0, 1.6
"""Radii, in points, of the heaviest trial and of the lightest that is drawn."""


@dataclass(frozen=True)
class Bubble:
    """A trial: its characteristic, its effect on the natural scale, its weight (0 to 1)."""

    at: float
    effect: float
    share: float
    trial: str = field(default="", repr=False)

    @property
    def radius(self) -> float:
        return max(SMALLEST, LARGEST * math.sqrt(self.share))


@dataclass(frozen=True)
class Bubbles:
    """What a bubble plot shows; lines are pairs of a characteristic and an effect."""

    title: str
    points: tuple[Bubble, ...]
    line: tuple[Point, ...]
    low: tuple[Point, ...]
    high: tuple[Point, ...]
    log: bool
    across: str
    effect: str
    notes: tuple[str, ...] = ()
    compact: bool = False
    years: bool = False
    """Whether what lies across are years, which have nothing between their thousands."""

    @property
    def right(self) -> float:
        """Where the plot ends."""
        return NARROW if self.compact else RIGHT

    @property
    def null(self) -> float:
        """The value of no difference."""
        return 1.0 if self.log else 0.0


def bubble_scene(spec: Bubbles) -> Scene:
    """Give the marks of a bubble plot."""
    across = _across(spec)
    upward = axis(
        [],
        [(min(y for _, y in spec.low), max(y for _, y in spec.high))],
        always=[spec.null, *(each.effect for each in spec.points)],
        log=spec.log,
        left=0.0,
        right=BOTTOM - TOP,
    )
    places = _Places(across, upward)
    axes, foot = _axes(spec, places)
    notes, bottom = _notes(spec, foot)
    marks: tuple[Mark, ...] = (
        *_band(spec, places),
        *axes,
        *_discs(spec, places),
        Shape("regression", (places.along(spec.line),), stroke="pooled", thickness=1.4),
        *notes,
    )
    found = tuple(
        around(each.trial, places.along(((each.at, each.effect),))[0], each.radius)
        for each in sorted(spec.points, key=lambda each: each.share)
        if each.trial
    )
    return Scene(spec.right + 12, bottom, spec.title, marks, found)


def _across(spec: Bubbles) -> Axis:
    """Give the axis of the characteristic: two values are its ticks, and wholes have wholes."""
    ats = [each.at for each in spec.points]
    found = axis(
        [], [(min(ats), max(ats))], always=ats, log=False, left=LEFT + 12, right=spec.right
    )
    whole = all(at.is_integer() for at in ats)
    ticks = two_values(ats) or tuple(
        tick for tick in found.ticks if not whole or math.isclose(tick, round(tick), abs_tol=1e-9)
    )
    if not whole and ticks == found.ticks:
        return found
    write = numbers.in_full if not whole else _year if spec.years else numbers.count
    return replace(found, ticks=ticks, tick_labels=tuple(map(write, ticks)))


def _year(tick: float) -> str:
    return f"{tick:.0f}"


@dataclass(frozen=True)
class _Places:
    across: Axis
    upward: Axis

    def y(self, effect: float) -> float:
        return BOTTOM - self.upward.x(effect)

    def along(self, points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((self.across.x(at), self.y(effect)) for at, effect in points)


def _band(spec: Bubbles, places: _Places) -> list[Mark]:
    both = (*places.along(spec.low), *reversed(places.along(spec.high)))
    null = places.y(spec.null)
    return [
        Shape("interval", (both,), fill="zone"),
        line("null", (LEFT, null), (spec.right, null), "muted"),
    ]


def _discs(spec: Bubbles, places: _Places) -> list[Mark]:
    """Draw the heaviest first; a thin ring of paper keeps those apart that overlap."""
    marks: list[Mark] = []
    for each in sorted(spec.points, key=lambda each: -each.share):
        centres = ((places.across.x(each.at), places.y(each.effect)),)
        marks.append(Stamps("ring", centres, each.radius + 0.7, "paper"))
        marks.append(Stamps("trial", centres, each.radius, "estimate"))
    return marks


def _axes(spec: Bubbles, places: _Places) -> tuple[list[Mark], float]:
    """Draw the axes and say what they are; gives where the figure ends too."""
    marks: list[Mark] = [
        line("axis", (LEFT, BOTTOM), (spec.right, BOTTOM), "ink"),
        line("axis", (LEFT, TOP), (LEFT, BOTTOM), "ink"),
    ]
    for tick, text in zip(places.across.ticks, places.across.tick_labels, strict=True):
        x = places.across.x(tick)
        marks.append(line("tick", (x, BOTTOM), (x, BOTTOM + 3), "ink"))
        marks.append(Words("tick-label", x, BOTTOM + 12, text, SMALL, "middle"))
    for tick, text in zip(places.upward.ticks, places.upward.tick_labels, strict=True):
        y = places.y(tick)
        marks.append(line("tick", (LEFT - 3, y), (LEFT, y), "ink"))
        marks.append(Words("tick-label", LEFT - 6, y + 2.5, text, SMALL, "end"))
    marks.append(Words("axis-label", 4.0, TOP - 8, spec.effect, SIZE))
    y = BOTTOM + 26
    for text in lettering.wrap(spec.across, SIZE, spec.right - LEFT):
        marks.append(Words("axis-label", (LEFT + spec.right) / 2, y, text, SIZE, "middle"))
        y += 11
    return marks, y - 3


def _notes(spec: Bubbles, y: float) -> tuple[list[Mark], float]:
    """Say below the figure what its marks mean; gives where the figure ends."""
    marks: list[Mark] = []
    for note in spec.notes:
        for text in lettering.wrap(note, SMALL, spec.right - 4.0, lines=6):
            y += SMALL + 2
            marks.append(Words("note", 4.0, y, text, SMALL, role="muted"))
    return marks, y + 3 if marks else y
