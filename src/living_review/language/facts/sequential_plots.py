"""The plot of the sequential view: its axes and its key, and what it shows."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.figures import ResultShown


@fact("sequential_plots.axes")
class Axes(Fact):
    """What the two axes are."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("sequential_plots.side")
class Side(Fact):
    """Whom values on one side of zero favour."""

    above: bool
    """Whether it is the upper side."""
    favours: str
    """The intervention or the comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(above=True, favours="peer support")


@fact("sequential_plots.required")
class Required(Fact):
    """The required size, at its line."""

    participants: str
    """The participants."""
    beyond: bool
    """Whether the line lies to the right of what is shown."""

    @classmethod
    def example(cls) -> Self:
        return cls(participants="2,310", beyond=True)


@fact("sequential_plots.key")
class Key(Fact):
    """What dots, dashes and rings mean."""

    boundaries: bool
    """Whether any boundary is in what is shown."""
    reached: bool
    """Whether a boundary is reached."""
    beyond: bool
    """Whether a dot stands on the edge because it lies beyond it."""

    @classmethod
    def example(cls) -> Self:
        return cls(boundaries=True, reached=True, beyond=False)


@fact("sequential_plots.alt")
class SequentialAlt(Fact):
    """What the plot shows, for whoever does not see it."""

    result: ResultShown
    """The result."""
    looks: int
    """How many looks there are."""
    z: str
    """The z-value of the last."""
    participants: str
    """The participants at the last."""
    required: str
    """The participants that are required."""
    reached: str | None
    """The participants at the first look that reaches a boundary; absent where none does."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            result=ResultShown.example(),
            looks=4,
            z="2.31",
            participants="1,173",
            required="2,310",
            reached=None,
        )


@fact("sequential_plots.no_view")
class NoView(Fact):
    """That there is no sequential view."""

    result: ResultShown
    """The result."""

    @classmethod
    def example(cls) -> Self:
        return cls(result=ResultShown.example())
