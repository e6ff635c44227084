"""The sequential view: a sensitivity view, never a conclusion."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount
from living_review.language.markdown import Marked

Reason = Literal[
    "not in people",
    "no difference",
    "no baseline",
    "risk cannot rise",
    "risk cannot fall",
    "mean cannot fall",
    "no spread",
    "too small",
    "no size",
]
"""Why there is no sequential view."""
Column = Literal["trials", "year", "number", "participants", "share", "z", "boundary", "reached"]
"""A column of the table of looks."""


@fact("sequential.notice")
class Notice(Marked):
    """What the view is for, and that no conclusion rests on it."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("sequential.no_view")
class NoView(Fact):
    """Why there is no view of a pool."""

    reason: Reason
    """The reason: what the view needs and does not find."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason="no baseline")


@fact("sequential.people_unknown")
class PeopleUnknown(Fact):
    """That there is no view because trials do not say how many people took part."""

    trials: tuple[str, ...]
    """The trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012", "Pitt 2007"))


@fact("sequential.not_made")
class NotMade(Fact):
    """That the view was not made, and why."""

    reason: str
    """The reason, a sentence; empty where trials came in at no time."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason="Neither the protocol nor the trials give a risk under the comparator.")


@fact("sequential.variance_from")
class VarianceFrom(Fact):
    """Where the variance of one person’s outcome is from."""

    what: Literal["unit", "spread", "relative spread", "middle"]
    """The unit is the standard deviation, the arms have standard deviations or coefficients of
    variation, or risks have a middle."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="spread")


@fact("sequential.people")
class People(Fact):
    """How many participants there are; part of a sentence."""

    number: str
    """The number."""
    one: bool
    """Whether it is one."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="1,047", one=False)


@fact("sequential.difference")
class DifferenceToFind(Fact):
    """The difference to find in what is measured; part of a sentence."""

    measure: Measure
    """The abbreviation of the measure."""
    effect: Amount
    """The difference."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="MD", effect=Amount(number="−3.00", unit="mmHg"))


@fact("sequential.difference_in_risk")
class RiskToFind(Fact):
    """The difference in risk to find; part of a sentence."""

    number: str
    """The people per 1000."""
    more: bool
    """Whether it is more people; else fewer."""
    risk: str
    """The people per 1000 with the comparator."""
    measure: Measure
    """The abbreviation of the measure."""
    effect: str
    """The same difference in that measure."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="50", more=False, risk="100", measure="RR", effect="0.50")


@fact("sequential.size")
class RequiredSize(Fact):
    """How many participants one trial would need."""

    difference: DifferenceToFind | RiskToFind
    """The difference to find."""
    source: str
    """Who says that it counts; empty where nobody is named."""
    error: str
    """The two-sided error: '5%'."""
    power: str
    """The power: '80%'."""
    required: People
    """How many participants that asks for."""
    diversity: str
    """How much trials vary: '35%'; empty where that enlarges nothing."""
    adjusted: People | None
    """How many participants that asks for then; absent where it is no more."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            difference=DifferenceToFind.example(),
            source="Smith 2020",
            error="5%",
            power="80%",
            required=People(number="680", one=False),
            diversity="35%",
            adjusted=People.example(),
        )


@fact("sequential.clusters")
class Clusters(Fact):
    """How trials randomised by cluster are counted."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("sequential.reached")
class Reached(Fact):
    """At which look the pool first reached its boundary."""

    trials: tuple[str, ...]
    """The trials that came in then; none where there are too many to name."""
    count: int
    """How many they are."""
    people: People
    """How many participants there were."""
    share: str
    """The share of the required size: '45%'."""
    favours: str | None
    """The side that the pool favoured; absent where it was no difference."""
    since: Literal["past", "no longer"] | None
    """Whether later looks have no boundary, or the last one no longer reaches it."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            trials=("Cook 2012",),
            count=1,
            people=People.example(),
            share="45%",
            favours="peer support",
            since=None,
        )


@fact("sequential.not_reached")
class NotReached(Fact):
    """That no look reached its boundary."""

    people: People
    """How many participants there are."""
    share: str
    """The share of the required size: '45%'."""
    complete: bool
    """Whether the required size is reached."""

    @classmethod
    def example(cls) -> Self:
        return cls(people=People.example(), share="45%", complete=False)


@fact("sequential.no_futility")
class NoFutility(Fact):
    """That the view cannot say that a difference is absent."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("sequential.caption")
class Caption(Fact):
    """The caption of the table of looks."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("sequential.column")
class LookColumn(Fact):
    """The heading of a column of the table of looks."""

    column: Column
    """What stands in the column; 'number' is how many trials there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="share")


@fact("sequential.no_boundary")
class NoBoundary(Fact):
    """What stands in the place of a boundary."""

    state: Literal["early", "past"]
    """Whether a look is too early for one, or after the required size."""

    @classmethod
    def example(cls) -> Self:
        return cls(state="early")


@fact("sequential.whether_reached")
class WhetherReached(Fact):
    """Whether a look reached its boundary."""

    reached: bool
    """Whether it did."""

    @classmethod
    def example(cls) -> Self:
        return cls(reached=True)


@fact("sequential.only_people")
class OnlyPeople(Marked):
    """Why no outcome of a review has a view."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("sequential.how_looked")
class HowLooked(Marked):
    """How trials are followed as they came in."""

    error: str
    """The error over all looks: '5%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(error="5%")


@fact("sequential.difference_asked")
class DifferenceAsked(Marked):
    """The difference that the protocol asks the view of an outcome to find; part of a list."""

    outcome: str
    """The outcome."""
    number: str
    """The difference."""
    per_1000: bool
    """Whether it is people per 1000."""
    source: str
    """Who says that it counts."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Death", number="20", per_1000=True, source="Smith 2020")


@fact("sequential.variance_of_person")
class VarianceOfPerson(Marked):
    """The variance of one person’s outcome by measure; part of a list."""

    measures: Literal["SMD", "MD", "ROM", "risks"]
    """The measure; 'risks' are odds ratios, risk ratios and risk differences."""

    @classmethod
    def example(cls) -> Self:
        return cls(measures="MD")


@fact("sequential.how_large")
class HowLarge(Marked):
    """How the required size is worked out."""

    power: str
    """The power: '80%'."""
    differences: tuple[DifferenceAsked, ...]
    """The differences that the protocol names for some outcomes."""
    enlarged: bool
    """Whether variation between trials enlarges it."""
    variances: tuple[VarianceOfPerson, ...]
    """The variance of one person’s outcome, by measure."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            power="80%",
            differences=(DifferenceAsked.example(),),
            enlarged=True,
            variances=(VarianceOfPerson.example(),),
        )


@fact("sequential.discouraged")
class Discouraged(Marked):
    """That the Cochrane Handbook discourages such methods."""

    @classmethod
    def example(cls) -> Self:
        return cls()
