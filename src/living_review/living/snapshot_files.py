"""The tables of a registry as files, exactly as they were pulled, whatever the source."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from itertools import pairwise

from living_review.sources import FileRemark, RawTable, RawTables, SourceRemark

FOLDER = "registry"
INDEX = f"{FOLDER}/tables.json"


def as_files(raw: RawTables) -> dict[str, bytes]:
    """Write each table as CSV, and in an index how the source named its rows.

    The index keeps the file name and the line of each row, which messages name.
    """
    files = {f"{FOLDER}/{name}.csv": _csv(table) for name, table in sorted(raw.items())}
    index = {
        name: {
            "file": table.file,
            "separator": table.separator,
            "lines": _runs(table.lines),
            **({"remarks": [*map(list, table.remarks)]} if table.remarks else {}),
        }
        for name, table in sorted(raw.items())
    }
    of_file = {"remarks": [list(astuple(each)) for each in raw.remarks]} if raw.remarks else {}
    header = {"columns": list(raw.columns)} if raw.columns else {}
    known = {"place": raw.place, "tables": index, **of_file, **header}
    text = json.dumps(known, ensure_ascii=False, indent=1)
    return {INDEX: f"{text}\n".encode("utf-8", "surrogatepass"), **files}


def from_files(files: Mapping[str, bytes], pulled_at: dt.datetime) -> RawTables:
    """Read back what `as_files` wrote; the same tables, cell by cell and line by line."""
    index = json.loads(files[INDEX].decode("utf-8", "surrogatepass"))
    tables = {}
    for name, known in index["tables"].items():
        columns, *rows = rows_of(files[f"{FOLDER}/{name}.csv"])
        lines = tuple(_numbered(known["lines"]))
        remarks = tuple(SourceRemark(*each) for each in known.get("remarks", ()))
        tables[name] = RawTable(
            name, known["file"], columns, tuple(rows), lines, known["separator"], remarks
        )
    of_file = tuple(FileRemark(*each) for each in index.get("remarks", ()))
    header = tuple(index.get("columns", ()))
    return RawTables(tables, pulled_at, index["place"], of_file, header)


def _csv(table: RawTable) -> bytes:
    out = io.StringIO()
    # With this line ending the writer also quotes a cell that holds a lone carriage return.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def rows_of(content: bytes) -> list[tuple[str, ...]]:
    """Read the header and the rows of one of these files."""
    text = content.decode("utf-8", "surrogatepass")
    before = csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    finally:
        csv.field_size_limit(before)


def _runs(lines: Sequence[int]) -> list[list[int]]:
    """Write rising line numbers as runs of first line and length."""
    breaks = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(lines)) if b != a + 1), len(lines)]
    return [[lines[a], b - a] for a, b in pairwise(breaks) if b > a]


def _numbered(runs: Sequence[Sequence[int]]) -> list[int]:
    return [line for first, length in runs for line in range(first, first + length)]
