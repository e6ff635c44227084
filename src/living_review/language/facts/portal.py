"""What the site over many reviews says: its list, what changed, and trials in several of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact

Page = Literal["reviews", "changed", "shared"]
Standing = Literal["active", "paused", "retired", "unpublished"]
Current = Literal["overdue", "current", "unplanned"]
Certainty = Literal["high", "moderate", "low", "very low", "unrated"]
Why = Literal["never", "build", "unreadable", "address", "elsewhere"]
Label = Literal["population", "topics", "evidence", "version", "searched", "next", "status"]
Choice = Literal["box", "words", "status", "certainty", "current", "topic", "any", "clear", "more"]
Found = Literal["none", "one", "all", "looking"]
Step = Literal["name", "before", "after"]
Column = Literal["what", "randomised"]


@fact("portal.title")
class Title(Fact):
    """What the site over many reviews is called where nobody gave it a title."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.about")
class About(Fact):
    """What search engines show of it, and what stands above the list."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.page")
class PageOfPortal(Fact):
    """A page in its menu."""

    page: Page
    """All reviews, what changed lately, or the trials that several reviews hold."""

    @classmethod
    def example(cls) -> Self:
        return cls(page="changed")


@fact("portal.size")
class Size(Fact):
    """How many reviews there are, and on which day the site was made; below its title."""

    reviews: int
    """How many reviews."""
    date: dt.date
    """The day."""

    @classmethod
    def example(cls) -> Self:
        return cls(reviews=12, date=dt.date(2026, 11, 29))


@fact("portal.standing")
class StandingOf(Fact):
    """Whether a review is kept up to date."""

    standing: Standing
    """Kept up to date, paused, ended, or not published."""

    @classmethod
    def example(cls) -> Self:
        return cls(standing="active")


@fact("portal.current")
class CurrentOf(Fact):
    """Whether the search that a review plans was made; in a list to choose from."""

    current: Current
    """Overdue, still to come, or none planned."""

    @classmethod
    def example(cls) -> Self:
        return cls(current="overdue")


@fact("portal.certainty")
class CertaintyOf(Fact):
    """The certainty of a result, beside it."""

    level: Certainty
    """The level of certainty, or that nobody rated it."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="very low")


@fact("portal.overdue")
class OverdueSince(Fact):
    """That the search which a review plans was not made."""

    date: dt.date
    """The day for which it was planned."""

    @classmethod
    def example(cls) -> Self:
        return cls(date=dt.date(2026, 10, 15))


@fact("portal.conclusions")
class ConclusionsChanged(Fact):
    """That conclusions changed with the version that is shown."""

    number: int
    """How many conclusions."""
    version: int
    """The number of the version."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=2, version=3)


@fact("portal.elsewhere")
class RetractedElsewhere(Fact):
    """That another review holds trials of this one as retracted."""

    trials: int
    """How many trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1)


@fact("portal.label")
class LabelOf(Fact):
    """What stands before a thing that is said of a review."""

    of: Label
    """Who it is about, its topics, its evidence, its version, its last and its next search, and
    whether it is kept up to date."""

    @classmethod
    def example(cls) -> Self:
        return cls(of="population")


@fact("portal.version")
class VersionOn(Fact):
    """The number of a version and its day."""

    number: int
    """The number of the version."""
    date: dt.date
    """Its day."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=3, date=dt.date(2026, 11, 28))


@fact("portal.unknown")
class Unknown(Fact):
    """In the place of a day that no review gives."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.nothing")
class NoResult(Fact):
    """In the place of results, where a review has none."""

    included: int
    """How many trials it includes."""

    @classmethod
    def example(cls) -> Self:
        return cls(included=0)


@fact("portal.more")
class MoreResults(Fact):
    """Behind the main results of a review, that it has more."""

    number: int
    """How many more."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=12)


@fact("portal.unpublished")
class NotShown(Fact):
    """Why a review is not shown as it stands: below its name, or below its version before."""

    why: Why
    """Nothing was published; its site shows what is no version; its site cannot be read; another
    review has its address; it lies on another machine."""
    before: int = 0
    """The version that is shown in its place; 0 where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="unreadable", before=3)


@fact("portal.choose")
class Choose(Fact):
    """What the box says in which reviews are chosen."""

    part: Choice
    """Its name; its fields for words, status, certainty, currency and topic; the choice of all; the
    buttons that choose all again, and that show further ones."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="words")


@fact("portal.found")
class FoundReviews(Fact):
    """How many reviews were found."""

    part: Found
    """None, one, so many of `all`, or so many while it is still looked."""
    number: str
    """How many; `{number}` for the pattern that the number is put into."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="all", number="134")


@fact("portal.turn")
class Turn(Fact):
    """The links from one page of a list to the next: their name, and each of them."""

    step: Step
    """What a screen reader calls them; the page before; the page after."""

    @classmethod
    def example(cls) -> Self:
        return cls(step="after")


@fact("portal.page_of")
class PageOf(Fact):
    """Which page of a list it is."""

    page: int
    """Its number."""
    pages: int
    """How many there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(page=2, pages=200)


@fact("portal.nothing_changed")
class NothingChanged(Fact):
    """That no version was published in a month."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.feed")
class Feed(Fact):
    """The link to the feed of what changed."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.further")
class Further(Fact):
    """Behind the changes of a version that are named, that there are more."""

    number: int
    """How many more."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=6)


@fact("portal.shared")
class Shared(Fact):
    """How many trials several reviews hold, and of how many they should hear something."""

    trials: int
    """How many trials several reviews hold."""
    told: int
    """How many of them are retracted, corrected or told otherwise in one of these reviews."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=12, told=3)


@fact("portal.retracted")
class RetractedIn(Fact):
    """That a trial is retracted in some of the reviews that hold it, and not in the others."""

    reviews: int
    """In how many it is."""
    others: int
    """In how many it is not."""

    @classmethod
    def example(cls) -> Self:
        return cls(reviews=1, others=2)


@fact("portal.retracted_there")
class RetractedThere(Fact):
    """Beside a review in which a trial is retracted."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.corrected")
class CorrectedIn(Fact):
    """Before what people corrected of a trial in one review."""

    review: str
    """The review."""

    @classmethod
    def example(cls) -> Self:
        return cls(review="Peer support")


@fact("portal.held_by")
class HeldBy(Fact):
    """Before the reviews that hold a trial."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("portal.differing")
class Differing(Fact):
    """The caption of a table of what reviews tell differently of a trial."""

    trial: str
    """The trial."""

    @classmethod
    def example(cls) -> Self:
        return cls(trial="Cook 2012 (WRAP)")


@fact("portal.column")
class ColumnOf(Fact):
    """The head of that table before its reviews, and the row of people randomised."""

    column: Column
    """Which of the two."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="what")
