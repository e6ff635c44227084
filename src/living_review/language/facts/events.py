"""Trials in which nobody, or everybody, had the event."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact


@fact("events.all_trials")
class AllTrials(Fact):
    """That it is so in every trial. The description of trials that are not pooled, which
    findings.json keeps as one text, may hold it, and a page that says it with figures leaves it out
    of that text.
    """

    fixed = True

    had: Literal["nobody", "everybody"]
    """Who had the event."""

    @classmethod
    def example(cls) -> Self:
        return cls(had="nobody")


@fact("events.limit")
class Limit(Fact):
    """How far a risk or a rate can reach."""

    number: str
    """The risk ('one in 5,000', '97.1%'), or the rate."""
    rate: bool = False
    """Whether it is of a rate; else of a risk."""
    time: str = ""
    """The person-time of a rate; empty where it has no name."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="2.1", rate=True, time="100 person-years")


@fact("events.limits")
class Limits(Fact):
    """How far the risk, or rate, can reach in each group; part of a sentence."""

    upper: bool
    """Whether it is an upper limit, as where nobody had the event; else a lower one."""
    level: str
    """The level of the limit: '97.5%'."""
    rate: bool
    """Whether it is of a rate; else of a risk."""
    intervention: str
    """The intervention."""
    with_intervention: Limit
    """The limit with it."""
    comparator: str
    """The comparator."""
    with_comparator: Limit
    """The limit with it."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            upper=True,
            level="95%",
            rate=False,
            intervention="peer support",
            with_intervention=Limit(number="one in 30"),
            comparator="usual care",
            with_comparator=Limit(number="one in 29"),
        )


@fact("events.all_alike")
class AllAlike(Fact):
    """Who had the event, among how many, and what that leaves open; part of a sentence."""

    had: Literal["nobody", "everybody"]
    """Who had the event."""
    rate: bool
    """Whether events are counted in a person-time; else people."""
    time: str
    """The unit of the person-time; empty where it has no name."""
    intervention: str
    """The intervention."""
    with_intervention: str
    """How many people, or how much time, with it."""
    comparator: str
    """The comparator."""
    with_comparator: str
    """How many people, or how much time, with it."""
    limits: Limits | None
    """How far the risk or rate can reach; absent where people count for less than their number."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            had="nobody",
            rate=False,
            time="",
            intervention="peer support",
            with_intervention="90",
            comparator="usual care",
            with_comparator="88",
            limits=Limits.example(),
        )


@fact("events.in_group")
class InGroup(Fact):
    """How many of one group had the event, for a cell of a table."""

    had: Literal["nobody", "everybody"]
    """Who had the event."""
    rate: bool
    """Whether events are counted in a person-time; else people."""
    time: str
    """The unit of the person-time; empty where it has no name."""
    total: str
    """How many people, or how much time."""

    @classmethod
    def example(cls) -> Self:
        return cls(had="nobody", rate=False, time="", total="15,000")


@fact("events.limit_in_group")
class LimitInGroup(Fact):
    """How far the risk or rate of one group can reach, for a cell of a table."""

    upper: bool
    """Whether it is an upper limit; else a lower one."""
    level: str
    """The level of the limit: '95%'."""
    limit: Limit
    """The limit."""

    @classmethod
    def example(cls) -> Self:
        return cls(upper=True, level="95%", limit=Limit(number="one in 5,000"))


@fact("events.people")
class People(Fact):
    """How many of some people had the event."""

    had: str
    """How many had it."""
    total: str
    """How many there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(had="3", total="120")
