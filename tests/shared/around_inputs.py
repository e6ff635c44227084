"""What holds around an input that is no file: variables, a terminal, links, a disk, versions."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "data" / "versions" / "1"
Around = Callable[[Path], AbstractContextManager[object]]


def with_variables(**values: str) -> Around:
    """Set environment variables."""

    @contextmanager
    def around(_root: Path) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in values.items():
                patch.setenv(name, value)
            yield

    return around


def with_parts(**changes: object) -> Around:
    """Put something else in the place of parts of the program; their dots are written `__`."""

    @contextmanager
    def around(_root: Path) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in changes.items():
                patch.setattr(f"living_review.{name.replace('__', '.')}", value)
            yield

    return around


def refused(*_: object, **__: object) -> None:
    """Stand in for a disk that lets nobody write."""
    raise PermissionError(13, "Permission denied")


def answering(*answers: str, of: str) -> Around:
    """Have a person at a terminal give these answers and then end the conversation."""
    left = iter(answers)

    def asked(*_: object, **__: object) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    @contextmanager
    def around(_root: Path) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"living_review.cli.{of}", lambda: True)
            patch.setattr("typer.prompt", asked)
            patch.setattr("builtins.input", asked)
            yield

    return around


def leading_out(name: str) -> Around:
    """Make a file of the review a link to one beside it."""

    @contextmanager
    def around(root: Path) -> Iterator[None]:
        link, own = root / name, root.parent / Path(name).name
        link.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(b"x")
        link.symlink_to(own)
        try:
            yield
        finally:
            link.unlink()

    return around


@contextmanager
def published(root: Path) -> Iterator[None]:
    """Give the review a version: the first of the shipped review."""
    version = root / "data" / "versions" / "1"
    shutil.copytree(SHIPPED, version)
    manifest = json.loads((version / "manifest.json").read_bytes())
    manifest["made_at"] = "2026-01-02T06:00:00+00:00"
    (version / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    yield


@contextmanager
def at_work(root: Path) -> Iterator[None]:
    """Have another run hold the lock of the review."""
    from filelock import FileLock

    lock = root / "data" / "versions" / ".lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        yield


def taken(*_: object) -> None:
    """Stand in for a port that another program holds."""
    raise OSError(errno.EADDRINUSE, "Address already in use")


def both(*arounds: Around) -> Around:
    """Have several hold."""

    @contextmanager
    def around(root: Path) -> Iterator[None]:
        with ExitStack() as stack:
            for each in arounds:
                stack.enter_context(each(root))
            yield

    return around
