"""What changed in the registry: trials that came and went, cells, rows and searches."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.changes import Names

Status = Literal["included", "excluded", "ongoing", "awaiting", "retracted"]
"""What the registry says of a trial."""
Table = Literal["trials", "arms", "contrasts", "risk_of_bias", "searches", "exclusions"]
"""A table of the registry."""


@fact("registry_changes.status")
class StatusName(Fact):
    """The word for the status of a trial; part of a sentence."""

    status: Status
    """The status."""
    trials: int = 1
    """How many trials have it, for the word to agree."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="awaiting")


@fact("registry_changes.other_status")
class OtherStatus(Fact):
    """A status that is none of the known ones, as the registry has it; part of a sentence."""

    written: str
    """What stands in the cell; empty where nothing does."""

    @classmethod
    def example(cls) -> Self:
        return cls(written="maybe")


@fact("registry_changes.table")
class TableName(Fact):
    """The name of a table of the registry; part of a sentence."""

    table: Table
    """The table."""
    after: Literal["of", "to", "from"] = "of"
    """The word that it stands after."""

    @classmethod
    def example(cls) -> Self:
        return cls(table="risk_of_bias")


@fact("registry_changes.cell")
class Cell(Fact):
    """What stands in a cell; part of a sentence, or alone in a table."""

    written: str
    """The text in it; empty where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(written="")


# Trials


@fact("registry_changes.added")
class Added(Fact):
    """How many included trials came, and which."""

    trials: int
    """How many."""
    which: Names | None
    """Their names; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1, which=Names(first=("Cook 2012",), others=0))


@fact("registry_changes.entered")
class Entered(Fact):
    """How many trials came that are not included, and which."""

    trials: int
    """How many."""
    status: StatusName | str
    """Their status, also one that is not known; empty where there is none."""
    set_aside: bool
    """Whether a fault in the row sets them aside."""
    which: Names | None
    """Their names; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2, status=StatusName(status="ongoing"), set_aside=False, which=None)


@fact("registry_changes.removed")
class Removed(Fact):
    """How many trials left the registry, and which."""

    trials: int
    """How many."""
    which: Names | None
    """Their names; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1, which=Names(first=("Cook 2012",), others=0))


@fact("registry_changes.retracted")
class Retracted(Fact):
    """How many trials were retracted, and which."""

    trials: int
    """How many."""
    which: Names | None
    """Their names; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1, which=Names(first=("Cook 2012",), others=0))


@fact("registry_changes.moved")
class Moved(Fact):
    """How many trials got another status, and which."""

    trials: int
    """How many."""
    before: StatusName | OtherStatus
    """The status they had."""
    now: StatusName | OtherStatus
    """The status they have."""
    which: Names | None
    """Their names; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        before, now = StatusName(status="ongoing"), StatusName(status="included")
        return cls(trials=1, before=before, now=now, which=Names(first=("Cook 2012",), others=0))


@fact("registry_changes.moved_why")
class MovedWhy(Fact):
    """That one trial has another status, and why."""

    trial: str
    """The trial."""
    before: StatusName | OtherStatus
    """The status it had."""
    now: StatusName | OtherStatus
    """The status it has."""
    reason: str
    """Why; empty where that is not said."""

    @classmethod
    def example(cls) -> Self:
        before, now = StatusName(status="awaiting"), StatusName(status="excluded")
        return cls(trial="Cook 2012", before=before, now=now, reason="Not randomised")


@fact("registry_changes.corrected")
class Corrected(Fact):
    """How many trials had cells corrected, or filled in that were empty, and which."""

    trials: int
    """How many trials."""
    corrected: int
    """How many cells held something else."""
    filled: int
    """How many cells were empty."""
    which: Names | None
    """The names of the trials; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1, corrected=2, filled=1, which=Names(first=("Cook 2012",), others=0))


@fact("registry_changes.completed")
class Completed(Fact):
    """How many trials are completed without results that anybody saw, where that changed."""

    now: int
    """How many there are."""
    before: int
    """How many there were."""

    @classmethod
    def example(cls) -> Self:
        return cls(now=3, before=0)


# Cells, rows and searches


@fact("registry_changes.correction")
class CorrectionOfCell(Fact):
    """What a cell holds, and what it held."""

    place: str
    """Whose row it is, and of what."""
    column: str
    """The column."""
    now: Cell
    """What it holds."""
    before: Cell
    """What it held."""

    @classmethod
    def example(cls) -> Self:
        place = "Cook 2012, recovery, at the end"
        return cls(place=place, column="mean", now=Cell(written="92.9"), before=Cell.example())


@fact("registry_changes.cells_corrected")
class CellsCorrected(Fact):
    """How many cells of a table were corrected that are of no trial that is told."""

    cells: int
    """How many."""
    table: TableName
    """The table."""

    @classmethod
    def example(cls) -> Self:
        return cls(cells=2, table=TableName(table="searches"))


@fact("registry_changes.rows_changed")
class RowsChanged(Fact):
    """How many rows of a table came or went, and whose they are."""

    rows: int
    """How many."""
    added: bool
    """Whether they came; else they went."""
    table: TableName
    """The table."""
    whose: Names
    """The trials or searches that they are of."""

    @classmethod
    def example(cls) -> Self:
        whose = Names(first=("Cook 2012",), others=0)
        return cls(rows=2, added=True, table=TableName(table="arms"), whose=whose)


@fact("registry_changes.rows_of")
class RowsOf(Fact):
    """How many rows of one trial or search came or went, and which."""

    whose: str
    """The trial or search."""
    rows: int
    """How many."""
    added: bool
    """Whether they came; else they went."""
    table: TableName
    """The table."""
    places: tuple[str, ...]
    """What each is of, where that is known."""

    @classmethod
    def example(cls) -> Self:
        places = ("recovery, at the end, peer support",)
        table = TableName(table="arms")
        return cls(whose="Cook 2012", rows=1, added=False, table=table, places=places)


@fact("registry_changes.others")
class Others(Fact):
    """How many cells and rows changed that are of no trial that is told."""

    number: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=4)


@fact("registry_changes.origins")
class Origins(Fact):
    """In how many cells it is noted otherwise where a row came from."""

    cells: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(cells=2)


@fact("registry_changes.set_aside")
class SetAside(Fact):
    """How many rows are set aside and not used, where that changed."""

    now: int
    """How many there are."""
    before: int
    """How many there were."""

    @classmethod
    def example(cls) -> Self:
        return cls(now=0, before=2)


@fact("registry_changes.searches")
class Searches(Fact):
    """How many searches were added, and which."""

    searches: int
    """How many."""
    which: Names | None
    """Their dates and sources; absent where they are not named."""

    @classmethod
    def example(cls) -> Self:
        return cls(searches=1, which=Names(first=("4 March 2026 (MEDLINE)",), others=0))
