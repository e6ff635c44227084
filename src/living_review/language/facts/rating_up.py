"""Rating up, which no rule proposes of randomised trials."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("rating_up.not_rated_up")
class NotRatedUp(Fact):
    """That randomised trials are not rated up."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("rating_up.rule")
class RuleOfRatingUp(Fact):
    """That there is no rule for randomised trials."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("rating_up.source")
class SourceOfRatingUp(Fact):
    """What it rests on that there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls()
