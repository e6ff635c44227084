"""The content of a registry: its hash, and its state on an earlier date. No pandas here."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from living_review.registry.cells import canonical, is_decimal_comma, parse, trimmed
from living_review.registry.columns import NUMERIC, TABLES, Column, Table
from living_review.sources import RawTable, RawTables

_EXTRA_TEXT = Column("", "text", "An extra column of trials")
_EXTRA_NUMBER = Column("", "number", "An extra column of trials that holds a number")

# The noise of double precision, once a number went through another program.
_NOISE = 1e-12


def column_of(table: Table, name: str) -> Column:
    """Return the declaration of a column; an extra column is text."""
    return table.column(name) if name in table.names else _EXTRA_TEXT


def decimal_comma(table: RawTable) -> bool:
    """Tell whether the numbers of a table have decimal commas.

    Only a table whose cells are not separated by commas can; a cell in a numeric column shows it.
    """
    if table.separator == "," or table.name not in TABLES:
        return False
    declared = TABLES[table.name]
    numeric = [
        i for i, name in enumerate(table.columns) if column_of(declared, name).kind in NUMERIC
    ]
    return any(is_decimal_comma(trimmed(row[i])) for row in table.rows for i in numeric)


def content_hash(raw: RawTables) -> str:
    """Return the SHA-256 of what the tables say, as 64 hexadecimal digits.

    The order of rows and columns, empty columns, white space around cells, the way a number, a date
    or a word of a fixed list is written and whether a cell is empty or says so (NA, #N/A) do not
    matter, so that CSV, Excel and SQL give one hash; any other change of a cell does.
    """
    digest = hashlib.sha256()
    for name in sorted(raw):
        if name in TABLES:
            for line in _canonical_lines(raw[name], TABLES[name]):
                digest.update(line.encode("utf-8", "surrogatepass"))
                digest.update(b"\n")
    return digest.hexdigest()


def _canonical_lines(table: RawTable, declared: Table) -> Iterator[str]:
    comma = decimal_comma(table)
    columns: dict[str, list[str]] = {}
    for i, name in sorted(enumerate(table.columns), key=lambda item: item[1]):
        column = column_of(declared, name)
        cells = canonical_cells((row[i] for row in table.rows), column, comma=comma)
        if any(cells):
            columns[name] = cells
    if columns:
        yield json.dumps([table.name, *columns])
        quoted = [_quoted(cells) for cells in columns.values()]
        yield from sorted(",".join(row) for row in zip(*quoted, strict=True))


def _quoted(cells: list[str]) -> list[str]:
    """Return cells as JSON strings, so that no cell can be taken for two."""
    known = {cell: json.dumps(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def canonical_cells(cells: Iterable[str], column: Column, *, comma: bool) -> list[str]:
    """Return the canonical writing of every cell of a column."""
    written = list(cells)
    known = {cell: _canonical(cell, column, comma=comma) for cell in set(written)}
    return [known[cell] for cell in written]


def _canonical(cell: str, column: Column, *, comma: bool) -> str:
    # A workbook writes 12 in an extra column as 12.0; the two must not differ.
    if column is _EXTRA_TEXT and parse(trimmed(cell), _EXTRA_NUMBER)[0] is not None:
        column = _EXTRA_NUMBER
    return canonical(cell, column, decimal_comma=comma)


def same_value(one: str, other: str) -> bool:
    """Tell whether two canonical cells say the same: 27.3 and 27.300000000000004 do."""
    if one == other:
        return True
    values = [parse(cell, _EXTRA_NUMBER)[0] for cell in (one, other)]
    return all(isinstance(value, float) for value in values) and math.isclose(
        *(float(str(value)) for value in values), rel_tol=_NOISE, abs_tol=0.0
    )


def as_of(raw: RawTables, date: dt.date) -> RawTables:
    """Return the tables as they stood on a date.

    Trials whose `date_added` is later go, with their rows in every table; so do later searches and
    the exclusions they made. A row whose date cannot be read stays, to be set aside by the checks.
    """
    if "trials" not in raw:
        return raw
    late_trials = _late(raw["trials"], "trial_id", "date_added", date)
    searches = raw.get("searches")
    late_searches = _late(searches, "search_id", "date", date) if searches else frozenset()
    kept = {}
    for name, table in raw.items():
        column, late = ("trial_id", late_trials)
        if name in ("searches", "exclusions"):
            column, late = ("search_id", late_searches)
        kept[name] = _without(table, column, late)
    return replace(raw, tables=kept)


def _late(table: RawTable, identifier: str, when: str, date: dt.date) -> frozenset[str]:
    if identifier not in table.columns or when not in table.columns:
        return frozenset()
    i, j = table.columns.index(identifier), table.columns.index(when)
    column = TABLES[table.name].column(when)
    return frozenset(
        trimmed(row[i])
        for row in table.rows
        if isinstance(added := parse(trimmed(row[j]), column)[0], dt.date) and added > date
    )


def _without(table: RawTable, column: str, values: frozenset[str]) -> RawTable:
    if column not in table.columns or not values:
        return table
    i = table.columns.index(column)
    kept = [
        (row, line)
        for row, line in zip(table.rows, table.lines, strict=True)
        if trimmed(row[i]) not in values
    ]
    rows, lines = tuple(row for row, _ in kept), tuple(line for _, line in kept)
    there = {1, *lines}  # a remark about the header stays
    remarks = tuple(remark for remark in table.remarks if remark.line in there)
    return replace(table, rows=rows, lines=lines, remarks=remarks)
