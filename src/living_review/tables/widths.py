"""How wide the columns of a table are on paper.

Left to itself, a table is measured cell by cell before its first row is set, which takes longer
than setting it, and its widest cells squeeze the numbers of the others into several lines. We know
how wide our letters are, so the widths are given: each column gets what its longest word or number
needs, and the columns of text share the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from living_review.letters.lettering import REGULAR, SEMIBOLD, one_line
from living_review.letters.lettering import width as letters
from living_review.tables.spec import BLANK, Cell, Column, Table

# In em of the table's letters: the padding of a cell.
PADDING = 1.2
# A longer word is broken and a longer number wrapped; sooner in a summary of findings, whose
# sentences need the room.
LONGEST_WORD, LONGEST_NUMBER, LONGEST_BESIDE_SENTENCES = 11.0, 13.0, 7.5
MARK, SYMBOL = 0.5, 1.1
# A heading of words that are short enough has so many lines at most.
LINES_OF_A_HEADING = 3
# The share of a page that sentences under a table need.
LEAST_WITH_NOTES = 0.6
# Where not every longest word has room: as far as columns of text give way before numbers do.
LEAST_OF_TEXT = 6.5
HALVINGS = 30
# Widths are moved by no less than that many em. Lines end with a word, so that about a tenth of
# their length stays empty.
STEP, RAGGED, MOST_ROWS_LOOKED_AT = 0.5, 1.1, 60
# A row of so many lines, a quarter of a page, is no rest of a table where it stands alone on one.
TALL = 16


@dataclass(frozen=True)
class Widths:
    """The width of a table as a percentage of the page, and of its columns as one of the table."""

    table: float
    columns: tuple[float, ...]
    tall: tuple[int, ...] = ()
    """Which of the first and the last row, by its place below the head, may stand alone."""


def widths(table: Table) -> Widths:
    """Share a page between the columns of a table."""
    given, _ = _given(table)
    total = sum(given)
    least = LEAST_WITH_NOTES if table.footnotes or table.abbreviations else 0.0
    whole = 1.0 if table.header else min(1.0, max(least, total / table.page))
    ends = {0, len(table.rows) - 1} if table.rows else set()
    tall = (place for place in sorted(ends) if _lines_high(table, place, given) >= TALL)
    return Widths(100 * whole, tuple(100 * each / total for each in given), tuple(tall))


def _lines_high(table: Table, place: int, given: Sequence[float]) -> int:
    """About how many lines a row takes."""
    row = table.rows[place]
    cells = () if row.banner or row.span > 1 else zip(row.cells, given, strict=True)
    return max((_heights([_lines_of(cell)], width)[0] for cell, width in cells), default=1)


def height(table: Table) -> int:
    """About how many lines a table takes with the widths that it is given."""
    given, rows = _given(table)
    lines = [[_lines_of(cell) for cell in column] for column in rows]
    high = [_heights(each, width) for each, width in zip(lines, given, strict=True)]
    return _total(high)[0]


def _given(table: Table) -> tuple[list[float], list[list[Cell]]]:
    """Give the width of each column, and its cells below its heading."""
    # What spans columns asks none of them for room.
    cells = [
        [
            BLANK if place < row.span and row.span > 1 else row.cells[place]
            for row in table.rows
            if not row.banner
        ]
        for place in range(len(table.columns))
    ]
    longest = LONGEST_BESIDE_SENTENCES if table.header else LONGEST_NUMBER
    columns = [_column(*each, longest) for each in zip(table.columns, cells, strict=True)]
    columns = _within(columns, [each.align == "number" for each in table.columns], table.page)
    given = _shared(columns, table.page)
    headings = [Cell((column.heading,)) for column in table.columns]
    rows = [[heading, *each] for heading, each in zip(headings, cells, strict=True)]
    if sum(given) > table.page - STEP:
        given = _levelled(given, columns, rows)
    return given, rows


@dataclass(frozen=True)
class _Room:
    """What a column needs at least, how much all of its fullest cell would take, and at most."""

    least: float
    fullest: float
    most: float


def _within(columns: list[_Room], numbers: Sequence[bool], page: float) -> list[_Room]:
    """Let the longest words be broken where a page has no room for all, and no others.

    Addresses and compounds give way to ordinary words, and words to numbers.
    """
    for giving in ([not number for number in numbers], [True] * len(columns)):
        low, high = LEAST_OF_TEXT if not all(giving) else 0.0, page
        if sum(each.least for each in columns) <= page:
            break
        for _ in range(HALVINGS):
            level = (low + high) / 2
            asked = (
                min(c.least, level) if g else c.least for c, g in zip(columns, giving, strict=True)
            )
            low, high = (low, level) if sum(asked) > page else (level, high)
        columns = [
            replace(c, least=min(c.least, low)) if g else c
            for c, g in zip(columns, giving, strict=True)
        ]
    return columns


def _column(column: Column, cells: list[Cell], longest: float) -> _Room:
    heading = _width(column.heading, SEMIBOLD)
    in_few_lines = min(LONGEST_BESIDE_SENTENCES, RAGGED * heading / LINES_OF_A_HEADING)
    least = PADDING + max(in_few_lines, _need(column, cells, longest))
    fullest = PADDING + max([heading, *(sum(map(_width, cell.lines)) for cell in cells)])
    most = PADDING + max([heading, *map(_line, cells)])
    return _Room(least, fullest, max(least, most))


def _shared(columns: Sequence[_Room], page: float) -> list[float]:
    """Widths with which the fullest cells become about equally high, and the page is filled.

    A column is as wide as its fullest cell is long, by one factor for all, but never narrower than
    its longest word nor wider than its longest line; the factor is found by halving.
    """
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        factor = (low + high) / 2
        given = [min(max(c.least, factor * c.fullest), c.most) for c in columns]
        low, high = (low, factor) if sum(given) > page else (factor, high)
    return given


def _levelled(
    given: list[float], columns: Sequence[_Room], cells: Sequence[Sequence[Cell]]
) -> list[float]:
    """The same widths, moved from column to column as long as that makes the table lower.

    One long cell decides on the share of its column; this looks at all rows, of many at some.
    """
    every = max(1, len(cells[0]) // MOST_ROWS_LOOKED_AT)
    lines = [[_lines_of(cell) for cell in column[::every]] for column in cells]
    heights = [_heights(each, width) for each, width in zip(lines, given, strict=True)]
    best, step = _total(heights), 4 * STEP
    while step >= STEP:
        found = None
        for place, room in enumerate(columns):
            for giver, other in enumerate(columns):
                wider, narrower = given[place] + step, given[giver] - step
                if place == giver or wider > room.most or narrower < other.least:
                    continue
                tried = list(heights)
                tried[place] = _heights(lines[place], wider)
                tried[giver] = _heights(lines[giver], narrower)
                if _total(tried) < best:
                    best, found = _total(tried), (place, giver, tried)
        if found is None:
            step /= 2
            continue
        place, giver, heights = found
        given = [width + step * ((n == place) - (n == giver)) for n, width in enumerate(given)]
    return given


def _lines_of(cell: Cell) -> tuple[float, ...]:
    """How long each line of a cell is; its marks and symbols stand behind the first."""
    behind = MARK * len(cell.notes) + SYMBOL * len(cell.symbols or "")
    first, *others = [_width(line) for line in cell.lines] or [0.0]
    return (first + behind, *others)


def _heights(cells: Sequence[tuple[float, ...]], width: float) -> list[int]:
    """How many lines each cell of a column takes at that width, where words end raggedly."""
    room = width - PADDING + 1e-6
    return [
        sum(1 if line <= room else ceil(RAGGED * line / room) for line in cell) for cell in cells
    ]


def _total(heights: Sequence[Sequence[int]]) -> tuple[int, int]:
    """How high the table is, and then how high its cells are: two may have to be lowered."""
    return sum(map(max, zip(*heights, strict=True))), sum(map(sum, heights))


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
    # The whole of it: a cell may hold more than any line of a figure.
    return letters(one_line(text, max(1, len(text))), 1, weight)
