"""openpyxl's parser of a sheet, which tells what its own read-only rows do not.

Relied on, and not promised by openpyxl: `WorkSheetParser` of `openpyxl.worksheet._reader`, which
gives each row as its number and its cells (each a dict of row, column, value, data_type, style_id),
and says which rows are hidden and which cells are merged; what a read-only sheet and
workbook keep for it (`_get_source`, `_shared_strings`, `_date_formats`, `_timedelta_formats`); and
the styles of cells (`_cell_styles`, `_number_formats`), for the numbers that are shown as
percentages.

The public way, a workbook that is not read-only, holds every cell in memory at once: a sheet with
blank formatted rows down to its last one would fill the machine before anything could be refused.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from living_review.ground.borrowed import another, borrowed, sets

PACKAGE = "openpyxl"
# A hidden row with one number, merged with the cell beside it.
_REHEARSED = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="2" hidden="1"><c r="B2" s="0"><v>3</v></c></row></sheetData>'
    b'<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells></worksheet>'
)
_AS_KNOWN = ([(2, [{"row": 2, "column": 2, "value": 3, "data_type": "n", "style_id": 0}])], "1")


@dataclass(frozen=True)
class OpenSheet:
    """One sheet: a parser of its formulas, or (True) of the values they last had."""

    title: str
    hidden: bool
    parsers: Callable[[bool], Any]
    is_percent: Callable[[int], bool]


def open_sheets(content: bytes) -> Iterator[OpenSheet]:
    """Open a workbook and yield its sheets.

    Raises EnvironmentFailure where openpyxl is not as it is known here.
    """
    from openpyxl import load_workbook

    worksheet_parser = _parser_class()
    book: Any = load_workbook(io.BytesIO(content), read_only=True)
    percent: dict[int, bool] = {}

    def is_percent(style: int) -> bool:
        if style not in percent:
            percent[style] = "%" in _number_format(book, style)
        return percent[style]

    for sheet in book.worksheets:

        def parser(values: bool, sheet: Any = sheet) -> Any:
            return worksheet_parser(
                sheet._get_source(),
                sheet._shared_strings,
                data_only=values,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )

        yield OpenSheet(sheet.title, sheet.sheet_state != "visible", parser, is_percent)


def look_at_all() -> None:
    """See to it that everything relied on is there; EnvironmentFailure where it is not."""
    _parser_class()


@cache
def _parser_class() -> Any:
    """Give the parser, once everything relied on has been seen to be there."""
    reader, read_only = "openpyxl.worksheet._reader", "openpyxl.worksheet._read_only"
    sets(PACKAGE, read_only, "ReadOnlyWorksheet", "_shared_strings")
    borrowed(PACKAGE, read_only, "ReadOnlyWorksheet._get_source", "self")
    kept = ("_cell_styles", "_number_formats", "_date_formats", "_timedelta_formats", "epoch")
    sets(PACKAGE, "openpyxl.workbook.workbook", "Workbook", *kept)
    borrowed(PACKAGE, reader, "WorkSheetParser.parse", "self")
    taken = ("src", "shared_strings", "data_only", "epoch", "date_formats", "timedelta_formats")
    found = borrowed(PACKAGE, reader, "WorkSheetParser", *taken)
    try:
        parser = found(io.BytesIO(_REHEARSED), [])
        rows = list(parser.parse()), parser.row_dimensions["2"]["hidden"]
        merged = [area.bounds for area in parser.merged_cells.mergeCell]
    except Exception as fault:
        raise another(PACKAGE, f"another {reader}.WorkSheetParser than is known") from fault
    if rows != _AS_KNOWN or merged != [(2, 2, 3, 2)]:
        raise another(PACKAGE, f"a {reader}.WorkSheetParser that reads rows in another way")
    return found


def _number_format(book: Any, style: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number = book._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, "General"))
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
