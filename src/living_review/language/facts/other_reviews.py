"""What other reviews found, beside our own result."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.counts import Evidence, TrialsAndParticipants
from living_review.language.facts.effects import EffectInBrief, Interval
from living_review.language.facts.overview import Result


@fact("other_reviews.no_data_here")
class NoDataHere(Fact):
    """That our own review has no data."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("other_reviews.here")
class Here(Fact):
    """Our own result."""

    result: EffectInBrief | Result
    """The effect of the pool; else what the trials say."""
    pooled: bool
    """Whether they are pooled."""
    evidence: Evidence
    """The trials and people behind it."""

    @classmethod
    def example(cls) -> Self:
        return cls(result=EffectInBrief.example(), pooled=True, evidence=Evidence.example())


@fact("other_reviews.figures_not_seen")
class FiguresNotSeen(Fact):
    """That another review reports an outcome, and its figures are not known."""

    review: str
    """The other review."""
    trials: TrialsAndParticipants | None
    """The trials and people behind its result; absent where that is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(review="Smith 2020", trials=TrialsAndParticipants.example())


@fact("other_reviews.not_compared")
class NotCompared(Fact):
    """Why two results are not compared; after what the other review found."""

    reason: Literal["no interval", "no sign"]
    """The interval of the other was not seen, or it is not known which sign favours what."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason="no interval")


@fact("other_reviews.agreement")
class Agreement(Fact):
    """Whether our own result agrees with that of another review; after what that found."""

    effect: EffectInBrief
    """Our own effect."""
    place: Literal["inside", "edge", "outside, overlapping", "outside"]
    """Where it lies in their interval, and whether the two intervals overlap."""
    turned: bool
    """Whether the signs of their interval had to be turned."""

    @classmethod
    def example(cls) -> Self:
        return cls(effect=EffectInBrief.example(), place="inside", turned=False)


@fact("other_reviews.comparison")
class Comparison(Fact):
    """What another review found, and how our own result compares with it."""

    review: str
    """The other review."""
    measure: str
    """The abbreviation of its measure."""
    estimate: str
    """Its estimate."""
    interval: Interval | None
    """Its interval; absent where it was not seen."""
    trials: TrialsAndParticipants | None
    """The trials and people behind it; absent where that is not known."""
    intervention: str
    """The intervention."""
    favouring: Literal["positive", "negative"] | None
    """Which values favour it, where those are others than in our own review."""
    beside: Literal["no data", "not pooled", "other scale"] | None
    """Why nothing of ours stands beside it; absent where something does."""
    agreement: NotCompared | Agreement | None
    """How the two compare; absent where nothing of ours stands beside it."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            review="Smith 2020",
            measure="SMD",
            estimate="0.30",
            interval=Interval.example(),
            trials=TrialsAndParticipants.example(),
            intervention="peer support",
            favouring=None,
            beside=None,
            agreement=Agreement.example(),
        )
