"""`living-review registry`: what it writes, what it refuses, and what it says."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli.registry import app
from living_review.sources import CsvFolder


def invoke(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    """A review in a folder of its own."""
    shutil.copytree(project_root / "data" / "registry", tmp_path / "data" / "registry")
    shutil.copy(project_root / "data" / "protocol.yml", tmp_path / "data")
    return tmp_path


def kept_as(review: Path, block: str) -> None:
    protocol = review / "data" / "protocol.yml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + f"\nregistry: {block}\n")


def test_a_registry_goes_out_and_comes_back(review: Path) -> None:
    database, options = f"sqlite:{review / 'r.db'}", ("--review", str(review))
    tables = CsvFolder(review / "data" / "registry").pull()
    held = ", ".join(f"{name} {len(tables[name].rows)}" for name in sorted(tables))
    assert len(tables["trials"].rows) > 20
    code, out, _ = invoke("export", "--to", database, *options)
    assert (code, out.splitlines()[0]) == (0, f"Written to {review / 'r.db'}: rows of {held}.")
    connection = sqlite3.connect(review / "r.db")
    with connection:
        connection.execute("UPDATE trials SET label = 'Renamed' WHERE rowid = 1")
    connection.close()
    code, _, said = invoke("load", "--from", database, *options)
    assert code == 2
    assert "data/registry already; give --replace to overwrite it." in said
    code, out, _ = invoke("load", "--from", database, "--replace", "--json", *options)
    assert code == 0
    assert json.loads(out)["rows"]["trials"] == len(tables["trials"].rows)
    assert "Renamed" in (review / "data" / "registry" / "trials.csv").read_text(encoding="utf-8")


def test_a_registry_is_loaded_to_where_the_protocol_keeps_it(review: Path) -> None:
    kept_as(review, "{xlsx: {file: data/registry.xlsx}}")
    source = f"csv:{review / 'data' / 'registry'}"
    code, _, _ = invoke("load", "--from", source, "--review", str(review), "--quiet")
    assert code == 0
    assert (review / "data" / "registry.xlsx").is_file()


def test_nothing_is_loaded_while_an_update_reads(review: Path) -> None:
    from filelock import FileLock

    source = f"csv:{review / 'data' / 'registry'}"
    (review / "data" / "versions").mkdir()
    with FileLock(review / "data" / "versions" / ".lock"):
        code, _, said = invoke("load", "--from", source, "--review", str(review), "--replace")
    assert code == 5
    assert "Another run is at work on this review" in said


def test_nothing_is_loaded_to_an_address(review: Path) -> None:
    kept_as(review, "{https: {url: 'https://example.org/registry.zip'}}")
    source = f"csv:{review / 'data' / 'registry'}"
    code, _, said = invoke("load", "--from", source, "--review", str(review))
    assert code == 2
    assert "keeps the registry at an address that can only be read" in said


def test_a_place_that_is_none_is_told(review: Path) -> None:
    code, out, _ = invoke("export", "--to", "r.db", "--review", str(review), "--json")
    assert code == 2
    assert "is no place for a registry" in json.loads(out)["error"]


def test_the_printed_tables_make_an_empty_database(tmp_path: Path) -> None:
    code, out, _ = invoke("ddl", "--dialect", "sqlite")
    assert code == 0
    connection = sqlite3.connect(tmp_path / "r.db")
    connection.executescript(out)
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
    assert tables.fetchone() == (6,)
    connection.close()
    assert "DOUBLE PRECISION" in invoke("ddl")[1]
