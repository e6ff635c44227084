"""The tables of a snapshot as rows, with None where a cell is empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from living_review.ground.distributions import FloatArray
from living_review.language.english import capitalised

if TYPE_CHECKING:
    from living_review.registry.rows import Rows

Row = Mapping[str, Any]
"""The cells of a row by their columns; what type a column has is said in registry/columns.py."""
LINE = "line"
_FIRST = ("trial_id", "outcome", "timepoint", "instrument", "stratum", "arm")


def rows_of(table: Rows) -> list[Row]:
    """Give the rows of a table in registry order; `line` is the line of the file each came from."""
    if table.empty:
        return []
    names = [*table.names, LINE]
    columns = [_cells(table[name].tolist()) for name in table.names]
    lines = table.index.tolist()
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, lines, strict=True)]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by what they say, intervention arms first, so that their order decides nothing."""
    return sorted(rows, key=_content)


def _content(row: Row) -> tuple[object, ...]:
    first = [row.get(name) for name in _FIRST]
    rest = [row[name] for name in sorted(row) if name != LINE]
    cells = [(value is None, str(value)) for value in (*first, *rest)]
    return (*cells[:3], row.get("role") != "intervention", *cells[3:])


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple[Hashable, ...], list[Row]]:
    """Gather rows by the values of some columns, keeping the order of the registry."""
    groups: dict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return dict(groups)


def remarks(rows: Iterable[Row]) -> tuple[str, ...]:
    """Give what a reader must know of results, each remark once, as sentences."""
    said = dict.fromkeys(" ".join(str(row["remark"]).split()) for row in rows if row.get("remark"))
    return tuple(
        capitalised(each if each.endswith((".", "!", "?")) else f"{each}.") for each in said
    )


def column(rows: Sequence[Row], name: str) -> FloatArray:
    """Give a column of numbers, NaN where a row has none."""
    return np.array([np.nan if row.get(name) is None else row[name] for row in rows], dtype=float)


def whole(value: object) -> object:
    """Give a count that shares a column with empty cells, and so arrived as a float, as a whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _cells(values: list[object]) -> list[object]:
    # A value that differs from itself is NaN, whatever type it has.
    return [None if value is None or value == "" or value != value else value for value in values]
