"""A CSV file that people edit, changed row by row: every other byte stays as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath

from living_review.sources.csv_folder import read_csv, split
from living_review.sources.tables import header_at

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its trimmed cells by column, and the text that it is in the file."""

    cells: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class CsvText:
    """A CSV file: its header line, its rows, and how it separates cells and ends lines."""

    columns: tuple[str, ...]
    header: str
    records: tuple[Record, ...] = ()
    separator: str = ","
    ending: str = "\n"
    bom: bool = False
    preamble: str = ""
    """What stands above the header."""

    def encoded(self) -> bytes:
        """Give the bytes of the whole file."""
        text = self.preamble + self.header + "".join(record.text for record in self.records)
        return (_BOM if self.bom else b"") + text.encode()

    def appended(self, rows: Sequence[Mapping[str, str]]) -> CsvText:
        """Add rows at the end; a column that a row does not name is left empty."""
        if not rows:
            return self
        header, before = self.header, list(self.records)
        if before and not before[-1].text.endswith(("\n", "\r")):
            before[-1] = replace(before[-1], text=before[-1].text + self.ending)
        elif not before and not header.endswith(("\n", "\r")):
            header += self.ending
        added = (self._record(row) for row in rows)
        return replace(self, header=header, records=(*before, *added))

    def changed(self, row: int, cells: Mapping[str, str]) -> CsvText:
        """Give one row (counted from 0) new cells in some columns; equal cells change nothing."""
        old = self.records[row]
        new = {**old.cells, **cells}
        if new == old.cells:
            return self
        records = list(self.records)
        records[row] = self._record(new)
        return replace(self, records=tuple(records))

    def widened(self, columns: Sequence[str]) -> CsvText:
        """Add the columns that are missing, at the right; every row is then written anew."""
        missing = [name for name in columns if name not in self.columns]
        if not missing:
            return self
        wide = replace(self, columns=(*self.columns, *missing))
        return replace(
            wide,
            header=wide._line(wide.columns),
            records=tuple(wide._record(record.cells) for record in self.records),
        )

    def _record(self, cells: Mapping[str, str]) -> Record:
        kept = {name: cells.get(name, "") for name in self.columns}
        return Record(kept, self._line(tuple(kept.values())))

    def _line(self, cells: Sequence[str]) -> str:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.separator, lineterminator=self.ending).writerow(cells)
        return out.getvalue()


def empty(columns: Sequence[str], like: CsvText | None = None) -> CsvText:
    """Give a file with a header alone, separated and ended as another file is."""
    blank = CsvText(tuple(columns), "") if like is None else replace(like, records=())
    blank = replace(blank, columns=tuple(columns))
    return replace(blank, header=blank._line(blank.columns))


def parsed(content: bytes, file: str) -> CsvText:
    """Read a CSV file to be edited; raises RegistryError naming file and line, as `read_csv`."""
    name = PurePath(file).stem.lower()
    table = read_csv(content, name, file)
    lines = io.StringIO(content.decode("utf-8-sig"), newline="").readlines()
    starts = [line - 1 for line in table.lines]
    first = starts[0] if starts else len(lines)
    preamble = "".join(lines[: _header_line(content.decode("utf-8-sig"), name, file) - 1])
    records = tuple(
        Record(
            {name: cell.strip() for name, cell in zip(table.columns, cells, strict=True)},
            "".join(lines[begin:end]),
        )
        for cells, (begin, end) in zip(table.rows, pairwise([*starts, len(lines)]), strict=True)
    )
    header = "".join(lines[:first])[len(preamble) :]
    ending = "\r\n" if "\r\n" in header else "\n"
    return CsvText(
        table.columns, header, records, table.separator, ending, content.startswith(_BOM), preamble
    )


def _header_line(text: str, name: str, file: str) -> int:
    """Give the line of the header, above which a title or the name of the separator may stand."""
    _, records = split(text, file)
    return records[header_at(name, (record for _, record in records))][0]
