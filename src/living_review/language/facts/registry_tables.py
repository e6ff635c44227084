"""The tables of searches, and of what was set aside, queried, left out, worked out or corrected."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact

Column = Literal[
    "search",
    "sources",
    "counts",
    "notes",
    "report",
    "reason",
    "row",
    "trial",
    "column",
    "value",
    "rule",
    "query",
    "why_it_stands",
    "in_the_file",
    "found",
    "how_often",
    "why",
    "in_the_registry",
    "used_here",
    "outcome",
    "arm",
    "used",
    "from",
    "how",
]
"""A column of these tables."""
Step = Literal[
    "records",
    "duplicates_removed",
    "screened",
    "excluded",
    "sought",
    "not_retrieved",
    "assessed",
    "excluded_full_text",
]
"""A step of a search at which records or reports are counted."""


@fact("registry_tables.caption")
class Caption(Fact):
    """The caption of one of the tables."""

    table: Literal[
        "searches",
        "exclusions",
        "set_aside",
        "queries",
        "seen",
        "left_out",
        "recovered",
        "corrected",
    ]
    """Searches; reports left out; rows set aside, queried, or looked at; what the file of another
    program has besides; values worked out; or cells corrected."""

    @classmethod
    def example(cls) -> Self:
        return cls(table="set_aside")


@fact("registry_tables.column")
class ColumnHeading(Fact):
    """The heading of a column."""

    column: Column
    """The column."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="sources")


@fact("registry_tables.search")
class Search(Fact):
    """A search by its day and its name."""

    on: dt.date
    """The day."""
    name: str
    """What the registry calls it."""

    @classmethod
    def example(cls) -> Self:
        return cls(on=dt.date(2026, 9, 1), name="update-3")


@fact("registry_tables.counted")
class Counted(Fact):
    """How many records or reports there were at a step; part of a list."""

    step: Step
    """The step."""
    number: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(step="screened", number=1040)


@fact("registry_tables.counts")
class Counts(Fact):
    """What is known of the counts of a search."""

    known: tuple[Counted, ...]
    """The counts that are known."""

    @classmethod
    def example(cls) -> Self:
        return cls(known=(Counted(step="records", number=1200), Counted.example()))


@fact("registry_tables.step")
class StepName(Fact):
    """A step that was not counted; part of a list."""

    step: Step
    """The step."""

    @classmethod
    def example(cls) -> Self:
        return cls(step="not_retrieved")


@fact("registry_tables.not_reported")
class NotReported(Fact):
    """Which counts of a search are not reported."""

    steps: tuple[StepName, ...]
    """The steps; none where nothing was counted."""

    @classmethod
    def example(cls) -> Self:
        return cls(steps=(StepName(step="sought"), StepName.example()))


@fact("registry_tables.reports")
class Reports(Fact):
    """How many reports were left out for a reason, where they are not listed."""

    number: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=12)


@fact("registry_tables.places")
class Places(Fact):
    """Where something stands in a table of the registry."""

    table: str
    """The table."""
    lines: bool
    """Whether its places are lines of a file; else rows of a table."""
    places: tuple[str, ...]
    """The lines or rows."""
    through: bool
    """Whether all lines or rows from the first of two to the second are meant."""

    @classmethod
    def example(cls) -> Self:
        return cls(table="arms", lines=False, places=("40", "51"), through=True)


@fact("registry_tables.found")
class FoundIn(Fact):
    """What was found in a file, as far as there is room for it."""

    values: tuple[str, ...]
    """What was found."""
    more: int
    """How many more values there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(values=("Cook 2012", "Druss 2010"), more=7)


@fact("registry_tables.files")
class Files(Fact):
    """The files that the registry is made from; part of a sentence."""

    files: tuple[str, ...]
    """The files."""

    @classmethod
    def example(cls) -> Self:
        return cls(files=("Peer support.rm5", "Update.rm5"))


@fact("registry_tables.of_arms")
class OfArms(Fact):
    """What a value that was worked out belongs to, where no arm is named."""

    role: Literal["intervention", "control"] | None
    """The side; absent where it is that of a comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(role="control")


@fact("registry_tables.worked_out")
class WorkedOut(Fact):
    """A value that was worked out."""

    what: Literal["mean", "sd", "se", "n"]
    """A mean, its standard deviation, a standard error, or the people whose data count."""
    value: str
    """The value."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="sd", value="12.4")


@fact("registry_tables.signed")
class Signed(Fact):
    """Who decided something, and when."""

    by: str
    """Who."""
    on: dt.date
    """The day."""

    @classmethod
    def example(cls) -> Self:
        return cls(by="A. Reviewer", on=dt.date(2026, 9, 1))


@fact("registry_tables.empty")
class Empty(Fact):
    """That a cell of the registry is empty."""

    @classmethod
    def example(cls) -> Self:
        return cls()
