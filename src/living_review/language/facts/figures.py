"""What figures share: which result they show, whom each side favours, how trials were pooled."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Interval
from living_review.language.facts.pools import PoolMethod


@fact("figures.result")
class ResultShown(Fact):
    """Which result a figure shows; part of a sentence."""

    outcome: str
    """The outcome."""
    intervention: str
    """The intervention."""
    comparator: str
    """What it is compared with."""
    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            outcome="Recovery",
            intervention="peer support",
            comparator="usual care",
            timepoint="End of intervention",
        )


@fact("figures.part")
class Part(Fact):
    """Which of several parts of a figure one is."""

    part: int
    """Its number."""
    parts: int
    """How many there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(part=2, parts=3)


@fact("figures.favours")
class Favours(Fact):
    """Whom effects on one side of an axis favour."""

    side: str
    """The intervention or the comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(side="peer support")


@fact("figures.good_side")
class GoodSide(Fact):
    """Which values favour the intervention; part of a sentence."""

    above: bool
    """Whether these are the larger ones."""
    no_difference: str
    """The value that is no difference."""
    intervention: str
    """The intervention."""

    @classmethod
    def example(cls) -> Self:
        return cls(above=True, no_difference="0", intervention="peer support")


@fact("figures.effect_header")
class EffectHeader(Fact):
    """The measure over the axis of a figure, with its unit."""

    measure: Measure
    """The abbreviation of the measure."""
    unit: str
    """Its unit; empty where it has none. That of a rate difference begins with 'per'."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="MD", unit="mmHg")


@fact("figures.estimator")
class EstimatorInBrief(Fact):
    """The short name of an estimator of τ²."""

    tau2: str
    """The estimator: as in `pools.estimator`."""

    @classmethod
    def example(cls) -> Self:
        return cls(tau2="DL")


@fact("figures.interval")
class IntervalInBrief(Fact):
    """The short name of a method for intervals."""

    interval: str
    """The method: as in `pools.interval_method`."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval="knapp-hartung")


@fact("figures.method")
class MethodInBrief(Fact):
    """The method that stands under every figure with a pooled effect."""

    model: Literal["common", "random", "random by counts"]
    """Common effect, random effects, or random effects about the Mantel-Haenszel estimate."""
    method: PoolMethod
    """How trials were weighted."""
    tau2: str
    """The estimator of τ²: as in `pools.estimator`; empty with a common effect."""
    interval: str
    """How its interval was made: as in `pools.interval_method`."""
    widened: bool
    """Whether a safeguard widened the interval to the one of Wald."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            model="random",
            method="inverse-variance",
            tau2="REML",
            interval="knapp-hartung",
            widened=True,
        )


@fact("figures.statistic")
class Statistic(Fact):
    """How much trials vary by one figure; part of a list."""

    symbol: Literal["τ²", "I²"]
    """Which figure it is."""
    value: str
    """Its value with its sign: '= 0.02' or '<0.001'."""
    interval: Interval | None
    """Its interval; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(symbol="τ²", value="=\u00a00.02", interval=Interval(low="0", high="0.35"))


@fact("figures.q")
class TestOfHeterogeneity(Fact):
    """The test of heterogeneity; part of a list."""

    value: str
    """Q."""
    df: str
    """Its degrees of freedom."""
    p: str
    """The p-value with its sign: '= 0.03'."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="5.20", df="3", p="= 0.16")


@fact("figures.heterogeneity")
class HeterogeneityInBrief(Fact):
    """How much trials vary, under a figure."""

    statistics: tuple[Statistic | TestOfHeterogeneity, ...]
    """The figures of it."""

    @classmethod
    def example(cls) -> Self:
        return cls(statistics=(Statistic.example(), TestOfHeterogeneity.example()))
