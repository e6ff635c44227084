"""What stands under the figures of the report."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import EffectInBrief


@fact("captions.of_finding")
class OfFinding(Fact):
    """The caption of a figure that shows one finding."""

    kind: Literal["forest", "sequential", "funnel", "leave-one-out", "cumulative", "bubble"]
    """Which figure it is."""
    by: str
    """What a forest plot is divided by, or a bubble plot has across; else empty."""
    finding: str
    """The finding, with its comparison and its time."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="forest", by="", finding="recovery (peer support, end of treatment)")


@fact("captions.directions")
class Directions(Fact):
    """The caption of the figure with the direction of every effect of a comparison."""

    comparison: str
    """The comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparison="Peer support compared with usual care")


@fact("captions.of_review")
class OfReview(Fact):
    """The caption of a figure that shows the whole review."""

    kind: Literal["risk-of-bias-summary", "risk-of-bias", "prisma-flow"]
    """Which figure it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="prisma-flow")


@fact("captions.part")
class Part(Fact):
    """The caption of one part of a figure that is drawn in several."""

    whole: OfFinding | Directions | OfReview
    """The caption of the whole."""
    number: int
    """The number of the part."""
    parts: int
    """How many parts there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(whole=OfFinding.example(), number=2, parts=3)


@fact("captions.whole")
class Whole(Fact):
    """A link to the drawing of every trial, where a page shows some of very many."""

    trials: int
    """How many there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=429)


@fact("captions.alt_of_part")
class AltOfPart(Fact):
    """What a screen reader says of one part of a figure that is drawn in several."""

    alt: str
    """What it says of the whole."""
    number: int
    """The number of the part."""
    parts: int
    """How many parts there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(alt="Direction of effect by trial and outcome.", number=2, parts=3)


@fact("captions.effect_at_level")
class EffectAtLevel(Fact):
    """The pooled effect of one level of a subgroup; one of a list."""

    level: str
    """The level."""
    effect: EffectInBrief
    """Its pooled effect."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="in groups", effect=EffectInBrief.example())


@fact("captions.alt_by_subgroup")
class AltBySubgroup(Fact):
    """What a screen reader says of a forest plot that is divided by a subgroup."""

    plot: str
    """What it says of the plot."""
    levels: tuple[EffectAtLevel, ...]
    """The levels of the subgroup, each with its pooled effect; none where none is pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            plot="Forest plot by delivery of five trials for recovery; the trials are not pooled.",
            levels=(EffectAtLevel.example(),),
        )
