"""Figures of 100 people, of whom so many have an event with the one and with the other."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.plain_amounts import HowMany, InPeople

Look = Literal["having", "uncertain", "not"]


@fact("icon_arrays.group")
class Group(Fact):
    """The heading of one group of people."""

    name: str
    """What they have."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="peer support")


@fact("icon_arrays.number")
class NumberOf(Fact):
    """How many of the people have the event."""

    number: HowMany
    """How many."""
    total: str
    """Out of how many."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=HowMany(number="13", edge=""), total="100")


@fact("icon_arrays.between")
class BetweenNumbers(Fact):
    """The interval of that number."""

    low: HowMany
    """The lower end."""
    high: HowMany
    """The upper end."""

    @classmethod
    def example(cls) -> Self:
        return cls(low=HowMany(number="11", edge=""), high=HowMany(number="15", edge=""))


@fact("icon_arrays.look")
class LookOf(Fact):
    """What one kind of person in the figure stands for."""

    look: Look
    """People who have the event; who may or may not, by the interval; who have not."""

    @classmethod
    def example(cls) -> Self:
        return cls(look="uncertain")


@fact("icon_arrays.caption")
class CaptionOf(Fact):
    """What stands under the figure."""

    outcome: str
    """The outcome."""
    total: str
    """How many people are shown in each group."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Readmission", total="100")


@fact("icon_arrays.alt")
class AltOf(Fact):
    """What the figure shows, with all its numbers."""

    said: InPeople
    """The effect in people."""

    @classmethod
    def example(cls) -> Self:
        return cls(said=InPeople.example())
