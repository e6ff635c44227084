"""What became of people's decisions on the certainty since the version before."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.certainty import LevelsMoved
from living_review.language.facts.changed_results import NotRatedUp
from living_review.language.facts.terms import Domain

Became = Literal["taken", "changed", "reworded", "renewed", "withdrawn", "fits again", "stale"]
"""What became of a decision, in the order in which it is told; 'reworded': its reason alone is
another one; 'renewed': it was confirmed again; 'stale': what it rests on has changed."""


@fact("decision_changes.counted")
class Counted(Fact):
    """Of how many decisions the same became; part of a list."""

    decisions: int
    """How many."""
    became: Became
    """What became of them."""
    first: bool
    """Whether it is the first of the list, which says what is counted."""

    @classmethod
    def example(cls) -> Self:
        return cls(decisions=2, became="taken", first=True)


@fact("decision_changes.all_counted")
class AllCounted(Fact):
    """What became of all decisions."""

    counted: tuple[Counted, ...]
    """What became of how many; at least one."""

    @classmethod
    def example(cls) -> Self:
        return cls(counted=(Counted.example(), Counted(decisions=1, became="stale", first=False)))


@fact("decision_changes.held")
class Held(Fact):
    """A decision, who took it, when and why; part of a sentence."""

    moved: NotRatedUp | LevelsMoved | None
    """How far it moved the rating; absent where there is none."""
    by: str
    """Who took it; empty where that is not told."""
    on: dt.date | None
    """When it was taken; absent where that is not told."""
    reason: str
    """Why, as the person wrote it; empty where that is not told."""

    @classmethod
    def example(cls) -> Self:
        moved = LevelsMoved(way="down", levels=1)
        return cls(
            moved=moved, by="A. Reviewer", on=dt.date(2026, 5, 4), reason="The interval is wide"
        )


@fact("decision_changes.decision")
class Decision(Fact):
    """What became of one decision."""

    result: str
    """The result."""
    domain: Domain
    """The domain of its rating."""
    became: Became
    """What became of it."""
    now: Held
    """The decision of now."""
    before: Held
    """The decision of before."""
    why: str
    """Why it was withdrawn or is stale; empty where that is not told."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            result="Recovery, at the end",
            domain="imprecision",
            became="changed",
            now=Held.example(),
            before=Held(moved=None, by="", on=None, reason=""),
            why="",
        )


@fact("decision_changes.not_asked")
class NotAsked(Fact):
    """Why a decision was withdrawn: the protocol no longer asks."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("decision_changes.not_rated")
class NotRated(Fact):
    """Why a decision was withdrawn: the result is not rated."""

    why: str
    """Why it is not; empty where no evidence is left."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="no thresholds are agreed")
