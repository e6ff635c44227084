"""Funnel plots: their axes and their key, and what they show."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.figures import EffectHeader, ResultShown


@fact("funnel_plots.axes")
class Axes(Fact):
    """What the two axes are."""

    effect: EffectHeader
    """The measure."""
    logarithm: bool
    """Whether the standard error is that of its logarithm."""

    @classmethod
    def example(cls) -> Self:
        return cls(effect=EffectHeader(measure="OR", unit=""), logarithm=True)


@fact("funnel_plots.lines")
class Lines(Fact):
    """What the lines mean."""

    level: str
    """The level of the limits that the dashed ones show: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="95%")


@fact("funnel_plots.alt")
class FunnelAlt(Fact):
    """What a funnel plot shows, for whoever does not see it."""

    trials: int
    """How many trials it shows."""
    result: ResultShown
    """The result."""
    above: int
    """How many of them lie above the pooled estimate."""
    estimate: str
    """The pooled estimate."""
    least: str
    """The smallest standard error."""
    most: str
    """The largest standard error."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            trials=12,
            result=ResultShown.example(),
            above=5,
            estimate="0.28",
            least="0.081",
            most="0.342",
        )


@fact("funnel_plots.no_funnel")
class NoFunnel(Fact):
    """Why there is no funnel plot."""

    result: ResultShown
    """The result."""

    @classmethod
    def example(cls) -> Self:
        return cls(result=ResultShown.example())
