"""A registry in PostgreSQL: one moment, as text, within limits, and no password in sight."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from living_review.ground.errors import (
    BadInput,
    EnvironmentFailure,
    RegistryError,
    SourceUnreachable,
)
from living_review.registry import content_hash
from living_review.registry.transfer import Place, write
from living_review.sources import RawTables
from living_review.sources.database import PostgresqlDatabase

pytestmark = pytest.mark.xdist_group("postgresql")  # one server is enough for all


@pytest.fixture
def sql(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def test_values_of_every_type_become_their_one_text(sql: psycopg.Connection) -> None:
    sql.execute(
        "CREATE TABLE trials (trial_id char(4), year smallint, label text, date_added date, "
        "a numeric(9,3), b real, c double precision, d boolean, e timestamp, f uuid, g text)"
    )
    sql.execute(
        "INSERT INTO trials VALUES ('A', 2001, 'é', '2020-02-29', 12.500, 0.1, 1e-7, true, "
        "'2020-01-01 00:00', '00000000-0000-0000-0000-000000000001', NULL), "
        "('B', NULL, '=1', NULL, 100, 'NaN', 3, false, '2020-01-01 12:30', NULL, '')"
    )
    table = PostgresqlDatabase("REGISTRY_URL").pull()["trials"]
    assert table.file == "PostgreSQL[trials]"
    assert table.lines == (2, 3)
    first, second = table.rows
    assert first == (
        *("A   ", "2001", "é", "2020-02-29", "12.5", "0.1", "1e-07", "true", "2020-01-01"),
        *("00000000-0000-0000-0000-000000000001", ""),
    )
    assert second == (
        *("B   ", "", "=1", "", "100", "nan", "3", "false", "2020-01-01T12:30:00", "", ""),
    )


def test_a_value_without_a_text_is_named(sql: psycopg.Connection) -> None:
    sql.execute("CREATE TABLE trials (trial_id text, notes bytea)")
    sql.execute("INSERT INTO trials VALUES ('A', '\\x00')")
    with pytest.raises(RegistryError, match=r"PostgreSQL\[trials\], column notes: .* bytes has no"):
        PostgresqlDatabase("REGISTRY_URL").pull()


@pytest.mark.parametrize("date", ["infinity", "0044-03-15 BC"])
def test_a_date_beyond_the_calendar_is_no_lost_connection(
    date: str, sql: psycopg.Connection
) -> None:
    sql.execute("CREATE TABLE trials (trial_id text, date_added date)")
    sql.execute("INSERT INTO trials VALUES ('A', %s::date)", (date,))
    with pytest.raises(RegistryError, match=r"cannot be used \("):
        PostgresqlDatabase("REGISTRY_URL").pull()


def test_a_view_is_a_table_and_other_tables_are_of_no_concern(sql: psycopg.Connection) -> None:
    sql.execute("CREATE SCHEMA review")
    sql.execute("CREATE TABLE review.users (secret text)")
    sql.execute("CREATE VIEW review.trials AS SELECT 'A' AS trial_id")
    raw = PostgresqlDatabase("REGISTRY_URL", "review").pull()
    assert {name: table.rows for name, table in raw.items()} == {"trials": (("A",),)}
    assert raw.place == "the PostgreSQL database of REGISTRY_URL, schema review"


def test_a_table_with_nearly_the_name_of_one_stops_the_pull(sql: psycopg.Connection) -> None:
    sql.execute("CREATE TABLE risk_of_bais (trial_id text)")
    with pytest.raises(RegistryError, match="and nearly 'risk_of_bias'"):
        PostgresqlDatabase("REGISTRY_URL").pull()


def test_a_schema_that_is_not_there_is_named(database: str) -> None:
    with pytest.raises(RegistryError, match="There is no schema 'nowhere'"):
        PostgresqlDatabase("REGISTRY_URL", "nowhere").pull()


def test_a_writer_at_work_does_not_tear_the_snapshot(
    sql: psycopg.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every committed state has one number in both tables; so has every pull."""
    sql.execute("CREATE TABLE arms (trial_id text, n int)")
    sql.execute("CREATE TABLE trials (trial_id text, n_randomised int)")
    sql.execute("INSERT INTO arms SELECT 'T' || i, 0 FROM generate_series(1, 3000) i")
    sql.execute("INSERT INTO trials VALUES ('T', 0)")
    stop, writes = threading.Event(), [0]

    def write_on() -> None:
        with psycopg.connect(database) as writer:
            while not stop.is_set():
                writes[0] += 1
                writer.execute("UPDATE trials SET n_randomised = %s", (writes[0],))
                writer.execute("UPDATE arms SET n = %s", (writes[0],))
                writer.commit()

    writer = threading.Thread(target=write_on)
    writer.start()
    seen, during = set(), []
    try:
        for _ in range(8):
            before = writes[0]
            raw = PostgresqlDatabase("REGISTRY_URL").pull()
            during.append(writes[0] - before)
            numbers = {row[1] for table in raw.values() for row in table.rows}
            assert len(numbers) == 1
            seen |= numbers
    finally:
        stop.set()
        writer.join()
    assert len(seen) > 1
    assert max(during) > 0


