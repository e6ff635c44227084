"""A registry in one SQLite file: one moment, read only, within its time."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from living_review.ground.errors import BadInput, RegistryError, SourceUnreachable
from living_review.registry import content_hash
from living_review.registry.transfer import Place, write
from living_review.sources import RawTables
from living_review.sources.database import SqliteFile


@pytest.fixture
def sql(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "r.db", isolation_level=None)
    yield connection
    connection.close()


def test_values_become_their_one_text_in_an_order_of_their_own(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    sql.execute("CREATE TABLE Trials (trial_id, year INTEGER, n REAL, notes TEXT)")
    sql.execute("CREATE TABLE sketches (x BLOB)")
    rows = [("B", 2001, 12.0, None), ("A", None, 0.1, "2020-01-01")]
    sql.executemany("INSERT INTO trials VALUES (?, ?, ?, ?)", rows)
    raw = SqliteFile(tmp_path, "r.db").pull()
    assert list(raw) == ["trials"]
    assert raw["trials"].file == "r.db[Trials]"
    assert raw["trials"].rows == (("A", "", "0.1", "2020-01-01"), ("B", "2001", "12", ""))
    assert raw["trials"].lines == (2, 3)
    assert raw.place == "the SQLite database r.db"


def test_a_writer_at_work_does_not_tear_the_snapshot(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    sql.execute("PRAGMA journal_mode=WAL")
    sql.execute("CREATE TABLE arms (trial_id, n)")
    sql.execute("CREATE TABLE trials (trial_id, n_randomised)")
    sql.executemany("INSERT INTO arms VALUES (?, 0)", [(f"T{i}",) for i in range(500)])
    sql.execute("INSERT INTO trials VALUES ('T', 0)")
    stop, written = threading.Event(), threading.Event()

    def write_on() -> None:
        writer = sqlite3.connect(tmp_path / "r.db", isolation_level=None)
        number = 0
        while not stop.is_set():
            number += 1
            writer.execute("BEGIN")
            writer.execute("UPDATE trials SET n_randomised = ?", (number,))
            writer.execute("UPDATE arms SET n = ?", (number,))
            writer.execute("COMMIT")
            written.set()
        writer.close()

    writer = threading.Thread(target=write_on)
    writer.start()
    seen = set()
    try:
        for _ in range(8):
            # On a busy machine the writer might not get its turn between two pulls.
            written.clear()
            assert written.wait(60)
            raw = SqliteFile(tmp_path, "r.db").pull()
            numbers = {row[1] for table in raw.values() for row in table.rows}
            assert len(numbers) == 1
            seen |= numbers
    finally:
        stop.set()
        writer.join()
    assert len(seen) > 1


def test_what_was_only_written_to_the_log_changes_the_fingerprint(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    sql.execute("PRAGMA journal_mode=WAL")
    sql.execute("CREATE TABLE trials (trial_id)")
    before = SqliteFile(tmp_path, "r.db").fingerprint()
    sql.execute("INSERT INTO trials VALUES ('A')")
    after = SqliteFile(tmp_path, "r.db").fingerprint()
    assert "" not in (before, after)
    assert before != after
    assert SqliteFile(tmp_path, "r.db").fingerprint() == after


def test_a_pull_ends_in_time(sql: sqlite3.Connection, tmp_path: Path) -> None:
    sql.execute(
        "CREATE VIEW trials AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT sum(i) AS trial_id FROM n"
    )
    with pytest.raises(SourceUnreachable, match="took longer than 1 seconds"):
        SqliteFile(tmp_path, "r.db", time_limit=1).pull()


def test_a_file_that_another_program_locks_is_out_of_reach(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    sql.execute("CREATE TABLE trials (trial_id)")
    sql.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SourceUnreachable, match="is locked by another program"):
        SqliteFile(tmp_path, "r.db", time_limit=1).pull()


def test_what_is_no_database_is_refused(tmp_path: Path, sql: sqlite3.Connection) -> None:
    sql.execute("CREATE TABLE trials (trial_id, notes)")
    sql.execute("INSERT INTO trials VALUES ('A', x'00')")
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("trial_id,n\n")
    (tmp_path / "torn.db").write_bytes((tmp_path / "r.db").read_bytes()[:3000])
    for name, said in (
        ("none.db", "There is no file none.db"),
        ("empty.db", "empty.db is empty"),
        ("text.db", "is not an SQLite database"),
        ("torn.db", "cannot be read as an SQLite database"),
        ("r.db", r"r.db\[trials\], column notes: a value of the type bytes"),
    ):
        with pytest.raises(RegistryError, match=said):
            SqliteFile(tmp_path, name).pull()
    assert SqliteFile(tmp_path, "none.db").fingerprint() == ""


def test_text_that_is_not_utf8_reaches_the_checks(sql: sqlite3.Connection, tmp_path: Path) -> None:
    sql.execute("CREATE TABLE trials (trial_id)")
    sql.execute("INSERT INTO trials VALUES (CAST(x'41FF' AS TEXT))")
    assert SqliteFile(tmp_path, "r.db").pull()["trials"].rows == (("A\udcff",),)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, shipped: RawTables) -> None:
    place = Place("sqlite", str(tmp_path / "kept.db"))
    write(shipped, place, replace=False)
    before = (tmp_path / "kept.db").read_bytes()
    with pytest.raises(BadInput, match="give --replace to overwrite it"):
        write(shipped, place, replace=False)
    without_trials = {name: table for name, table in shipped.items() if name != "trials"}
    strangers = dict(shipped) | {"trials": shorter(shipped)}
    for tables, said in ((without_trials, "no table 'trials'"), (strangers, "has no trial")):
        with pytest.raises(RegistryError, match=said):
            write(RawTables(tables, shipped.pulled_at), place, replace=True)
    assert (tmp_path / "kept.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["kept.db"]
    assert content_hash(place.pull()) == content_hash(shipped)


def shorter(raw: RawTables):
    from dataclasses import replace

    table = raw["trials"]
    return replace(table, rows=table.rows[1:], lines=table.lines[1:])


def test_the_tables_refuse_what_the_checks_would_set_aside(
    tmp_path: Path, shipped: RawTables
) -> None:
    write(shipped, Place("sqlite", str(tmp_path / "kept.db")), replace=False)
    connection = sqlite3.connect(tmp_path / "kept.db")
    connection.execute("PRAGMA foreign_keys=ON")
    for statement, constraint in (
        ("UPDATE trials SET status = 'maybe'", "trials_status_allowed"),
        ("UPDATE arms SET n = -1", "arms_n_count"),
        ("UPDATE arms SET higher_is_better = 2", "arms_higher_is_better_boolean"),
        ("DELETE FROM trials", "FOREIGN KEY"),
        ("INSERT INTO arms SELECT * FROM arms", "arms_key"),
    ):
        with pytest.raises(sqlite3.IntegrityError, match=constraint):
            connection.execute(statement)
    connection.close()
