"""What stands around the texts that people write, and what their slots are filled with."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.counts import OfUnknownSize, Participants
from living_review.language.facts.terms import Level

Kind = Literal[
    "background",
    "objectives",
    "authors-conclusions",
    "acknowledgements",
    "contributions",
    "declarations-of-interest",
    "comparison",
    "finding",
]
"""Which text it is; 'comparison' and 'finding': one about a comparison, or about one result."""
Missing = Literal[
    "effect",
    "heterogeneity",
    "prediction",
    "certainty",
    "statement",
    "absolute",
    "people",
    "search",
]
"""What a result, or the review, does not have; 'search': a date of a search."""


@fact("texts.title")
class Title(Fact):
    """The heading of a text that people wrote."""

    kind: Kind
    """Which text."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="authors-conclusions")


@fact("texts.trials")
class Trials(Fact):
    """How many trials there are, inside a sentence of somebody."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=5)


@fact("texts.people")
class People(Fact):
    """How many people took part, as it can stand anywhere in a sentence of somebody."""

    people: Participants
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(people=Participants.example())


@fact("texts.trials_and_people")
class TrialsAndPeople(Fact):
    """How many trials there are and how many people took part, anywhere in a sentence."""

    trials: int
    """How many trials."""
    people: Participants | None
    """How many people; absent where that is known of no trial."""
    unknown: OfUnknownSize | None
    """The trials of which it is not known; absent where there are none, or it is of none known."""
    size_unknown: bool
    """Whether there are trials, and it is known of none."""

    @classmethod
    def example(cls) -> Self:
        known = Participants.example()
        return cls(trials=5, people=known, unknown=None, size_unknown=False)


@fact("texts.rated")
class Rated(Fact):
    """The evidence of a result with its certainty, as it can stand anywhere in a sentence."""

    level: Level
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="low")


@fact("texts.not_in_this_version")
class NotInThisVersion(Fact):
    """That what a cell of a table states is not there in this version."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("texts.left_out")
class LeftOut(Fact):
    """That a paragraph is not shown, because it states what this version does not have."""

    what: Missing
    """What it states."""
    of: str
    """The result it states it of; empty where it is of the review."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="effect", of="personal recovery (end of intervention)")


@fact("texts.written_on")
class WrittenOn(Fact):
    """On which version a text was written or confirmed, where something changed after it."""

    version: str
    """The number of the version; empty where none was published then."""
    confirmed: bool
    """Whether somebody has confirmed it since it was written."""
    results: int
    """Of how many results the conclusion changed."""

    @classmethod
    def example(cls) -> Self:
        return cls(version="2", confirmed=False, results=1)


@fact("texts.moved")
class Moved(Fact):
    """What changed in the conclusion of a result after a text was written."""

    result: str
    """The result, as it stands inside a sentence."""
    changes: tuple[str, ...]
    """What changed, in whole sentences."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            result="personal recovery",
            changes=("The certainty is now low; before, it was moderate.",),
        )


@fact("texts.box")
class Box(Fact):
    """The heading of the notice that a text may no longer fit."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("texts.result_gone")
class ResultGone(Fact):
    """That a result is no longer part of the review."""

    @classmethod
    def example(cls) -> Self:
        return cls()
