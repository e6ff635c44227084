"""Cells that a spreadsheet opens as text and never runs."""

from __future__ import annotations

import re

# A spreadsheet runs a cell that begins with one of these, white space before it or not; the wide
# forms are those of East Asian keyboards.
_RUNS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
MARK = "'"


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that would run, and before one that begins with one.

    Without that apostrophe the cell is what it was. A number is left as it is.
    """
    if cell.startswith(MARK) or (_RUNS.match(cell) and not _NUMBER.fullmatch(cell)):
        return MARK + cell
    return cell
