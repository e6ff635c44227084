"""A registry kept in an SQL database: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from living_review.ground import clock
from living_review.ground.errors import (
    BadInput,
    EnvironmentFailure,
    RegistryError,
    SourceUnreachable,
)
from living_review.ground.spelling import both
from living_review.language import say
from living_review.language.facts import registry_places as facts
from living_review.sources.cell_text import cell_text
from living_review.sources.files import refuse_outside
from living_review.sources.tables import RawTable, RawTables, table_named

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Select

CONNECT_SECONDS = 10
ROWS_AT_ONCE = 1_000
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True)
class SqliteFile:
    """The tables of a registry in one SQLite file below `root`, read in one transaction."""

    root: Path
    file: str
    time_limit: int = 60

    def pull(self) -> RawTables:
        """Read every table, all as they stood at one moment.

        Raises RegistryError for a file that is no such database, SourceUnreachable where another
        program keeps it locked.
        """
        from sqlalchemy.exc import DBAPIError

        pulled_at = clock.now()
        path = refuse_outside(self.root, self.file)
        _refuse_what_is_no_database(path, self.file)
        try:
            with sqlite_engine(path, self.time_limit).connect() as connection:
                # In one transaction every table is read as it stood at the first read.
                connection.exec_driver_sql("BEGIN")
                _refuse_damaged(connection, self.file)
                tables = read_tables(connection, Path(self.file).name, None)
        except DBAPIError as error:
            raise _sqlite_failure(error, self) from error
        except UnicodeDecodeError as error:
            # The driver decodes the names of columns and its own messages strictly.
            raise _damaged(self.file, "a name in it is not UTF-8 text") from error
        return RawTables(tables, pulled_at, say(facts.Sqlite(file=self.file)))

    def fingerprint(self) -> str:
        """Give one SHA-256 for the file and its write-ahead log; '' where it cannot be read."""
        digest = hashlib.sha256()
        path = self.root / self.file
        try:
            log = path.with_name(f"{path.name}-wal")
            for part in (path, *((log,) if log.exists() else ())):
                content = part.read_bytes()
                digest.update(f"{len(content)}:".encode())
                digest.update(content)
        except OSError:
            # Whatever is wrong with the file, pulling it says so.
            return ""
        return digest.hexdigest()


@dataclass(frozen=True)
class PostgresqlDatabase:
    """The tables of a registry in one PostgreSQL schema, read in one read-only transaction.

    `url_env` names the environment variable that holds the address.
    """

    url_env: str
    schema: str | None = None
    time_limit: int = 60

    def pull(self) -> RawTables:
        """Read every table, all as they stood at one moment (REPEATABLE READ).

        Raises SourceUnreachable where the server cannot be reached in time, RegistryError where the
        tables cannot be read, EnvironmentFailure where variable or driver is missing.
        """
        from sqlalchemy.exc import DBAPIError

        pulled_at = clock.now()
        engine = postgresql_engine(self.url_env, self.time_limit)
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        name = f"PostgreSQL {self.schema}" if self.schema else "PostgreSQL"
        try:
            with engine.connect().execution_options(**options) as connection:
                limit_time(connection, self.time_limit)
                tables = read_tables(connection, name, self.schema)
        except DBAPIError as error:
            raise postgresql_failure(error, self.url_env, self.time_limit) from None
        place = facts.Postgresql(variable=self.url_env, schema=self.schema or "")
        return RawTables(tables, pulled_at, say(place))

    def fingerprint(self) -> str:
        """Give '': what a database holds is known by reading it."""
        return ""


def read_tables(connection: Connection, name: str, schema: str | None) -> dict[str, RawTable]:
    """Read the tables and views that have the name of a table, within the transaction at hand.

    Rows come in the order of their texts: a database has no order of its own.
    """
    from sqlalchemy import inspect

    looked = inspect(connection)
    if schema is not None and schema not in looked.get_schema_names():
        raise RegistryError(
            f"There is no schema '{schema}' that this user may see; correct registry.postgresql."
            "schema in protocol.yml, or grant USAGE on the schema."
        )
    there = (*looked.get_table_names(schema), *looked.get_view_names(schema))
    tables: dict[str, RawTable] = {}
    called: dict[str, str] = {}
    for stored in sorted(there):
        table = table_named(stored, name)
        if table is None:
            continue
        if table in tables:
            raise RegistryError(
                f"{name}: {both((called[table], stored))} are both the table '{table}'; keep one "
                "of the two, or rename the other."
            )
        called[table] = stored
        tables[table] = _read(connection, table, stored, f"{name}[{stored}]", schema)
    return tables


def _read(
    connection: Connection, name: str, stored: str, file: str, schema: str | None
) -> RawTable:
    from sqlalchemy import literal_column, select, table

    # Without the columns' declared types: the driver's own values are the ones that are stored.
    query: Select[Any] = select(literal_column("*")).select_from(table(stored, schema=schema))
    options = {"yield_per": ROWS_AT_ONCE}
    with connection.execute(query, execution_options=options) as found:
        columns = tuple(column.strip() for column in list(found.keys()))
        rows = sorted(_texts(row, columns, file) for row in found)
    return RawTable(name, file, columns, tuple(rows), tuple(range(2, len(rows) + 2)))


def _texts(row: Any, columns: tuple[str, ...], file: str) -> tuple[str, ...]:
    texts = []
    for column, value in zip(columns, row, strict=True):
        text = cell_text(value)
        if text is None:
            raise RegistryError(
                f"{file}, column {column}: a value of the type {type(value).__name__} has no text; "
                "store text, numbers, dates or booleans in this column."
            )
        texts.append(text)
    return tuple(texts)


def _refuse_what_is_no_database(path: Path, name: str) -> None:
    from living_review.sources.files import read_start

    begins = read_start(path, name, len(_SQLITE))
    if begins != _SQLITE:
        what = "is empty" if not begins else "is not an SQLite database, or is an encrypted one"
        raise RegistryError(
            f"{name} {what}; name the right file in protocol.yml, or make the database with "
            "`living-review registry export --to sqlite:FILE`."
        )


def sqlite_engine(path: Path, seconds: int, *, mode: str = "ro") -> Engine:
    """Give an engine for one SQLite file, whose statements end after that many seconds.

    Transactions are begun by hand, and `mode` is that of SQLite: ro, rw or rwc.
    """
    import sqlite3
    from urllib.parse import quote

    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    def connect() -> sqlite3.Connection:
        address = f"file:{quote(str(path.absolute()))}?mode={mode}"
        connection = sqlite3.connect(
            address, uri=True, timeout=min(CONNECT_SECONDS, seconds), isolation_level=None
        )
        ends = monotonic() + seconds
        connection.set_progress_handler(lambda: monotonic() > ends, 10_000)
        # A byte that is not UTF-8 is told as such by the checks, and stops no run.
        connection.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
        return connection

    return create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)


def _sqlite_failure(error: Any, source: SqliteFile) -> Exception:
    said = str(error.orig)
    if "locked" in said or "busy" in said:
        return SourceUnreachable(
            f"{source.file} is locked by another program; close it there, or wait, and run again."
        )
    if "interrupted" in said:
        return SourceUnreachable(
            f"Reading {source.file} took longer than {source.time_limit} seconds; raise "
            "registry.sqlite.time_limit in protocol.yml."
        )
    if "readonly" in said or "unable to open" in said:
        return SourceUnreachable(
            f"{source.file} cannot be opened for reading ({said}); it needs its -wal and -journal "
            "files beside it: open it once in the program that writes it, and close it there."
        )
    return _damaged(source.file, said)


def _refuse_damaged(connection: Connection, name: str) -> None:
    """Raise RegistryError for a file whose pages do not fit together: its rows may be wrong too."""
    said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if said != "ok":
        raise _damaged(name, str(said).splitlines()[-1])


def _damaged(name: str, said: str) -> RegistryError:
    return RegistryError(
        f"{name} cannot be read as an SQLite database ({said}); restore it from a copy."
    )


@contextmanager
def _driver_wanted() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise EnvironmentFailure(
            "The driver of PostgreSQL is missing; install it with "
            "`pip install 'living-review[postgres]'`."
        ) from error


def postgresql_engine(url_env: str, seconds: int) -> Engine:
    """Give an engine for the address in an environment variable; `seconds` bound connecting.

    Raises EnvironmentFailure where variable or driver is missing, BadInput for another address. No
    message shows the address: it may hold a password.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    with _driver_wanted():
        return create_engine(
            _address(url_env),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"connect_timeout": min(CONNECT_SECONDS, seconds)},
        )


