"""How wide the columns of a table are on paper.

Left to itself, a table is measured cell by cell before its first row is set, which takes longer
than setting it, and its widest cells squeeze the numbers of the others into several lines. We know
how wide our letters are, so the widths are given: each column gets what its longest word or number
needs, and the columns of text share the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from living_review.rendering.figures.lettering import REGULAR, SEMIBOLD, legible
from living_review.rendering.figures.lettering import width as letters
from living_review.rendering.tables.spec import Cell, Column, Table

# In em of the table's letters: a page of A4 between its margins, and the padding of a cell.
PAGE = 58.0
PADDING = 1.2
# A longer word is broken and a longer number wrapped; sooner in a summary of findings, whose
# sentences need the room.
LONGEST_WORD, LONGEST_NUMBER, LONGEST_BESIDE_SENTENCES = 11.0, 13.0, 7.5
MARK, SYMBOL = 0.5, 1.1
# The share of a page that sentences under a table need.
LEAST_WITH_NOTES = 0.6
HALVINGS = 30


@dataclass(frozen=True)
class Widths:
    """The width of a table as a percentage of the page, and of its columns as one of the table."""

    table: float
    columns: tuple[float, ...]


def widths(table: Table) -> Widths:
    """Share a page between the columns of a table."""
    cells = [
        [row.cells[place] for row in table.rows if not row.banner]
        for place in range(len(table.columns))
    ]
    longest = LONGEST_BESIDE_SENTENCES if table.header else LONGEST_NUMBER
    columns = tuple(_column(*each, longest) for each in zip(table.columns, cells, strict=True))
    given = _shared(columns)
    total = sum(given)
    least = LEAST_WITH_NOTES if table.footnotes or table.abbreviations else 0.0
    whole = 1.0 if table.header else min(1.0, max(least, total / PAGE))
    return Widths(100 * whole, tuple(100 * each / total for each in given))


@dataclass(frozen=True)
class _Room:
    """What a column needs at least, how much all of its fullest cell would take, and at most."""

    least: float
    fullest: float
    most: float


def _column(column: Column, cells: list[Cell], longest: float) -> _Room:
    least = PADDING + _need(column, cells, longest)
    fullest = PADDING + max((sum(map(_width, cell.lines)) for cell in cells), default=0.0)
    most = PADDING + max(map(_line, cells), default=0.0)
    return _Room(least, fullest, max(least, most))


def _shared(columns: tuple[_Room, ...]) -> list[float]:
    """Widths with which the fullest cells become about equally high, and the page is filled.

    A column is as wide as its fullest cell is long, by one factor for all, but never narrower than
    its longest word nor wider than its longest line; the factor is found by halving.
    """
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        factor = (low + high) / 2
        given = [min(max(c.least, factor * c.fullest), c.most) for c in columns]
        low, high = (low, factor) if sum(given) > PAGE else (factor, high)
    return given


def _need(column: Column, cells: list[Cell], longest: float) -> float:
    """What the longest word of a column needs, or its longest number, which must not be broken."""
    found = [_longest_word(column.heading, SEMIBOLD)]
    for cell in cells:
        for line in cell.lines:
            whole = _width(line)
            unbroken = column.align == "number" and whole <= longest
            found.append(whole if unbroken else _longest_word(line, REGULAR))
        found[-1] += MARK * len(cell.notes)
        found.append(SYMBOL * len(cell.symbols or "") + MARK * len(cell.notes))
    return max(found)


def _longest_word(text: str, weight: int) -> float:
    return min(LONGEST_WORD, max((_width(word, weight) for word in text.split()), default=0.0))


def _line(cell: Cell) -> float:
    """The longest line of a cell, were it set on one."""
    longest = max(map(_width, cell.lines), default=0.0)
    return longest + MARK * len(cell.notes) + SYMBOL * len(cell.symbols or "")


def _width(text: str, weight: int = REGULAR) -> float:
    return letters(legible(text), 1, weight)
