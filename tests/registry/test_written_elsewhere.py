"""A registry is written to files whole or not at all, and read from them as it was."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from tests.registry.conftest import faultless, raw_tables

from living_review.ground.errors import BadInput, RegistryError
from living_review.registry import content_hash
from living_review.registry.transfer import Place, write
from living_review.sources import RawTables

KINDS = {"csv": "folder", "xlsx": "registry.xlsx", "sqlite": "registry.db"}


def given(**cells: str) -> RawTables:
    tables = faultless()
    tables["arms"][0] |= cells
    return raw_tables(tables)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_again_and_replaced_when_told(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / KINDS[kind]
    place = Place.parsed(f"{kind}:{path}")
    assert (place.kind, place.where, str(place)) == (kind, str(path), str(path))
    raw = given(notes="= as reported", sd="0.1234567890123456789")
    write(raw, place, replace=False)
    assert content_hash(place.pull()) == content_hash(raw)
    with pytest.raises(BadInput, match=r"There is a registry in .* already; give --replace"):
        write(raw, place, replace=False)
    fewer = {name: table for name, table in raw.items() if name != "searches"}
    if kind != "csv":
        assert mode(path) == 0o644
        path.chmod(0o600)
    write(replace(raw, tables=fewer), place, replace=True)
    assert {*place.pull()} == {*fewer}
    if kind == "csv":
        assert not (path / "searches.csv").exists()
    else:
        assert mode(path) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("kind", "cells", "said"),
    [
        ("xlsx", {"notes": "a\x07b"}, "row 2, column notes: the cell holds a control character"),
        ("xlsx", {"notes": "x" * 32_768}, "the cell has 32768 characters, and a workbook can hold"),
        ("xlsx", {"notes": "x" * 32_767}, ""),
        ("sqlite", {"n": "many"}, "row 2, column n: found 'many'; a whole number is needed"),
        ("sqlite", {"trial_id": "Z"}, "row 2, column trial_id: .* has no trial 'Z'"),
        ("sqlite", {"role": "nobody"}, "row 2, column role: found 'nobody'; allowed are"),
    ],
)
def test_what_a_place_cannot_hold_leaves_nothing_there(
    kind: str, cells: dict[str, str], said: str, tmp_path: Path
) -> None:
    path = tmp_path / KINDS[kind]
    place = Place.parsed(f"{kind}:{path}")
    if not said:
        write(given(**cells), place, replace=False)
        return
    with pytest.raises(RegistryError, match=said):
        write(given(**cells), place, replace=False)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_database_that_another_program_writes_is_not_replaced(
    ending: str, tmp_path: Path
) -> None:
    (tmp_path / f"registry.db{ending}").write_bytes(b"")
    with pytest.raises(BadInput, match="is open in another program"):
        write(given(), Place.parsed(f"sqlite:{tmp_path / 'registry.db'}"), replace=True)


@pytest.mark.parametrize(
    ("text", "schema", "said"),
    [
        ("json:x", None, "'json' is no place for a registry"),
        ("csv:", None, "'csv' is no place for a registry"),
        (":x", None, "':x' is no place for a registry"),
        ("csv:x", "s", "--schema is for postgres-env alone; remove it for csv"),
    ],
)
def test_what_is_no_place_is_refused(text: str, schema: str | None, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Place.parsed(text, schema)


def test_a_database_elsewhere_is_called_by_its_variable_and_schema() -> None:
    for schema, called in ((None, "the database of HERE"), ("s", "the database of HERE (s)")):
        place = Place.parsed("postgres-env:HERE", schema)
        assert (place.kind, str(place)) == ("postgresql", called)
