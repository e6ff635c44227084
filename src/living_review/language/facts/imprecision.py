"""What an interval leaves open, how much information there is, and what GRADE makes of both."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.absolute_effects import BaselineAmount
from living_review.language.facts.effects import Interval
from living_review.language.facts.ranges import Band, Place


@fact("imprecision.interval_lies")
class IntervalLies(Fact):
    """Where an interval lies among the thresholds."""

    whose: Literal["pool", "one trial", "most precise trial", "trials that differ"]
    """Whose interval it is: that of a pool or, where nothing is pooled, of the one trial that gives
    one, of the most precise trial, or of several trials together because they differ."""
    interval: Interval
    """The interval."""
    unit: str
    """Its unit; empty where the measure has none."""
    baseline: BaselineAmount | None
    """The baseline at which it was placed; absent where it needs none."""
    place: Place
    """Where it lies, from its lower limit to its upper one."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            whose="pool",
            interval=Interval(low="0.62", high="1.10"),
            unit="",
            baseline=BaselineAmount.example(),
            place=Place(
                low=Band(size="small", side="benefit"), high=Band(size="trivial", side=None)
            ),
        )


@fact("imprecision.interval_and_no_difference")
class IntervalAndNoDifference(Fact):
    """Whether an interval crosses no difference, where no threshold says what is important."""

    interval: Interval
    """The interval."""
    unit: str
    """Its unit; empty where the measure has none."""
    crosses: bool
    """Whether it crosses no difference."""
    generic: Literal["both", "neither"] | None
    """Whether a ratio's interval that crosses it includes both 0.75 and 1.25, or neither; absent
    for one of them, and for other measures."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            interval=Interval(low="0.82", high="1.10"), unit="", crosses=True, generic="neither"
        )


@fact("imprecision.everything_open")
class EverythingOpen(Fact):
    """That an interval reaches from the largest benefit to the largest harm there could be."""

    at: Literal["risk", "rate"] | None
    """What the baseline is at which it does; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(at="risk")


@fact("imprecision.few_trials_that_agree")
class FewTrialsThatAgree(Fact):
    """That an interval is wide because trials that agree are few, which is not counted."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("imprecision.by_chance_alone")
class ByChanceAlone(Fact):
    """Where an interval would lie by chance within trials alone, where no variation was found."""

    place: Place
    """Where it would lie."""
    allows_for: Literal["few and apart", "few"]
    """What makes the interval wider: how far apart the results of the trials lie and how few they
    are, by the method of Knapp and Hartung, or how few they are alone."""
    counted: Literal["inconsistency", "here"]
    """Where that it reaches further is counted."""

    @classmethod
    def example(cls) -> Self:
        benefit = Band(size="small", side="benefit")
        return cls(place=Place(low=benefit, high=benefit), allows_for="few", counted="here")


@fact("imprecision.if_trials_were_alike")
class IfTrialsWereAlike(Fact):
    """Where an interval would lie if trials did not differ, and where the rest is counted."""

    place: Place
    """Where it would lie."""
    counted: Literal["inconsistency", "inconsistency alone", "here alone"]
    """Where that it reaches further is counted: under inconsistency, there and not again here, or
    here and not there."""

    @classmethod
    def example(cls) -> Self:
        benefit = Band(size="small", side="benefit")
        return cls(place=Place(low=benefit, high=benefit), counted="inconsistency")


@fact("imprecision.information")
class Information(Fact):
    """How much information there is, against what would be enough."""

    of: Literal["participants", "events"]
    """What is counted."""
    number: str
    """How many there are."""
    one: bool
    """Whether that is exactly one."""
    at_least: bool
    """Whether there are further ones, whose number is not known."""
    source: Literal["all", "trials that count", "precision"]
    """Whether they are those of all trials, of those that have an effect that counts, or the events
    that the precision of the trials stands for."""
    enough: str
    """How many would be enough."""
    verdict: Literal["enough", "enough for its width", "unknown", "too few", "far too few"]
    """Whether there are enough: also by so narrow an interval, not known because trials are of
    unknown size, too few, or fewer than a quarter."""
    unknown: int
    """How many trials are of unknown size."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            of="participants",
            number="1,047",
            one=False,
            at_least=False,
            source="all",
            enough="788",
            verdict="enough",
            unknown=0,
        )


@fact("imprecision.limits_too_far_apart")
class LimitsTooFarApart(Fact):
    """That the limits of a ratio lie so far apart that there is too little information."""

    far: bool
    """Whether there is less than a quarter of what would be needed."""

    @classmethod
    def example(cls) -> Self:
        return cls(far=False)


@fact("imprecision.information_of_trials_apart")
class InformationOfTrialsApart(Fact):
    """How much information trials hold that are not pooled, and of which not all give one."""

    information: Information | None
    """What there is; absent where that, or what would be enough, is not known."""
    missing: Literal["participants", "events", "enough"] | None
    """What is not known: how many participants or events there are, or how many are enough."""
    all_cross: bool
    """Whether that there is enough does not count, because every trial's interval crosses a
    threshold."""

    @classmethod
    def example(cls) -> Self:
        return cls(information=Information.example(), missing=None, all_cross=True)


Rule = Literal["thresholds", "no difference", "intervals", "people"]
"""A rule for imprecision: for pools, for pools without thresholds, for trials that are not pooled,
and for those of which not all give an interval."""


@fact("imprecision.rule")
class RuleOfImprecision(Fact):
    """What a rule for imprecision compares with what."""

    rule: Rule
    """The rule."""

    @classmethod
    def example(cls) -> Self:
        return cls(rule="intervals")


@fact("imprecision.source")
class SourceOfImprecision(Fact):
    """What a rule for imprecision rests on."""

    pooled: bool
    """Whether it is one for pools."""

    @classmethod
    def example(cls) -> Self:
        return cls(pooled=True)
