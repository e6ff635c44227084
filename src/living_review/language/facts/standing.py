"""Who has decided on the certainty, and what still rests on rules alone."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact


@fact("standing.nothing_rated")
class NothingRated(Fact):
    """That no result is rated."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("standing.nothing_decided")
class NothingDecided(Fact):
    """That no person has decided anything."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("standing.somebody")
class Somebody(Fact):
    """Who decided where no name is recorded; one of a list of names."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("standing.decisions")
class Decisions(Fact):
    """Decisions of one kind, by the outcomes they are on; said by the standing of all."""

    number: int
    """How many decisions there are."""
    outcomes: tuple[str, ...]
    """The outcomes, told apart where need be."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=2, outcomes=("depressive symptoms", "quality of life"))


@fact("standing.standing")
class Standing(Fact):
    """What people have decided, and what is provisional."""

    outcomes: tuple[str, ...]
    """The outcomes of which a domain has been decided."""
    people: tuple[str, ...]
    """Who decided."""
    against: Decisions | None
    """Decisions against the rule; absent where there are none."""
    stale: Decisions | None
    """Decisions whose grounds have changed since; absent where there are none."""
    unrecorded: Decisions | None
    """Decisions that do not record their grounds; absent where there are none."""
    provisional: Literal["all", "some", "none"]
    """Which ratings are provisional."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            outcomes=("depressive symptoms", "quality of life"),
            people=("A. Smith", "B. Jones"),
            against=Decisions(number=1, outcomes=("quality of life",)),
            stale=Decisions.example(),
            unrecorded=None,
            provisional="some",
        )
