"""How trials were pooled, how much they vary, and what that says of a new trial."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.baselines import Baseline
from living_review.language.facts.effects import Amount, Interval

PoolMethod = Literal["inverse-variance", "mantel-haenszel", "peto"]
"""How trials were weighted."""


@fact("pools.interval_method")
class IntervalMethod(Fact):
    """The name of a method for intervals."""

    interval: str
    """The method: 'knapp-hartung', 'wald', 't', 'cluster-robust' or another."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval="knapp-hartung")


@fact("pools.estimator")
class Estimator(Fact):
    """The name of an estimator of τ² in a sentence."""

    tau2: str
    """The estimator: 'REML', 'DL', or another of `ground/methods.py`."""

    @classmethod
    def example(cls) -> Self:
        return cls(tau2="DL")


@fact("pools.weighting")
class Weighting(Fact):
    """The name of a method of weighting."""

    method: PoolMethod
    """The method."""

    @classmethod
    def example(cls) -> Self:
        return cls(method="mantel-haenszel")


@fact("pools.method")
class Method(Fact):
    """The method that stands by every pooled effect."""

    model: Literal["common", "random", "random by counts"]
    """Common effect, random effects, or random effects about the Mantel-Haenszel estimate."""
    method: PoolMethod
    """How trials were weighted."""
    tau2: str
    """The name of the τ² estimator; empty with a common effect."""
    interval: str
    """How its interval was made: as in `pools.interval_method`."""

    @classmethod
    def example(cls) -> Self:
        return cls(model="random", method="inverse-variance", tau2="REML", interval="knapp-hartung")


@fact("pools.not_pooled")
class NotPooled(Fact):
    """What stands in the place of a method where nothing is pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("pools.knapp_hartung")
class KnappHartung(Fact):
    """That an interval is that of Knapp and Hartung, and what its safeguard did."""

    safeguard: Literal["none", "idle", "standard error", "interval"]
    """Whether there is none, it did not act, or it kept the larger standard error or the wider
    interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(safeguard="idle")


@fact("pools.tau2")
class Tau2(Fact):
    """The variance between trials; part of a list."""

    value: str
    """τ²."""
    confidence: str
    """The level of its interval: '95%'."""
    interval: Interval | None
    """Its interval; absent where there is none."""
    none_fits: bool
    """Whether it has none because trials differ less than chance alone would make them."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            value="0.021",
            confidence="95%",
            interval=Interval(low="0", high="0.350"),
            none_fits=False,
        )


@fact("pools.tau")
class Tau(Fact):
    """The standard deviation between trials; part of a list."""

    value: str
    """τ."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="0.14")


@fact("pools.i2")
class I2(Fact):
    """The share of variation that chance does not explain; part of a list."""

    value: str
    """I² with its sign: '42%'."""
    confidence: str
    """The level of its interval: '95%'."""
    interval: Interval | None
    """Its interval; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="42%", confidence="95%", interval=Interval(low="0%", high="78%"))


@fact("pools.q")
class Q(Fact):
    """The test of heterogeneity; part of a list."""

    value: str
    """Q."""
    df: str
    """Its degrees of freedom."""
    one: bool
    """Whether it has one degree of freedom."""
    p: str
    """The p-value with its sign: '= 0.03'."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="5.20", df="3", one=False, p="= 0.16")


@fact("pools.heterogeneity")
class Heterogeneity(Fact):
    """How much trials vary, without calling it low or high."""

    figures: tuple[Tau2 | Tau | I2 | Q, ...]
    """The figures of it."""
    logarithm: bool
    """Whether they are on the log scale."""
    has_i2: bool
    """Whether I² is among them, so that it is said what it is."""
    has_prediction: bool
    """Whether a prediction interval says how far effects differ."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            figures=(Tau2.example(), Tau.example(), I2.example(), Q.example()),
            logarithm=False,
            has_i2=True,
            has_prediction=True,
        )


@fact("pools.no_prediction")
class NoPrediction(Fact):
    """Why no prediction interval is given."""

    reason: str
    """The reason."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason="Fewer than three trials were pooled")


@fact("pools.chance")
class Chance(Fact):
    """How likely a new trial has an effect that counts; part of a list."""

    chance: str
    """The chance: '87%'."""
    baseline: Baseline | None
    """The baseline that it is at; absent where there are not several."""

    @classmethod
    def example(cls) -> Self:
        return cls(chance="87%", baseline=None)


@fact("pools.chances_of")
class ChancesOf(Fact):
    """How likely a new trial reaches a benefit or a harm that counts; part of a sentence."""

    benefit: bool
    """Whether it is of a benefit; else of a harm."""
    important: bool
    """Whether one threshold tells what counts; else a small effect is the least that does."""
    chances: tuple[Chance, ...]
    """How likely it is, at each baseline."""

    @classmethod
    def example(cls) -> Self:
        return cls(benefit=True, important=False, chances=(Chance.example(),))


@fact("pools.chances")
class Chances(Fact):
    """How likely a new trial has at least the least effect that counts."""

    baseline: Baseline | None
    """The only baseline; absent without one, or with several."""
    of: tuple[ChancesOf, ...]
    """Of a benefit, of a harm, or of both."""

    @classmethod
    def example(cls) -> Self:
        harm = ChancesOf(
            benefit=False, important=False, chances=(Chance(chance="2%", baseline=None),)
        )
        return cls(baseline=Baseline.example(), of=(ChancesOf.example(), harm))


@fact("pools.prediction")
class Prediction(Fact):
    """Where the true effect of a new, similar trial is expected."""

    low: str
    """The lower end of the interval."""
    high: Amount
    """The upper end of the interval."""
    confidence: str
    """The level of the interval: '95%'."""
    favours: str | None
    """The side that all of it favours; absent where it reaches to both."""
    trials: int
    """How many trials were pooled."""
    few: bool
    """Whether they are fewer than ten."""
    no_variation: Literal["of the mean", "chance alone"] | None
    """Where no variation was estimated: whether it is the interval of the mean, or longer."""
    chances: Chances | None
    """How likely an effect that counts is; absent where nothing tells."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            low="0.02",
            high=Amount(number="0.55"),
            confidence="95%",
            favours="peer support",
            trials=4,
            few=True,
            no_variation=None,
            chances=Chances.example(),
        )
