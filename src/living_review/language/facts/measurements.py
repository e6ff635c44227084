"""By what, when and in which direction an outcome was measured, and what single trials found."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, Interval

Better = Literal["higher", "lower"]
"""Which way is good."""


@fact("measurements.weeks")
class Weeks(Fact):
    """The weeks at which trials measured; stands for a value in a table, too."""

    low: str
    """The first."""
    high: str
    """The last."""
    one: bool
    """Whether it is one week."""

    @classmethod
    def example(cls) -> Self:
        return cls(low="6", high="24", one=False)


@fact("measurements.follow_up")
class FollowUp(Fact):
    """The name of a time point with its weeks."""

    timepoint: str
    """The time point."""
    weeks: Weeks
    """The weeks at which the trials measured."""

    @classmethod
    def example(cls) -> Self:
        return cls(timepoint="End of treatment", weeks=Weeks.example())


@fact("measurements.people_who")
class PeopleWho(Fact):
    """Which people are counted of an event; stands for a value in a table."""

    event: str
    """What happens to people, as it follows 'people': 'drop out'."""

    @classmethod
    def example(cls) -> Self:
        return cls(event="drop out")


@fact("measurements.measured_by")
class MeasuredBy(Fact):
    """By what a mean was measured, and which way is good; stands for a value in a table."""

    instrument: str
    """The only instrument; empty where there is none, or several."""
    instruments: int
    """How many instruments there are."""
    better: Better
    """Which way is good."""

    @classmethod
    def example(cls) -> Self:
        return cls(instrument="", instruments=2, better="lower")


@fact("measurements.mean")
class Mean(Fact):
    """The means of trials, from the smallest to the largest."""

    low: Amount
    """The smallest."""
    high: Amount
    """The largest."""

    @classmethod
    def example(cls) -> Self:
        return cls(low=Amount(number="28"), high=Amount(number="31.5"))


@fact("measurements.scores")
class Scores(Fact):
    """What people scored on average, and how far their scores lie apart; stands in a cell, too."""

    mean: str
    """The mean."""
    sd: str
    """The standard deviation."""
    unit: str
    """What the scores are in; empty where that is not said."""
    instrument: str
    """The instrument; empty where it is named beside it."""
    trials: int
    """The trials that the scores are from."""
    of: int
    """The trials behind the effect."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            mean="90.4",
            sd="14.0",
            unit="points",
            instrument="Recovery Assessment Scale",
            trials=2,
            of=5,
        )


@fact("measurements.measured")
class Measured(Fact):
    """When an outcome was measured, by what, and which way is good."""

    weeks: Weeks | None
    """The weeks at which the trials measured; absent where they are not known."""
    instruments: tuple[str, ...]
    """The instruments; none where none is named."""
    better: Better | None
    """Which way is good; absent where it goes without saying."""

    @classmethod
    def example(cls) -> Self:
        return cls(weeks=Weeks.example(), instruments=("Scale A", "Scale B"), better="lower")


@fact("measurements.with_comparator")
class WithComparator(Fact):
    """From where a difference is one: the means with the comparator."""

    comparator: str
    """The comparator."""
    mean: Mean | Scores
    """The means, or one with its standard deviation."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care", mean=Mean.example())


@fact("measurements.not_reported")
class NotReported(Fact):
    """That no trial reported an outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("measurements.counts")
class Counts(Fact):
    """The people with an event behind a result, with the one and with the other; in brackets."""

    events: str
    """Those with the intervention."""
    of: str
    """Of how many."""
    control_events: str
    """Those with the comparator."""
    control_of: str
    """Of how many."""

    @classmethod
    def example(cls) -> Self:
        return cls(events="2", of="100", control_events="1", control_of="99")


@fact("measurements.result")
class Result(Fact):
    """What one trial found, with its interval; part of a list."""

    trial: str
    """The trial."""
    instrument: str
    """Its instrument; empty where there is none."""
    measure: Measure
    """The abbreviation of the measure."""
    estimate: Amount
    """The effect."""
    confidence: str
    """The level of the interval: '95%'."""
    interval: Interval
    """The interval."""
    counts: Counts | None
    """The people behind it; absent where they are not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            trial="Cook 2012",
            instrument="",
            measure="RR",
            estimate=Amount(number="1.98"),
            confidence="95%",
            interval=Interval(low="0.18", high="21.50"),
            counts=Counts.example(),
        )


@fact("measurements.result_without_interval")
class ResultWithoutInterval(Fact):
    """What one trial found that gives no interval; part of a list."""

    trial: str
    """The trial."""
    instrument: str
    """Its instrument; empty where there is none."""
    found: Literal["nobody", "everybody", "favours", "little difference", "unknown"]
    """Whether nobody, or everybody, had the event, it favours a side, there is little to no
    difference, or nothing that can be weighed."""
    favours: str
    """The side that it favours; empty where it favours none."""
    participants: str
    """How many people there were, where nobody or everybody had the event; empty where that is not
    known."""
    one: bool
    """Whether that is one person."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            trial="Pitt 2007",
            instrument="",
            found="nobody",
            favours="",
            participants="87",
            one=False,
        )


@fact("measurements.unpooled")
class Unpooled(Fact):
    """What single trials found that are in no pool."""

    results: tuple[Result | ResultWithoutInterval, ...]
    """The first of them."""
    further: int
    """How many further trials are told elsewhere."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=(Result.example(), ResultWithoutInterval.example()), further=1)
