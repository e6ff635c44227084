"""A review held in memory as people see it: a protocol, and tables of text cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from living_review.sources import RawTable, RawTables, read_csv

PULLED = dt.datetime(2026, 11, 27, 6, tzinfo=dt.UTC)
NUMBERS = {
    "arms": (
        *("n", "mean", "sd", "se", "ci_low", "ci_high", "median", "q1", "q3", "min", "max"),
        *("events", "time_at_risk"),
    ),
    "contrasts": (
        *("estimate", "se", "ci_low", "ci_high", "p", "n_intervention", "n_control"),
        *("o_minus_e", "variance", "sd_difference", "t"),
    ),
}


@dataclass
class Sheet:
    """One table: its columns and rows, and how it is written as a file."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    separator: str = ","

    def copy(self) -> Sheet:
        rows = [list(row) for row in self.rows]
        return replace(self, columns=list(self.columns), rows=rows)

    def at(self, row: int, column: str) -> str:
        return self.rows[row][self.columns.index(column)] if column in self.columns else ""

    def put(self, row: int, column: str, cell: str) -> None:
        """Write a cell; a column that the table does not have yet is added."""
        if column not in self.columns:
            self.columns.append(column)
            for each in self.rows:
                each.append("")
        self.rows[row][self.columns.index(column)] = cell

    def where(self, **cells: str) -> list[int]:
        """Give the rows that have these cells."""
        return [
            i
            for i in range(len(self.rows))
            if all(self.at(i, name) == cell for name, cell in cells.items())
        ]

    def text(self) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.separator, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()

    def raw(self) -> RawTable:
        """Give the table as its file would be read; RegistryError where it could not be."""
        folder = "" if self.name in ("judgements", "corrections") else "registry/"
        return read_csv(self.text().encode(), self.name, f"{folder}{self.name}.csv")


@dataclass
class Draft:
    """The files of one review."""

    name: str
    protocol: str
    tables: dict[str, Sheet]
    judgements: Sheet | None = None
    corrections: Sheet | None = None
    touched: set[str] = field(default_factory=set)
    """What slips were made in: trials by id, and `protocol`, `judgements`, `corrections`."""

    def copy(self) -> Draft:
        return replace(
            self,
            tables={name: sheet.copy() for name, sheet in self.tables.items()},
            judgements=self.judgements and self.judgements.copy(),
            corrections=self.corrections and self.corrections.copy(),
            touched=set(self.touched),
        )

    def raw(self) -> RawTables:
        tables = {name: sheet.raw() for name, sheet in self.tables.items()}
        return RawTables(tables, PULLED, "data/registry")

    def write(self, root: Path) -> None:
        """Write the review as a folder that the program can be run on."""
        registry = root / "data" / "registry"
        registry.mkdir(parents=True, exist_ok=True)
        (root / "data" / "protocol.yml").write_text(self.protocol, encoding="utf-8")
        for sheet in self.tables.values():
            (registry / f"{sheet.name}.csv").write_text(sheet.text(), encoding="utf-8")
        for sheet in (self.judgements, self.corrections):
            if sheet is not None:
                (root / "data" / f"{sheet.name}.csv").write_text(sheet.text(), encoding="utf-8")


def sheet_of(path: Path) -> Sheet:
    """Read a CSV file as a sheet."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns, *rows = csv.reader(file)
    return Sheet(path.stem, columns, rows)


def shipped(root: Path) -> Draft:
    """Read the review in a folder."""
    data = root / "data"
    tables = {path.stem: sheet_of(path) for path in sorted((data / "registry").glob("*.csv"))}
    optional = {
        name: sheet_of(data / f"{name}.csv") if (data / f"{name}.csv").exists() else None
        for name in ("judgements", "corrections")
    }
    text = (data / "protocol.yml").read_text(encoding="utf-8")
    return Draft("shipped", text, tables, **optional)


def sheet(name: str, rows: Sequence[dict[str, object]], first: Sequence[str] = ()) -> Sheet:
    """Make a sheet of rows given as columns to values."""
    columns = list(dict.fromkeys([*first, *(column for row in rows for column in row)]))
    cells = [["" if row.get(c) is None else str(row[c]) for c in columns] for row in rows]
    return Sheet(name, columns, cells)
