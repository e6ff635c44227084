"""What must be whole on disk: a file that is replaced at once, and work that one run does alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from living_review.errors import Locked


def staged(path: Path, content: bytes) -> Path:
    """Write the content that is to replace a file beside it, on the disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        else:
            mask = os.umask(0)
            os.umask(mask)
            beside.chmod(0o666 & ~mask)
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
