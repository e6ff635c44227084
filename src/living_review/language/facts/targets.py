"""What a certainty is about: the claim of which we are more or less sure."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.ranges import Side
from living_review.language.facts.terms import Size


@fact("targets.direction")
class OfDirection(Fact):
    """That it is about whether there is an effect at all."""

    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Low mood")


@fact("targets.up_to_important")
class OfUpToImportant(Fact):
    """That it is about an effect between little to no difference and an important one."""

    outcome: str
    """The outcome."""
    side: Side
    """Benefit or harm."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Low mood", side="benefit")


@fact("targets.important")
class OfImportant(Fact):
    """That it is about an important effect."""

    outcome: str
    """The outcome."""
    side: Side
    """Benefit or harm."""
    size: Size | None
    """How large it is; absent where that is not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Low mood", side="benefit", size="small")


@fact("targets.trivial")
class OfTrivial(Fact):
    """That it is about there being little to no difference."""

    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Low mood")


@fact("targets.side")
class OfSide(Fact):
    """That it is about which side the trials favour, where they are not pooled."""

    outcome: str
    """The outcome."""
    favours: str | None
    """The side that they favour; absent where it is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Low mood", favours="peer support")


@fact("targets.estimate")
class OfEstimate(Fact):
    """That it is about the estimate itself, where no size of it is named."""

    outcome: str
    """The outcome."""
    why: Literal["no threshold", "size unknown"]
    """Whether no threshold says what matters, or the size cannot be named."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Low mood", why="no threshold")
