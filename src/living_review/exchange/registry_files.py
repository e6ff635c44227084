"""Imported tables as files: a new folder of CSV, or rows added to the tables of a review."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from living_review.registry.cells import printable, trimmed
from living_review.registry.columns import BOOKKEEPING, NUMERIC, TABLES
from living_review.registry.content import (
    canonical_cells,
    column_of,
    decimal_comma,
    same_value,
)
from living_review.sources import RawTable, RawTables
from living_review.sources.csv_text import parsed

# Where these differ it may be another trial of the same name, whose results must not be mixed in.
_IDENTITY = frozenset({"trial_id", "year", "doi", "registration"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that was not added, since the registry says something else under the same key."""

    table: str
    row: int
    key: str
    trial_id: str
    column: str
    there: str
    imported: str

    @property
    def other_trial(self) -> bool:
        """Whether the file may mean another trial, or one the registry has under another id."""
        return self.table == "trials" and self.column in _IDENTITY and bool(self.there)

    @property
    def sentence(self) -> str:
        """The conflict as one sentence: file, row, key, both values, what was done."""
        says = f"says '{self.there}'" if self.there else "says nothing"
        done = (
            f"no row of {self.trial_id} was added"
            if self.other_trial
            else "the row of the registry stays"
        )
        return (
            f"{self.table}.csv, row {self.row}, {self.key}: the registry {says} in {self.column}, "
            f"the file '{self.imported}'; {done}."
        )


@dataclass(frozen=True, slots=True)
class Addition:
    """The files of a registry with rows added: `files` hold those that change."""

    files: Mapping[str, bytes]
    added: Mapping[str, int]
    known: Mapping[str, int]
    conflicts: tuple[Conflict, ...]


def new_files(tables: RawTables) -> dict[str, bytes]:
    """Write tables as the CSV files of a new registry."""
    return {f"{name}.csv": _text(table.columns, table.rows) for name, table in tables.items()}


def _text(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def appended(registry: RawTables, contents: Mapping[str, bytes], tables: RawTables) -> Addition:
    """Add the rows of tables to those of a registry; no row that is there changes.

    `contents` are the bytes of the registry's files by name of table, which stay as they are before
    the rows that are added. A row whose key is there already is left out: in silence where it says
    the same, as a conflict where it does not. A trial that may be another one of the same name, or
    that the registry has under another identifier (by its DOI), is left out with all its rows.
    """
    files: dict[str, bytes] = {}
    added, known = dict.fromkeys(tables, 0), dict.fromkeys(tables, 0)
    conflicts: list[Conflict] = []
    refused: set[str] = set()
    if "trials" in registry:
        conflicts += _same_doi(registry["trials"], tables["trials"])
    for name, table in tables.items():
        there = registry.get(name)
        new: list[int] = []
        rows = {} if there is None else _by_key(there)
        for i, key in enumerate(_keys(table)):
            if there is not None and key in rows:
                differing = list(_differences(name, there, rows[key], table, i, key))
                conflicts += differing
                known[name] += not differing
            else:
                new.append(i)
        refused |= {each.trial_id for each in conflicts if each.other_trial}
        at = table.columns.index("trial_id")
        new = [i for i in new if table.rows[i][at] not in refused]
        added[name] = len(new)
        if new and there is None:
            files[f"{name}.csv"] = _text(table.columns, [table.rows[i] for i in new])
        elif new and there is not None:
            own_name = there.file.rsplit("/", 1)[-1]
            files[own_name] = _with_rows(there, contents[name], table, new)
    return Addition(files, added, known, tuple(conflicts))


def _keys(table: RawTable) -> list[tuple[str, ...]]:
    declared = TABLES[table.name]
    comma = decimal_comma(table)
    columns = []
    for name in declared.key:
        column = declared.column(name)
        default = "" if column.default is None else str(column.default).lower()
        i = table.columns.index(name) if name in table.columns else None
        found = ["" if i is None else row[i] for row in table.rows]
        columns.append([c or default for c in canonical_cells(found, column, comma=comma)])
    return list(zip(*columns, strict=True))


def _by_key(table: RawTable) -> dict[tuple[str, ...], int]:
    return {key: i for i, key in enumerate(_keys(table))}


def _cell(table: RawTable, i: int, column: str) -> str:
    return trimmed(table.rows[i][table.columns.index(column)]) if column in table.columns else ""


def _canonical(table: RawTable, i: int, name: str) -> str:
    declared = column_of(TABLES[table.name], name)
    return canonical_cells([_cell(table, i, name)], declared, comma=decimal_comma(table))[0]


def _differences(
    name: str, there: RawTable, old: int, table: RawTable, new: int, key: tuple[str, ...]
) -> Iterator[Conflict]:
    """Give the cells that both rows fill, and fill otherwise."""
    for column in table.columns:
        before, after = (
            _canonical(in_table, i, column) for in_table, i in ((there, old), (table, new))
        )
        of_the_import = column == "date_added" or column in BOOKKEEPING.get(name, ())
        if after and not same_value(before, after) and not of_the_import:
            yield Conflict(
                name,
                there.lines[old],
                printable(", ".join(filter(None, key))),
                key[0],
                column,
                printable(_cell(there, old, column)),
                printable(_cell(table, new, column)),
            )


def _same_doi(there: RawTable, table: RawTable) -> Iterator[Conflict]:
    """Give the trials that are in the registry under another identifier."""
    if "doi" not in there.columns or "doi" not in table.columns:
        return
    known = {
        doi: i
        for i, row in enumerate(there.rows)
        if (doi := trimmed(row[there.columns.index("doi")]).lower())
    }
    ids = there.columns.index("trial_id"), table.columns.index("trial_id")
    for row in table.rows:
        i = known.get(trimmed(row[table.columns.index("doi")]).lower())
        if i is not None and trimmed(there.rows[i][ids[0]]) != trimmed(row[ids[1]]):
            yield Conflict(
                "trials",
                there.lines[i],
                f"DOI {printable(row[table.columns.index('doi')])}",
                row[ids[1]],
                "trial_id",
                printable(there.rows[i][ids[0]]),
                printable(row[ids[1]]),
            )


def _with_rows(there: RawTable, content: bytes, table: RawTable, new: list[int]) -> bytes:
    """Give the bytes of a table with rows added, in its own separator and decimal mark."""
    declared = TABLES[there.name]
    comma = decimal_comma(there)
    rows = [
        {
            column: cell.replace(".", ",")
            if comma and column_of(declared, column).kind in NUMERIC
            else cell
            for column, cell in zip(table.columns, table.rows[i], strict=True)
        }
        for i in new
    ]
    further = [column for column in table.columns if any(row[column] for row in rows)]
    return parsed(content, there.file).widened(further).appended(rows).encoded()
