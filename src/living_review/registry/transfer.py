"""A registry written to another place (CSV files, a workbook, a database), whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from living_review.ground.errors import BadInput, RegistryError
from living_review.registry.columns import TABLES
from living_review.registry.typed_cells import (
    refuse_wrong_tables,
    texts,
    unknown_trials,
    valued,
)
from living_review.sources import CsvFolder, RawTable, RawTables

if TYPE_CHECKING:
    from sqlalchemy import Connection

Kind = Literal["csv", "xlsx", "sqlite", "postgresql"]
_WRITTEN: Mapping[str, Kind] = {
    "csv": "csv",
    "xlsx": "xlsx",
    "sqlite": "sqlite",
    "postgres-env": "postgresql",
}
LONGEST_WORKBOOK_CELL = 32_767
SECONDS = 120


@dataclass(frozen=True)
class Place:
    """Where a registry can be read from and written to.

    `where` is a file or folder, or the environment variable with the address of a database.
    """

    kind: Kind
    where: str
    schema: str | None = None

    @classmethod
    def parsed(cls, text: str, schema: str | None = None) -> Place:
        """Read what people write: csv:DIR, xlsx:FILE, sqlite:FILE or postgres-env:VARIABLE."""
        kind, _, where = text.partition(":")
        if kind not in _WRITTEN or not where:
            known = "csv:DIR, xlsx:FILE, sqlite:FILE and postgres-env:VARIABLE"
            raise BadInput(f"'{kind or text}' is no place for a registry; known are {known}.")
        if schema is not None and kind != "postgres-env":
            raise BadInput(f"--schema is for postgres-env alone; remove it for {kind}.")
        return cls(_WRITTEN[kind], where, schema)

    def __str__(self) -> str:
        if self.kind == "postgresql":
            return f"the database of {self.where}" + (f" ({self.schema})" if self.schema else "")
        return self.where

    def pull(self) -> RawTables:
        """Read the registry there; the errors are those of the sources."""
        path = Path(self.where)
        if self.kind == "csv":
            return CsvFolder(path).pull()
        if self.kind == "xlsx":
            from living_review.sources.workbook import Workbook

            return Workbook(path.parent, path.name).pull()
        from living_review.sources.database import PostgresqlDatabase, SqliteFile

        if self.kind == "sqlite":
            return SqliteFile(path.parent, path.name).pull()
        return PostgresqlDatabase(self.where, self.schema).pull()


def write(raw: RawTables, place: Place, *, replace: bool) -> None:
    """Write a registry to a place, whole or not at all.

    Raises RegistryError for what the place cannot hold, BadInput where something is there already
    and `replace` is not given.
    """
    refuse_wrong_tables(raw)
    {
        "csv": _write_csv,
        "xlsx": _write_xlsx,
        "sqlite": _write_sqlite,
        "postgresql": _write_postgresql,
    }[place.kind](raw, place, replace)


def _write_csv(raw: RawTables, place: Place, replace: bool) -> None:
    folder = Path(place.where)
    there = [folder / f"{name}.csv" for name in TABLES if (folder / f"{name}.csv").exists()]
    _refuse_to_replace(bool(there), place, replace)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as staged:
        for name, table in raw.items():
            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(texts(table))
            content = out.getvalue().encode("utf-8", "surrogatepass")
            (Path(staged) / f"{name}.csv").write_bytes(content)
        for name in raw:
            (Path(staged) / f"{name}.csv").replace(folder / f"{name}.csv")
    for path in there:
        if path.stem not in raw:
            path.unlink()


def _write_xlsx(raw: RawTables, place: Place, replace: bool) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    path = Path(place.where)
    _refuse_to_replace(path.exists(), place, replace)
    # A sheet that is begun must be ended, so all is looked at before.
    sheets = {name: _sheet_rows(raw[name]) for name in TABLES if name in raw}
    book: Any = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for values in rows:
            cells = [WriteOnlyCell(sheet, value) for value in values]
            for cell in cells:
                if isinstance(cell.value, str):
                    # Text that begins with = is text and no formula.
                    cell.data_type = "s"
            sheet.append(cells)
    with _staged(path) as staged:
        book.save(staged)


def _sheet_rows(table: RawTable) -> list[tuple[Any, ...]]:
    """Give header and rows as a workbook can hold them; RegistryError for a cell it cannot."""
    rows = [table.columns, *valued(table, strict=False)]
    for line, values in zip((1, *table.lines), rows, strict=True):
        for column, value in zip(table.columns, values, strict=True):
            if isinstance(value, str):
                _refuse_unwritable(value, f"{table.file}, row {line}, column {column}")
    return [
        tuple(repr(v) if isinstance(v, float) and not _kept_by_workbooks(v) else v for v in values)
        for values in rows
    ]


def _kept_by_workbooks(value: float) -> bool:
    """Whether a number survives the 16 digits that are written; as text every digit does."""
    return float(f"{value:.16g}") == value


def _refuse_unwritable(text: str, where: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if ILLEGAL_CHARACTERS_RE.search(text):
        raise RegistryError(
            f"{where}: the cell holds a control character, which no workbook can; remove it."
        )
    if len(text) > LONGEST_WORKBOOK_CELL:
        raise RegistryError(
            f"{where}: the cell has {len(text)} characters, and a workbook can hold "
            f"{LONGEST_WORKBOOK_CELL} of them; shorten it."
        )


def _write_sqlite(raw: RawTables, place: Place, replace: bool) -> None:
    from sqlalchemy.exc import DBAPIError

    from living_review.sources.database import sqlite_engine

    path = Path(place.where)
    _refuse_to_replace(path.exists(), place, replace)
    for ending in ("-wal", "-journal"):
        if path.with_name(path.name + ending).exists():
            raise BadInput(f"{path} is open in another program; close it there, and run again.")
    _refuse_what_no_database_holds(raw)
    with _staged(path) as staged:
        try:
            with sqlite_engine(staged, SECONDS, mode="rwc").connect() as connection:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.exec_driver_sql("BEGIN")
                _insert(raw, connection, None)
                connection.exec_driver_sql("COMMIT")
        except DBAPIError as error:
            raise RegistryError(
                f"{place} does not take the rows ({error.orig}); see `living-review check`."
            ) from error


def _write_postgresql(raw: RawTables, place: Place, replace: bool) -> None:
    import sqlalchemy as sa
    from sqlalchemy.exc import DBAPIError

    from living_review.sources.database import limit_time, postgresql_engine, postgresql_failure

    _refuse_what_no_database_holds(raw)
    engine = postgresql_engine(place.where, SECONDS)
    try:
        with engine.begin() as connection:
            limit_time(connection, SECONDS)
            if place.schema is not None:
                connection.execute(sa.schema.CreateSchema(place.schema, if_not_exists=True))
            there = [n for n in sa.inspect(connection).get_table_names(place.schema) if n in TABLES]
            _refuse_to_replace(bool(there), place, replace)
            for name in sorted(there, key="trials".__eq__):  # the others refer to trials
                sa.Table(name, sa.MetaData(), schema=place.schema).drop(connection)
            _insert(raw, connection, place.schema)
    except DBAPIError as error:
        raise postgresql_failure(error, place.where, SECONDS) from None


def _insert(raw: RawTables, connection: Connection, schema: str | None) -> None:
    from living_review.registry.ddl import database

    metadata = database(schema, {name: table.columns for name, table in raw.items()})
    metadata.create_all(connection)
    for stored in metadata.sorted_tables:
        table = raw[stored.name]
        rows = [
            dict(zip(table.columns, values, strict=True)) for values in valued(table, strict=True)
        ]
        if rows:
            connection.execute(stored.insert(), rows)


def _refuse_what_no_database_holds(raw: RawTables) -> None:
    """Raise RegistryError for rows that keys and checks would refuse, in better words."""
    for table in raw.values():
        for _ in valued(table, strict=True):
            pass
    strangers = unknown_trials(raw)
    if strangers:
        raise RegistryError(*strangers)


def _refuse_to_replace(there: bool, place: Place, replace: bool) -> None:
    if there and not replace:
        raise BadInput(f"There is a registry in {place} already; give --replace to overwrite it.")


@contextmanager
def _staged(path: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of `path` when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=path.suffix)
    os.close(handle)
    staged = Path(name)
    try:
        yield staged
        staged.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
