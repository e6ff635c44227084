"""The names of analyses, what a pool rests on, and why an analysis was not made."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact

AnalysisName = Literal[
    "common",
    "mantel-haenszel",
    "peto",
    "wald",
    "t",
    "low-risk-of-bias",
    "leave-one-out",
    "revman",
    "tau2",
]
"""A word by which the protocol asks for a sensitivity analysis."""
Counting = Literal["mantel-haenszel", "peto"]
"""A method that counts events."""
NoTest = Literal["few", "alike", "events", "sizes", "undefined"]
"""Why there is no test for small-study effects."""
Unpredicted = Literal["common", "few", "undefined"]
"""Why there is no prediction interval."""
Unregressed = Literal["few", "same", "common", "words"]
"""Why there is no regression."""
Lacking = Literal["random", "interval", "tau2"]
"""What a method that counts events does not have."""
Sizes = Literal["people", "time", "events"]
"""What trials would have to report for a test for small-study effects."""


@fact("analyses.counting_method")
class CountingMethod(Fact):
    """A method that counts events, as a noun."""

    method: Counting
    """The method."""

    @classmethod
    def example(cls) -> Self:
        return cls(method="mantel-haenszel")


@fact("analyses.two_trials")
class TwoTrials(Fact):
    """That another interval takes the place of Knapp and Hartung's with two trials."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.three_level")
class ThreeLevel(Fact):
    """That several effects of a trial are in a three-level model."""

    robust: bool
    """Whether the interval is cluster-robust."""

    @classmethod
    def example(cls) -> Self:
        return cls(robust=True)


@fact("analyses.tau2_from_counts")
class Tau2FromCounts(Fact):
    """How random effects are pooled by the Mantel-Haenszel method."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.half_added")
class HalfAdded(Fact):
    """That a Mantel-Haenszel estimate needed half an event in each cell."""

    variance: bool
    """Whether for its variance alone."""

    @classmethod
    def example(cls) -> Self:
        return cls(variance=False)


@fact("analyses.other_correlation")
class OtherCorrelation(Fact):
    """The name of an analysis that assumes another correlation in crossover trials."""

    correlation: str
    """The correlation."""

    @classmethod
    def example(cls) -> Self:
        return cls(correlation="0.30")


@fact("analyses.as_if_parallel")
class AsIfParallel(Fact):
    """The name of the analysis that takes periods of crossover trials for groups of people."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.with_retracted")
class WithRetracted(Fact):
    """The name of the analysis with the trials that were retracted."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.same_as_main")
class SameAsMain(Fact):
    """That an analysis would change nothing."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.not_computed")
class NotComputed(Fact):
    """That an analysis has no estimate."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.not_counted")
class NotCounted(Fact):
    """That a method which counts events does not pool a measure."""

    method: Counting
    """The method."""
    measure: Measure
    """The abbreviation of the measure."""

    @classmethod
    def example(cls) -> Self:
        return cls(method="peto", measure="RR")


@fact("analyses.not_with_counting")
class NotWithCounting(Fact):
    """That a method which counts events does not go together with another choice."""

    method: Counting
    """The method."""
    lacks: Lacking
    """What it does not have: a random-effects model, another interval, or another τ²."""

    @classmethod
    def example(cls) -> Self:
        return cls(method="mantel-haenszel", lacks="interval")


@fact("analyses.too_few_left")
class TooFewLeft(Fact):
    """That an analysis would have too few trials to pool."""

    trials: int
    """How many it would have."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1)


@fact("analyses.level_not_reported")
class LevelNotReported(Fact):
    """The name of the subgroup of trials that do not report what it is of."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.one_level")
class OneLevel(Fact):
    """That there are no subgroups, as all trials have the same value."""

    level: str
    """The value."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="parallel")


@fact("analyses.level_without_estimate")
class LevelWithoutEstimate(Fact):
    """That subgroups are not compared, as one has no estimate."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("analyses.by_name")
class ByName(Fact):
    """The name of a sensitivity analysis that the protocol asks for by a word of the program."""

    name: AnalysisName
    """The word; `tau2` with any estimator."""
    estimator: str = ""
    """The estimator of τ², as the protocol names it."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="low-risk-of-bias")


@fact("analyses.no_regression")
class NoRegression(Fact):
    """Why there is no regression on a number."""

    why: Unregressed
    """Too few trials have it, it is the same in all, it is no number, or the model leaves nothing
    to explain."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="few")


@fact("analyses.no_prediction")
class NoPrediction(Fact):
    """Why there is no prediction interval."""

    why: Unpredicted
    """The model has one true effect, trials are too few, or it could not be computed."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="few")


@fact("analyses.no_small_study_test")
class NoSmallStudyTest(Fact):
    """Why there is no test for small-study effects."""

    why: NoTest
    """Few trials, equal effects, few with events, sizes that are too alike, or no result."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="few")


@fact("analyses.no_sizes")
class NoSizes(Fact):
    """That no test for small-study effects fits, as the size of a trial is not known."""

    what: Sizes
    """What not every trial reports: its people, or the time or events of both groups."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="people")
