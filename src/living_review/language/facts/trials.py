"""How many trials there are, and which side those that are not pooled favour."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.counts import TrialsAndParticipants

Direction = Literal[
    "favours_intervention", "favours_control", "little_difference", "unknown", "nobody", "everybody"
]
"""What a trial says of a direction; or that nobody, or everybody, in it had the event."""


@fact("trials.none_used")
class NoneUsed(Fact):
    """That no included trial has data on an outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("trials.used")
class Used(Fact):
    """How many trials and people gave data, and whether they were pooled."""

    who: TrialsAndParticipants
    """The trials and their people."""
    how: Literal["pooled", "single", "not asked", "too few"]
    """Whether they were pooled; else whether it is one trial, the protocol asks not to pool, or
    they are too few."""

    @classmethod
    def example(cls) -> Self:
        return cls(who=TrialsAndParticipants.example(), how="pooled")


@fact("trials.reported")
class Reported(Fact):
    """How many trials reported an outcome of which not all could have been pooled."""

    who: TrialsAndParticipants
    """The trials and their people."""

    @classmethod
    def example(cls) -> Self:
        return cls(who=TrialsAndParticipants.example())


@fact("trials.with_error")
class WithError(Fact):
    """How many of the trials that reported an outcome give an effect and its standard error."""

    trials: int
    """How many reported it."""
    known: int
    """How many of them give both."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4, known=1)


@fact("trials.not_in_pool")
class NotInPool(Fact):
    """Which trials are shown and not pooled."""

    trials: tuple[str, ...]
    """The trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012", "Druss 2010"))


@fact("trials.direction")
class DirectionOf(Fact):
    """What trials say of a direction, as a verb; part of a sentence."""

    trials: int
    """How many they are."""
    way: Direction
    """What they say."""
    favours: str
    """The side that they favour; empty where they favour none."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2, way="favours_intervention", favours="peer support")


@fact("trials.counted_direction")
class CountedDirection(Fact):
    """How many trials say the same of a direction; part of a list."""

    said: DirectionOf
    """What they say."""

    @classmethod
    def example(cls) -> Self:
        return cls(said=DirectionOf.example())


@fact("trials.directions")
class Directions(Fact):
    """What the trials that are not pooled say of a direction."""

    trials: int
    """How many they are."""
    said: tuple[CountedDirection, ...]
    """What they say, in the order of the directions."""
    baseline: str
    """The baseline at which it was read, where there are several."""

    @classmethod
    def example(cls) -> Self:
        unknown = DirectionOf(trials=1, way="unknown", favours="")
        said = (CountedDirection.example(), CountedDirection(said=unknown))
        return cls(trials=3, said=said, baseline="")


@fact("trials.one_alike")
class OneAlike(Fact):
    """That in the only trial nobody, or everybody, had the event."""

    had: Literal["nobody", "everybody"]
    """Who had it."""

    @classmethod
    def example(cls) -> Self:
        return cls(had="nobody")
