"""The tables of a registry as CSV that a spreadsheet opens without running any cell."""

from __future__ import annotations

import csv
import io
import re

from living_review.sources import RawTables

# A spreadsheet runs a cell that begins with one of these, white space before it or not; the wide
# forms are those of East Asian keyboards.
_RUNS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
MARK = "'"


def registry_files(tables: RawTables) -> dict[str, str]:
    """Give the text of `registry-NAME.csv` for every table, as it was pulled but for `guarded`."""
    files = {}
    for name, table in sorted(tables.items()):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([guarded(column) for column in table.columns])
        writer.writerows([[guarded(cell) for cell in row] for row in table.rows])
        files[f"registry-{name}.csv"] = out.getvalue()
    return files


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that would run, and before one that begins with one.

    `unguarded` gives the cell back, whatever it was. A number is left as it is.
    """
    if cell.startswith(MARK) or (_RUNS.match(cell) and not _NUMBER.fullmatch(cell)):
        return MARK + cell
    return cell


def unguarded(cell: str) -> str:
    """Take one leading apostrophe away, where there is one."""
    return cell.removeprefix(MARK)
