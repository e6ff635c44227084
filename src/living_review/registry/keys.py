"""The key of a row: how people and files name one row of one table."""

from __future__ import annotations

from living_review.registry.columns import TABLES, Column
from living_review.registry.content import canonical_cells, decimal_comma
from living_review.sources import RawTable

SEPARATOR = "/"


def key_cells(table: RawTable, column: Column) -> list[str]:
    """Return the canonical cells of a key column; an empty cell has the default of its column."""
    default = "" if column.default is None else str(column.default).lower()
    if column.name not in table.columns:
        return [default] * len(table.rows)
    i = table.columns.index(column.name)
    cells = canonical_cells((row[i] for row in table.rows), column, comma=decimal_comma(table))
    return [cell or default for cell in cells]


def row_keys(table: RawTable) -> list[str]:
    """Return the key of every row: its key columns in their order, joined by `/`."""
    declared = TABLES[table.name]
    cells = [key_cells(table, declared.column(name)) for name in declared.key]
    return [SEPARATOR.join(key) for key in zip(*cells, strict=True)]
