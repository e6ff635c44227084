"""The rows of a sheet that are of a study, and why the others are not: totals, headings, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from living_review.exchange import cells
from living_review.exchange.extract import Remark
from living_review.exchange.wide import figures, header
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.header import Table
from living_review.exchange.wide.words import plain_words
from living_review.ground.errors import BadInput, Problem
from living_review.ground.spelling import plain
from living_review.protocol.messages import suggestion

_TOTAL = re.compile(
    r"(?:(?:sub|grand |overall )?totals?|summen?|gesamt(?:summe|wert|ergebnis)?|insgesamt"
    r"|(?:overall|pooled|summary)(?: (?:effect|estimate|mean|effekt))?|mean|mittelwert|average"
    r"|durchschnitt|median|sd|sum|zwischensumme)(?: (?:\d\d )?%? ?(?:ci|ki))?(?: (?:all )?studies)?"
)
_LONGEST_MARK = 20
_MARKS = re.compile(r"\s*[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹]+$")


@dataclass(frozen=True)
class Line:
    """One row of a study: its number, its cells by name of column (in `plain` writing)."""

    number: int
    study: str
    cells: Mapping[str, str]
    numbers: frozenset[str]
    """Columns whose cell is a number of a workbook."""
    percent: frozenset[str]

    def text(self, column: str) -> str:
        """Give a cell of words; '' where it says that nothing is known."""
        return cells.present(self.cells.get(plain(column), ""))


@dataclass(frozen=True)
class Lines:
    """A sheet whose rows are told apart by study."""

    table: Table
    place: str
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]

    def at(self, line: Line, column: str = "") -> str:
        """Name a cell or row in the report."""
        sheet = f"{self.table.grid.name}, " if self.table.grid.name else ""
        return f"{sheet}row {line.number}" + (f", {column}" if column else "")


def sheet_named(grids: Sequence[Grid], name: str | None, file: str, key: str) -> Grid:
    """Give the sheet of that name; BadInput where there is none, or it cannot be read."""
    if name is None:
        visible = [grid for grid in grids if not grid.hidden and (grid.rows or grid.fault)]
        if len(visible) != 1:
            listed = ", ".join(repr(grid.name) for grid in grids)
            raise BadInput(
                f"{file} has several sheets ({listed}); write sheet: NAME at the top of the "
                f"mapping, or under {key}."
            )
        grid = visible[0]
    else:
        found = [grid for grid in grids if plain(grid.name) == plain(name)]
        if not found:
            if not grids[0].name:
                raise BadInput(
                    f"{file} has no sheet {name!r}, because it is a CSV file; take the key sheet "
                    f"out of {key} of the mapping."
                )
            listed = ", ".join(repr(grid.name) for grid in grids)
            near = suggestion(name, [grid.name for grid in grids]) or f"; it has {listed}."
            raise BadInput(f"{file} has no sheet {name!r}, which {key} of the mapping names{near}")
        grid = found[0]
    if grid.fault:
        raise BadInput(grid.fault)
    return grid


def table_of(grid: Grid, named: Mapping[str, str], file: str) -> Table:
    """Find the header with the columns that a mapping names; BadInput for one that is not there.

    `named` gives by column the key that names it.
    """
    table = header.named(grid, named)
    if table is None:
        raise BadInput(
            f"{grid.place(file)} is empty, or has no row that could be a header; write the names "
            "of the columns above the rows, or name another sheet in the mapping."
        )
    known = {plain(name) for name in table.names.values()}
    problems = [
        Problem(
            f"The mapping's {key} names the column {column!r}, which {grid.place(file)} has not"
            f"{suggestion(column, table.names.values()) or '; take a name from a draft.'}"
        )
        for column, key in named.items()
        if plain(column) not in known
    ]
    if problems:
        raise BadInput(*problems)
    return table


def lines_of(table: Table, columns: tuple[str, ...], file: str, *, fill_down: bool) -> Lines:
    """Give the rows of studies, told by columns; the others are told in the remarks.

    Of several columns (author and year) the cells together are the study.
    """
    rows = _spread(table)
    ats = [next(p for p, name in table.names.items() if plain(name) == plain(c)) for c in columns]
    at, label = ats[0], " and ".join(columns)
    keys = {place: plain(name) for place, name in table.names.items()}
    known = {_study(_said(row, ats)) for row in rows if len(row.cells) > 1}
    year = next((p for p, n in table.names.items() if plain_words(n) in ("year", "jahr")), None)
    remarks: list[Remark] = []
    lines: list[Line] = []
    sheet = f"{table.grid.name}, " if table.grid.name else ""
    above = ""
    for row in rows:
        said = _said(row, ats)
        dated = year is not None and bool(cells.year(row.cells.get(year, "")))
        why = _no_study(row, row.cells.get(at, ""), at, table, known, dated=dated)
        study = _study(said)
        if not why and not study:
            if not lines:
                why = "it stands above the first study: units, or notes on the columns."
            elif not (fill_down and above):
                why = (
                    f"the row has no {label}, so nobody knows which study it is of; write it into "
                    "the row, or say fill_down: true under study if it is that of the row above."
                )
            study = above
        if why:
            found = figures.shown(said or next(iter(row.cells.values())))
            where = f"{sheet}row {row.number}"
            remarks.append(Remark("not mapped", where, found, 1, why))
            continue
        above = study
        if said and plain(study) != plain(said):
            why = f"the mark behind the name was left out: {study}."
            remarks.append(Remark("please check", f"{sheet}row {row.number}", said, 1, why))
        for place in sorted(row.spans & keys.keys()):
            why = "the cell is merged over others to its right, of which nothing is read."
            where = f"{sheet}row {row.number}, {table.names[place]}"
            found = figures.shown(row.cells.get(place, ""))
            remarks.append(Remark("please check", where, found, 1, why))
        if row.hidden:
            why = "the row is hidden, perhaps by a filter, and was used all the same."
            remarks.append(Remark("please check", f"{sheet}row {row.number}", study, 1, why))
        lines.append(
            Line(
                row.number,
                study,
                {keys[place]: cell for place, cell in row.cells.items() if place in keys},
                frozenset(keys[place] for place in row.numbers if place in keys),
                frozenset(keys[place] for place in row.percent if place in keys),
            )
        )
    return Lines(table, table.grid.place(file), tuple(lines), tuple(remarks))


def _said(row: GridRow, places: Sequence[int]) -> str:
    """Give what the cells of a study say; nothing where the first of them is empty."""
    if not row.cells.get(places[0]):
        return ""
    return " ".join(filter(None, (row.cells.get(place, "") for place in places)))


def _study(cell: str) -> str:
    # A cell may hold a megabyte, and a mark stands at its end.
    cell = " ".join(cell.split())
    return cell[:-_LONGEST_MARK] + _MARKS.sub("", cell[-_LONGEST_MARK:])


def _no_study(
    row: GridRow, said: str, at: int, table: Table, known: set[str], *, dated: bool
) -> str:
    """Say why a row is of no study; '' where it is of one, or names none."""
    if at in row.spans:
        return "its cells are merged across columns: a heading."
    if said and table.repeats(row):
        return "it repeats the header."
    if said and not dated and _TOTAL.fullmatch(plain_words(said)):
        return "a row of totals."
    alone = len(row.cells) == 1
    if alone and said and not cells.year(said) and _study(said) not in known:
        return "nothing stands beside it: a heading or a note, or a study without data."
    if alone and not said:
        return "nothing stands beside it: a note."
    return ""


def _spread(table: Table) -> list[GridRow]:
    """Write what stands in cells merged downwards into each of their rows."""
    areas = [area for area in table.grid.merged if area[1] > area[0] and area[2] == area[3]]
    if not areas:
        return list(table.rows)
    by_number = {row.number: row for row in table.rows}
    into: dict[int, list[tuple[int, int]]] = {}
    for first, last, place, _ in areas:
        above = by_number.get(first)
        if above is not None and place in above.cells:
            for number in range(first + 1, min(last, table.rows[-1].number) + 1):
                into.setdefault(number, []).append((first, place))
    spread = []
    for row in table.rows:
        cells_ = dict(row.cells)
        numbers = set(row.numbers)
        for first, place in into.get(row.number, ()):
            cells_[place] = by_number[first].cells[place]
            numbers |= {place} & by_number[first].numbers
        spread.append(replace(row, cells=cells_, numbers=frozenset(numbers)))
    return spread


def above_remarks(lines: Lines) -> Iterator[Remark]:
    """Tell which rows above the header are not read."""
    if numbers := lines.table.above:
        stands = f"row {numbers[0]}" if len(numbers) == 1 else f"rows {numbers[0]} to {numbers[-1]}"
        reason = f"{stands} above the header: a title, which is not read."
        yield Remark("not mapped", lines.place, "", len(numbers), reason)
