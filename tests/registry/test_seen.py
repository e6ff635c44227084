"""Queries that people have looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from living_review.protocol import Protocol
from living_review.registry import Snapshot, read
from living_review.registry.seen import COLUMNS, rows_of, with_seen
from living_review.registry.signed_rows import rows_in, until
from living_review.sources import RawTables

Tables = dict[str, list[dict[str, str]]]
SIGNED = {"reason": "It is right in the report", "by": "A. Reader", "date": "2026-11-20"}


def file_of(*rows: dict[str, str]) -> bytes:
    lines = [",".join(COLUMNS)]
    lines += [",".join(f'"{ {**SIGNED, **row}[name] }"' for name in COLUMNS) for row in rows]
    return "\n".join(lines).encode()


@pytest.fixture
def doubtful(tables: Tables) -> Tables:
    tables["arms"][0]["weeks"] = tables["arms"][1]["weeks"] = "90"
    return tables


@pytest.fixture
def seeing(raw: Callable[[Tables], RawTables], protocol: Protocol) -> Callable[..., Snapshot]:
    def reading(tables: Tables, *rows: dict[str, str]) -> Snapshot:
        return read(
            raw(tables), protocol, seen=rows_in(file_of(*rows), Path("queries.csv"), COLUMNS)
        )

    return reading


def test_a_seen_query_stays_listed_with_its_reason(
    doubtful: Tables, seeing: Callable[..., Snapshot]
) -> None:
    before = seeing(doubtful)
    row = next(rows_of(before.queries))
    first, second = seeing(doubtful, row).queries
    assert first.seen is not None
    assert (first.seen.reason, first.seen.by) == (SIGNED["reason"], "A. Reader")
    assert second.seen is None


def test_a_query_is_open_again_when_its_value_changes(
    doubtful: Tables, seeing: Callable[..., Snapshot]
) -> None:
    row = next(rows_of(seeing(doubtful).queries))
    doubtful["arms"][0]["weeks"] = doubtful["arms"][1]["weeks"] = "91"
    *queries, notice = seeing(doubtful, row).queries
    assert [query.seen for query in queries] == [None, None]
    assert (notice.table, notice.row, notice.rule) == ("queries", 2, "seen-value-changed")
    assert "'91'" in notice.reason


def test_a_key_without_weeks_is_understood(
    doubtful: Tables, seeing: Callable[..., Snapshot]
) -> None:
    row = next(rows_of(seeing(doubtful).queries))
    assert row["key"].endswith("/90")
    first, _ = seeing(doubtful, {**row, "key": row["key"].removesuffix("/90")}).queries
    assert first.seen is not None


def test_a_row_that_matches_nothing_is_told(
    tables: Tables, doubtful: Tables, seeing: Callable[..., Snapshot]
) -> None:
    row = next(rows_of(seeing(doubtful).queries))
    for arm in tables["arms"][:2]:
        arm["weeks"] = "8"
    (notice,) = seeing(tables, row).queries
    assert (notice.rule, notice.column) == ("seen-matches-nothing", "key")


def test_an_unsigned_row_sees_nothing(doubtful: Tables, seeing: Callable[..., Snapshot]) -> None:
    row = next(rows_of(seeing(doubtful).queries))
    queries = seeing(doubtful, {**row, "by": ""}).queries
    assert all(query.seen is None for query in queries)
    assert queries[-1].rule == "seen-incomplete"


def test_what_was_seen_later_is_open_on_an_earlier_day(
    doubtful: Tables, seeing: Callable[..., Snapshot]
) -> None:
    queries = seeing(doubtful).queries
    rows = rows_in(file_of(*rows_of(queries)), Path("queries.csv"), COLUMNS)
    today = dt.date(2026, 11, 22)
    assert all(query.seen for query in with_seen(queries, rows, today))
    earlier = until(rows, dt.date(2026, 11, 19))
    assert not any(query.seen for query in with_seen(queries, earlier, today))
