"""What the plain-language summary says besides its results: question, gaps, doubts, currency."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.plain_amounts import Studies

Level = Literal["high", "moderate", "low", "very low"]
Doubt = Literal["risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias"]
Standing = Literal["active", "paused", "retired", "overdue", "planned", "unsaid"]


@fact("plain_page.unknown")
class Unknown(Fact):
    """The outcomes on which nothing can be said, or nothing that is at all sure."""

    outcomes: tuple[str, ...]
    """The first of them."""
    more: int
    """How many others there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Death", "Quality of life"), more=2)


@fact("plain_page.no_data")
class NoData(Fact):
    """The outcomes on which no study has results that can be used."""

    outcomes: tuple[str, ...]
    """The first of them."""
    more: int
    """How many others there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Death", "Quality of life"), more=2)


@fact("plain_page.no_studies")
class NoStudies(Fact):
    """That no study is included yet."""

    looked: bool = True
    """Whether a search is recorded; else nobody can say that none was found."""

    @classmethod
    def example(cls) -> Self:
        return cls(looked=True)


@fact("plain_page.none_yet")
class NoneYet(Fact):
    """That there is no study so far, behind what was done to find some."""

    looked: bool
    """Whether anybody recorded a search."""

    @classmethod
    def example(cls) -> Self:
        return cls(looked=True)


@fact("plain_page.no_results_yet")
class NoResultsYet(Fact):
    """That there is no result to tell, where results stand."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("plain_page.asked")
class Asked(Fact):
    """Who the review is about and what it asks."""

    population: str
    """Who it is about."""
    intervention: str
    """What is done."""
    many: bool
    """Whether that is plural."""
    comparator: str
    """What it is compared with."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            population="People with depression",
            intervention="Peer support",
            many=False,
            comparator="Usual care",
        )


@fact("plain_page.others")
class Others(Fact):
    """How many more there are than those that were named, as the last of a list."""

    number: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=12)


@fact("plain_page.found")
class Found(Fact):
    """How many studies the review includes, and how many people took part."""

    studies: Studies
    """Studies and people."""

    @classmethod
    def example(cls) -> Self:
        return cls(studies=Studies.example())


@fact("plain_page.doubt")
class WhyDoubt(Fact):
    """A reason why the certainty is not higher."""

    reason: Doubt
    """The reason, as a domain of GRADE."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason="imprecision")


@fact("plain_page.meaning")
class Meaning(Fact):
    """What a certainty, and the word that stands for it, means."""

    level: Level
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="low")


@fact("plain_page.searched")
class Searched(Fact):
    """Up to when studies were looked for."""

    date: dt.date | None
    """The day of the last search; absent where it is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(date=dt.date(2026, 11, 22))


@fact("plain_page.kept_up")
class KeptUp(Fact):
    """Whether the review is kept up to date, and when it is looked at next."""

    status: Standing
    """How it stands."""
    next: dt.date | None
    """The day of the next search; absent where none is planned."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="active", next=dt.date(2026, 12, 15))


@fact("plain_page.going_on")
class GoingOn(Fact):
    """Studies that are known and not finished."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=3)
