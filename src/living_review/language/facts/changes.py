"""What changed since the version before: in one line, and in brief."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.overview import SizeOfReview
from living_review.language.markdown import Marked

Part = Literal["results", "trials", "corrections", "decisions", "methods"]
"""A part of what changed."""
Became = Literal["added", "entered", "removed", "retracted", "moved", "corrected"]
"""What became of trials; 'entered': without being included; 'moved': to another status."""


@fact("changes.unnamed_instrument")
class UnnamedInstrument(Fact):
    """What an instrument is called that has no name; part of a list."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changes.results_on")
class ResultsOn(Fact):
    """The results on one instrument; part of a list."""

    instrument: str | UnnamedInstrument
    """The instrument."""

    @classmethod
    def example(cls) -> Self:
        return cls(instrument="Beck Depression Inventory")


@fact("changes.names")
class Names(Fact):
    """Names, the first of them where there are many; part of a sentence."""

    first: tuple[str | ResultsOn | UnnamedInstrument, ...]
    """The names, or the first of them."""
    others: int
    """How many more there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(first=("Cook 2012", "Druss 2010"), others=3)


@fact("changes.since")
class Since(Fact):
    """What the comparison is with; part of a sentence."""

    version: str
    """The number of the version; empty where it is none that was published."""
    on: dt.date | None
    """Its date; absent where that is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(version="3", on=dt.date(2026, 3, 4))


@fact("changes.title")
class Title(Fact):
    """The title over all that changed."""

    review: str
    """The review; empty where it is not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(review="Peer support for adults")


@fact("changes.heading")
class Heading(Fact):
    """The heading over one part of what changed."""

    part: Part
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="decisions")


@fact("changes.first_version")
class FirstVersion(Fact):
    """What is told in one line of a version before which there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changes.first_published")
class FirstPublished(Fact):
    """What is told of such a version in a list of versions."""

    size: SizeOfReview
    """How many trials and people it includes."""

    @classmethod
    def example(cls) -> Self:
        return cls(size=SizeOfReview.example())


@fact("changes.nothing")
class Nothing(Fact):
    """That nothing changed."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changes.earlier_rules")
class EarlierRules(Fact):
    """What the rules before on trials and instruments would do with the registry as it is now."""

    clauses: tuple[str, ...]
    """Whom or what they would count, or not count."""

    @classmethod
    def example(cls) -> Self:
        return cls(clauses=("Rüsch 2019 and Barbic 2009 would count as well",))


# In one line


@fact("changes.conclusion_changed_for")
class ConclusionChangedFor(Fact):
    """For which result, or for how many, the conclusion changed; part of a headline."""

    name: str
    """The one result; empty where there are several."""
    results: int
    """How many results."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="", results=2)


@fact("changes.no_conclusion_changed")
class NoConclusionChanged(Fact):
    """That no conclusion changed; alone, or part of a headline."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changes.results_became")
class ResultsBecame(Fact):
    """How many results came, or went; part of a headline."""

    results: int
    """How many."""
    became: Literal["new", "gone"]
    """Whether they came or went."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=2, became="new")


@fact("changes.trials_became")
class TrialsBecame(Fact):
    """How many trials came, went, or were changed; part of a headline."""

    trials: int
    """How many."""
    became: Became
    """What became of them."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2, became="entered")


@fact("changes.results_moved")
class ResultsMoved(Fact):
    """How many results moved with the same conclusion; part of a headline."""

    results: int
    """How many."""
    other: bool
    """Whether there are results whose conclusion changed, so that these are others."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=4, other=True)


@fact("changes.rows_set_aside")
class RowsSetAside(Fact):
    """How many rows of the registry are not used now; part of a headline."""

    rows: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(rows=1)


@fact("changes.counted_changes")
class CountedChanges(Fact):
    """How many changes of one kind there are; part of a headline."""

    number: int
    """How many."""
    of: Literal["decisions", "methods"]
    """Changes of what: of decisions on a rating, or of methods."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=2, of="methods")


@fact("changes.searches_added")
class SearchesAdded(Fact):
    """How many searches were added; part of a headline."""

    searches: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(searches=1)


@fact("changes.data_changed")
class DataChanged(Fact):
    """That data of the registry changed that moved no result; part of a headline."""

    other: bool
    """Whether something else of the registry is told before."""

    @classmethod
    def example(cls) -> Self:
        return cls(other=False)


@fact("changes.origin_noted")
class OriginNoted(Fact):
    """That only notes changed on where rows of the registry came from; part of a headline."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changes.completed")
class Completed(Fact):
    """How many trials are completed without results that anybody saw; part of a headline."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=3)


HeadlinePart = (
    ConclusionChangedFor
    | NoConclusionChanged
    | ResultsBecame
    | TrialsBecame
    | ResultsMoved
    | RowsSetAside
    | CountedChanges
    | SearchesAdded
    | DataChanged
    | OriginNoted
    | Completed
)
"""What a headline can have in it."""


@fact("changes.headline")
class Headline(Fact):
    """Everything that changed, in one line."""

    parts: tuple[HeadlinePart, ...]
    """What changed, the conclusions first; each could be a sentence of its own."""

    @classmethod
    def example(cls) -> Self:
        return cls(parts=(NoConclusionChanged(), TrialsBecame.example()))


# In brief


@fact("changes.methods_in_brief")
class MethodsInBrief(Fact):
    """How the methods changed: the one change, or how many there are."""

    changes: int
    """How many."""
    told: str
    """The change in a sentence; empty where there are several or it is long."""

    @classmethod
    def example(cls) -> Self:
        return cls(changes=1, told="The model is random effects (before: common effect).")


@fact("changes.every_change")
class EveryChange(Marked):
    """Where every change is told."""

    paper: bool
    """Whether it is said on paper, which has no links."""

    @classmethod
    def example(cls) -> Self:
        return cls(paper=False)


@fact("changes.corrections_left")
class CorrectionsLeft(Fact):
    """How many corrected cells a table leaves out."""

    cells: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(cells=12)
