"""Places where a registry is kept, for the inputs of messages: made in this process, in no network.

A server answers through httpx's own stand-in for the network; all else are files.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

Around = Callable[[Path], AbstractContextManager[None]]
Answer = tuple[int, Mapping[str, str], bytes]
Sheets = Mapping[str, Sequence[Sequence[object]]]


def workbook(sheets: Sheets, fill: Callable[[Any], None] = lambda book: None) -> bytes:
    """Write a workbook of these sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    for i, (name, rows) in enumerate(sheets.items()):
        sheet: Any = book.active if i == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    """Write a zip archive of these members, two of one name as well."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def database(*statements: str) -> bytes:
    """Write an SQLite database."""
    made = sqlite3.connect(":memory:")
    try:
        for each in statements:
            made.execute(each)
        made.commit()
        return made.serialize()
    finally:
        made.close()


def package(*resources: object, **more: object) -> bytes:
    """Write the descriptor of a data package."""
    return json.dumps({"resources": list(resources), **more}).encode()


def web(answers: Mapping[str, Answer | Sequence[Answer]]) -> Around:
    """Answer what is asked, by the path of the address; of several the last for ever."""

    @contextmanager
    def around(_: Path) -> Iterator[None]:
        import httpx

        left = {k: list(v) if isinstance(v, list) else [v] for k, v in answers.items()}

        def answer(request: httpx.Request) -> httpx.Response:
            said = left.get(request.url.path, [(404, {}, b"")])
            status, headers, body = said.pop(0) if len(said) > 1 else said[0]
            return httpx.Response(status, headers=headers, content=body)

        def client(**_: Any) -> httpx.Client:
            return httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=False)

        with patch("living_review.sources.checked_client.checked_client", client):
            yield

    return around


def replaced(place: str, value: object) -> Around:
    """Put something in the place of what a module of the program, or another, has."""

    @contextmanager
    def around(_: Path) -> Iterator[None]:
        module, _, name = place.rpartition(".")
        with patch.object(importlib.import_module(module), name, value):
            yield

    return around


def without(module: str) -> Around:
    """Let a package not be installed."""

    @contextmanager
    def around(_: Path) -> Iterator[None]:
        with put_back(module):
            sys.modules[module] = None  # type: ignore[assignment]
            yield

    return around


@contextmanager
def put_back(*packages: str) -> Iterator[None]:
    """Put the modules of these packages back as they were.

    Whatever else was loaded meanwhile stays: some packages cannot be loaded twice.
    """
    of = tuple(f"{each}." for each in packages)

    def theirs() -> list[str]:
        return [name for name in sys.modules if name in packages or name.startswith(of)]

    before = {name: sys.modules[name] for name in theirs()}
    try:
        yield
    finally:
        for name in theirs():
            del sys.modules[name]
        sys.modules.update(before)


@contextmanager
def nothing(_: Path) -> Iterator[None]:
    """Leave all as it is."""
    yield


def environment(**values: str) -> Around:
    """Set variables of the environment."""

    @contextmanager
    def around(_: Path) -> Iterator[None]:
        with patch.dict("os.environ", values):
            yield

    return around


def link(name: str, target: str) -> Around:
    """Make a link in the review."""

    @contextmanager
    def around(root: Path) -> Iterator[None]:
        (root / name).symlink_to(target)
        try:
            yield
        finally:
            (root / name).unlink()

    return around


def folder(name: str) -> Around:
    """Make a folder in the review."""

    @contextmanager
    def around(root: Path) -> Iterator[None]:
        (root / name).mkdir(parents=True)
        try:
            yield
        finally:
            (root / name).rmdir()

    return around


def both(*all_: Around) -> Around:
    """Do one within the other."""

    @contextmanager
    def around(root: Path) -> Iterator[None]:
        first, *rest = all_
        with first(root):
            if rest:
                with both(*rest)(root):
                    yield
            else:
                yield

    return around


Tree = Mapping[str, tuple[str, bytes]]
"""The mode and the content of each file."""


def repository(tags: Mapping[str, Tree]) -> Around:
    """Put a git repository beside the review, as `r.git`, with a commit of its own a tag."""

    @contextmanager
    def around(root: Path) -> Iterator[None]:
        place = root.parent / "r.git"
        if not place.exists():
            words = ["git", "-c", "init.defaultBranch=main"]
            subprocess.run([*words, "init", "-q", "--bare", "--template=", place], check=True)
            given = b"".join(_commit(tag, files) for tag, files in tags.items())
            subprocess.run(
                ["git", "--git-dir", place, "fast-import", "--quiet"],
                *(),
                input=given,
                check=True,
                env={"PATH": os.environ["PATH"], "HOME": str(root.parent)},
            )
        yield

    return around


def _commit(tag: str, files: Tree) -> bytes:
    head = f"commit refs/tags/{tag}\ncommitter A <a@example.org> 0 +0000\ndata 0\ndeleteall\n"
    parts = [head.encode()]
    for name, (mode, content) in files.items():
        parts += [f"M {mode} inline {name}\ndata {len(content)}\n".encode(), content, b"\n"]
    return b"".join(parts)
