"""Turning a mask over a frame into marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from living_review.protocol import Protocol
from living_review.protocol.marks import KeyPath
from living_review.registry.frames import Mark
from living_review.registry.rows import Rows
from living_review.registry.snapshot import PROTOCOL
from living_review.registry.values import Values

Reason = str | Callable[[Any], str]
Cell = str | Callable[[Any], str]


def marked(
    table: str, rows: Rows, mask: Values, column: Cell, rule: str, reason: Reason
) -> Iterator[Mark]:
    """Yield a mark for every row that the mask holds.

    `column` and `reason` may read the row.
    """
    for place in np.flatnonzero(mask.array).tolist():
        row = rows.place(place)
        text = reason if isinstance(reason, str) else reason(row)
        cell = column if isinstance(column, str) else column(row)
        yield Mark(table, row.Index, cell, rule, text)


def in_protocol(
    protocol: Protocol,
    path: KeyPath,
    rule: str,
    reason: str,
    *,
    value: str = "",
    of: KeyPath = (),
) -> Mark:
    """Mark a key of the protocol and what stands there; `of` is its item that the line is of."""
    line = protocol.line((*path, *of))
    return Mark(PROTOCOL, line, protocol.address(path), rule, reason, value)


def either_missing(rows: Rows, *columns: str) -> Values:
    """Return where at least one of the columns is not reported."""
    return ~reported(rows, *columns)


def reported(rows: Rows, *columns: str) -> Values:
    """Tell the rows that report all of these columns."""
    found: Values = rows[columns[0]].notna()
    for name in columns[1:]:
        found &= rows[name].notna()
    return found
