"""Where effects are placed among thresholds: at which baselines, by whose thresholds."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("scales.amount")
class Amount(Fact):
    """A risk or a rate with what it is for."""

    number: str
    """The people with the event among 1000, or the events in a person-time."""
    at: str
    """By when people have had the event: '12 months'; empty where that is not said."""
    time: str
    """The person-time of a rate: '100 person-years'; empty for a risk."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="50", at="12 months", time="")


@fact("scales.baseline")
class Baseline(Fact):
    """A risk or a rate with the comparator, as a noun."""

    amount: Amount
    """The risk or rate."""

    @classmethod
    def example(cls) -> Self:
        return cls(amount=Amount.example())


@fact("scales.as_in_the_trials")
class AsInTheTrials(Fact):
    """The label of a baseline that is taken from the trials."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("scales.of_the_trials")
class OfTheTrials(Fact):
    """How a baseline was taken from the trials: its source, without a full stop."""

    rate: bool
    """Whether it is a rate; else a risk."""
    together: bool
    """Whether it is that of all trials taken together; else their median."""

    @classmethod
    def example(cls) -> Self:
        return cls(rate=False, together=False)


@fact("scales.rule_of_thumb")
class RuleOfThumb(Fact):
    """The source of thresholds in standard deviations where a protocol sets none."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("scales.no_baseline")
class NoBaseline(Fact):
    """That thresholds name no size, as no baseline is known."""

    rate: bool
    """Whether they are differences in a rate; else in a risk."""

    @classmethod
    def example(cls) -> Self:
        return cls(rate=False)


@fact("scales.beyond_reach")
class BeyondReach(Fact):
    """That thresholds name no size, as no benefit could be so large."""

    least: Amount
    """The smallest threshold."""
    baselines: tuple[Baseline, ...]
    """The baselines."""

    @classmethod
    def example(cls) -> Self:
        small, usual = Amount(number="50", at="", time=""), Amount(number="20", at="", time="")
        return cls(least=small, baselines=(Baseline(amount=usual),))
