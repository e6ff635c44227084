"""Plots of pools, each with one trial more or without one trial, and what they show."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.figures import GoodSide, MethodInBrief, ResultShown
from living_review.language.facts.forest_plots import Effect

Label = Literal["trials", "i2", "adding", "without", "all_trials"]
"""A heading of a column, or of the row of the pool of all trials."""


@fact("series_plots.label")
class LabelText(Fact):
    """A heading of a column, or of the row of the pool of all trials."""

    label: Label
    """The heading."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="adding")


@fact("series_plots.dashed")
class Dashed(Fact):
    """How trials were pooled, and what the dashed line is, where pools stand below each other."""

    method: MethodInBrief
    """How they were pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls(method=MethodInBrief.example())


@fact("series_plots.cumulative_alt")
class CumulativeAlt(Fact):
    """What the plot of a pool that grows by one trial after another shows."""

    result: ResultShown
    """The result."""
    first: Effect
    """The effect with which it begins."""
    first_trials: int
    """Of how many trials that is."""
    first_year: str
    """The year of it."""
    last: Effect
    """The effect with which it ends."""
    last_trials: int
    """Of how many trials that is."""
    last_year: str
    """The year of it."""
    good_side: GoodSide
    """Which values favour the intervention."""

    @classmethod
    def example(cls) -> Self:
        interval = Interval.example()
        return cls(
            result=ResultShown.example(),
            first=Effect(estimate="0.21", interval=Interval(low="0.02", high="0.39"), unit=""),
            first_trials=1,
            first_year="2012",
            last=Effect(estimate="0.28", interval=interval, unit=""),
            last_trials=4,
            last_year="2020",
            good_side=GoodSide.example(),
        )


@fact("series_plots.leave_one_out_alt")
class LeaveOneOutAlt(Fact):
    """What the plot of a pool without each trial in turn shows."""

    result: ResultShown
    """The result."""
    measure: Measure
    """The abbreviation of the measure."""
    low: str
    """The smallest effect."""
    without_low: str
    """The trial that is left out there."""
    high: Amount
    """The largest effect."""
    without_high: str
    """The trial that is left out there."""
    good_side: GoodSide
    """Which values favour the intervention."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            result=ResultShown.example(),
            measure="SMD",
            low="0.19",
            without_low="Cook 2012",
            high=Amount(number="0.33"),
            without_high="Pitt 2007",
            good_side=GoodSide.example(),
        )


@fact("series_plots.no_trials_alt")
class NoTrialsAlt(Fact):
    """That there is no trial for one of these plots."""

    plot: Literal["cumulative", "leave_one_out"]
    """Which plot it would be."""
    result: ResultShown
    """The result."""

    @classmethod
    def example(cls) -> Self:
        return cls(plot="cumulative", result=ResultShown.example())
