"""Turning a mask over a frame into marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import pandas as pd

from living_review.protocol import Protocol
from living_review.protocol.marks import KeyPath
from living_review.registry.frames import Mark
from living_review.registry.snapshot import PROTOCOL

Reason = str | Callable[[Any], str]
Cell = str | Callable[[Any], str]


def marked(
    table: str, frame: pd.DataFrame, mask: pd.Series, column: Cell, rule: str, reason: Reason
) -> Iterator[Mark]:
    """Yield a mark for every row of the frame that the mask holds.

    `column` and `reason` may read the row.
    """
    flagged = mask.to_numpy(dtype=bool)
    if not flagged.any():
        return
    if isinstance(column, str) and isinstance(reason, str):
        for index in frame.index[flagged]:
            yield Mark(table, cast(int, index), column, rule, reason)
        return
    for row in frame[flagged].itertuples():
        text = reason if isinstance(reason, str) else reason(row)
        cell = column if isinstance(column, str) else column(row)
        yield Mark(table, cast(int, row.Index), cell, rule, text)


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


def either_missing(frame: pd.DataFrame, *columns: str) -> pd.Series:
    """Return where at least one of the columns is not reported."""
    return frame[list(columns)].isna().any(axis=1)
