"""The names of columns: which rows of a sheet are its header, and what stands below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from living_review.exchange.wide import words
from living_review.exchange.wide.effect_names import named as named_of
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.words import JOINT

MOST_ROWS_ABOVE = 30
MOST_ROWS_OF_HEADER = 3
_NUMBER = re.compile(r"[+-]?[\d.,]+%?", re.ASCII)
# `12`, `1.2 (2.0)`, `5/30`, `0.3-0.8`, `45%`, and no `95% CI`.
_FIGURE = re.compile(
    r"[<>≤≥~=]?\s?[+\-\u2212]?\d[\d.,]*\s?%?(?:\s?(?:[(\[/±;,\u2013-]|to|bis|of|von)[^A-Za-z]*)?",
    re.ASCII,
)
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bet al\b|\bu\. ?a\.", re.IGNORECASE)
_LONG = 8
_DOUBLED = re.compile(r" \(column [A-Z]+\)$")

Names = Mapping[int, str]


@dataclass(frozen=True)
class Table:
    """A sheet whose columns have names: `names` by place of the column, `rows` below the header.

    `above` are the numbers of rows above the header, which are not read.
    """

    grid: Grid
    names: Names
    rows: tuple[GridRow, ...]
    above: tuple[int, ...]

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each column by its name."""
        return {name: place for place, name in self.names.items()}

    @cached_property
    def data(self) -> tuple[GridRow, ...]:
        """The rows but those that say the names of their columns once more."""
        return tuple(row for row in self.rows if not self.repeats(row))

    def repeats(self, row: GridRow) -> bool:
        """Tell whether a row repeats the header, as on every page of a print."""
        return all(self.names.get(place) == cell for place, cell in row.cells.items())


def understood(grid: Grid) -> Table | None:
    """Find the header of a sheet by what is understood of its words; None where it has none."""
    best = _best(grid, _understood)
    return best if best is not None and _understood(best.names) >= 2 else None


def named(grid: Grid, wanted: Collection[str]) -> Table | None:
    """Find the header of a sheet by the names that a mapping gives; None for an empty sheet."""
    keys = {words.plain_words(name) for name in wanted}

    def there(names: Names) -> float:
        exact = sum(name in wanted for name in names.values())
        return exact + 0.5 * sum(words.plain_words(name) in keys for name in names.values())

    return _best(grid, there)


def _best(grid: Grid, score: Callable[[Names], float]) -> Table | None:
    """Give the sheet under the header that scores best: of equals the one of fewest lines."""
    tables = list(_candidates(grid))
    return max(tables, key=lambda each: score(each.names), default=None)


def _candidates(grid: Grid) -> Iterator[Table]:
    rows = grid.rows
    for height in range(1, MOST_ROWS_OF_HEADER + 1):
        for first in range(min(len(rows) - height + 1, MOST_ROWS_ABOVE)):
            block = rows[first : first + height]
            if block[-1].number - block[0].number != height - 1 or _is_data(block[-1]):
                continue
            if any(row.cells == block[-1].cells for row in rows[: first + height - 1]):
                continue  # it repeats the header, which stands above
            if height > 1 and any(len(set(row.cells.values())) < 2 for row in block[:-1]):
                continue  # a title has one cell
            if any(area[0] < block[0].number <= area[1] for area in grid.merged):
                continue  # a line of the header would be cut off
            below = rows[first + height :]
            if (height > 1 or first) and _is_trial(block[-1], below):
                continue
            names = _names(block, grid, _used(below))
            if names:
                yield Table(grid, names, below, tuple(row.number for row in rows[:first]))


def _used(rows: Sequence[GridRow]) -> set[int]:
    return {place for row in rows for place in row.cells}


def _is_data(row: GridRow) -> bool:
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in row.cells.values())
    return numbers > len(row.cells) / 2


