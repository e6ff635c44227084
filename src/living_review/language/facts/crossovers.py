"""Trials in which each person had both interventions: how their pairs were used."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.analyses import Counting


@fact("crossovers.pairing")
class Pairing(Fact):
    """How the crossover trials behind a result were used, where it limits what they say."""

    unknown: int
    """Of how many the pairs are not known."""
    counted_only: int
    """How many are pooled by a method that counts events."""
    assumed: int
    """How many rest on a correlation that is assumed."""

    @classmethod
    def example(cls) -> Self:
        return cls(unknown=1, counted_only=0, assumed=2)


@fact("crossovers.ignored")
class Ignored(Fact):
    """That nothing is known of the pairs of a trial."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("crossovers.reported")
class Reported(Fact):
    """That a trial reports a comparison within people."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("crossovers.impossible")
class Impossible(Fact):
    """That the figures of a trial imply no correlation that there could be."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("crossovers.standardised")
class Standardised(Fact):
    """How a mean difference within people became a standardised one."""

    difference: str
    """The mean difference."""
    sd: str
    """The standard deviation of the scores."""

    @classmethod
    def example(cls) -> Self:
        return cls(difference="−2.1", sd="5.3")


@fact("crossovers.follows")
class Follows(Fact):
    """Which correlation of a person's two results the figures of a trial imply."""

    correlation: str
    """The correlation."""

    @classmethod
    def example(cls) -> Self:
        return cls(correlation="0.61")


@fact("crossovers.assumed")
class Assumed(Fact):
    """Which correlation of a person's two results is assumed for a trial."""

    correlation: str
    """The correlation."""
    held: bool
    """Whether it is less than the protocol assumes, because the two risks allow no more."""

    @classmethod
    def example(cls) -> Self:
        return cls(correlation="0.50", held=False)


@fact("crossovers.without_pairs")
class WithoutPairs(Fact):
    """That a method which counts events takes the arms of a trial for different people."""

    counting: Counting
    """The method."""

    @classmethod
    def example(cls) -> Self:
        return cls(counting="mantel-haenszel")


@fact("crossovers.not_standardised")
class NotStandardised(Fact):
    """That a mean difference within people has no size in standard deviations."""

    difference: str
    """The mean difference."""

    @classmethod
    def example(cls) -> Self:
        return cls(difference="−2.10")
