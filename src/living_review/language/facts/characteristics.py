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