def test_the_pull_can_write_nothing(sql: psycopg.Connection) -> None:
    sql.execute("CREATE SEQUENCE counted")
    sql.execute("CREATE VIEW trials AS SELECT nextval('counted')::text AS trial_id")
    with pytest.raises(RegistryError, match="read-only transaction"):
        PostgresqlDatabase("REGISTRY_URL").pull()


def test_a_pull_ends_in_time(sql: psycopg.Connection) -> None:
    sql.execute("CREATE VIEW trials AS SELECT pg_sleep(60)::text AS trial_id")
    with pytest.raises(SourceUnreachable, match="took longer than 1 seconds; raise"):
        PostgresqlDatabase("REGISTRY_URL", time_limit=1).pull()


def test_a_table_that_may_not_be_read_is_named_with_the_remedy(
    sql: psycopg.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql.execute("CREATE TABLE trials (trial_id text)")
    sql.execute("DROP ROLE IF EXISTS reader")
    sql.execute("CREATE ROLE reader LOGIN PASSWORD 'hunter2'")
    monkeypatch.setenv("REGISTRY_URL", database.replace("tests@", "reader:hunter2@"))
    with pytest.raises(
        RegistryError, match=r"permission denied for table trials.*SELECT"
    ) as caught:
        PostgresqlDatabase("REGISTRY_URL").pull()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("", EnvironmentFailure, "REGISTRY_URL is not set"),
        ("mysql://u:hunter2@h/d", BadInput, "does not hold the address of a PostgreSQL"),
        ("hunter2", BadInput, "does not hold the address of a PostgreSQL"),
        ("postgresql://u:hunter2@127.0.0.1:1/d", SourceUnreachable, "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    address: str, error: type[Exception], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGISTRY_URL", address)
    with pytest.raises(error, match=said) as caught:
        PostgresqlDatabase("REGISTRY_URL").pull()
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_wrong_password_is_not_shown(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_URL", database.replace("tests@", "nobody_here:hunter2@"))
    with pytest.raises(SourceUnreachable, match="cannot be reached") as caught:
        PostgresqlDatabase("REGISTRY_URL").pull()
    assert "hunter2" not in str(caught.value)


def test_without_the_driver_the_command_that_installs_it_is_named(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(EnvironmentFailure, match=r"pip install 'living-review\[postgres\]'"):
        PostgresqlDatabase("REGISTRY_URL").pull()


def test_a_registry_is_written_whole_or_not_at_all(database: str, shipped: RawTables) -> None:
    place = Place("postgresql", "REGISTRY_URL", "review")
    write(shipped, place, replace=False)
    with pytest.raises(BadInput, match="already; give --replace"):
        write(shipped, place, replace=False)
    broken = RawTables(
        {name: table for name, table in shipped.items() if name != "searches"}
        | {"contrasts": twice(shipped)},
        shipped.pulled_at,
    )
    with pytest.raises(RegistryError, match="duplicate key"):
        write(broken, place, replace=True)
    assert content_hash(place.pull()) == content_hash(shipped)
    write(shipped, place, replace=True)
    assert content_hash(place.pull()) == content_hash(shipped)


def twice(raw: RawTables):
    from dataclasses import replace

    table = raw["contrasts"]
    lines = tuple(range(2, 2 + 2 * len(table.rows)))
    return replace(table, rows=table.rows * 2, lines=lines)


def test_the_database_keeps_out_what_the_checks_would_set_aside(
    sql: psycopg.Connection, shipped: RawTables
) -> None:
    write(shipped, Place("postgresql", "REGISTRY_URL"), replace=False)
    for statement, constraint in (
        ("UPDATE trials SET status = 'maybe'", "trials_status_allowed"),
        ("UPDATE arms SET n = -1", "arms_n_count"),
        (
            "UPDATE arms SET trial_id = 'X' WHERE trial_id = (SELECT min(trial_id) FROM arms)",
            "arms_trial_id_fkey",
        ),
        ("INSERT INTO arms SELECT * FROM arms", "arms_key"),
    ):
        with pytest.raises(psycopg.IntegrityError, match=constraint):
            sql.execute(statement)


def test_the_printed_tables_make_a_registry(sql: psycopg.Connection, tmp_path: Path) -> None:
    from living_review.registry.ddl import statements

    for statement in statements("postgresql"):
        sql.execute(statement.encode())
    assert set(PostgresqlDatabase("REGISTRY_URL").pull()) == {
        *("trials", "arms", "contrasts", "risk_of_bias", "searches", "exclusions")
    }