def _is_trial(row: GridRow, below: Sequence[GridRow]) -> bool:
    """Tell whether a row says what the rows below it say: figures, a year, authors, long texts.

    A header below another line has names where those have such cells.
    """
    for place, cell in row.cells.items():
        others = [each.cells[place] for each in below if place in each.cells]
        if not others and below:
            continue
        for like in (_FIGURE.fullmatch, _DATED.search, _long):
            if like(cell) and sum(bool(like(each)) for each in others) >= len(others) / 2:
                return True
    return False


def _long(cell: str) -> bool:
    return len(cell.split()) >= _LONG


def _understood(names: Names) -> float:
    """Count what is understood of a header; arms count where there is more than one."""
    meanings = [words.meaning(name) for name in names.values()]
    figures = [each for each in meanings if each.statistic]
    arms = {each.role or each.arm for each in figures} - {""}
    found = sum(
        2 if words.trial_column(name) == "label" else 1
        for name, said in zip(names.values(), meanings, strict=True)
        if words.trial_column(name) or words.row_column(name) or said.statistic or named_of(name)
    )
    of_arms = sum(bool(each.role or each.arm) for each in figures) if len(arms) > 1 else 0
    times = {each.timepoint for each in figures} - {""}
    at_times = sum(bool(each.timepoint) for each in figures) if len(times) > 1 else 0
    # A line above may tell apart what has one name.
    doubled = sum(bool(_DOUBLED.search(name)) for name in names.values())
    return found + of_arms + 0.1 * at_times - 0.5 * doubled


def _names(block: Sequence[GridRow], grid: Grid, used: Collection[int]) -> dict[int, str]:
    """Join the lines of a header into one name a column, each its own."""
    last = block[-1]
    places = sorted({place for row in block for place in row.cells} | set(used))
    levels = [_level(row, block, grid, places) for row in block[:-1]]
    made: dict[int, str] = {}
    for place in places:
        own = last.cells.get(place) or _merged_into(grid, last, block, place)
        parts = [level.get(place, "") for level in levels] + [own]
        parts = [" ".join(part.split()) for part in parts if part]
        distinct = [part for i, part in enumerate(parts) if part not in parts[:i]]
        name = JOINT.join(distinct)
        if own and (words.trial_column(own) or words.row_column(own)):
            name = " ".join(own.split())
        made[place] = name
    return _told_apart(made)


def _level(
    row: GridRow, block: Sequence[GridRow], grid: Grid, places: Sequence[int]
) -> dict[int, str]:
    """Give what an upper line of a header says over each column.

    Where no cells are merged, a cell holds until the next one, if something stands below it.
    """
    said = dict(row.cells)
    areas = [area for area in grid.merged if area[0] <= row.number <= area[1]]
    for first, _, left, right in areas:
        text = _at(grid, first, left)
        if text:
            said |= dict.fromkeys(range(left, right + 1), text)
    if any(right > left for _, _, left, right in areas):
        return said
    bottom, current = block[-1].cells, ""
    for place in places:
        if place in row.cells:
            current = row.cells[place] if place in bottom else ""
        elif place in bottom and current:
            said[place] = current
    return said


def _merged_into(grid: Grid, row: GridRow, block: Sequence[GridRow], place: int) -> str:
    for first, last, left, right in grid.merged:
        if left <= place <= right and first <= row.number <= last and first >= block[0].number:
            return _at(grid, first, left)
    return ""


def _at(grid: Grid, number: int, place: int) -> str:
    return next((row.cells.get(place, "") for row in grid.rows if row.number == number), "")


def _told_apart(names: Mapping[int, str]) -> dict[int, str]:
    """Give columns without a name, or with that of another, the letter of the column."""
    counts = Counter(names.values())
    made = {}
    for place, name in names.items():
        if not name:
            made[place] = f"column {letters(place)}"
        elif counts[name] > 1:
            made[place] = f"{name} (column {letters(place)})"
        else:
            made[place] = name
    return made


def letters(place: int) -> str:
    """Give the letters by which a spreadsheet names a column: 0 is A, 26 is AA."""
    made = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        made = chr(ord("A") + rest) + made
    return made
