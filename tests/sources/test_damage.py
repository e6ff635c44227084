"""Damaged files of every kind: always tables or a sentence, never a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from living_review.ground.errors import RegistryError
from living_review.registry.transfer import Place, write
from living_review.sources import RawTables
from living_review.sources.archive import is_workbook, is_zip, read_archive
from living_review.sources.database import SqliteFile
from living_review.sources.workbook import read_workbook

SEEDS = range(120)
PIECES = [b"", b"9", b"<", b'"', b"r", b"\xff", b"99999999", b"#N/A", b"&x;"]


@pytest.fixture(scope="module")
def files(shipped: RawTables, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The shipped registry as a workbook, a database and an archive."""
    folder = tmp_path_factory.mktemp("whole")
    for kind in ("xlsx", "sqlite", "csv"):
        write(shipped, Place.parsed(f"{kind}:{folder / kind}"), replace=False)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((folder / "csv").iterdir()):
            archive.write(path, path.name)
    whole = {kind: (folder / kind).read_bytes() for kind in ("xlsx", "sqlite")}
    return {**whole, "zip": out.getvalue()}


def damaged(content: bytes, draw: random.Random) -> bytes:
    broken = bytearray(content)
    for _ in range(draw.randrange(1, 6)):
        broken[draw.randrange(len(broken))] = draw.randrange(256)
    return bytes(broken[: draw.randrange(len(broken))] if draw.random() < 0.1 else broken)


def with_damaged_part(content: bytes, draw: random.Random) -> bytes:
    """Damage the text of one part of a workbook, which stays a sound archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = draw.choice(old.namelist())
        for name in old.namelist():
            part = bytearray(old.read(name))
            if name == chosen:
                place = draw.randrange(len(part))
                part[place : place + draw.randrange(4)] = draw.choice(PIECES)
            new.writestr(name, bytes(part))
    return out.getvalue()


def told(read: Callable[[], object]) -> None:
    said = "read."
    try:
        read()
    except RegistryError as error:
        said = str(error)
    assert said.endswith((".", "?"))
    assert "\n" not in said


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    seed: int, files: dict[str, bytes], tmp_path: Path
) -> None:
    draw = random.Random(seed)
    archive = damaged(files["zip"], draw)
    is_workbook(archive)
    if is_zip(archive):
        told(lambda: read_archive(archive, "r.zip", 2**24))
    (tmp_path / "r.db").write_bytes(damaged(files["sqlite"], draw))
    told(lambda: SqliteFile(tmp_path, "r.db").pull())
    for workbook in (damaged(files["xlsx"], draw), with_damaged_part(files["xlsx"], draw)):
        told(lambda workbook=workbook: read_workbook(workbook, "r.xlsx"))
