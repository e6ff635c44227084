"""Notes on trials that report a comparison instead of their arms."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact

Spread = Literal["error", "interval", "t", "p"]
"""What says how precise a comparison is: its standard error, interval, t statistic or p-value."""


@fact("comparisons.adjusted")
class Adjusted(Fact):
    """That an estimate is adjusted for covariates."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("comparisons.from_log_rank")
class FromLogRank(Fact):
    """That a ratio was computed from observed less expected events."""

    measure: Literal["HR", "OR"]
    """The measure: a hazard ratio by the log-rank test, or an odds ratio by Peto's method."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="HR")


@fact("comparisons.standardised")
class Standardised(Fact):
    """How a mean difference became a standardised one."""

    difference: str
    """The mean difference."""
    sd: str
    """The standard deviation that it implies."""
    spread: Spread
    """What implies it."""

    @classmethod
    def example(cls) -> Self:
        return cls(difference="−2.1", sd="5.3", spread="interval")


@fact("comparisons.clusters_unknown")
class ClustersUnknown(Fact):
    """That a comparison may not allow for clusters."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("comparisons.people_unknown")
class PeopleUnknown(Fact):
    """That the people of the arms are not known."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("comparisons.no_size")
class NoSize(Fact):
    """That a result has no size."""

    direction: bool
    """Whether its direction is reported."""

    @classmethod
    def example(cls) -> Self:
        return cls(direction=True)


@fact("comparisons.no_precision")
class NoPrecision(Fact):
    """That an estimate has no precision."""

    p: str
    """The p-value that gives none; empty where none is reported."""

    @classmethod
    def example(cls) -> Self:
        return cls(p="1")


@fact("comparisons.not_standardised")
class NotStandardised(Fact):
    """That a mean difference has no size in standard deviations."""

    difference: str
    """The mean difference."""
    lacks: Literal["people", "spread"]
    """What is missing: the people of each arm, or an interval or standard error."""

    @classmethod
    def example(cls) -> Self:
        return cls(difference="−2.10", lacks="people")


@fact("comparisons.not_turned")
class NotTurned(Fact):
    """That an estimate on one measure gives none on another."""

    measure: Measure
    """The measure that is reported."""
    estimate: str
    """The estimate."""
    into: Measure
    """The measure that is asked for."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="HR", estimate="0.80", into="OR")
