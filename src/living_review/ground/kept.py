"""What was made once and is needed again: kept in the user's cache folder under what decides it.

A key is a digest of everything that decides what is made, so nothing that is kept is ever out of
date. Whatever is wrong with what is kept, it is made again: a file that is cut short, changed or
gone, a folder that cannot be written to or that others may write to. All runs of this user share
one folder, at the same time as well, and it can be deleted at any time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from living_review.ground.caches import is_ours, users_caches

VARIABLE, OFF = "LIVING_REVIEW_CACHE", "off"
"""Names another folder; with this word, nothing is kept."""
MOST_BYTES = 256 * 2**20
# How much is left when the folder was full, so that it is not looked through for each file.
_LEFT = 0.8
_DIGEST = 32
# A file that is begun and not whole after this many seconds was left by a run that was killed.
_ABANDONED = 3600.0


class Kept:
    """One folder of things that were made, each a file that is named by its key."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most = most_bytes
        self._added = False

    def get(self, key: str) -> bytes | None:
        """Give what is kept under a key; None where nothing whole is."""
        import zlib

        path = self.folder / key
        with suppress(OSError, zlib.error):
            held = path.read_bytes()
            if held[:_DIGEST] == _proof(key, held[_DIGEST:]):
                content = zlib.decompress(held[_DIGEST:])
                with suppress(OSError):
                    os.utime(path)
                return content
        return None

    def put(self, key: str, content: bytes) -> None:
        """Keep what was made: whole or not at all, since others may read it meanwhile."""
        import zlib

        packed = zlib.compress(content, 1)
        beside = self.folder / f".{os.urandom(8).hex()}"
        with suppress(OSError):
            try:
                beside.write_bytes(_proof(key, packed) + packed)
                beside.replace(self.folder / key)
                self._added = True
            finally:
                beside.unlink(missing_ok=True)

    def bound(self) -> None:
        """Remove what was not used for longest, where more is kept than there may be."""
        if not self._added:
            return
        with suppress(OSError):
            files = list(_there(self.folder))
            now = max((about.st_mtime for about, *_ in files), default=0.0)
            held = sum(about.st_size for about, *_ in files)
            aim = held if held <= self._most else int(self._most * _LEFT)
            for about, path, name in sorted(files, key=lambda each: each[0].st_mtime):
                begun = name.startswith(".")
                if now - about.st_mtime > _ABANDONED if begun else held > aim:
                    with suppress(OSError):
                        Path(path).unlink()
                        held -= about.st_size


def _there(folder: Path) -> Iterator[tuple[os.stat_result, str, str]]:
    """Yield what each file in a folder is like, its path and its name.

    One that another process removes meanwhile is left out.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                yield entry.stat(), entry.path, entry.name


def _proof(key: str, packed: bytes) -> bytes:
    from hashlib import sha256

    return sha256(key.encode() + b"\0" + packed).digest()


_USED: ContextVar[Kept | None] = ContextVar("kept", default=None)
_AFRESH: ContextVar[bool] = ContextVar("afresh", default=False)


def kept() -> Kept | None:
    """Give what is kept of earlier runs; None where everything is to be made."""
    return _USED.get()


@contextmanager
def keeping() -> Iterator[None]:
    """Have what is made inside taken from earlier runs and kept for later ones."""
    folder = None if _AFRESH.get() else _folder()
    used = Kept(folder) if folder else None
    before = _USED.set(used)
    try:
        yield
    finally:
        _USED.reset(before)
        if used:
            used.bound()


@contextmanager
def making_afresh(wanted: bool = True) -> Iterator[None]:
    """Have everything inside made, whatever is kept, and nothing kept."""
    before = _AFRESH.set(wanted or _AFRESH.get())
    try:
        yield
    finally:
        _AFRESH.reset(before)


def _folder() -> Path | None:
    """Give the folder, made where it is not there; None where there is none to be trusted."""
    given = os.environ.get(VARIABLE, "").strip()
    if given.lower() == OFF:
        return None
    with suppress(OSError, RuntimeError):
        above = Path(given).absolute() if given else users_caches() / "living-review"
        folder = above / "made"
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        return folder if is_ours(folder) else None
    return None
