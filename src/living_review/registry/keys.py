"""The key of a row: how people and files name one row of one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from living_review.registry.columns import TABLES, Column
from living_review.registry.content import canonical_cells, decimal_comma
from living_review.sources import RawTable

SEPARATOR = "/"


def key_cells(table: RawTable, column: Column) -> list[str]:
    """Return the canonical cells of a key column; an empty cell has the default of its column.

    A whole number is written without decimals, as people write it.
    """
    default = "" if column.default is None else str(column.default).lower()
    if column.name not in table.columns:
        return [default] * len(table.rows)
    i = table.columns.index(column.name)
    cells = canonical_cells((row[i] for row in table.rows), column, comma=decimal_comma(table))
    if column.kind == "number":
        cells = [cell.removesuffix(".0") for cell in cells]
    return [cell or default for cell in cells]


def row_keys(table: RawTable) -> list[str]:
    """Return the key of every row: its key columns in their order, joined by `/`.

    The later columns of a key are left out from the last one that is filled, so that a row without
    them has the key it always had.
    """
    declared = TABLES[table.name]
    first = _joined(table, declared.first_key)
    if not declared.later:
        return first
    later = [key_cells(table, declared.column(name)) for name in declared.later]
    return [
        SEPARATOR.join((key, *more)).rstrip(SEPARATOR) if any(more) else key
        for key, more in zip(first, zip(*later, strict=True), strict=True)
    ]


def first_keys(table: RawTable) -> list[str]:
    """Return the key of every row as it was written before weeks and strata belonged to it."""
    return _joined(table, TABLES[table.name].first_key)


def named_by_first_key(keys: Sequence[str], first: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Give for each earlier key the keys of the rows it names, where it is the key of none now."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    there = set(keys)
    for key, before in zip(keys, first, strict=True):
        if before not in there:
            named[before].append(key)
    return {before: tuple(found) for before, found in named.items()}


def _joined(table: RawTable, names: Sequence[str]) -> list[str]:
    declared = TABLES[table.name]
    cells = [key_cells(table, declared.column(name)) for name in names]
    return [SEPARATOR.join(key) for key in zip(*cells, strict=True)]
