"""The tables of trials: what they are, and why some are not in the analyses."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Column = Literal[
    "trial",
    "country",
    "design",
    "randomised",
    "participants",
    "intervention",
    "comparator",
    "funding",
    "report",
    "registration",
    "why",
    "entered",
]
"""A column of these tables."""
Facet = Literal["comparison", "outcome", "risk_of_bias"]
"""By what trials are chosen from a list."""
ChoicePart = Literal[
    Facet,
    "box",
    "any",
    "sort",
    "listed",
    "all",
    "year_up",
    "year_down",
    "entered_up",
    "entered_down",
]
"""A part of the box above a table, in which a reader chooses trials."""


@fact("characteristics.caption")
class Caption(Fact):
    """The caption of the characteristics of the included trials."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("characteristics.column")
class ColumnHeading(Fact):
    """The heading of a column."""

    column: Column
    """The column."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="randomised")


@fact("characteristics.own_column")
class OwnColumn(Fact):
    """The heading of a column of the registry's own."""

    name: str
    """What it is called."""
    unit: str
    """The unit of its numbers; empty where they have none."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="Absolute latitude", unit="degrees")


@fact("characteristics.no_reason")
class NoReason(Fact):
    """That it is not said why a trial is not included."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("characteristics.choosing")
class Choosing(Fact):
    """A label in the box above a table of trials, in which a reader chooses and sorts them."""

    part: ChoicePart
    """What the lists are of: comparison, outcome, risk of bias, and `any` of these; how trials are
    sorted: as they are `listed`, or by the year of the report or the day on which they entered the
    registry, the oldest first (`up`) or the newest; the button that shows `all` again; the name of
    the whole `box`, which is heard."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="year_down")
