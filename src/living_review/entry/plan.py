"""What the files of a registry would be with one trial more, and what its checks say of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.entry.trial import CHILDREN, Cells, TrialEntry, place, unknown_columns
from living_review.ground import clock
from living_review.ground.errors import BadInput, RegistryError
from living_review.registry.columns import NUMERIC, TABLES
from living_review.registry.content import decimal_comma
from living_review.sources import RawTables, read_csv
from living_review.sources.csv_text import CsvText, empty, parsed

if TYPE_CHECKING:
    from living_review.protocol import Protocol
    from living_review.registry import Remark, Snapshot

# Rows that go because another one went: who corrects that one need not hear of them.
_CONSEQUENCES = frozenset({"arm-without-partner", "trial-set-aside"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a check says: where in the entry (table and place from 0, None elsewhere), and why."""

    table: str
    row: int | None
    column: str
    sentence: str


@dataclass(frozen=True)
class Plan:
    """The bytes of each file before (None for no file) and after, and what the checks say.

    Files are in the order in which they are put in place, that of the trials last.
    """

    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes]
    added: Mapping[str, Sequence[Cells]]
    errors: tuple[Said, ...]
    queries: tuple[Said, ...]


@dataclass(frozen=True)
class Files:
    """The CSV files of a registry as they are now, and what its checks say already."""

    folder: Path
    names: Mapping[str, str]
    """File by table."""
    content: Mapping[str, bytes]
    """By table."""
    tables: RawTables
    snapshot: Snapshot

    @property
    def headers(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of each table that is there."""
        return {name: table.columns for name, table in self.tables.items()}

    def used(self, column: str) -> list[str]:
        """Give the values that trials have in a column, each once."""
        trials = self.tables["trials"]
        if column not in trials.columns:
            return []
        i = trials.columns.index(column)
        return sorted({row[i].strip() for row in trials.rows} - {""})


def read_files(folder: Path, protocol: Protocol) -> Files:
    """Read the files of a registry; raises RegistryError as reading the registry does."""
    from living_review.registry import read
    from living_review.sources import CsvFolder

    pulled = CsvFolder(folder).pull()
    names = {name: Path(table.file).name for name, table in pulled.items()}
    content = {name: (folder / file).read_bytes() for name, file in names.items()}
    # What is checked is what will be compared before writing, byte for byte.
    tables = RawTables(
        {name: read_csv(content[name], name, table.file) for name, table in pulled.items()},
        pulled.pulled_at,
        pulled.place,
    )
    return Files(folder, names, content, tables, read(tables, protocol))


def planned(
    entry: TrialEntry, files: Files, protocol: Protocol, create: Collection[str] = ()
) -> Plan:
    """Work out the files with the entry at their ends, and check the registry they make.

    `create` are columns (table.column) that are added to a file which has not got them. Raises
    BadInput for other columns that the files do not have, and for a trial that is there already.
    """
    from living_review.registry import read

    headers = {
        table: (*columns, *(name for name in TABLES[table].names if f"{table}.{name}" in create))
        for table, columns in files.headers.items()
        if table in TABLES
    }
    if faults := tuple(unknown_columns(entry, headers)):
        raise BadInput(*faults)
    before: dict[str, bytes | None] = {}
    after: dict[str, bytes] = {}
    added: dict[str, list[Cells]] = {}
    first_lines: dict[str, list[int]] = {}
    raw = dict(files.tables.tables)
    for table in (*CHILDREN, "trials"):
        rows = [cells for name, _, cells in entry.rows() if name == table]
        if not rows:
            continue
        file = files.names.get(table, f"{table}.csv")
        grown = _grown(table, rows, files, create)
        before[file], after[file] = files.content.get(table), grown.encoded()
        added[file] = [record.cells for record in grown.records[-len(rows) :]]
        raw[table] = read_csv(after[file], table, f"{files.folder.resolve().name}/{file}")
        first_lines[table] = list(raw[table].lines[-len(rows) :])
    try:
        snapshot = read(RawTables(raw, clock.now(), str(files.folder)), protocol)
    except RegistryError as error:
        raise BadInput(*error.problems) from error
    known = files.snapshot
    return Plan(
        before,
        after,
        added,
        _said(known.quarantine, snapshot.quarantine, first_lines),
        _said(known.queries, snapshot.queries, first_lines),
    )


def _grown(table: str, rows: Sequence[Cells], files: Files, create: Collection[str]) -> CsvText:
    """Put rows at the end of a file, written as its other rows are."""
    if table in files.content:
        file = parsed(files.content[table], f"{table}.csv")
        comma = decimal_comma(files.tables[table])
    else:
        file = empty(TABLES[table].names, parsed(files.content["trials"], "trials.csv"))
        comma = False
    written = [
        {name: _as_there(table, name, cell, comma=comma) for name, cell in cells.items()}
        for cells in rows
    ]
    filled = {name for row in written for name, cell in row.items() if cell}
    added = [name for name in TABLES[table].names if f"{table}.{name}" in create and name in filled]
    return file.widened(added).appended(written)


def _as_there(table: str, name: str, cell: str, *, comma: bool) -> str:
    declared = TABLES[table]
    numeric = name in declared.names and declared.column(name).kind in NUMERIC
    return cell.replace(".", ",") if comma and numeric else cell


def _said(
    before: Sequence[Remark], after: Sequence[Remark], lines: Mapping[str, list[int]]
) -> tuple[Said, ...]:
    """Give what is said now and was not before, about rows by their place in the entry."""
    known = {(each.table, each.row, each.column, each.rule) for each in before}
    new = [each for each in after if (each.table, each.row, each.column, each.rule) not in known]
    causes = [each for each in new if each.rule not in _CONSEQUENCES]
    said = []
    for each in causes or new:
        own = lines.get(each.table, [])
        row = own.index(each.row) if each.row in own else None
        if row is None:
            said.append(Said(each.table, None, each.column, each.sentence))
            continue
        found = f"found '{each.value}'; " if each.value else ""
        where = f"{place(each.table, row)}.{each.column}" if each.column else place(each.table, row)
        said.append(Said(each.table, row, each.column, f"{where}: {found}{each.reason}"))
    return tuple(said)
