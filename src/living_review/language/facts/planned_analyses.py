"""What is done otherwise for single outcomes, and which further analyses there are."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.methods import (
    AssumedInCrossover,
    Counts,
    Instruments,
    IntervalsMade,
    SafeguardUsed,
    SmdVariance,
    TwoTrials,
    Weights,
)
from living_review.language.facts.questions import Condition
from living_review.language.markdown import Marked


@fact("planned_analyses.pooled")
class Pooled(Marked):
    """That an outcome is pooled, or is not, unlike the others; part of a list."""

    pooled: bool
    """Whether it is pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls(pooled=False)


@fact("planned_analyses.pooled_from")
class PooledFrom(Marked):
    """From how many trials on an outcome is pooled; part of a list."""

    trials: int
    """The least number of trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2)


@fact("planned_analyses.in_crossover_trials")
class InCrossoverTrials(Marked):
    """What is assumed in crossover trials of an outcome; part of a list."""

    assumed: AssumedInCrossover
    """What is assumed."""

    @classmethod
    def example(cls) -> Self:
        return cls(assumed=AssumedInCrossover.example())


@fact("planned_analyses.prefer")
class Prefer(Marked):
    """Which of two results of a trial is used; part of a list."""

    what: Literal["arms", "contrasts"]
    """Its arms, or the comparison of them that it reports."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="contrasts")


@fact("planned_analyses.quoted")
class Quoted(Marked):
    """The name of an analysis in quotation marks."""

    label: str
    """The name."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="Low risk of bias only")


@fact("planned_analyses.sensitivity_of")
class SensitivityOf(Marked):
    """Which sensitivity analyses an outcome has; part of a list."""

    analyses: tuple[Quoted, ...]
    """The analyses; none where it has none."""

    @classmethod
    def example(cls) -> Self:
        return cls(analyses=(Quoted.example(),))


@fact("planned_analyses.subgroups_by")
class SubgroupsBy(Marked):
    """By what trials of an outcome are put in subgroups; part of a list."""

    variables: tuple[str, ...]
    """What tells them apart; none where there are no subgroups."""

    @classmethod
    def example(cls) -> Self:
        return cls(variables=("setting",))


@fact("planned_analyses.regression_on")
class RegressionOn(Marked):
    """On what effects of an outcome are regressed; part of a list."""

    variables: tuple[str, ...]
    """The moderators; none where there is no regression."""

    @classmethod
    def example(cls) -> Self:
        return cls(variables=("mean age",))


Choice = (
    Pooled
    | PooledFrom
    | Counts
    | Weights
    | IntervalsMade
    | SafeguardUsed
    | TwoTrials
    | SmdVariance
    | Instruments
    | InCrossoverTrials
    | Prefer
    | SensitivityOf
    | SubgroupsBy
    | RegressionOn
)
"""A choice for single outcomes: a part of a list, or a sentence that the others have as well."""


@fact("planned_analyses.otherwise")
class Otherwise(Marked):
    """What is done otherwise for some outcomes than for the others."""

    outcomes: tuple[str, ...]
    """The outcomes."""
    choices: tuple[Choice, ...]
    """What is done otherwise."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Death",), choices=(PooledFrom.example(), RegressionOn(variables=())))


@fact("planned_analyses.other_instruments")
class OtherInstruments(Fact):
    """That an analysis takes the instruments that the main one leaves out; part of a list."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("planned_analyses.as_revman")
class AsRevMan(Fact):
    """That an analysis is made as RevMan makes it; part of a list."""

    counts: bool
    """Whether events of people are counted."""

    @classmethod
    def example(cls) -> Self:
        return cls(counts=False)


@fact("planned_analyses.sensitivity")
class SensitivityAnalysis(Fact):
    """A sensitivity analysis and what it changes."""

    label: str
    """Its name."""
    outcomes: tuple[str, ...]
    """The outcomes that it is for; none where it is for all."""
    changes: tuple[Condition | OtherInstruments | AsRevMan, ...]
    """What it changes; none where its name says it."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="Published only", outcomes=("Death",), changes=(Condition.example(),))


@fact("planned_analyses.subgroups")
class Planned(Fact):
    """Which subgroups are compared and on what effects are regressed."""

    subgroups: tuple[str, ...]
    """What tells subgroups apart; none where there are none."""
    moderators: tuple[str, ...]
    """The moderators; none where there is no regression."""

    @classmethod
    def example(cls) -> Self:
        return cls(subgroups=("setting",), moderators=("mean age",))
