"""The sheets of a team's own file, read as its mapping says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from living_review.exchange.extract import Remark
from living_review.exchange.wide import figures
from living_review.exchange.wide.figures import Decimal
from living_review.exchange.wide.grid import Grid
from living_review.exchange.wide.levels import USUAL_LEVEL, level_named
from living_review.exchange.wide.lines import (
    Line,
    Lines,
    above_remarks,
    lines_of,
    sheet_named,
    table_of,
)
from living_review.exchange.wide.mapping import Label, WideMapping, several
from living_review.exchange.wide.selecting import Selecting
from living_review.ground.spelling import plain


@dataclass
class Workbook:
    """The sheets of a file, as a mapping reads them; `remarks` grow while it is read.

    `selecting` lets in rows of the sheets that are read.
    """

    grids: Sequence[Grid]
    file: str
    mapping: WideMapping
    selecting: Selecting
    remarks: list[Remark] = field(default_factory=list)
    read: dict[tuple[str, tuple[str, ...]], Lines] = field(default_factory=dict)
    used: dict[str, set[str]] = field(default_factory=dict)
    """By sheet, the columns that were read, in plain writing."""

    def lines(self, sheet: str | None, study: Label | None, key: str) -> Lines:
        """Give the rows of studies of a sheet, whose column of studies is named."""
        grid = sheet_named(self.grids, sheet or self.mapping.sheet, self.file, key)
        label = several(study or self.mapping.study.label)
        if (grid.name, label) not in self.read:
            named = {
                column: place
                for place, own, column in self.mapping.named()
                if sheet_named(self.grids, own, self.file, place.partition(".")[0]) is grid
            }
            table = table_of(grid, named, self.file)
            found = lines_of(table, label, self.file, fill_down=self.mapping.study.fill_down)
            found, left_out = self.selecting.selected(found, comma=self.decimal == "comma")
            if not any(name == grid.name for name, _ in self.read):
                self.remarks += [*grid.remarks, *above_remarks(found), *left_out]
            self.remarks += found.remarks
            self.read[grid.name, label] = found
            self.used.setdefault(grid.name, set()).update(
                map(plain, (*named, *self.selecting.where))
            )
        return self.read[grid.name, label]

    @cached_property
    def decimal(self) -> Decimal | None:
        """The decimal mark of numbers that are written as text."""
        return self.mapping.decimal or figures.decimal_mark(
            cell
            for grid in self.grids
            for row in grid.rows
            for place, cell in row.cells.items()
            if place not in row.numbers
        )

    def figures(self, lines: Lines, line: Line, columns: Mapping[str, str]) -> dict[str, str]:
        """Read the figures of a row by column of the registry; what is not taken is reported."""
        found: dict[str, str] = {}
        levels: list[str] = []
        for statistic, column in columns.items():
            key = plain(column)
            cell = line.cells.get(key, "")
            decimal: Decimal | None = "point" if key in line.numbers else self.decimal
            reading = figures.read(cell, statistic, decimal)
            where, shown = lines.at(line, column), figures.shown(cell)
            if not reading.why and key in line.percent and set(reading.cells) & figures.COUNTS:
                reading = figures.Reading(why="a percentage is no count; write the number.")
            if reading.why:
                self.remarks.append(Remark("not mapped", where, shown, 1, reading.why))
                continue
            if not reading.cells and any(letter.isalpha() for letter in cell):
                why = "it says that nothing is reported, and no figure is entered."
                self.remarks.append(Remark("not mapped", where, shown, 1, why))
            if reading.cut:
                said = ", ".join(reading.cells.values())
                why = f"'{reading.cut}' was left out, and {said} entered."
                self.remarks.append(Remark("please check", where, shown, 1, why))
            if key in line.percent:
                why = "the cell is shown as a percentage; the number behind it was entered."
                self.remarks.append(Remark("please check", where, shown, 1, why))
            for name, value in reading.cells.items():
                found.setdefault(name, value)
            if {"ci_low", "ci_high"} & set(reading.cells):
                levels.append(level_named(cell) or level_named(column))
        # A column of levels counts before what a header says of all rows.
        if (level := next(filter(None, levels), "")) and float(level) != USUAL_LEVEL:
            found.setdefault("ci_level", level)
        return found
