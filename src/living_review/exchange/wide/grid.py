"""The sheets of a CSV file or workbook as cells of text, with the rows that they stand in."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from living_review.exchange.extract import Remark
from living_review.ground.errors import BadInput, RegistryError

SEPARATORS = ";\t,|"
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*', re.ASCII | re.IGNORECASE)
_LONGEST_CELL = 16 * 1024 * 1024
_NOISE = re.compile(r"[+-]?\d+\.\d{10,}(?:[eE][+-]?\d+)?", re.ASCII)
WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its number in the sheet, and its cells by the place of the column, from 0."""

    number: int
    cells: Mapping[int, str]
    hidden: bool = False
    percent: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    """Columns that hold a number and no text, whose decimal mark is a point."""
    spans: frozenset[int] = frozenset()
    """Columns from which a cell of this row is merged over others to its right."""


@dataclass(frozen=True)
class Grid:
    """One sheet; `name` is '' for a CSV file. `fault` is why it cannot be read, where it cannot.

    `merged` holds areas as first and last row and column, the columns counted from 0.
    """

    name: str
    rows: tuple[GridRow, ...]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    remarks: tuple[Remark, ...] = ()
    fault: str = ""

    def place(self, file: str) -> str:
        """Name the sheet in a message."""
        return f"{file}[{self.name}]" if self.name else file


def read_grids(content: bytes, file: str) -> tuple[Grid, ...]:
    """Read every sheet of a workbook, or the one of a CSV file; BadInput where it is neither."""
    if content.startswith((WORKBOOK, _OLD_WORKBOOK)):
        return _workbook(content, file)
    text, remarks = _decoded(content, file)
    rows = _rows(text, file)
    return (Grid("", rows, remarks=remarks),)


# A workbook


def _workbook(content: bytes, file: str) -> tuple[Grid, ...]:
    from living_review.sources.sheet import Sheet, opened
    from living_review.sources.workbook import reading_workbook

    def grid(sheet: Sheet) -> Grid:
        try:
            found = tuple(sheet.rows(f"{file}[{sheet.name}]", formulas=True))
        except RegistryError as error:
            return Grid(sheet.name, (), sheet.hidden, fault=str(error))
        areas = tuple(
            (low_row, high_row, low_column - 1, high_column - 1)
            for low_column, low_row, high_column, high_row in (a.bounds for a in sheet.merged)
            if (low_column, low_row) != (high_column, high_row)
        )
        across = [(first, left) for first, _, left, right in areas if right > left]
        rows = (
            GridRow(
                row.number,
                {i - 1: _without_noise(text) for i, text in row.texts.items() if text.strip()},
                row.hidden,
                frozenset(i - 1 for i in row.percent),
                frozenset(i - 1 for i in row.numbers),
                frozenset(left for first, left in across if first == row.number),
            )
            for row in found
        )
        filled = tuple(row for row in rows if row.cells)
        return Grid(sheet.name, filled, sheet.hidden, areas)

    grids = reading_workbook(content, file, lambda c, f: tuple(map(grid, opened(c, f))))
    if not grids:
        raise BadInput(
            f"{file} has no sheets that can be read; if it was saved as Strict Open XML, save it "
            "as Excel Workbook (.xlsx)."
        )
    return grids


def _without_noise(text: str) -> str:
    """Write a number with the 15 digits that a spreadsheet shows: 27.300000000000004 is 27.3."""
    return f"{float(text):.15g}" if _NOISE.fullmatch(text) else text


# A CSV file


def _decoded(content: bytes, file: str) -> tuple[str, tuple[Remark, ...]]:
    """Give the text of a file: UTF-8, UTF-16, or what Windows writes where it says nothing."""
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if utf16:
            raise BadInput(
                f"{file} is damaged UTF-16 text; save it as CSV with UTF-8 encoding."
            ) from error
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            line = content.count(b"\n", 0, error.start) + 1
            raise BadInput(
                f"{file}, line {line}: the byte 0x{content[error.start]:02X} is neither UTF-8 nor "
                "Windows text; save the file as CSV with UTF-8 encoding."
            ) from error
        reason = "the file is not UTF-8 and was read as Windows-1252; look at letters with accents."
        return _plain(text, file), (Remark("please check", "encoding", "", 1, reason),)
    return _plain(text, file), ()


def _plain(text: str, file: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadInput(
            f"{file}, line {line}: the line holds a NUL byte; save the sheet as CSV with UTF-8 "
            "encoding."
        )
    return text


def _rows(text: str, file: str) -> tuple[GridRow, ...]:
    first = io.StringIO(text, newline="").readline()
    if named := _SEPARATOR_LINE.fullmatch(first.rstrip("\r\n")):
        separator, text, skipped = named[1], text[len(first) :], 1
    else:
        separator, skipped = _separator(text), 0
    records = _records(text, separator, file)
    return tuple(
        GridRow(line + skipped, {i: cell.strip() for i, cell in enumerate(cells) if cell.strip()})
        for line, cells in records
        if any(cell.strip() for cell in cells)
    )


def _separator(text: str) -> str:
    """Give the character that cuts the most lines into the same number of cells."""
    lines = text.splitlines()[:500]

    def alike(separator: str) -> tuple[int, int]:
        try:
            found = csv.reader(lines, delimiter=separator)
            widths = Counter(len(cells) for cells in found if any(map(str.strip, cells)))
        except csv.Error:
            return 0, 0
        widths.pop(1, None)
        if not widths:
            return 0, 0
        width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
        return count, width

    with _long_cells():
        return max(SEPARATORS, key=lambda each: (alike(each), -SEPARATORS.index(each)))


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as a file may be."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _records(text: str, separator: str, file: str) -> list[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, Sequence[str]]] = []
    begins = 1
    try:
        with _long_cells():
            for record in reader:
                records.append((begins, record))
                begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            f"{file}, line {begins}: the row cannot be read ({error}); look for a quotation mark "
            "that is not doubled inside a cell or never closed."
        ) from error
    return records
