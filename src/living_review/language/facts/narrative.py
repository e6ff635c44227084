"""Trials that are not pooled: how many they are, where each points, and why they stand apart."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.analyses import Counting
from living_review.language.facts.crossovers import Pairing
from living_review.language.facts.scales import Baseline
from living_review.language.facts.trials import Direction

AllOrNone = Literal["nobody", "everybody"]
"""Who had the event in a trial that shows no difference."""


@fact("narrative.none_reported")
class NoneReported(Fact):
    """That no trial reported an outcome."""

    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", timepoint="End of intervention")


@fact("narrative.reported")
class Reported(Fact):
    """How many trials that are not pooled reported an outcome, with how many people."""

    trials: int
    """How many trials there are."""
    further: bool
    """Whether they stand beside a pool of other trials."""
    participants: str
    """Their people, as far as they are known; empty where they are of no trial."""
    one: bool
    """Whether that is exactly one person."""
    unknown: int
    """Of how many trials it is not known."""
    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            trials=4,
            further=True,
            participants="1,173",
            one=False,
            unknown=1,
            outcome="Recovery",
            timepoint="End of intervention",
        )


@fact("narrative.pointing")
class Pointing(Fact):
    """What trials said of a direction, as a verb; part of a sentence."""

    trials: int
    """How many they are."""
    way: Direction
    """What they said."""
    favours: str
    """The side that they favour; empty where they favour none."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2, way="favours_intervention", favours="peer support")


@fact("narrative.counted_pointing")
class CountedPointing(Fact):
    """How many trials said the same of a direction; part of a list."""

    points: Pointing
    """What they said."""

    @classmethod
    def example(cls) -> Self:
        return cls(points=Pointing.example())


@fact("narrative.directions")
class Directions(Fact):
    """Where trials point that are not pooled."""

    trials: int
    """How many they are."""
    points: tuple[CountedPointing, ...]
    """What they said, in the order of the directions."""
    baseline: Baseline | None
    """The baseline at which directions were read, where there are several."""
    label: str
    """What the protocol calls the baseline; empty where there are not several."""

    @classmethod
    def example(cls) -> Self:
        unknown = CountedPointing(points=Pointing(trials=1, way="unknown", favours=""))
        return cls(
            trials=3,
            points=(CountedPointing.example(), unknown),
            baseline=Baseline.example(),
            label="High risk",
        )


@fact("narrative.none_shows")
class NoneShows(Fact):
    """That none of several trials shows which way the effect went."""

    trials: int
    """How many they are."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2)


@fact("narrative.one_alike")
class OneAlike(Fact):
    """That in the only trial nobody, or everybody, had the event."""

    had: AllOrNone
    """Who had it."""

    @classmethod
    def example(cls) -> Self:
        return cls(had="nobody")


@fact("narrative.risk_of_bias_of_one")
class RiskOfBiasOfOne(Fact):
    """How the risk of bias of the only trial was judged."""

    judgement: str | None
    """The judgement as recorded; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(judgement="some concerns")


@fact("narrative.risk_of_bias")
class RiskOfBias(Fact):
    """How many of several trials were judged to be at high risk of bias."""

    trials: int
    """How many trials there are."""
    high: int
    """How many of them are at high risk."""
    unknown: int
    """How many of them were not judged."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4, high=2, unknown=1)


@fact("narrative.of_these")
class OfThese(Fact):
    """How the crossover trials among those beside a pool were used."""

    pairing: Pairing
    """How they were used."""

    @classmethod
    def example(cls) -> Self:
        return cls(pairing=Pairing.example())


@fact("narrative.not_asked")
class NotAsked(Fact):
    """That the protocol asks for no pool."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("narrative.too_few")
class TooFew(Fact):
    """How many trials a review wants before it pools."""

    fewest: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(fewest=2)


@fact("narrative.apart")
class Apart(Fact):
    """Why trials cannot be pooled, in one sentence for each reason."""

    counting: Counting | None
    """The method that counts events, where a trial reports a comparison alone."""
    without_error: int
    """How many trials have no standard error."""
    trials: int
    """How many reported the outcome."""
    without_events: bool
    """Whether in some of them nobody, or everybody, had the event."""

    @classmethod
    def example(cls) -> Self:
        return cls(counting=None, without_error=1, trials=3, without_events=True)


@fact("narrative.apart_and_too_few")
class ApartAndTooFew(Fact):
    """Why some trials cannot be pooled, and that those which can are too few."""

    apart: Apart
    """Why some cannot."""
    usable: int
    """How many can."""
    few: TooFew
    """How many the review wants."""

    @classmethod
    def example(cls) -> Self:
        return cls(apart=Apart.example(), usable=1, few=TooFew.example())


@fact("narrative.not_in_pool")
class NotInPool(Fact):
    """That the trials beside a pool could not be pooled."""

    trials: int
    """How many they are."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2)


@fact("narrative.not_pooled")
class NotPooled(Fact):
    """That several trials were not pooled, and why."""

    why: NotAsked | TooFew | Apart | ApartAndTooFew
    """Why."""

    @classmethod
    def example(cls) -> Self:
        return cls(why=TooFew.example())
