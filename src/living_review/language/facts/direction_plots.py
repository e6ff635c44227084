"""Effect-direction plots: their headings and their key, and what they show."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Direction = Literal["favours_intervention", "favours_control", "little_difference", "unknown"]
"""What a trial says of a direction."""

Size = Literal["small", "middle", "large", "unknown"]
"""The size of an arrow; that of a trial whose participants are not known is hollow."""


@fact("direction_plots.trial")
class TrialHeading(Fact):
    """The heading of the trials."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("direction_plots.outcome")
class OutcomeHeading(Fact):
    """The heading of an outcome."""

    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", timepoint="End of intervention")


@fact("direction_plots.arrow")
class Arrow(Fact):
    """What an arrow of a shape means, in the key."""

    direction: Direction
    """What it stands for."""

    @classmethod
    def example(cls) -> Self:
        return cls(direction="favours_intervention")


@fact("direction_plots.size")
class SizeOfArrow(Fact):
    """What an arrow of a size means, in the key."""

    size: Size
    """The size."""
    small: str
    """A small arrow stands for fewer participants than that."""
    large: str
    """A large arrow stands for more participants than that."""

    @classmethod
    def example(cls) -> Self:
        return cls(size="middle", small="100", large="300")


@fact("direction_plots.trials_told")
class TrialsTold(Fact):
    """How many results of trials say the same of a direction; part of a list."""

    number: int
    """How many."""
    direction: Direction
    """What they say."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=2, direction="favours_intervention")


@fact("direction_plots.alt")
class DirectionsAlt(Fact):
    """What the plot shows, for whoever does not see it."""

    results: int
    """How many results it is of."""
    told: tuple[TrialsTold, ...]
    """What trials say of them; none where there are no trials."""

    @classmethod
    def example(cls) -> Self:
        unknown = TrialsTold(number=1, direction="unknown")
        return cls(results=3, told=(TrialsTold.example(), unknown))
