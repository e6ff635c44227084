"""Where a review lies, as something that gives its files and takes them back.

Who carries out a task elsewhere holds the review alone, has its files brought into a folder of its
own, works there, and has what changed put back. Nothing is put back where the review was changed
meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol, Self

from living_review.ground.disk import held, write_whole
from living_review.ground.errors import Locked
from living_review.library import parts

PATIENCE = 30.0
"""Seconds that a second try waits for what is left of the first to let go of the review."""


class Place(Protocol):
    """Where one review lies; used as a context. What fails raises an error of the one tree."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def stamps(self, *, whole: bool) -> Mapping[str, str]:
        """Name each file of the review, with what is another when it is written again."""
        ...

    def fetch(self, names: Mapping[str, str], into: Path) -> None:
        """Bring files, by their stamps, into an empty folder."""
        ...

    def alone(self, token: str) -> AbstractContextManager[None]:
        """Hold the review; Locked where another run has it. One run's tries have one `token`."""
        ...

    def put(self, root: Path, changed: list[str], gone: list[str]) -> None:
        """Put back files of a folder, and remove others, in the order that a killed run needs."""
        ...

    def sha256(self, name: str) -> str:
        """Give the hash of a file as it lies there; '' where it is not there."""
        ...

    def last_run(self) -> str:
        """Give the token of the run that put something back last; '' where it had none."""
        ...

    def begun_by(self, token: str) -> None:
        """Say whose run begins to put something back."""
        ...

    def ended(self) -> None:
        """Say so no more: what was put back was found there."""
        ...


class LocalFolder:
    """A review in a folder of this machine, or of a disk that it shares."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left open."""

    def stamps(self, *, whole: bool) -> Mapping[str, str]:
        found = {}
        for name in parts.of_one_review(parts.files_below(self.root), whole=whole):
            about = (self.root / name).lstat()
            found[name] = f"{about.st_size} {about.st_mtime_ns} {about.st_ino}"
        return found

    def fetch(self, names: Mapping[str, str], into: Path) -> None:
        for name in names:
            source, target = self.root / name, into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_symlink():
                self._brought_link(source, target)
            else:
                shutil.copyfile(source, target)

    def _brought_link(self, source: Path, target: Path) -> None:
        """Bring what a link inside the review leads to; one that leads out still leads there."""
        there = Path(os.path.realpath(source))
        if there.is_file() and there.is_relative_to(os.path.realpath(self.root)):
            shutil.copyfile(there, target)
        else:
            target.symlink_to(there, target_is_directory=there.is_dir())

    @contextmanager
    def alone(self, token: str) -> Iterator[None]:
        versions = self.root / "data" / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        ends = monotonic() + (PATIENCE if token else 0.0)
        while True:
            hold = held(self.root / parts.LOCK, "Another run is at work on this review")
            try:
                hold.__enter__()
                break
            except Locked:
                if monotonic() > ends:
                    raise
                sleep(0.1)
        try:
            yield
        finally:
            hold.__exit__(None, None, None)

    def put(self, root: Path, changed: list[str], gone: list[str]) -> None:
        from living_review.living.store import VersionStore
        from living_review.runs.publishing import recover

        VersionStore(self.root / "data" / "versions").prepare()
        for each in parts.SHOWN:
            recover(self.root / each)
        moved = self._new_versions(root, changed)
        left = [each for each in changed if not each.startswith(tuple(moved))]
        self._swapped(root, "report", [*left, *gone])
        for name in left:
            if name.partition("/")[0] not in parts.SHOWN:
                write_whole(self.root / name, (root / name).read_bytes())
        for name in gone:
            if name.partition("/")[0] not in parts.SHOWN:
                (self.root / name).unlink(missing_ok=True)
        self._swapped(root, "_site", [*left, *gone])

    def _new_versions(self, root: Path, changed: list[str]) -> list[str]:
        """Rename each new version, whole, into its place; gives the folders of those."""
        from living_review.runs.publishing import publish

        versions, moved = Path("data") / "versions", []
        for number in parts.versions(changed):
            target = self.root / versions / number
            if target.exists():
                continue
            # Of the name that the folder of versions clears away before it takes a new one.
            staged = Path(tempfile.mkdtemp(prefix=".staging-", dir=target.parent))
            try:
                shutil.copytree(root / versions / number, staged, dirs_exist_ok=True)
                staged.chmod(0o755)
                publish(staged, target)
            except BaseException:
                shutil.rmtree(staged, ignore_errors=True)
                raise
            moved.append(f"{versions.as_posix()}/{number}/")
        return moved

    def _swapped(self, root: Path, shown: str, touched: list[str]) -> None:
        """Put a folder that readers see in the place of the one before, at once."""
        from living_review.runs.publishing import publish, staging

        if not any(each.startswith(f"{shown}/") for each in touched):
            return
        with staging(self.root / shown) as staged:
            if (root / shown).is_dir():
                shutil.copytree(root / shown, staged, dirs_exist_ok=True)
            publish(staged, self.root / shown)

    def sha256(self, name: str) -> str:
        try:
            return sha256_of(self.root / name)
        except OSError:
            return ""

    def last_run(self) -> str:
        try:
            return (self.root / parts.RUN).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def begun_by(self, token: str) -> None:
        write_whole(self.root / parts.RUN, token.encode())

    def ended(self) -> None:
        (self.root / parts.RUN).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Give the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
