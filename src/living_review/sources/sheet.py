"""The sheets of a workbook, read as a stream: texts, hidden rows, merged and faulty cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from living_review.ground.errors import RegistryError
from living_review.sources.cell_text import cell_text
from living_review.sources.openpyxl_parts import open_sheets

LARGEST_SHEETS = 512 * 1024 * 1024
MOST_BLANK_CELLS = 500_000
_FORMULA, _ERROR, _EMPTY_TEXT = "f", "e", "str"


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its number, and the texts of its cells by the number of the column."""

    number: int
    texts: Mapping[int, str]
    hidden: bool
    percent: tuple[int, ...]
    """Columns whose numbers are shown as percentages."""
    numbers: frozenset[int] = frozenset()
    """Columns that hold a number, and no text that looks like one."""


@dataclass
class Sheet:
    """One sheet; its rows are read once, and merged cells are known after that."""

    name: str
    hidden: bool
    parsers: Callable[[bool], Any]
    """Gives a parser of the sheet: of its formulas, or (True) of the values they last had."""
    is_percent: Callable[[int], bool]
    merged: list[Any] = field(default_factory=list)

    def rows(self, file: str, *, formulas: bool = False) -> Iterator[Row]:
        """Read the rows that have cells; RegistryError for a formula that was never calculated.

        With `formulas` the text of such a cell is its formula.
        """
        results: Mapping[tuple[int, int], dict[str, Any]] | None = None
        parser, blank = self.parsers(False), 0
        for number, cells in parser.parse():
            texts, percent, numbers = {}, [], set()
            for cell in cells:
                if cell["data_type"] == _FORMULA:
                    results = self._results() if results is None else results
                    cell = results.get((number, cell["column"]), cell)
                    if not formulas:
                        _refuse_uncalculated(cell, file)
                text = _text(cell)
                if text:
                    texts[cell["column"]] = text
                if isinstance(cell["value"], int | float):
                    numbers.add(cell["column"])
                    if self.is_percent(cell["style_id"]):
                        percent.append(cell["column"])
            blank = 0 if texts else blank + 1 + len(cells)
            if blank > MOST_BLANK_CELLS:
                raise RegistryError(
                    f"{file}: after row {number} there are still formatted rows without any "
                    "content; delete the blank rows below the table and save the workbook."
                )
            if texts:
                hidden = parser.row_dimensions.get(str(number), {}).get("hidden") in ("1", "true")
                yield Row(number, texts, hidden, tuple(percent), frozenset(numbers))
            parser.row_dimensions.clear()
        self.merged = list(parser.merged_cells.mergeCell) if parser.merged_cells else []

    def refuse_merged(self, file: str, first_row: int, last_row: int, last_column: int) -> None:
        """Raise RegistryError for merged cells in the table, whose ends are given.

        Cells merged above its header are a title.

        A merged area has its value in the first cell only, and what the others mean is a guess.
        """
        for area in self.merged:
            low_column, low_row, high_column, high_row = area.bounds
            if (low_column, low_row) == (high_column, high_row):
                continue
            below = high_row >= first_row
            if below and low_row <= last_row and low_column <= last_column:
                raise RegistryError(
                    f"{file}: the cells {area.coord} are merged, so that only the first has a "
                    "value; unmerge them and write the value into each row it belongs to."
                )

    def _results(self) -> dict[tuple[int, int], dict[str, Any]]:
        """Read the values that formulas had when the workbook was last calculated."""
        return {
            (number, cell["column"]): cell
            for number, cells in self.parsers(True).parse()
            for cell in cells
            if cell["value"] is not None or cell["data_type"] == _EMPTY_TEXT
        }


def opened(content: bytes, file: str) -> Iterator[Sheet]:
    """Open a workbook and yield its sheets; RegistryError where it would unpack to too much."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > LARGEST_SHEETS:
        raise RegistryError(
            f"{file} unpacks to {size // 2**20} MB, and {LARGEST_SHEETS // 2**20} MB are "
            "allowed; delete the blank formatted rows below the tables, and pictures."
        )
    for sheet in open_sheets(content):
        yield Sheet(sheet.title, sheet.hidden, sheet.parsers, sheet.is_percent)


def _refuse_uncalculated(cell: Mapping[str, Any], file: str) -> None:
    if cell["data_type"] == _FORMULA:
        raise RegistryError(
            f"{file}, cell {_name(cell)}: the formula has no value, because the workbook was saved "
            "by a program that does not calculate; open it in Excel or LibreOffice and save it, or "
            "write the value itself."
        )


def _text(cell: Mapping[str, Any]) -> str:
    if cell["data_type"] == _ERROR:
        # The checks read it as empty and tell it, as in every other kind of registry.
        return str(cell["value"])
    if cell["data_type"] == _FORMULA:
        return str(getattr(cell["value"], "text", cell["value"]))
    text = cell_text(cell["value"])
    # The parser gives text, numbers, dates and booleans, and nothing else.
    assert text is not None, cell
    # This is how a workbook writes a carriage return.
    return text.replace("_x000D_", "\r")


def _name(cell: Mapping[str, Any]) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(cell['column'])}{cell['row']}"
