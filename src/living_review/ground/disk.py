"""What must be whole on disk: a file replaced at once, work done alone, folders that go again."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from living_review.ground.errors import BadInput, Locked

WORK, NEW = "living-review-run-", "living-review-new-"
"""How the names of folders in the temporary directory begin: of those at work, which are held, and
of those that are about to be."""
SETTLED = 60.0
"""Seconds after which a folder that is still about to be held was left by a run that was killed."""


def file_above(path: Path) -> Path | None:
    """Give the file that stands where a path, or a folder that it lies in, would be a folder."""
    return next((each for each in (path, *path.parents) if each.is_file()), None)


def need_file(path: Path) -> None:
    """Raise BadInput where there is no file to read."""
    if path.is_dir():
        raise BadInput(f"{path} is a folder; give the path of a file in it.")
    if not path.is_file():
        raise BadInput(f"There is no file {path}; give the path of a file.")


def staged(path: Path, content: bytes) -> Path:
    """Write the content that is to replace a file beside it, on the disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replaces = path.exists()
    beside = path.with_name(f".{path.name}.{os.urandom(8).hex()}")

    def opened(name: str, flags: int) -> int:
        # What replaces a file is nobody else's before it has that file's permissions. A new file
        # has those of any other: the system takes the mask off, which a thread cannot ask for.
        return os.open(name, flags, 0o600 if replaces else 0o666)

    try:
        with open(beside, "xb", opener=opened) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replaces:
            shutil.copymode(path, beside)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = staged(path, content)
    try:
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def clear_staged(path: Path) -> None:
    """Remove what a killed run left beside a file that it was about to write whole."""
    for left in path.parent.glob(f".{path.name}.{'[0-9a-f]' * 16}"):
        left.unlink(missing_ok=True)


@contextmanager
def held(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock while the work is done; Locked at once, saying `what`, where another run has it.

    The lock is a hold on the file, which ends with the process, and not the file itself.
    """
    from filelock import FileLock, Timeout

    hold = FileLock(lock, timeout=0)
    try:
        hold.acquire()
    except Timeout as error:
        raise Locked(f"{what}; it holds {lock}. Wait for it to end.") from error
    try:
        yield
    finally:
        hold.release()


@contextmanager
def work_folder() -> Iterator[Path]:
    """Give an empty folder in the temporary directory; afterwards it is gone.

    A run that was killed could not clear its own: whoever comes next does, and leaves alone what a
    run at work holds.
    """
    clear_what_was_left(Path(tempfile.gettempdir()))
    new = Path(tempfile.mkdtemp(prefix=NEW))
    held_folder = hold(new)
    folder = new.with_name(new.name.replace(NEW, WORK, 1))
    new.rename(folder)
    try:
        yield folder
    finally:
        release(held_folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_files_in_work_folder() -> Iterator[None]:
    """Have libraries put what they need for a while into a work folder: it outlives no kill."""
    had = tempfile.tempdir
    with work_folder() as folder:
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = had


def clear_what_was_left(place: Path) -> None:
    """Remove the work folders of this user in `place` that no process holds any more."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        with os.scandir(place) as entries:
            found = [entry for entry in entries if entry.name.startswith((WORK, NEW))]
        for entry in found:
            with suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                ours = entry.is_dir(follow_symlinks=False) and about.st_uid == os.getuid()
                fresh = time.time() - about.st_ctime < SETTLED
                if not ours or (fresh and entry.name.startswith(NEW)):
                    continue
                descriptor = hold(Path(entry.path))
                if descriptor is not None:
                    release(descriptor)
                    shutil.rmtree(entry.path, ignore_errors=True)


def hold(directory: Path) -> int | None:
    """Mark a directory as in use until this process ends; None if another process uses it."""
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def release(held: int | None) -> None:
    """Let go of a directory."""
    if held is not None:
        os.close(held)
