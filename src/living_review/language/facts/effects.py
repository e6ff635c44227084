"""An effect with its interval: in brief, as a sentence, and in units that a reader knows."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import Size

Way = Literal["more", "less"]
"""Whether a difference is upwards ('higher', 'more') or downwards ('lower', 'fewer')."""


@fact("effects.interval")
class Interval(Fact):
    """The two ends of an interval."""

    low: str = ""
    """The lower end; empty where it is not known."""
    high: str = ""
    """The upper end; empty where it is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(low="0.10", high="0.47")


@fact("effects.amount")
class Amount(Fact):
    """A written number with its unit."""

    number: str
    """The number."""
    unit: str = ""
    """Its unit; empty where the measure has none."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="−3.20", unit="mmHg")


@fact("effects.per_time")
class PerTime(Fact):
    """The unit of a difference between rates."""

    time: str
    """The person-time that events are counted in."""

    @classmethod
    def example(cls) -> Self:
        return cls(time="100 person-years")


@fact("effects.in_brief")
class EffectInBrief(Fact):
    """An effect with its interval, as tables and lists give it."""

    measure: Measure
    """The abbreviation of the measure."""
    estimate: Amount
    """The estimate."""
    confidence: str
    """The level of the interval: '95%'."""
    interval: Interval
    """The interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="SMD",
            estimate=Amount(number="0.28"),
            confidence="95%",
            interval=Interval.example(),
        )


@fact("effects.meaning")
class Meaning(Fact):
    """What one value of an effect means: whom it favours, and how large it is."""

    favours: str | None
    """The side that it favours; absent where there is no difference, or a trivial one."""
    size: Size | None
    """How large it is; absent where nothing says so."""

    @classmethod
    def example(cls) -> Self:
        return cls(favours="peer support", size="small")


@fact("effects.span")
class Span(Fact):
    """What a range of values means, from its lower end to its upper one."""

    low: Meaning
    """What the lower end means."""
    high: Meaning
    """What the upper end means."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            low=Meaning(favours=None, size="trivial"),
            high=Meaning(favours="peer support", size="moderate"),
        )


@fact("effects.reach")
class Reach(Fact):
    """Whom an effect favours and how far its interval reaches, where nothing is said of a size."""

    favours: str | None
    """The side that the estimate favours; absent where it is no difference."""
    from_side: str | None
    """The side that the lower end favours, where the interval reaches to both sides."""
    to_side: str | None
    """The side that the upper end favours, where the interval reaches to both sides."""

    @classmethod
    def example(cls) -> Self:
        return cls(favours="peer support", from_side="usual care", to_side="peer support")


@fact("effects.effect")
class Effect(Fact):
    """The effect of a pool or of the only trial, its interval, and what both mean."""

    pooled: bool
    """Whether it is that of a pool; else it is that of the only trial."""
    measure: Measure
    """The abbreviation of the measure."""
    estimate: Amount
    """The estimate."""
    confidence: str
    """The level of the interval: '95%'."""
    interval: Interval
    """The interval."""
    meaning: Meaning | None
    """What the estimate means; absent where no threshold gives it a size."""
    span: Span | None
    """What the interval means; absent where no threshold gives it a size."""
    same: bool
    """Whether the same can be said of every value in the interval."""
    reach: Reach | None
    """What can be said where no threshold gives a size."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            pooled=True,
            measure="SMD",
            estimate=Amount(number="0.28"),
            confidence="95%",
            interval=Interval.example(),
            meaning=Meaning.example(),
            span=Span.example(),
            same=False,
            reach=None,
        )


@fact("effects.towards")
class Towards(Fact):
    """The word for the direction of a difference."""

    way: Way
    """Upwards or downwards."""
    people: bool = False
    """Whether people are counted; else something is measured."""

    @classmethod
    def example(cls) -> Self:
        return cls(way="less", people=True)


@fact("effects.ends")
class Ends(Fact):
    """The ends of the interval of a difference without their signs, each with its direction."""

    low: str
    """The end nearer to the first side, without its sign."""
    low_way: Way
    """Its direction."""
    high: str
    """The other end, without its sign."""
    high_way: Way
    """Its direction."""
    people: bool = False
    """Whether people are counted; else something is measured."""

    @classmethod
    def example(cls) -> Self:
        return cls(low="0.10", low_way="less", high="0.47", high_way="more")


@fact("effects.difference")
class Difference(Fact):
    """A difference in the units of its measure, with its interval."""

    number: str
    """The difference without its sign; empty where there is none."""
    way: Way
    """Its direction."""
    unit: str
    """The unit; empty where it has no name."""
    standardised: bool
    """Whether it is in standard deviations."""
    ends: Ends
    """The ends of its interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            number="3.20",
            way="less",
            unit="mmHg",
            standardised=False,
            ends=Ends(low="1.10", low_way="less", high="5.30", high_way="less"),
        )


@fact("effects.difference_in_people")
class DifferenceInPeople(Fact):
    """A risk difference as people per 1000, with its interval."""

    number: str
    """The people per 1000, without a sign; empty where there is no difference."""
    way: Way
    """More or fewer."""
    ends: Ends
    """The ends of the interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            number="12",
            way="less",
            ends=Ends(low="3", low_way="less", high="21", high_way="less", people=True),
        )


@fact("effects.relative_difference")
class RelativeDifference(Fact):
    """A ratio of means as a change in percent, with its interval."""

    number: str
    """The change without its sign; empty where there is none."""
    way: Way
    """Its direction."""
    ends: Ends
    """The ends of the interval."""

    @classmethod
    def example(cls) -> Self:
        ends = Ends(low="5%", low_way="less", high="32%", high_way="less")
        return cls(number="20%", way="less", ends=ends)


@fact("effects.familiar_difference")
class FamiliarDifference(Fact):
    """A standardised difference in the units of a known instrument."""

    number: str
    """The difference without its sign."""
    unit: str
    """The units of the instrument, in the plural."""
    one: bool
    """Whether the difference is exactly one of them."""
    way: Way
    """Its direction."""
    ends: Ends
    """The ends of its interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            number="3.9",
            unit="points",
            one=False,
            way="more",
            ends=Ends(low="1.3", low_way="more", high="6.5", high_way="more"),
        )


@fact("effects.familiar")
class Familiar(Fact):
    """A standardised difference on a known instrument, and what it rests on."""

    instrument: str
    """The name of the instrument."""
    difference: FamiliarDifference
    """The difference in its units."""
    sd: str
    """The standard deviation that is taken."""
    unit: str
    """The units of the instrument, in the plural."""
    source: str
    """Where the standard deviation is from."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            instrument="Recovery Assessment Scale",
            difference=FamiliarDifference.example(),
            sd="14",
            unit="points",
            source="The control arms of the trials",
        )
