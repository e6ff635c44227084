"""How a table reads on a narrow screen: each row a card, each cell below the name of its column.

The markup stays that of a table. A stylesheet sets rows below each other and takes the name of a
column from its cells. A table of very many rows would be a page of a hundred screens, and much
heavier for the names: it stays a table, in a window of its own that scrolls both ways, in which the
names of rows and columns stay in sight. One of words alone is read row by row, however it is shown,
and has more cards than one whose numbers are held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from living_review.tables.spec import NOTHING, Cell, Column, Table

FEWEST_COLUMNS, MOST_CARDS, MOST_OF_WORDS = 3, 50, 200
# What is read row by row, and never one row beside the next, has cards of any number.
READ_BY_ROWS = ("sof", "profile")
# A table of few short columns has room on any screen; two short cells stand side by side.
SHORT, BRIEF = 14, 20
# A heading of a row that is longer keeps a width, whatever stands beside it.
NAME = 16


@dataclass(frozen=True)
class Labels:
    """The names of columns as cells show them, and the class of the table."""

    of: tuple[str, ...]
    css: str = ""

    @property
    def shown(self) -> bool:
        """Whether each cell carries the name of its column."""
        return self.css == "stack"

    def kind(self, cell: Cell) -> str:
        """Give the class of a cell: `brief` has room beside another, a card lacks `none`."""
        if not self.css:
            return ""
        if cell.lines == NOTHING and not (cell.notes or cell.symbols):
            return "none"
        return "brief" if max(map(len, cell.lines), default=0) <= BRIEF else ""


def name(cell: Cell) -> str:
    """Give the class of the heading of a row: `name` where it is more than a word or two."""
    return "name" if len(cell.lines[0] if cell.lines else "") > NAME else ""


def labels(table: Table, *, paper: bool) -> Labels:
    """Give what a table needs to become cards; on paper nothing."""
    longest = _longest(table)
    short = all(length <= SHORT for length in longest[1:])
    few = len(table.columns) < FEWEST_COLUMNS
    if paper or few or (len(table.columns) == FEWEST_COLUMNS and short):
        return Labels(("",) * len(table.columns))
    return Labels(
        ("", *(_named(column, table) for column in table.columns[1:])),
        "stack" if len(table.rows) <= _most(table) or table.css in READ_BY_ROWS else "long",
    )


def _most(table: Table) -> int:
    numbers = any(column.align == "number" for column in table.columns)
    return MOST_CARDS if numbers else MOST_OF_WORDS


def _named(column: Column, table: Table) -> str:
    """Name a column; one of several of the same name with the heading above it."""
    alike = [each for each in table.columns if each.heading == column.heading]
    above = column.group if len(alike) > 1 else ""
    return f"{above} – {column.heading}" if above else column.heading


def _longest(table: Table) -> list[int]:
    """How many characters the longest line of each column has."""
    cells = [row.cells for row in table.rows if not row.banner]
    return [
        max((len(line) for row in cells for line in row[place].lines), default=0)
        for place in range(len(table.columns))
    ]
