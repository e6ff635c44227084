"""How effects were computed and pooled, in a Methods section."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground import methods
from living_review.ground.measures import Measure
from living_review.language.fact import fact
from living_review.language.markdown import Marked

Variance = Literal["LS", "LS2", "UB", "RevMan"]
"""A variance of standardised mean differences."""


@fact("methods.smd_variance")
class SmdVariance(Marked):
    """Which variance standardised mean differences have; part of a sentence."""

    variance: Variance
    """The variance."""

    @classmethod
    def example(cls) -> Self:
        return cls(variance="LS")


@fact("methods.measure")
class EffectMeasure(Marked):
    """What an effect measure is and how it is pooled."""

    measure: Measure | Literal["OR and RR", "RR and OR"]
    """The measure; or both of these, which are pooled alike, the first that is used first."""
    variance: SmdVariance | None = None
    """Which variance standardised mean differences have; absent for other measures."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="SMD", variance=SmdVariance.example())


@fact("methods.instruments")
class Instruments(Marked):
    """What is done where a trial has several instruments for one outcome; part of a sentence."""

    choice: Literal["pick", "combine", "three-level"]
    """One is picked, their effects are combined, or all are used."""
    correlation: str
    """The correlation between instruments, which two of these assume."""

    @classmethod
    def example(cls) -> Self:
        return cls(choice="combine", correlation="0.50")


@fact("methods.kept_apart")
class KeptApart(Marked):
    """Which instruments of an outcome its main analysis leaves out; part of a list."""

    instruments: tuple[str, ...]
    """The instruments."""
    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(instruments=("PHQ-9", "GHQ-12"), outcome="Depression")


@fact("methods.dependence")
class Dependence(Marked):
    """What is done with several arms and several instruments of one trial."""

    instruments: Instruments
    """What is done with several instruments."""
    apart: tuple[KeptApart, ...]
    """Which are kept for sensitivity analyses, outcome by outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(instruments=Instruments.example(), apart=(KeptApart.example(),))


@fact("methods.assumed_in_crossover")
class AssumedInCrossover(Marked):
    """Which correlation of a person’s two results is assumed; part of a sentence."""

    correlation: str
    """The correlation."""
    source: str
    """Where it is from; empty where nothing is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(correlation="0.60", source="Smith 2020")


@fact("methods.crossover")
class Crossover(Marked):
    """How crossover trials are analysed."""

    assumed: AssumedInCrossover | None
    """What is assumed where a trial reports nothing of its pairs; absent for nothing."""
    counting: bool
    """Whether an outcome is pooled by a method that counts events."""

    @classmethod
    def example(cls) -> Self:
        return cls(assumed=AssumedInCrossover.example(), counting=True)


@fact("methods.none_pooled")
class NonePooled(Marked):
    """That no trials were pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("methods.pooled_from")
class PooledFrom(Marked):
    """From how many trials on an outcome was pooled."""

    trials: int
    """The least number of trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=3)


@fact("methods.counts")
class Counts(Marked):
    """How events were pooled by their counts."""

    method: Literal["mantel-haenszel", "peto"]
    """The method."""
    random: bool
    """Whether effects are random, which Peto’s method does not know."""

    @classmethod
    def example(cls) -> Self:
        return cls(method="mantel-haenszel", random=False)


@fact("methods.estimator")
class EstimatorWithSource(Marked):
    """The name of an estimator of τ² and where it is from; part of a sentence."""

    tau2: str
    """The estimator: as in `pools.estimator`."""
    source: str
    """The key of its entry in the bibliography."""

    @classmethod
    def example(cls) -> Self:
        return cls(tau2="REML", source="viechtbauer2005")


@fact("methods.weights")
class Weights(Marked):
    """That trials were pooled by inverse variance, and with which model."""

    rest: bool
    """Whether these are the trials of outcomes that are not pooled by counts; else they are all."""
    estimator: EstimatorWithSource | None
    """How the variance between trials was estimated; absent with a common effect."""

    @classmethod
    def example(cls) -> Self:
        return cls(rest=False, estimator=EstimatorWithSource.example())


@fact("methods.interval")
class IntervalsMade(Marked):
    """How confidence intervals were made."""

    interval: methods.Interval
    """The method."""
    confidence: str
    """Their level: '95%'."""
    of: Literal["all", "counts", "rest"]
    """Of all outcomes, of those that are pooled by counts, or of the rest."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval="knapp-hartung", confidence="95%", of="all")


@fact("methods.safeguard")
class SafeguardUsed(Marked):
    """What keeps intervals of Knapp and Hartung from being too narrow."""

    safeguard: methods.Safeguard
    """The safeguard."""

    @classmethod
    def example(cls) -> Self:
        return cls(safeguard="se")


@fact("methods.two_trials")
class TwoTrials(Marked):
    """That two trials alone have the Wald interval."""

    @classmethod
    def example(cls) -> Self:
        return cls()