def limit_time(connection: Connection, seconds: int) -> None:
    """Let PostgreSQL end whatever takes longer than that in the transaction at hand."""
    # Not at connecting: a pooler between program and server would refuse or forget it.
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {name} = {1000 * int(seconds)}")


def _address(url_env: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    text = os.environ.get(url_env, "").strip()
    if not text:
        raise EnvironmentFailure(
            f"The environment variable {url_env} is not set; set it to the address of the "
            "database: postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise BadInput(
            f"The environment variable {url_env} does not hold the address of a PostgreSQL "
            "database; write postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    return url.set(drivername="postgresql+psycopg")


def postgresql_failure(error: Any, url_env: str, seconds: int) -> Exception:
    """Say in one sentence why PostgreSQL failed, without the address or its password."""
    from sqlalchemy.exc import OperationalError

    state = getattr(error.orig, "sqlstate", None) or ""
    said = _without_password(str(error.orig).strip().splitlines()[0], url_env)
    if state in ("57014", "55P03", "25P03"):
        return SourceUnreachable(
            f"The database of {url_env} took longer than {seconds} seconds; raise "
            "registry.postgresql.time_limit in protocol.yml, or see what locks its tables."
        )
    unanswered = not state and isinstance(error, OperationalError)
    if unanswered or state.startswith(("08", "28", "3D", "53", "57")):
        return SourceUnreachable(
            f"The database of {url_env} cannot be reached ({said}); check the address, the "
            "password and the network."
        )
    if state == "42501":
        return RegistryError(
            f"The database of {url_env} refuses this user ({said}); grant it USAGE on the schema "
            "and SELECT on the tables."
        )
    return RegistryError(f"The database of {url_env} cannot be used ({said}).")


def _without_password(text: str, url_env: str) -> str:
    password = _address(url_env).password
    return text.replace(str(password), "***") if password else text
