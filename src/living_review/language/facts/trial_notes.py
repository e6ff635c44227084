"""Notes on one trial: which of its results is used, and how its parts were brought together."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.analyses import Counting

MethodWithin = Literal["mantel-haenszel", "inverse-variance", "peto"]
"""How the strata of a trial are pooled."""


@fact("trial_notes.reversed")
class Reversed(Fact):
    """That the instrument of a trial runs against the outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("trial_notes.instrument")
class Instrument(Fact):
    """An instrument of a trial, inside a sentence."""

    name: str
    """Its name; empty where it has none."""
    brief: bool = False
    """Whether one without a name is told briefly."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="Recovery Assessment Scale")


@fact("trial_notes.instruments")
class Instruments(Fact):
    """Several instruments of a trial."""

    instruments: tuple[Instrument, ...]
    """The instruments."""

    @classmethod
    def example(cls) -> Self:
        return cls(instruments=(Instrument.example(), Instrument(name="")))


@fact("trial_notes.averaged")
class Averaged(Fact):
    """That the effects on several instruments of a trial are all used."""

    instruments: Instruments
    """The instruments."""
    correlation: str
    """The correlation of their errors that is assumed."""
    three_level: bool
    """Whether they enter a three-level model; else they are averaged."""

    @classmethod
    def example(cls) -> Self:
        return cls(instruments=Instruments.example(), correlation="0.5", three_level=False)


@fact("trial_notes.without_variance")
class WithoutVariance(Fact):
    """Which further instruments of a trial have no effect that could be used."""

    instruments: Instruments
    """The instruments."""

    @classmethod
    def example(cls) -> Self:
        return cls(instruments=Instruments(instruments=(Instrument.example(),)))


@fact("trial_notes.also_reports")
class AlsoReports(Fact):
    """Which one of several instruments of a trial is used."""

    others: Instruments
    """Those that are not."""
    used: str
    """The one that is; empty where it has no name."""
    why: Literal["people", "name"] | None
    """Where the protocol does not put them in order: it has the most people, or its name is the
    first of the alphabet."""

    @classmethod
    def example(cls) -> Self:
        others = Instruments(instruments=(Instrument.example(),))
        return cls(others=others, used="Herth Hope Index", why="people")


@fact("trial_notes.kept_out")
class KeptOut(Fact):
    """Which further instruments of a trial the protocol keeps out."""

    instruments: tuple[str, ...]
    """The instruments."""

    @classmethod
    def example(cls) -> Self:
        return cls(instruments=("Herth Hope Index",))


@fact("trial_notes.by_rule")
class ByRule(Fact):
    """By which rule of a protocol one of several measurements is used; part of a sentence.

    The notes that a version keeps of its trials are text, and what moved a finding is told by
    whether they hold it.
    """

    fixed = True

    rule: Literal["last", "first", "nearest"]
    """The rule."""
    target: str
    """The week that the nearest is nearest to; empty for the others."""

    @classmethod
    def example(cls) -> Self:
        return cls(rule="nearest", target="12")


@fact("trial_notes.measured_again")
class MeasuredAgain(Fact):
    """Which one of several measurements of the same people is used."""

    weeks: tuple[str, ...]
    """The weeks at which they were measured."""
    used: str
    """The week that is used."""
    by_rule: ByRule | None
    """The rule of the protocol; absent where no other week could be used."""
    one_role: tuple[str, ...]
    """The weeks at which one side alone is reported."""
    lacking: tuple[str, ...]
    """The weeks at which a stratum is missing."""

    @classmethod
    def example(cls) -> Self:
        weeks = ("6", "12", "26")
        rule = ByRule.example()
        return cls(weeks=weeks, used="12", by_rule=rule, one_role=("26",), lacking=())


@fact("trial_notes.both_reported")
class BothReported(Fact):
    """What is used of a trial that reports its arms and a comparison."""

    used: Literal["arms", "contrast", "pairs"]
    """The arms, the comparison, or the arms with what the comparison tells of pairs."""

    @classmethod
    def example(cls) -> Self:
        return cls(used="arms")


@fact("trial_notes.several_contrasts")
class SeveralContrasts(Fact):
    """That one of several comparisons of a trial is used."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("trial_notes.stratum_not_named")
class StratumNotNamed(Fact):
    """What stands for the name of a stratum that has none."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("trial_notes.over_strata")
class OverStrata(Fact):
    """Over which strata a trial was pooled, and how; or which one alone is used."""

    strata: tuple[str, ...]
    """The strata."""
    by_name: bool
    """Whether they are told apart by the names of their arms, which stand for them."""
    method: MethodWithin
    """How."""
    unused: tuple[str, ...]
    """The strata that could not be used."""

    @classmethod
    def example(cls) -> Self:
        return cls(strata=("men", "women"), by_name=False, method="inverse-variance", unused=())


@fact("trial_notes.reported_in_strata")
class ReportedInStrata(Fact):
    """In which strata a trial is reported, none of which has an effect with a variance."""

    strata: tuple[str, ...]
    """The strata."""

    @classmethod
    def example(cls) -> Self:
        return cls(strata=("men", "women"))


@fact("trial_notes.in_strata")
class InStrata(Fact):
    """A note on some of the strata of a trial."""

    strata: tuple[str, ...]
    """The strata."""
    note: str | Fact
    """The note, in whole sentences."""

    @classmethod
    def example(cls) -> Self:
        return cls(strata=("women",), note=Reversed())


@fact("trial_notes.without_counts")
class WithoutCounts(Fact):
    """That a method which counts events cannot pool a trial that reports a comparison alone."""

    counting: Counting
    """The method."""

    @classmethod
    def example(cls) -> Self:
        return cls(counting="peto")


@fact("trial_notes.adds_nothing")
class AddsNothing(Fact):
    """That a trial in which nobody, or everybody, had the event adds nothing to a method."""

    counting: Counting
    """The method."""

    @classmethod
    def example(cls) -> Self:
        return cls(counting="mantel-haenszel")
