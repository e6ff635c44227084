"""Queries that a person has looked at: they stay listed, as seen, until their value changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from living_review.registry.cells import printable
from living_review.registry.columns import TABLES
from living_review.registry.keys import first_keys, named_by_first_key, row_keys
from living_review.registry.signed_rows import (
    SIGNATURE,
    SignedRow,
    read_rows,
    signature_fault,
    until,
)
from living_review.registry.snapshot import PROTOCOL, Query, Seen
from living_review.sources import RawTable

PLACE = ("table", "key", "column", "rule")
COLUMNS = (*PLACE, "value", *SIGNATURE)
TABLE = "queries"


def read_seen(path: Path, as_of: dt.date | None = None) -> tuple[SignedRow, ...]:
    """Read `queries.csv` as it stood on a date; no file, nothing seen.

    Raises RegistryError where it is not a table with these columns.
    """
    return until(read_rows(path, COLUMNS), as_of)


def with_seen(
    queries: Sequence[Query],
    rows: Sequence[SignedRow],
    today: dt.date,
    tables: Mapping[str, RawTable] | None = None,
) -> tuple[Query, ...]:
    """Mark the queries that were seen, and add one for every row that marks none.

    `tables` are those of the registry, by which keys are understood that were written before weeks
    and strata belonged to them.
    """
    seen: dict[tuple[str, ...], Seen] = {}
    told: list[Query] = []
    values: dict[tuple[str, ...], list[str]] = {}
    for query in queries:
        values.setdefault(place(query), []).append(query.value)
    earlier = _earlier_keys(tables or {}) if rows else {}
    for row in rows:
        named = tuple(printable(row[name]) for name in PLACE)
        now = earlier.get((named[0], named[1]), ())
        if len(now) == 1:
            named = (named[0], now[0], *named[2:])
        value = printable(row["value"])
        if found := signature_fault(row, ("table", "column", "rule"), today):
            column, fault = found
            told.append(_notice(row, column, "seen-incomplete", f"{fault.reason[:-1]}; {_OPEN}."))
        elif value in values.get(named, ()):
            date = row.date
            assert date is not None  # a row without one is told above
            seen[(*named, value)] = Seen(row["reason"], row["by"], date)
        elif len(now) > 1:
            reason = (
                f"{len(now)} rows differ by weeks or stratum alone, and the key does not say "
                f"which is meant; write one of {printable('; '.join(now), 300)}."
            )
            told.append(_notice(row, "key", "seen-matches-nothing", reason))
        else:
            told.append(_unmatched(row, values.get(named) or _moved(queries, named, earlier)))
    marked = (replace(each, seen=seen.get((*place(each), each.value))) for each in queries)
    return (*marked, *told)


def _earlier_keys(tables: Mapping[str, RawTable]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what each shorter key, as it was before weeks and strata, names by now."""
    return {
        (name, printable(before)): tuple(map(printable, keys))
        for name, table in tables.items()
        if name in TABLES and TABLES[name].later
        for before, keys in named_by_first_key(row_keys(table), first_keys(table)).items()
    }


def _moved(
    queries: Sequence[Query],
    named: tuple[str, ...],
    earlier: Mapping[tuple[str, str], tuple[str, ...]],
) -> list[str]:
    """Return the values of such queries of the row whose weeks or stratum have changed since."""
    table, key, column, rule = named
    now = {
        each
        for (of, before), keys in earlier.items()
        if of == table and f"{key}/".startswith(f"{before}/")
        for each in keys
    }
    return [q.value for q in queries if place(q)[2:] == (column, rule) and q.key in now]


def place(query: Query) -> tuple[str, str, str, str]:
    """Return what tells where a query is and what it is about."""
    return query.table, query.key, query.column, query.rule


def rows_of(queries: Iterable[Query]) -> Iterator[dict[str, str]]:
    """Yield what `queries.csv` says of each query, unsigned."""
    for query in queries:
        yield {**dict(zip(PLACE, place(query), strict=True)), "value": query.value}


_OPEN = "until then the query stays open"


def _unmatched(row: SignedRow, values: Sequence[str]) -> Query:
    if not values:
        reason = "there is no such query; remove the row, or correct what it names."
        return _notice(row, "key", "seen-matches-nothing", reason)
    now = f"'{values[0]}'" if values[0] else "an empty cell"
    where = "protocol" if row["table"] == PROTOCOL else "registry"
    reason = (
        f"the {where} has {now} by now, so the query is open again; look at it, and renew this "
        "row or remove it."
    )
    return _notice(row, "value", "seen-value-changed", reason)


def _notice(row: SignedRow, column: str, rule: str, reason: str) -> Query:
    return Query(
        TABLE, row.file, row.line, "", column, printable(row[column]), rule, reason, row["key"]
    )
