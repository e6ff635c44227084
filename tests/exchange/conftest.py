"""Reading a file as the program does, with the decisions a test does not care for."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from living_review.exchange import reading
from living_review.exchange.tabulate import Imported

# pytest imports tests by path, so that neighbours are not found without this.
sys.path.insert(0, str(Path(__file__).parent))

Read = Callable[..., Imported]
Rows = list[dict[str, str]]
DAY = dt.date(2026, 1, 2)


@pytest.fixture
def read() -> Read:
    def imported(content: bytes, file: str = "file", **said: Any) -> Imported:
        options: dict[str, Any] = {
            "mapping": None,
            "timepoint": "post",
            "higher_is_better": False,
            "weeks_are": None,
            "date_added": DAY,
            "pulled_at": dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        }
        name = said.pop("format", None)
        return reading.imported(content, file, name, **{**options, **said})

    return imported


@pytest.fixture
def rows() -> Callable[[Imported, str], Rows]:
    def of(imported: Imported, name: str) -> Rows:
        table = imported.tables[name]
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    return of


@pytest.fixture
def pulled_at() -> dt.datetime:
    return dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
