"""Put a finished directory in the place of the published one, so that no reader sees half of it."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from living_review.ground.disk import hold, release
from living_review.ground.errors import BadInput, EnvironmentFailure

RENAME_EXCHANGE = 2
AT_FDCWD = -100
SETTLED_AS = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
"""How a file is opened to have it on disk: Windows asks for the right to write to it."""
# What a kernel or a file system answers that cannot exchange two names.
NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Give an empty directory on the file system of `target`; afterwards it is gone.

    First puts right what a killed run left: its directories are removed, and a site it had set
    aside but not replaced is put back. Directories of runs still at work are left alone.
    Raises BadInput where `target` is a file, EnvironmentFailure where nothing can be written.
    """
    named, target = target, _real(target)
    if target.exists() and not target.is_dir():
        raise BadInput(f"{named} is a file, so nothing can be published there; name a directory.")
    held: int | None = None
    staged: Path | None = None
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with _alone_in(target.parent):
                _recover(target)
                staged = Path(
                    tempfile.mkdtemp(prefix=_prefix(target, "staging"), dir=target.parent)
                )
                held = hold(staged)
            staged.chmod(_mode(target, staged))
        except OSError as fault:
            raise EnvironmentFailure(
                f"{named.parent} cannot be written to ({fault.strerror}); "
                "allow it, or name another directory."
            ) from fault
        yield staged
    finally:
        release(held)
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)


def recover(target: Path) -> None:
    """Put right what a killed run left beside `target`, as `staging` does before it begins."""
    target = _real(target)
    if target.parent.is_dir():
        with _alone_in(target.parent):
            _recover(target)


def publish(staged: Path, target: Path, *, very_many: bool = False) -> None:
    """Swap the finished directory `staged` into the place of `target` at once.

    What was published stands in `staged` afterwards. On Linux the two names are exchanged in one
    step (renameat2(2), RENAME_EXCHANGE); elsewhere two renames follow one another, and a run
    killed between them is put right by the next `staging`. A failure leaves the old site whole.
    Raises EnvironmentFailure where the swap is refused. Where the files are `very_many`, most of
    them further names of what has long been on disk, the system is asked once for all of them.
    """
    named, target = target, _real(target)
    if not (very_many and _settle_all()):
        _settle(staged)
    try:
        # What another run finds between two renames would look like what a killed one left.
        with _alone_in(target.parent):
            if not target.exists():
                staged.rename(target)
            elif not _exchange(staged, target):
                _rename_pair(staged, target)
    except OSError as fault:
        raise EnvironmentFailure(
            f"{named} cannot be replaced ({fault.strerror}); what was published there stays. "
            "Allow its directory to be written to, or name another one."
        ) from fault
    _settle_directory(target.parent)


def _real(target: Path) -> Path:
    """The directory behind a link, so that both lie on one file system."""
    return Path(os.path.realpath(target))


def _prefix(target: Path, purpose: str) -> str:
    return f".{target.name}.{purpose}-"


def _mode(target: Path, staged: Path) -> int:
    """The permissions of the published directory, or those any new directory would have."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    any_new = staged / "new"
    any_new.mkdir()
    try:
        return any_new.stat().st_mode & 0o777
    finally:
        any_new.rmdir()


def _exchange(staged: Path, target: Path) -> bool:
    """Exchange two names in one step; False where the system does not offer it."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        renameat2 = libc.renameat2
    except AttributeError:
        return False
    names = (ctypes.c_int(AT_FDCWD), os.fsencode(staged), ctypes.c_int(AT_FDCWD))
    if renameat2(*names, os.fsencode(target), ctypes.c_uint(RENAME_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in NOT_OFFERED:
        return False
    raise OSError(code, os.strerror(code), str(target))


def _rename_pair(staged: Path, target: Path) -> None:
    """Set the old site aside, put the new one there; put the old one back if that fails."""
    aside = Path(tempfile.mkdtemp(prefix=_prefix(target, "aside"), dir=target.parent))
    aside.rmdir()  # Windows renames to no name that is taken
    target.rename(aside)
    try:
        staged.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    with suppress(OSError):  # what stays aside is cleared by the next run
        aside.rename(staged)


def _recover(target: Path) -> None:
    """Undo what a killed run left beside the target."""
    for aside in sorted(target.parent.glob(_prefix(target, "aside") + "*")):
        if not target.exists() and any(aside.iterdir()):
            aside.rename(target)
        else:
            shutil.rmtree(aside, ignore_errors=True)
    for leftover in target.parent.glob(_prefix(target, "staging") + "*"):
        held = hold(leftover)
        if held is not None:
            release(held)
            shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Let one run at a time create, swap or clear staging directories here."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _settle(directory: Path) -> None:
    """Have every file on disk before its name is published: a power cut must not empty a page."""
    for parent, _, names in os.walk(directory):
        for name in names:
            descriptor = os.open(os.path.join(parent, name), SETTLED_AS)  # noqa: PTH118
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        _settle_directory(Path(parent))


def _settle_all() -> bool:
    """Have everything on disk; False where the system is not asked that."""
    if not hasattr(os, "sync"):
        return False
    os.sync()
    return True


def _settle_directory(directory: Path) -> None:
    """Have the names in a directory on disk, where the system can do that."""
    with suppress(PermissionError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
