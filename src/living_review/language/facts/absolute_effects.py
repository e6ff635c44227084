"""An effect as so many people, or events, with the one and with the other."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Ends, Interval, Way
from living_review.language.facts.terms import Domain, Level


@fact("absolute_effects.baseline_amount")
class BaselineAmount(Fact):
    """A risk or a rate with the comparator; follows 'a risk of'."""

    number: str
    """The people of 1000, or the events."""
    time: str
    """The person-time of a rate: '100 person-years'; empty for a risk."""
    at: str
    """By when people have had the event; empty where that is not said."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="50", time="", at="12 months")


@fact("absolute_effects.per")
class Per(Fact):
    """What the amounts of a baseline are for, as it follows a number or stands in a heading."""

    time: str
    """The person-time of a rate: '100 person-years'; empty for a risk."""
    at: str
    """By when people have had the event; empty where that is not said."""

    @classmethod
    def example(cls) -> Self:
        return cls(time="", at="12 months")


@fact("absolute_effects.difference")
class Difference(Fact):
    """How many more or fewer, with the interval."""

    number: str
    """How many; empty where there is no difference."""
    way: Way
    """More or fewer."""
    ends: Ends
    """The ends of the interval."""

    @classmethod
    def example(cls) -> Self:
        ends = Ends(low="51", low_way="more", high="94", high_way="more", people=True)
        return cls(number="71", way="more", ends=ends)


@fact("absolute_effects.people")
class People(Fact):
    """To how many of 1000 people something happens with the one and with the other."""

    baseline: str
    """The label of the baseline."""
    event: str
    """What happens to people, as it follows 'people': 'drop out'."""
    at: str
    """By when people have had the event; empty where that is not said."""
    comparator: str
    """The comparator."""
    first: str
    """How many people with the comparator."""
    intervention: str
    """The intervention."""
    second: str
    """How many people with the intervention."""
    interval: Interval
    """The interval of that."""
    difference: Difference
    """How many more or fewer."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            baseline="As in the trials",
            event="drop out",
            at="",
            comparator="placebo",
            first="60",
            intervention="antidepressants",
            second="131",
            interval=Interval(low="111", high="154"),
            difference=Difference.example(),
        )


@fact("absolute_effects.outcome")
class OfOutcome(Fact):
    """How many people of 1000, or events, there are of an outcome with the one and the other."""

    baseline: str
    """The label of the baseline."""
    outcome: str
    """The outcome."""
    time: str
    """The person-time of a rate: '100 person-years'; empty for people."""
    at: str
    """By when people have had the event; empty where that is not said."""
    comparator: str
    """The comparator."""
    first: str
    """How many with the comparator."""
    intervention: str
    """The intervention."""
    second: str
    """How many with the intervention."""
    interval: Interval
    """The interval of that."""
    difference: Difference
    """How many more or fewer."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            baseline="Usual",
            outcome="Readmissions",
            time="100 person-years",
            at="",
            comparator="usual care",
            first="30.0",
            intervention="peer support",
            second="21.0",
            interval=Interval(low="15.0", high="28.5"),
            difference=Difference(
                number="9.0",
                way="less",
                ends=Ends(low="15.0", low_way="less", high="1.5", high_way="less", people=True),
            ),
        )


@fact("absolute_effects.cut")
class Cut(Fact):
    """That an effect was cut at a baseline at which it would lead out of what there can be."""

    of: Literal["risk", "rate"]
    """Whether the baseline is a risk or a rate."""

    @classmethod
    def example(cls) -> Self:
        return cls(of="risk")


@fact("absolute_effects.domain_at")
class DomainAt(Fact):
    """A domain of GRADE and the levels by which it moves a certainty at a baseline; in a list."""

    domain: Domain
    """The domain."""
    levels: str
    """The levels with their sign: '−1'; empty where it is not rated down there."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="imprecision", levels="−2")


@fact("absolute_effects.level_at")
class LevelAt(Fact):
    """The certainty at a baseline at which it is another than that of the finding, and why."""

    baseline: str
    """The label of the baseline."""
    level: Level
    """The certainty there."""
    domains: tuple[DomainAt, ...]
    """The domains that are rated otherwise there."""

    @classmethod
    def example(cls) -> Self:
        return cls(baseline="High", level="low", domains=(DomainAt.example(),))
