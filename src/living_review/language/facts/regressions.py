"""Regressions of the effects on a number that differs between trials, and their bubble plots."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.figures import ResultShown

Way = Literal["multiplied", "higher", "lower", "none"]
"""Whether a ratio is multiplied, or a difference is higher, lower or as written the same."""


@fact("regressions.no_regression")
class NoRegression(Fact):
    """Why there is no meta-regression on a moderator."""

    moderator: str
    """The moderator."""
    reason: str
    """The reason, with its full stop; empty where it could not be fitted."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="Mean age", reason="Fewer than ten trials report it.")


Unit = Literal["amount", "percent", "year"]
"""Of what a step is: of an amount, of a share in percent, or of the years of the trials."""


@fact("regressions.step")
class Step(Fact):
    """A step of a moderator, inside a sentence."""

    number: str
    """How much more of it."""
    one: bool
    """Whether that is one."""
    unit: str
    """Its unit, as it follows a number; empty where it has none, and for percent and years."""
    of: Unit = "amount"
    """Whether it is a step of an amount, of a share in percent, or of the years of the trials."""
    groups: bool = False
    """Whether trials have two values only, so that it is told as a difference between groups."""
    low: str = ""
    """The lesser of the two values; empty where there are more."""
    high: str = ""
    """The greater of the two values; empty where there are more."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="10", one=False, unit="years")


@fact("regressions.slope")
class Slope(Fact):
    """What goes with a step of a moderator; a whole clause, which a sentence may begin with."""

    step: Step
    """The step."""
    measure: Measure
    """The abbreviation of the measure."""
    change: Way
    """Whether a ratio is multiplied, or a difference is higher, lower or as written the same."""
    by: Amount
    """The factor, or how much higher or lower it is."""
    confidence: str
    """The level of the interval: '95%'."""
    interval: Interval
    """That of the factor, or of the change with its sign."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            step=Step.example(),
            measure="MD",
            change="lower",
            by=Amount(number="1.20", unit="mmHg"),
            confidence="95%",
            interval=Interval(low="−2.10", high="−0.30"),
        )


@fact("regressions.regression")
class Regression(Fact):
    """The meta-regression on a moderator."""

    moderator: str
    """The moderator, as the protocol has it."""
    trials: int
    """How many trials have the number."""
    without: int
    """How many pooled trials have none."""
    left_out: tuple[str, ...]
    """Their names; none where they are too many."""
    slope: Slope
    """What goes with a step."""
    statistic: str
    """The statistic of the slope."""
    df: str
    """Its degrees of freedom; empty where it is normal."""
    p: str
    """The p-value with its sign: '= 0.03'."""
    tau2: str
    """The residual τ²."""
    i2: str
    """The residual I²."""
    q: str
    """Q for residual heterogeneity."""
    q_df: str
    """Its degrees of freedom."""
    q_p: str
    """Its p-value with its sign."""
    explained: str
    """R², the share of τ² that goes with the moderator; empty where that is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            moderator="Mean age",
            trials=12,
            without=2,
            left_out=("Cook 2012", "Pitt 2007"),
            slope=Slope.example(),
            statistic="−2.95",
            df="10",
            p="= 0.014",
            tau2="0.210",
            i2="41%",
            q="17.20",
            q_df="10",
            q_p="= 0.070",
            explained="31%",
        )


@fact("regressions.axis")
class AxisAcross(Fact):
    """What a bubble plot has across."""

    moderator: str
    """The moderator."""
    unit: str
    """Its unit; empty where it has none."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="Mean age", unit="years")


@fact("regressions.key")
class Key(Fact):
    """What discs, line and band of a bubble plot mean."""

    confidence: str
    """The level of the interval that the band shows: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(confidence="95%")


@fact("regressions.bubble_alt")
class BubbleAlt(Fact):
    """What a bubble plot shows, for whoever does not see it."""

    trials: int
    """How many trials it shows."""
    result: ResultShown
    """The result."""
    across: AxisAcross
    """What it has across."""
    least: str
    """The least value."""
    most: str
    """The greatest value."""
    slope: Slope
    """What goes with a step."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            trials=12,
            result=ResultShown.example(),
            across=AxisAcross.example(),
            least="24",
            most="61",
            slope=Slope.example(),
        )
