"""Whether trials contradict one another, and what GRADE makes of it."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.ranges import Important


@fact("inconsistency.contradiction")
class Contradiction(Fact):
    """How many trials contradict others, and how much of the evidence the lighter side holds."""

    more: int
    """The trials with more benefit."""
    less: int
    """The trials with less benefit."""
    percent: str
    """What the lighter side holds of the evidence: '24%'."""
    lowers: bool
    """Whether that is enough to rate down."""

    @classmethod
    def example(cls) -> Self:
        return cls(more=2, less=1, percent="24%", lowers=True)


@fact("inconsistency.estimates")
class Estimates(Fact):
    """In which ranges the estimates of trials lie, and whether trials contradict one another."""

    ranges: tuple[Important, ...]
    """The ranges, benefit first."""
    overlap: Literal["where they differ", "everywhere"] | None
    """Where the ranges differ: whether all intervals overlap, or those that differ by as much as
    matters; absent where they do not, or where there is one range."""
    contradiction: Contradiction | None
    """The trials that contradict one another; absent where none do."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            ranges=(Important(side="benefit", sized=True), Important(side=None, sized=True)),
            overlap=None,
            contradiction=Contradiction.example(),
        )


@fact("inconsistency.subgroup")
class DiffersBy(Fact):
    """That the effect differs by something, which people judge."""

    moderator: str
    """What it differs by."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="delivery")


@fact("inconsistency.directions")
class Directions(Fact):
    """Where the estimates of trials lie of which not all give an interval."""

    lie: Literal["in one range", "in neighbouring ranges", "on both sides"]
    """Where they lie."""

    @classmethod
    def example(cls) -> Self:
        return cls(lie="in neighbouring ranges")


@fact("inconsistency.not_assessed")
class NotAssessed(Fact):
    """Why trials cannot be compared."""

    why: Literal["one trial", "one effect"]
    """Whether there is one trial, or fewer than two gave an effect."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="one trial")


@fact("inconsistency.rule")
class RuleOfInconsistency(Fact):
    """What a rule for inconsistency compares with what."""

    intervals: bool
    """Whether it looks at intervals; else at directions alone."""

    @classmethod
    def example(cls) -> Self:
        return cls(intervals=False)


@fact("inconsistency.source")
class SourceOfInconsistency(Fact):
    """What the rules for inconsistency rest on."""

    @classmethod
    def example(cls) -> Self:
        return cls()
