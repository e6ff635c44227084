"""The tables of a snapshot as rows, with None where a cell is empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
LINE = "line"


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Give the rows of a table in registry order; `line` is the line of the file each came from."""
    names = [*frame.columns, LINE]
    columns = [_cells(frame[name].tolist()) for name in frame.columns]
    lines = frame.index.tolist()
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, lines, strict=True)]


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple[Hashable, ...], list[Row]]:
    """Gather rows by the values of some columns, keeping the order of the registry."""
    groups: dict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return dict(groups)


def _cells(values: list[Any]) -> list[Any]:
    # A value that differs from itself is NaN, whatever type it has.
    return [None if value is None or value == "" or value != value else value for value in values]
