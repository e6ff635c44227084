"""Corrections: what people who keep the review changed in single cells of a registry they pull.

They are applied right after the pull, before any check. A correction that no longer fits is refused
and told, and the value of the registry stays.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from living_review.registry.cells import Fault, canonical, parse, printable, trimmed
from living_review.registry.columns import NUMERIC, TABLES, Column
from living_review.registry.content import column_of, decimal_comma
from living_review.registry.headers import did_you_mean
from living_review.registry.keys import first_keys, named_by_first_key, row_keys
from living_review.registry.signed_rows import (
    SIGNATURE,
    SignedRow,
    read_rows,
    rows_in,
    signature_fault,
    until,
)
from living_review.registry.snapshot import Correction, QuarantinedRow, Query
from living_review.sources import RawTable, RawTables

COLUMNS = ("table", "key", "column", "old", "new", *SIGNATURE)
TABLE = "corrections"


@dataclass(frozen=True)
class Corrected:
    """The corrected tables, what was applied, what was refused, and what is no longer needed."""

    tables: RawTables
    applied: tuple[Correction, ...] = ()
    refused: tuple[QuarantinedRow, ...] = ()
    needless: tuple[Query, ...] = ()


class _Refusal(Exception):
    """Why a correction was not applied: the column of its row, and what is wrong."""

    def __init__(self, column: str, fault: Fault) -> None:
        super().__init__(column, fault)
        self.column, self.fault = column, fault


class _Needless(_Refusal):
    """The registry says by now what the correction says."""


def read_corrections(path: Path, as_of: dt.date | None = None) -> tuple[SignedRow, ...]:
    """Read `corrections.csv` as it stood on a date; no file, no corrections.

    Raises RegistryError where it is not a table with the columns of a correction.
    """
    return until(read_rows(path, COLUMNS), as_of)


def corrections_in(content: bytes, as_of: dt.date | None = None) -> tuple[SignedRow, ...]:
    """Read corrections from the bytes of a file, as `read_corrections` does."""
    return until(rows_in(content, Path(f"{TABLE}.csv"), COLUMNS), as_of)


def corrected(raw: RawTables, corrections: Sequence[SignedRow]) -> Corrected:
    """Apply corrections to the tables of a registry; a refused one leaves them as they are."""
    if not corrections:
        return Corrected(raw)
    tables = dict(raw)
    applied: list[Correction] = []
    refused: list[QuarantinedRow] = []
    needless: list[Query] = []
    keys = {name: row_keys(table) for name, table in tables.items() if name in TABLES}
    earlier = {
        name: named_by_first_key(own, first_keys(tables[name])) for name, own in keys.items()
    }
    meant = {row.line: _meant(row, earlier) for row in corrections}
    cells = Counter((row["table"], meant[row.line], row["column"]) for row in corrections)
    today = raw.pulled_at.date()
    for row in corrections:
        try:
            if found := signature_fault(row, ("table", "key", "column"), today):
                raise _Refusal(found[0], _named(found[1]))
            if cells[row["table"], meant[row.line], row["column"]] > 1:
                raise _Refusal("key", _TWICE)
            tables[row["table"]] = _applied(tables, row, meant[row.line], keys)
            applied.append(_record(row))
        except _Needless as reason:
            needless.append(Query(*_told(row, reason)))
        except _Refusal as reason:
            refused.append(QuarantinedRow(*_told(row, reason)))
    return Corrected(replace(raw, tables=tables), tuple(applied), tuple(refused), tuple(needless))


_TWICE = Fault(
    "correction-twice",
    "another row corrects the same cell, so neither is applied; keep one of them.",
)
_STAYS = "so the value of the registry stays"


Meant = tuple[str, ...]


def _meant(row: SignedRow, earlier: Mapping[str, Mapping[str, Meant]]) -> Meant:
    """Return the keys a correction may mean: its own, or those an earlier, shorter key names."""
    return earlier.get(row["table"], {}).get(row["key"], (row["key"],))


def _applied(
    tables: dict[str, RawTable], row: SignedRow, meant: Meant, keys: dict[str, list[str]]
) -> RawTable:
    """Return the table with one cell corrected; _Refusal where that cannot be done."""
    table = tables.get(row["table"])
    if table is None or table.name not in TABLES:
        known = [name for name in tables if name in TABLES]
        hint = did_you_mean(row["table"], known) or f"; use one of {', '.join(known)}."
        raise _Refusal("table", Fault("correction-unknown", f"there is no such table{hint}"))
    name = row["column"]
    names = list(dict.fromkeys((*TABLES[table.name].names, *table.columns)))
    if name not in names:
        hint = did_you_mean(name, names) or "; write its name as in the registry."
        raise _Refusal("column", Fault("correction-unknown", f"there is no such column{hint}"))
    i = _place(keys[table.name], meant)
    if name not in table.columns:
        table = _with_column(table, name)
    j = table.columns.index(name)
    column, comma = column_of(TABLES[table.name], name), decimal_comma(table)
    beside = dict(zip(table.columns, map(trimmed, table.rows[i]), strict=True))
    _compared(table.rows[i][j], row, column, comma=comma, needed=_needed(column, beside))
    changed = _with_cell(table, i, j, _written(row["new"], column, comma=comma))
    if name in TABLES[table.name].key:
        after = row_keys(changed)
        if after[i] in keys[table.name]:
            raise _Refusal(
                "new",
                Fault(
                    "correction-not-valid",
                    f"another row has the key {printable(after[i])} already, {_STAYS}; correct or "
                    "remove this row.",
                ),
            )
    return changed


def _place(keys: Sequence[str], meant: Meant) -> int:
    """Return which row a key names."""
    found = [i for i, each in enumerate(keys) if each in meant]
    if len(found) == 1:
        return found[0]
    if len(meant) > 1:
        reason = (
            f"{len(found)} rows differ by weeks or stratum alone, and the key does not say which "
            f"is meant; write one of {printable('; '.join(meant), 300)}."
        )
    elif found:
        reason = "more than one row has this key; tell them apart in the registry first."
    else:
        hint = did_you_mean(meant[0], keys)
        reason = (
            f"no row has this key{hint or '; write its key columns in their order, joined by /.'}"
        )
    raise _Refusal("key", Fault("correction-unknown", reason))


def _needed(column: Column, beside: Mapping[str, str]) -> bool:
    """Tell whether a cell has to be filled in, with what the others of its row hold."""
    if column.unless and all(beside.get(name) for name in column.unless):
        return False
    return column.required and not beside.get(column.instead)


def _compared(cell: str, row: SignedRow, column: Column, *, comma: bool, needed: bool) -> None:
    """Refuse a correction whose old value is not in the cell, or whose new one cannot be read."""
    now = canonical(cell, column, decimal_comma=comma)
    if now == canonical(row["new"], column):
        raise _Needless(
            "new",
            Fault(
                "correction-needless",
                "the registry has this value by now; remove the correction.",
            ),
        )
    if now not in (canonical(row["old"], column, decimal_comma=each) for each in (False, comma)):
        has = f"'{printable(trimmed(cell), 60)}'" if trimmed(cell) else "an empty cell"
        raise _Refusal(
            "old",
            Fault(
                "correction-outdated",
                f"the registry has {has} by now, {_STAYS}; look at the report again, then "
                "renew this row or remove it.",
            ),
        )
    value, fault = parse(row["new"], column)
    if value is None and not fault and needed:
        fault = Fault("", "the cell is required and cannot be emptied; write the right value.")
    if fault:
        raise _Refusal("new", Fault("correction-not-valid", f"{fault.reason[:-1]}, {_STAYS}."))


def _written(new: str, column: Column, *, comma: bool) -> str:
    return new.replace(".", ",") if comma and column.kind in NUMERIC else new


def _with_column(table: RawTable, name: str) -> RawTable:
    rows = tuple((*row, "") for row in table.rows)
    return replace(table, columns=(*table.columns, name), rows=rows)


def _with_cell(table: RawTable, i: int, j: int, cell: str) -> RawTable:
    rows = list(table.rows)
    rows[i] = (*rows[i][:j], cell, *rows[i][j + 1 :])
    return replace(table, rows=tuple(rows))


def _named(fault: Fault) -> Fault:
    """Say of an unsigned correction that it is not applied."""
    return Fault("correction-unsigned", f"{fault.reason[:-1]}; until then the value stays.")


def _trial(row: SignedRow) -> str:
    table = TABLES.get(row["table"])
    named = table is not None and table.key[0] == "trial_id"
    return row["key"].split("/")[0] if named else ""


def _record(row: SignedRow) -> Correction:
    date = row.date
    assert date is not None  # an unsigned row was refused
    said = {name: row[name] for name in COLUMNS if name != "date"}
    return Correction(**said, date=date, row=row.line, trial_id=_trial(row))


def _told(row: SignedRow, refusal: _Refusal) -> tuple[str, str, int, str, str, str, str, str, str]:
    return (
        TABLE,
        row.file,
        row.line,
        printable(_trial(row)),
        refusal.column,
        printable(row[refusal.column]),
        refusal.fault.rule,
        refusal.fault.reason,
        printable(row["key"]),
    )
