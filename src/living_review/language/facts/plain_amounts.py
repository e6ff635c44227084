"""What an effect amounts to in everyday words: people out of 100, events in time, points."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.statements import Sure

Edge = Literal["", "below", "above"]
Way = Literal["more", "fewer", "same"]
Away = Literal["more", "less"]


@fact("plain_amounts.how_many")
class HowMany(Fact):
    """People out of a total; part of a sentence."""

    number: str
    """How many."""
    edge: Edge
    """Whether there are fewer than that, or more."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="1", edge="below")


@fact("plain_amounts.in_people")
class InPeople(Fact):
    """An effect as people out of 100, or out of more where they are few, with the interval."""

    total: str
    """Out of how many."""
    label: str
    """Whose risk it is, where several are told; else empty."""
    event: str
    """What happens to people, as it follows 'people'; empty where the outcome names it."""
    outcome: str
    """The outcome."""
    at: str
    """By when; empty where that is not said."""
    comparator: str
    """The comparator."""
    first: HowMany
    """People with the comparator."""
    intervention: str
    """The intervention."""
    second: HowMany
    """People with the intervention."""
    low: HowMany
    """The lower end of the interval."""
    high: HowMany
    """The upper end."""
    way: Way
    """Whether that is more people, fewer, or as many."""
    apart: str
    """How many more or fewer."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            total="100",
            label="People who have been ill before",
            event="go to hospital again",
            outcome="Readmission",
            at="12 months",
            comparator="usual care",
            first=HowMany(number="20", edge=""),
            intervention="peer support",
            second=HowMany(number="15", edge=""),
            low=HowMany(number="12", edge=""),
            high=HowMany(number="18", edge=""),
            way="fewer",
            apart="5",
            level="low",
        )


@fact("plain_amounts.per_time")
class PerTime(Fact):
    """An effect as events in so much time of people added up, with the interval."""

    label: str
    """Whose rate it is, where several are told; else empty."""
    outcome: str
    """The outcome."""
    time: str
    """The time."""
    comparator: str
    """The comparator."""
    first: str
    """Events with the comparator."""
    intervention: str
    """The intervention."""
    second: str
    """Events with the intervention."""
    low: str
    """The lower end of the interval."""
    high: str
    """The upper end."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            label="People who have been ill before",
            outcome="Relapses",
            time="100 person-years",
            comparator="usual care",
            first="5.0",
            intervention="peer support",
            second="3.1",
            low="2.0",
            high="4.2",
            level="low",
        )


@fact("plain_amounts.on_scale")
class OnScale(Fact):
    """A difference in the units of what it was measured by, with the interval."""

    scale: str
    """The instrument or the outcome."""
    intervention: str
    """The intervention."""
    comparator: str
    """The comparator."""
    number: str
    """The difference; empty where it is none as it is written."""
    way: Away
    """Whether it is higher or lower with the intervention."""
    unit: str
    """Its unit."""
    low: str
    """The end of the interval that is nearer to lower values, without its sign."""
    low_way: Away
    """Whether that end is higher or lower."""
    high: str
    """The other end."""
    high_way: Away
    """Whether that end is higher or lower."""
    higher_is_better: bool
    """Which way is better."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            scale="Recovery Assessment Scale",
            intervention="peer support",
            comparator="usual care",
            number="3.9",
            way="more",
            unit="points",
            low="1.3",
            low_way="more",
            high="6.5",
            high_way="more",
            higher_is_better=True,
            level="low",
        )


@fact("plain_amounts.studies")
class Studies(Fact):
    """What is behind a result: how many studies, and how many people took part."""

    trials: int
    """How many studies."""
    people: str
    """How many people; empty where it is not known."""
    at_least: bool
    """Whether there are more, since of some studies it is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4, people="1,173", at_least=True)
