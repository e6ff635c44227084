"""Results whose certainty is not rated: which they are, why, and what that means."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.certainty import WhyNotRated


@fact("unrated.reason")
class Reason(Fact):
    """Why some results are not rated; part of a sentence."""

    reason: WhyNotRated | str
    """Why they are not: of an older version its sentence, empty where nothing is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason=WhyNotRated(why="not judged", results=2))


@fact("unrated.meaning")
class Meaning(Fact):
    """What it means for practice that results are not rated."""

    results: tuple[str, ...]
    """Their names."""
    reason: Reason
    """Why they are not."""
    unsure: bool
    """Whether they have figures, which do not say how sure they are."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=("recovery", "death"), reason=Reason.example(), unsure=True)


@fact("unrated.not_rated")
class NotRated(Fact):
    """Which results are not rated, and why."""

    results: tuple[str, ...]
    """Their names; none where they have just been named."""
    count: int
    """How many they are."""
    reason: Reason
    """Why they are not."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=("recovery", "death"), count=2, reason=Reason.example())
