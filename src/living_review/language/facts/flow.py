"""The flow of records, reports and trials through the searches (PRISMA)."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact

Box = Literal[
    "records",
    "duplicates_removed",
    "screened",
    "excluded",
    "sought",
    "not_retrieved",
    "assessed",
    "excluded_full_text",
]
"""A box of the flow, in which records or reports are counted."""


@fact("flow.heading")
class Heading(Fact):
    """The heading of the searches that a column of boxes is of."""

    searches: Literal["previous", "this", "only"]
    """Those before the latest, the latest beside those, or the only ones."""
    on: dt.date
    """The day of the latest of them."""

    @classmethod
    def example(cls) -> Self:
        return cls(searches="previous", on=dt.date(2026, 3, 1))


@fact("flow.count")
class Count(Fact):
    """A count over some searches; part of a line."""

    number: int | None
    """The sum of what is known; absent where nothing is."""
    unknown: int
    """For how many searches it is not reported."""
    searches: int
    """How many searches there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=1200, unknown=1, searches=3)


@fact("flow.at_least")
class AtLeast(Fact):
    """The least a count can be; part of a line."""

    number: int
    """What it is at least."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=34)


@fact("flow.box")
class BoxOf(Fact):
    """What a box counts, and how many there are."""

    box: Box
    """The box."""
    count: Count | AtLeast
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(box="screened", count=Count(number=1040, unknown=0, searches=1))


@fact("flow.source")
class Source(Fact):
    """Where the only search looked."""

    source: str
    """The sources."""

    @classmethod
    def example(cls) -> Self:
        return cls(source="MEDLINE, Embase")


@fact("flow.records_of")
class RecordsOf(Fact):
    """Where one of several searches looked, and how many records it gave."""

    source: str
    """The sources."""
    count: Count
    """The records."""

    @classmethod
    def example(cls) -> Self:
        return cls(source="MEDLINE, Embase", count=Count.example())


@fact("flow.reason")
class Reason(Fact):
    """How many reports were left out for a reason."""

    reason: str
    """The reason."""
    reports: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(reason="not randomised", reports=12)


@fact("flow.further_reasons")
class FurtherReasons(Fact):
    """For how many reasons more reports were left out, where a drawing has no room for all."""

    reasons: int
    """The reasons that are not named."""
    reports: int
    """The reports left out for them."""

    @classmethod
    def example(cls) -> Self:
        return cls(reasons=41, reports=86)


@fact("flow.further_searches")
class FurtherSearches(Fact):
    """How many records the searches gave for which a drawing has no room."""

    searches: int
    """The searches that are not named."""
    count: Count
    """Their records."""

    @classmethod
    def example(cls) -> Self:
        return cls(searches=9, count=Count.example())


@fact("flow.included")
class Included(Fact):
    """How many trials some searches brought into the review."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=5)


@fact("flow.total")
class Total(Fact):
    """The heading of the trials of the review."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("flow.trials")
class Trials(Fact):
    """How many trials have a status."""

    status: Literal["included", "awaiting", "ongoing", "retracted"]
    """The status."""
    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="awaiting", trials=2)


@fact("flow.unplaced")
class Unplaced(Fact):
    """How many of the included trials come from a search that is not recorded."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=3)


@fact("flow.stream_told")
class StreamTold(Fact):
    """What some searches began and ended with; part of the sentence below."""

    heading: Heading
    """The searches."""
    records: Count
    """The records they gave."""
    included: int
    """The trials they brought into the review."""

    @classmethod
    def example(cls) -> Self:
        return cls(heading=Heading.example(), records=Count.example(), included=5)


@fact("flow.alt")
class FlowAlt(Fact):
    """What the flow shows, for whoever does not see it."""

    streams: tuple[StreamTold, ...]
    """The searches."""
    trials: tuple[Trials | Unplaced, ...]
    """The trials of the review."""

    @classmethod
    def example(cls) -> Self:
        trials = (Trials(status="included", trials=5), Trials.example())
        return cls(streams=(StreamTold.example(),), trials=trials)
