"""What is said of the places where a registry is kept, each given as a review would have it."""

from __future__ import annotations

import stat
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from message_inputs import Content, Given, check, kept
from message_places import (
    Answer,
    Around,
    archive,
    both,
    database,
    environment,
    folder,
    link,
    nothing,
    package,
    replaced,
    repository,
    web,
    without,
    workbook,
)

ADDRESS = "https://example.org/r"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE = b"trial_id\nA\n"
FILE, LINK, LFS = "100644", "120000", b"version https://git-lfs.github.com/spec/v1\noid x\n"


def fetched(content: bytes | Around, more: str = "", status: int = 200, **headers: str) -> Given:
    """A registry at an https address, and what its server answers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    around = web({"/r": (status, named, content)}) if isinstance(content, bytes) else content
    return Given("check", {}, kept(f"{{https: {{url: '{ADDRESS}'{more}}}}}"), around)


def both_given(given: Given, around: Around) -> Given:
    return replace(given, around=both(given.around, around))


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> Given:
    return fetched(archive(*members))


def listed(*resources: object, more: str = "", **files: bytes) -> Given:
    """A data package, whose files lie beside its descriptor."""
    answers: dict[str, Answer] = {f"/{name}.csv": (200, {}, each) for name, each in files.items()}
    return fetched(web({"/r": (200, {}, package(*resources)), **answers}), more)


def sheets(content: Content, around: Around = nothing) -> Given:
    return Given("check", {"data/r.xlsx": content}, kept("{xlsx: {file: data/r.xlsx}}"), around)


def stored(*statements: str) -> Given:
    return Given("check", {"data/r.db": database(*statements)}, kept("{sqlite: {file: data/r.db}}"))


def tagged(tag: str, path: str = ".") -> Given:
    """A registry in a git repository."""
    place = f"{{git: {{repository: '{{root}}/../r.git', tag: {tag}, path: {path}}}}}"
    return Given("check", {}, kept(place), REPOSITORY)


def file_tagged(tag: str, path: str, around: Around | None = None) -> Given:
    """A file of another program in a git repository."""
    at = f"{{repository: '{{root}}/../r.git', tag: {tag}, path: {path}}}"
    place = f"{{import: {{git: {at}, format: metapsy, mapping: data/m.yml}}}}"
    files = {"data/m.yml": "outcomes: {}\n"}
    return Given("check", files, kept(place), both(REPOSITORY, around) if around else REPOSITORY)


def edited(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Put other bytes into a part of a zip archive."""
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as read:
        parts = [(name, read.read(name)) for name in read.namelist()]
    return archive(*((n, c.replace(old, new) if n == part or not part else c) for n, c in parts))


def header(content: bytes, at: int, new: bytes) -> bytes:
    """Change what the list at the end of a zip archive says of its first member."""
    place = content.index(b"PK\x01\x02") + at
    return content[:place] + new + content[place + len(new) :]


def strict() -> bytes:
    old, new = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
    made = workbook({"trials": [["trial_id"]]})
    made = edited(made, "", f"{old}/spreadsheetml/2006".encode(), f"{new}/spreadsheetml".encode())
    return edited(made, "", f"{old}/officeDocument/2006".encode(), f"{new}/officeDocument".encode())


