"""Whether and how the conclusion of a result changed, and what may have brought it about."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.changes import Names, ResultsOn
from living_review.language.facts.terms import Level, Size

Method = Literal[
    "measure",
    "better",
    "thresholds",
    "unit",
    "person_time",
    "baseline_rates",
    "baseline_risks",
    "familiar",
    "responder",
    "model",
    "method",
    "tau2",
    "interval",
    "safeguard",
    "smd_variance",
    "pool",
    "min_trials",
    "prefer",
    "dependence",
    "crossover_correlation",
    "instrument_correlation",
    "level",
    "choose",
    "belonging",
    "rule of the rating",
]
"""A method that bears on a result, most by the key of the protocol; 'belonging' is which trials
belong to the comparison."""


@fact("conclusions.verdict")
class Verdict(Fact):
    """What became of the conclusion of a result."""

    became: Literal["new", "gone", "changed", "unchanged"]
    """Whether the result is new, is no longer there, or has another conclusion."""

    @classmethod
    def example(cls) -> Self:
        return cls(became="changed")


@fact("conclusions.changed")
class Changed(Fact):
    """That the conclusion of a result changed."""

    name: str
    """The result."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="Quality of life, at the end (peer support versus usual care)")


@fact("conclusions.stated")
class Stated(Fact):
    """What was concluded, in quotes; part of a sentence."""

    statement: str
    """The sentence that states it."""
    level: Level | None
    """How certain it was; absent where that is not told."""

    @classmethod
    def example(cls) -> Self:
        return cls(statement="Peer support may improve quality of life slightly", level="low")


@fact("conclusions.then_and_now")
class ThenAndNow(Fact):
    """What was concluded before, and what is concluded now."""

    before: Stated | None
    """What was; absent where no trial gave usable data."""
    now: Stated | None
    """What is; absent where no trial gives usable data."""

    @classmethod
    def example(cls) -> Self:
        return cls(before=None, now=Stated.example())


# The rules by which it changed


@fact("conclusions.evidence")
class Evidence(Fact):
    """Whether there is evidence, and whether it is pooled, where that changed."""

    now: Literal["there", "gone", "pooled", "not pooled"]
    """What is the case now, and was not before."""

    @classmethod
    def example(cls) -> Self:
        return cls(now="pooled")


@fact("conclusions.side")
class SideChanged(Fact):
    """That the estimate is on the other side of no difference."""

    now: str
    """Whom it favours now."""
    before: str
    """Whom it favoured."""

    @classmethod
    def example(cls) -> Self:
        return cls(now="peer support", before="usual care")


@fact("conclusions.interval")
class IntervalOf(Fact):
    """The interval of now, and that of before where it had another level; part of a sentence."""

    level: str
    """The level of now: '95%'."""
    before: str
    """That of before; empty where it is the same."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="95%", before="90%")


@fact("conclusions.no_difference")
class NoDifference(Fact):
    """Whether the interval includes no difference, where that changed."""

    interval: IntervalOf
    """The interval."""
    includes: bool
    """Whether it does now."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval=IntervalOf(level="95%", before=""), includes=True)


@fact("conclusions.at_baseline")
class AtBaseline(Fact):
    """At which baseline something is said; part of a sentence."""

    number: str
    """The risk or rate: '50'."""
    time: str
    """What a rate is per: '100 person-years'; empty of a risk, which is per 1000."""
    by: str
    """By when people have had the event: '12 months'; empty where that is not said."""
    label: str
    """What the protocol calls it."""
    before: str
    """What it was before; empty where it is the same."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="50", time="", by="12 months", label="Median of the trials", before="48")


@fact("conclusions.threshold")
class Threshold(Fact):
    """Whether the interval includes the least effect that counts, where that changed."""

    interval: IntervalOf
    """The interval."""
    least: Literal["small", "important"]
    """What an effect of that size is called; important where there is one threshold alone."""
    way: Literal["benefit", "harm"]
    """Which way it goes."""
    includes: bool
    """Whether it does now."""
    at: AtBaseline | None
    """At which baseline; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        interval = IntervalOf(level="95%", before="")
        at = AtBaseline.example()
        return cls(interval=interval, least="small", way="benefit", includes=False, at=at)


@fact("conclusions.magnitude")
class Magnitude(Fact):
    """That the size of the effect is another one."""

    now: Size | None
    """What it is now; absent where it cannot be named."""
    before: Size | None
    """What it was; absent where it was not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(now="moderate", before=None)


@fact("conclusions.certainty")
class CertaintyChanged(Fact):
    """That the certainty of the evidence is another one."""

    now: Level | None
    """What it is now; absent where it is not rated."""
    before: Level | None
    """What it was; absent where it was not rated."""

    @classmethod
    def example(cls) -> Self:
        return cls(now="low", before="moderate")


@fact("conclusions.reads_otherwise")
class ReadsOtherwise(Fact):
    """That the sentence that states the conclusion is another one."""

    @classmethod
    def example(cls) -> Self:
        return cls()


# What may have brought it about


@fact("conclusions.method")
class MethodName(Fact):
    """The name of a method that bears on a result; part of a list."""

    method: Method
    """The method."""

    @classmethod
    def example(cls) -> Self:
        return cls(method="tau2")


@fact("conclusions.decisions")
class Decisions(Fact):
    """The name of what people decided, where it bears on a result; part of a list."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("conclusions.instruments_that_count")
class InstrumentsThatCount(Fact):
    """The name of the rule that says which instruments count; part of a list."""

    otherwise: Names | None
    """The instruments that it treats otherwise; absent where that is not told."""

    @classmethod
    def example(cls) -> Self:
        return cls(otherwise=Names(first=("Beck Depression Inventory",), others=0))


@fact("conclusions.instruments_that_count_first")
class InstrumentsThatCountFirst(Fact):
    """The name of the rule that says which of several instruments count first; part of a list."""

    trials: Names
    """The trials in which it does so otherwise."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=Names(first=("Cook 2012",), others=0))


@fact("conclusions.would_count")
class WouldCount(Fact):
    """What would count, and what would not, had a rule stayed as it was; a part of a sentence."""

    as_well: Names | None
    """What would count, and does not now; absent where there is nothing."""
    not_at_all: Names | None
    """What would not count, and does now; absent where there is nothing."""

    @classmethod
    def example(cls) -> Self:
        results = (ResultsOn.example(),)
        return cls(as_well=Names.example(), not_at_all=Names(first=results, others=0))


@fact("conclusions.methods_changed")
class MethodsChanged(Fact):
    """That methods changed that may have brought a change about."""

    methods: tuple[str, ...]
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(methods=("the estimator of τ²", "the thresholds for the size of an effect"))


@fact("conclusions.decided_otherwise")
class DecidedOtherwise(Fact):
    """That people's decisions on the rating may have brought a change about."""

    @classmethod
    def example(cls) -> Self:
        return cls()
