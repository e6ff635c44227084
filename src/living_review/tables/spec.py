"""What a table is before it is drawn: frozen cells, columns, rows and footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from living_review.ground.lit import MOST_LIT
from living_review.ground.visible_text import cut_after, visible
from living_review.language import say
from living_review.language.facts.tables import CutText

Align = Literal["text", "number"]
LONGEST_CELL = 1500
Item = TypeVar("Item")


# How many em of a table's letters the whole review's page of A4 holds between its margins.
PAGE = 58.0


@dataclass(frozen=True)
class Cell:
    """One cell: lines of text; a link, footnote letters, symbols, a class where there are any.

    `language` is that of the text where it is not the page's.
    """

    lines: tuple[str, ...] = ()
    href: str | None = None
    notes: tuple[str, ...] = ()
    symbols: str | None = None
    css: str = ""
    language: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its alignment, and the heading that spans it with its neighbours."""

    heading: str
    align: Align = "text"
    group: str = ""


Among = tuple[tuple[int, ...], ...]
"""Of each facet the values, by their places, every combination of which a row has."""


@dataclass(frozen=True)
class Facet:
    """What rows are chosen by: the name of a list, its label, and its values."""

    name: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """By what a page lets its reader choose and sort the rows of a table, where a script can.

    `orders` say in which turn the first, second … key of the rows puts them, down and up;
    `ranked` are words of cells that have a turn of their own.
    """

    facets: tuple[Facet, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    ranked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row: its heading cell and the others; a banner has one cell that spans the table.

    `trial` is the id of the one trial that it tells of, by which a page lights it up in figures;
    `among` and `keys` are what it has of the table's choices.
    """

    cells: tuple[Cell, ...]
    banner: bool = False
    css: str = ""
    trial: str = ""
    among: tuple[Among, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def span(self) -> int:
        """How many columns its heading has room for: its own, and of a total the empty ones."""
        if self.banner or "group" not in self.css.split():
            return 1
        return next((n for n, each in enumerate(self.cells) if n and each != BLANK), 1)


@dataclass(frozen=True)
class Footnote:
    """One footnote under a table, with the mark that points to it.

    One of `reading` says nothing of these rows but how such a table is read: a page folds it.
    """

    mark: str
    text: str
    reading: bool = False


@dataclass(frozen=True)
class Table:
    """A table ready to be drawn; the first cell of each row is its heading."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    css: str = ""
    footnotes: tuple[Footnote, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    header: tuple[tuple[str, str], ...] = field(default=())
    choices: Choices | None = None
    page: float = PAGE
    """How many em of its letters a page of paper holds between its margins: A4 in the review."""

    @property
    def lit(self) -> bool:
        """Whether it has trials, and not too many, that a page can light up."""
        return 0 < sum(bool(each.trial) for each in self.rows) <= MOST_LIT

    @property
    def grouped(self) -> bool:
        """Whether a second row of headings spans some columns."""
        return any(column.group for column in self.columns)

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The spanning headings from left to right with the number of columns each spans."""
        runs: list[tuple[str, int]] = []
        for column in self.columns:
            if runs and column.group and runs[-1][0] == column.group:
                runs[-1] = (column.group, runs[-1][1] + 1)
            else:
                runs.append((column.group, 1))
        return tuple(runs)


BLANK = Cell(("",))
NOTHING = ("–",)
"""What a cell says that has nothing to say."""
_NEITHER = (("",), NOTHING)


def whole(text: str) -> Cell:
    """Make a cell of a text of the program's own, such as a rule, which is never cut."""
    return Cell((visible(text),))


def cell(*lines: str | None, href: str | None = None, css: str = "") -> Cell:
    """Make a cell of the lines that say something; a very long one is cut and its length told."""
    said = tuple(shortened(line, LONGEST_CELL) for line in lines if line)
    return Cell(said or NOTHING, href=href, css=css)


def shortened(text: str, longest: int) -> str:
    """Put a text on one line; a longer one is cut and its length told."""
    shown, length = cut_after(text, longest)
    return shown if length is None else say(CutText(text=shown, characters=length))


def row(*cells: Cell | str | None, css: str = "", trial: str = "") -> Row:
    """Make a row; plain text becomes a cell."""
    return Row(tuple(c if isinstance(c, Cell) else cell(c) for c in cells), css=css, trial=trial)


def banner(text: str) -> Row:
    """Make a row of one heading across the table."""
    return Row((cell(text),), banner=True)


def columns(*headings: str | Column) -> tuple[Column, ...]:
    """Make columns; plain text is the heading of a column of text."""
    return tuple(h if isinstance(h, Column) else Column(h) for h in headings)


def number(heading: str, group: str = "") -> Column:
    """Make a column of numbers."""
    return Column(heading, "number", group)


def without_empty_columns(table: Table) -> Table:
    """Leave out the columns in which no row says anything, but never the first."""
    rows = [r for r in table.rows if not r.banner]
    kept = [
        i
        for i in range(len(table.columns))
        if i == 0 or any(r.cells[i].lines not in _NEITHER or r.cells[i].symbols for r in rows)
    ]
    shown = replace(
        table,
        columns=_chosen(table.columns, kept),
        rows=tuple(r if r.banner else replace(r, cells=_chosen(r.cells, kept)) for r in table.rows),
    )
    return replace(
        shown, abbreviations=tuple(each for each in table.abbreviations if _used(each[0], shown))
    )


def _used(short: str, table: Table) -> bool:
    """Tell whether a heading, a cell or a footnote that is left holds an abbreviation."""
    said = [column.heading for column in table.columns]
    said += [line for each in table.rows for one in each.cells for line in one.lines]
    said += [note.text for note in table.footnotes]
    return any(re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) for text in said)


def _chosen(items: Sequence[Item], kept: Sequence[int]) -> tuple[Item, ...]:
    return tuple(items[i] for i in kept)