def a_link(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return made


REPOSITORY = repository(
    {
        "v1": {"trials.csv": (LINK, b"/etc/hostname")},
        "v2": {"trials.csv": (FILE, LFS)},
        "v3": {"README.md": (FILE, b"x")},
        "v4": {"trials.csv": (FILE, TABLE)},
        "v5": {"trials.csv": (FILE, bytes(2**20 + 1))},
    }
)
"""Of each tag another thing is wrong; the fourth is sound."""


@contextmanager
def slow(_: Path) -> Iterator[None]:
    """Let no program that is asked end in time."""

    def run(words: Any, **given: Any) -> None:
        raise subprocess.TimeoutExpired(words, given["timeout"])

    with patch("living_review.sources.git_program.subprocess.run", run):
        yield


@contextmanager
def a_server(_: Path) -> Iterator[None]:
    """Let a database in memory stand where the address of the environment leads to."""
    from sqlalchemy import create_engine

    class Engine:
        def connect(self) -> Any:
            connection = create_engine("sqlite://").connect()
            return type("Connection", (), {"execution_options": lambda *_, **__: connection})()

    places = "living_review.sources.database"
    with (
        patch(f"{places}.postgresql_engine", lambda *_: Engine()),
        patch(f"{places}.limit_time", lambda *_: None),
    ):
        yield


def made() -> Mapping[str, Given]:
    """Give the inputs; they are made when they are asked for."""
    return {**_files(), **_archives(), **_packages(), **_downloads(), **_workbooks(), **_others()}


def _files() -> Mapping[str, Given]:
    long = "a" * 300
    return {
        "a table with a NUL": check(arms="trial_id\nA\0\n"),
        "a table that is a link out of the review": Given(
            "check", {}, {}, link("data/registry/contrasts.csv", "/etc/hostname")
        ),
        "a table that is a folder": Given("check", {}, {}, folder("data/registry/contrasts.csv")),
        "a table of tabs": Given("check", {"data/registry/contrasts.tsv": "trial_id\n"}),
        "a workbook behind a link out of the review": Given(
            "check",
            {},
            kept("{xlsx: {file: data/r.xlsx}}"),
            link("data/r.xlsx", "/etc/hostname"),
        ),
        "a workbook that the disk cannot read": Given(
            "check", {}, kept(f"{{xlsx: {{file: data/{long}.xlsx}}}}")
        ),
    }


def _archives() -> Mapping[str, Given]:
    trials = ("trials.csv", TABLE)
    return {
        "an archive with a link": zipped((a_link("trials.csv"), "/etc/hostname")),
        "an archive that leads out": zipped(("../trials.csv", TABLE)),
        "an archive with a member twice": zipped(trials, trials),
        "an archive of very many members": zipped(*((f"{i}", "") for i in range(2001))),
        "an archive without trials": zipped(("arms.csv", TABLE)),
        "an archive with two folders": zipped(("a/trials.csv", TABLE), ("b/trials.csv", TABLE)),
        "an archive with folders that differ in capitals": zipped(
            ("a/trials.csv", TABLE), ("A/arms.csv", TABLE)
        ),
        "a part of an archive": fetched(archive(trials)[:60]),
        "an archive with a password": fetched(header(archive(trials), 8, b"\x01")),
        "an archive that unpacks to very much": fetched(
            archive(("trials.csv", bytes(21 * 2**20))), ", megabytes: 1"
        ),
    }


def _packages() -> Mapping[str, Given]:
    trials = {"name": "trials", "path": "trials.csv"}
    sound = (200, {}, TABLE)
    moving = web({"/r": [(200, {}, package(trials)), (200, {}, b"{}")], "/trials.csv": sound})
    pinned = f", sha256: {_sha256(package(trials))}"
    return {
        "a package without resources": listed(),
        "a package that is none": fetched(b'{"resources": [}'),
        "a package of words": listed("trials.csv"),
        "a package with a table twice": listed(trials, {"name": "Trials", "path": "b.csv"}),
        "a package without a path": listed({"name": "trials", "data": []}),
        "a package of another kind of file": listed({"name": "trials", "path": "trials.json"}),
        "a package that leads out": listed({"name": "trials", "path": "../trials.csv"}),
        "a package with an unknown hash": listed({**trials, "hash": "crc:1"}),
        "a package with another hash": listed({**trials, "hash": "0" * 32}, trials=TABLE),
        "a package that is pinned without hashes": listed(trials, more=pinned, trials=TABLE),
        "a package that changes": fetched(moving),
        "a package with its resources elsewhere": fetched(b'{"a": {"resources": []}}'),
    }


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _downloads() -> Mapping[str, Given]:
    pinned = f", sha256: {'a' * 64}"
    imported = f"{{import: {{url: '{ADDRESS}', format: metapsy{pinned}, mapping: data/m.yml}}}}"
    return {
        "an address that leads to http": fetched(b"", status=302, location="http://example.org/r"),
        "an address that leads to itself": fetched(b"", status=302, location=ADDRESS),
        "an address that leads to none": fetched(b"", status=302, location="https://a:b/"),
        "an address that leads to half of one": fetched(
            b"", status=302, location="https://[half/b"
        ),
        "an address without its token": fetched(b"", ", token_env: NO_SUCH_TOKEN"),
        "a server that is busy": fetched(b"", status=503, retry_after="9999"),
        "a server that has no such file": fetched(b"", status=404),
        "a server that asks for a token": fetched(b"", status=401),
        "a server that knows no such token": both_given(
            fetched(b"", ", token_env: A_TOKEN", status=401), environment(A_TOKEN="x")
        ),
        "a web page": fetched(b"<!doctype html><title>Sign in</title>"),
        "a file with another hash": fetched(TABLE, pinned),
        "a file of another program with another hash": Given(
            "check",
            {"data/m.yml": "outcomes: {}\n"},
            kept(imported),
            web({"/r": (200, {}, TABLE)}),
        ),
    }


def _workbooks() -> Mapping[str, Given]:
    trials = {"trials": [["trial_id", "year"], ["A", 2020]]}
    rows = [["trial_id", "year"], *[[""] for _ in range(2)]]

    def merged(book: Any) -> None:
        book.active.merge_cells("A1:A2")

    def formatted(book: Any) -> None:
        from openpyxl.styles import Font

        for number in range(3, 9):
            book.active.cell(number, 1).font = Font(bold=True)

    few = replaced("living_review.sources.sheet.MOST_BLANK_CELLS", 5)
    encrypted = OLD_WORKBOOK + "EncryptedPackage".encode("utf-16-le")
    # The size that the archive gives its first member: 1 GB.
    large = header(workbook(trials), 24, (2**30).to_bytes(4, "little"))
    return {
        "a damaged workbook": sheets(b"PK\x03\x04" + b"x" * 40),
        "a workbook without a table": sheets(workbook({"Notes": [["x"]]})),
        "a strict workbook": sheets(strict()),
        "a workbook of the old kind": sheets(OLD_WORKBOOK + b"x" * 40),
        "a workbook with a password": sheets(encrypted),
        "a workbook with an empty sheet": sheets(workbook({**trials, "arms": []})),
        "a workbook with a table twice": sheets(
            workbook({"risk_of_bias": [["trial_id"]], "Risk of bias": [["trial_id"]]})
        ),
        "a workbook with nearly a table": sheets(workbook({"trails": [["trial_id"]]})),
        "a workbook that unpacks to very much": sheets(large),
        "a workbook that was not calculated": sheets(
            workbook({"trials": [["trial_id", "year"], ["A", "=1+1"]]})
        ),
        "a workbook with blank rows": sheets(workbook({"trials": rows}, formatted), few),
        "a workbook with merged cells": sheets(workbook(trials, merged)),
    }


def _others() -> Mapping[str, Given]:
    url = kept("{postgresql: {url_env: REGISTRY_URL, schema: reviews}}")
    right = environment(REGISTRY_URL="postgresql://a@b/c")
    named = "{import: {file: data/f, format: metapsy, mapping: data/m.yml}}"
    mapping = {"data/m.yml": "outcomes: {}\n"}
    small = replaced("living_review.exchange.imported_file.LARGEST_FILE", 5)
    return {
        "a database with a picture": stored(
            "CREATE TABLE trials (trial_id, year)", "INSERT INTO trials VALUES ('A', x'00')"
        ),
        "a database with a table twice": stored(
            "CREATE TABLE risk_of_bias (trial_id)", 'CREATE TABLE "Risk of bias" (trial_id)'
        ),
        "an address of another database": Given(
            "check", {}, url, environment(REGISTRY_URL="mysql://a@b/c")
        ),
        "a database without its schema": Given("check", {}, url, both(right, a_server)),
        "a database without its driver": Given("check", {}, url, both(right, without("psycopg"))),
        "no such tag": tagged("v9"),
        "a tag without tables": tagged("v3"),
        "a tag with a link": tagged("v1"),
        "a tag with a file kept elsewhere": tagged("v2"),
        "a tag with very large tables": Given(
            "check",
            {},
            tagged("v5").instead,
            both(REPOSITORY, replaced("living_review.sources.git_data.MOST_BYTES", 2**20)),
        ),
        "no repository": Given("check", {}, kept("{git: {repository: /nowhere, tag: latest}}")),
        "no git": Given("check", {}, tagged("v4").instead, environment(PATH="/nowhere")),
        "a slow repository": Given("check", {}, tagged("v4").instead, slow),
        "a tag without the file": file_tagged("v4", "f.csv"),
        "a tag with a link for a file": file_tagged("v1", "trials.csv"),
        "a tag with a file that is kept elsewhere": file_tagged("v2", "trials.csv"),
        "a tag with a very large file": file_tagged("v4", "trials.csv", small),
        "a file that is a folder": Given("check", mapping, kept(named), folder("data/f")),
    }
