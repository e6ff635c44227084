"""What was asked, in a Methods section: the question, the trials, the outcomes, the times."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.thresholds import Step

Part = Literal["population", "intervention", "comparator", "setting"]
"""A part of a review question."""


@fact("questions.part")
class PartOfQuestion(Fact):
    """The heading of a part of the review question."""

    part: Part
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="comparator")


@fact("questions.condition")
class Condition(Fact):
    """What a column of the trials is to hold; part of a list."""

    column: str
    """The name of the column, as words."""
    values: tuple[str, ...]
    """Its values; none where any may stand. Trials by their labels."""
    trials: bool
    """Whether trials themselves are named."""
    excluded: bool
    """Whether these values are kept out; else they are let in."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="category", values=("A", "B"), trials=False, excluded=False)


@fact("questions.eligible")
class Eligible(Fact):
    """Which trials enter a comparison."""

    comparison: str
    """The comparison."""
    conditions: tuple[Condition, ...]
    """What trials have to fulfil; nothing where all included ones enter."""
    outcomes: tuple[str, ...]
    """The outcomes that it asks for; none where it asks for all."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            comparison="Peer support", conditions=(Condition.example(),), outcomes=("Recovery",)
        )


@fact("questions.scale")
class ScaleInBrief(Fact):
    """On what scale thresholds are; part of a list."""

    kind: Literal["people", "events", "relative", "unit"]
    """People per 1000, events in a person-time, percent of the comparator, or a unit."""
    name: str
    """The person-time or the unit; empty for the others."""
    one: bool
    """Whether the largest threshold is exactly one of what is counted."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="unit", name="points", one=False)


@fact("questions.thresholds")
class ThresholdsInBrief(Fact):
    """From where on an effect on an outcome has which size; part of a list."""

    steps: tuple[Step, ...]
    """The sizes, the smallest first."""
    scale: ScaleInBrief | None
    """The scale; absent where they are ratios or have no unit."""
    source: str
    """Who says so."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            steps=(Step(size="small", value="5"), Step(size="large", value="15")),
            scale=ScaleInBrief.example(),
            source="Smith 2020",
        )


@fact("questions.outcome")
class OutcomeAsked(Fact):
    """An outcome with its importance, measure, direction and thresholds."""

    label: str
    """The outcome."""
    importance: Literal["critical", "important", "limited"]
    """How important it is to decide."""
    measure: Measure
    """The abbreviation of its measure."""
    better: Literal["higher", "lower"]
    """Which values are better."""
    thresholds: ThresholdsInBrief | None
    """What counts as which size; absent where nothing says so."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            label="Depression",
            importance="critical",
            measure="MD",
            better="lower",
            thresholds=ThresholdsInBrief.example(),
        )


@fact("questions.timepoint")
class TimepointAsked(Fact):
    """A time point with its window, and which of several measurements is used."""

    label: str
    """The time point."""
    low: str
    """The first week of its window after randomisation; empty where it has none."""
    high: str
    """The last week of its window."""
    choose: Literal["first", "last", "nearest"] | None
    """Which measurement is used; absent where nothing chooses."""
    target: str
    """The week that the nearest is nearest to; empty for the others."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="Follow-up", low="20", high="60", choose="nearest", target="26")


@fact("questions.no_schedule")
class NoSchedule(Fact):
    """That no updates are scheduled."""

    status: Literal["active", "paused", "retired"]
    """What the living mode is instead."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="paused")


@fact("questions.schedule")
class Schedule(Fact):
    """How often the review looks for new evidence."""

    every: Literal["day", "week", "month", "quarter", "half-year", "year"] | None
    """How often; absent where that is not said."""
    next: dt.date | None
    """When the next search is planned; absent where that is not said."""
    overdue: bool = False
    """Whether that day has passed."""

    @classmethod
    def example(cls) -> Self:
        return cls(every="month", next=dt.date(2026, 12, 1))
