"""What a figure is made of before it is drawn: marks in points, the origin at the top left.

Each mark has a `kind` (what it stands for: 'label', 'square', 'whisker'); the drawing keeps it,
so that a figure can be checked by what it holds and not by its pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from living_review.figures.palette import Role
from living_review.letters import lettering

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
SHIFT: dict[Anchor, float] = {"start": 0.0, "middle": 0.5, "end": 1.0}
# Height of capitals and depth of descenders of the bundled sans, in em.
CAPITALS, DESCENT = 0.66, 0.21
# Half the side of the least place of a trial that is a point.
LEAST_REACH = 6.0


@dataclass(frozen=True)
class Words:
    """One line of legible text; `y` is its baseline."""

    kind: str
    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    role: Role = "ink"
    weight: int = lettering.REGULAR

    @property
    def left(self) -> float:
        return self.x - SHIFT[self.anchor] * self.width

    @property
    def width(self) -> float:
        return lettering.width(self.text, self.size, self.weight)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        left = self.left
        return (
            left,
            self.y - CAPITALS * self.size,
            left + self.width,
            self.y + DESCENT * self.size,
        )


@dataclass(frozen=True)
class Shape:
    """Polygons or polylines of one colour."""

    kind: str
    lines: tuple[tuple[Point, ...], ...]
    fill: Role | None = None
    stroke: Role | None = None
    thickness: float = 0.8
    dash: tuple[float, float] | None = None

    @property
    def closed(self) -> bool:
        return self.fill is not None


@dataclass(frozen=True)
class Stamps:
    """The same disc at many centres."""

    kind: str
    centres: tuple[Point, ...]
    radius: float
    fill: Role
    symbol: str = ""
    symbol_role: Role = "symbol"


Mark = Words | Shape | Stamps


@dataclass(frozen=True)
class Place:
    """Where a trial lies in a figure: its row, or around its point."""

    trial: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Scene:
    """A figure ready to draw; `title` is its accessible name.

    `places` are not drawn: they tell a page where it can light up a trial.
    """

    width: float
    height: float
    title: str
    marks: tuple[Mark, ...]
    places: tuple[Place, ...] = field(default=(), repr=False)


def around(trial: str, centre: Point, radius: float) -> Place:
    """Give the place of a disc, with room for a hand that is not quite steady."""
    (x, y), reach = centre, max(radius + 2.0, LEAST_REACH)
    return Place(trial, x - reach, y - reach, x + reach, y + reach)


def line(kind: str, start: Point, end: Point, stroke: Role, thickness: float = 0.8) -> Shape:
    return Shape(kind, ((start, end),), stroke=stroke, thickness=thickness)


def rectangle(kind: str, left: float, top: float, right: float, bottom: float, fill: Role) -> Shape:
    return Shape(kind, (((left, top), (right, top), (right, bottom), (left, bottom)),), fill=fill)
