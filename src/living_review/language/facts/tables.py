"""The tables of a finding: their captions, their headings, and what stands in their cells."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.counts import (
    OfUnknownSize,
    Participants,
    TrialsAndParticipants,
)
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.trials import Direction

Column = Literal[
    "trial",
    "trials",
    "participants",
    "intervention",
    "control",
    "weight",
    "instrument",
    "weeks",
    "direction",
    "risk_of_bias",
    "note",
    "outcome",
    "importance",
    "effect",
    "certainty",
    "analysis",
    "tau2",
    "i2",
    "against_the_main",
    "trial_left_out",
    "up_to",
]
"""A column of the tables of a finding, and of the table of all findings of a comparison."""
Said = Literal["not_pooled", "narrative", "direction_only", "main_analysis", "not_rated"]
"""What a cell says where it holds no figure."""


@fact("tables.column")
class ColumnHeading(Fact):
    """The heading of a column."""

    column: Column
    """The column."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="participants")


@fact("tables.effect_heading")
class EffectHeading(Fact):
    """The heading of a column of effects with their intervals."""

    measure: Measure
    """The abbreviation of the measure."""
    unit: str
    """Its unit, that of a rate difference with its 'per'; empty where it has none."""
    confidence: str
    """The level of the intervals: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="MD", unit="mmHg", confidence="95%")


@fact("tables.means_heading")
class MeansHeading(Fact):
    """The heading of a column of means with their standard deviations."""

    unit: str
    """Their unit; empty where it has none."""

    @classmethod
    def example(cls) -> Self:
        return cls(unit="mmHg")


@fact("tables.events_heading")
class EventsHeading(Fact):
    """The heading of a column of events."""

    time: str
    """The unit of the person-time in which they happened; empty where people are counted."""

    @classmethod
    def example(cls) -> Self:
        return cls(time="person-years")


@fact("tables.abbreviation")
class Abbreviation(Fact):
    """An abbreviation that is spelt out below a table."""

    of: Literal["confidence_interval", "standard_deviation"]
    """What it is short for."""

    @classmethod
    def example(cls) -> Self:
        return cls(of="confidence_interval")


@fact("tables.spelt_out")
class SpeltOut(Fact):
    """What an abbreviation is short for."""

    what: Literal["confidence_interval", "standard_deviation"]
    """What it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="confidence_interval")


@fact("tables.data_caption")
class DataCaption(Fact):
    """The caption of the figures of each trial."""

    outcome: str
    """The outcome."""
    drawn: bool
    """Whether a forest plot shows them."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", drawn=True)


@fact("tables.directions_caption")
class DirectionsCaption(Fact):
    """The caption of what each trial found, where none are pooled."""

    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery")


@fact("tables.explored_caption")
class ExploredCaption(Fact):
    """The caption of a table of what was looked at beside the main analysis."""

    what: Literal["sensitivity", "leave_one_out", "cumulative"]
    """What was looked at."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="sensitivity")


@fact("tables.subgroups_caption")
class SubgroupsCaption(Fact):
    """The caption of a table of subgroups."""

    moderator: str
    """What they are by."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="delivery")


@fact("tables.cell")
class CellText(Fact):
    """What a cell says where it holds no figure."""

    said: Said
    """What it says."""

    @classmethod
    def example(cls) -> Self:
        return cls(said="not_pooled")


@fact("tables.outcome")
class OutcomeOf(Fact):
    """An outcome with its time point, in a cell."""

    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", timepoint="End of intervention")


@fact("tables.cut")
class CutText(Fact):
    """A text that is too long for a cell, and how long it is."""

    text: str
    """Its beginning."""
    characters: int
    """How many characters it has."""

    @classmethod
    def example(cls) -> Self:
        return cls(text="Sessions of two hours each week, led by two people who", characters=2310)


@fact("tables.importance")
class ImportanceName(Fact):
    """How important an outcome is, in a cell."""

    importance: Literal["critical", "important", "limited"]
    """The importance."""

    @classmethod
    def example(cls) -> Self:
        return cls(importance="critical")


@fact("tables.direction")
class DirectionOf(Fact):
    """Which side a trial favours, in a cell."""

    way: Direction
    """What it says."""
    favours: str
    """The side that it favours; empty where it favours none."""

    @classmethod
    def example(cls) -> Self:
        return cls(way="favours_intervention", favours="peer support")


@fact("tables.estimate")
class Estimate(Fact):
    """An estimate with its interval, the heading saying of what measure and level."""

    estimate: str
    """The estimate."""
    interval: Interval | None
    """The interval; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(estimate="0.28", interval=Interval.example())


@fact("tables.one_trial")
class OneTrial(Fact):
    """The effect of the only trial."""

    measure: Measure
    """The abbreviation of the measure."""
    estimate: Amount
    """The estimate."""
    confidence: str
    """The level of the interval: '95%'."""
    interval: Interval | None
    """The interval; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="SMD",
            estimate=Amount(number="0.28"),
            confidence="95%",
            interval=Interval.example(),
        )


@fact("tables.people")
class People(Fact):
    """How many people there are, in a cell."""

    number: str
    """The number."""
    least: bool
    """Whether it is the least there are, because of some trials it is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="1,173", least=True)


@fact("tables.pooled")
class PooledOf(Fact):
    """The heading of the row of a pool."""

    who: TrialsAndParticipants
    """The trials in it and their people."""

    @classmethod
    def example(cls) -> Self:
        who = TrialsAndParticipants(
            trials=4,
            in_words=False,
            participants=Participants(number="1,173", one=False, at_least=True),
            unknown=OfUnknownSize(trials=1, named=False),
        )
        return cls(who=who)


@fact("tables.prediction")
class PredictionOf(Fact):
    """The heading of the row of a prediction interval."""

    level: str
    """Its level: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="95%")


@fact("tables.in_time")
class InTime(Fact):
    """Events in the person-time in which they happened."""

    events: str
    """The events."""
    time: str
    """The person-time."""

    @classmethod
    def example(cls) -> Self:
        return cls(events="12", time="340")


@fact("tables.not_in_pool")
class NotInPool(Fact):
    """That a trial is shown and not pooled, in a note."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("tables.unchanged")
class Unchanged(Fact):
    """Which analyses have the trials and methods of the main one."""

    analyses: tuple[str, ...]
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(analyses=("Common-effect model", "Without trials of high risk"))


@fact("tables.none_judged")
class NoneJudged(Fact):
    """That an analysis leaves out no trial because none has been judged."""

    analysis: str
    """Its name."""

    @classmethod
    def example(cls) -> Self:
        return cls(analysis="Low risk of bias only")


@fact("tables.without")
class Without(Fact):
    """Which trial is left out."""

    trial: str
    """The trial."""

    @classmethod
    def example(cls) -> Self:
        return cls(trial="Cook 2012")
