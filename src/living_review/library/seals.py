"""Whether a file of a review has moved since it was last looked at, without reading any.

A run that finds nothing new reads every input and every page that is published. A seal is taken
over what the file system says of each file of a review: place, kind, size, time of the last change,
time of the last change of that, and number. While it stays, nothing was written there, and the
outcome of the last run still holds. As git does, a seal trusts no file that was written so short a
time before the seal was taken that a later change could bear the same time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from living_review import __version__
from living_review.ground.folder import ReviewFolder
from living_review.living.store import VersionStore

if TYPE_CHECKING:
    from living_review.library.jobs import Outcome

SETTLED = 2_000_000_000
"""Nanoseconds after its last change from which on a file's time tells it from a later state."""
LOCAL = frozenset(("csv", "xlsx", "sqlite", "import"))
"""The kinds of registry that lie inside the review; any other must be asked whether it moved."""
# A lock is only held, and has no content; the record of a library is no part of a review.
RECORD = "library.json"
_NO_PART = frozenset((".lock", RECORD))


def seal_of(root: Path) -> tuple[str, int]:
    """Give the seal over all files of a review, and the time of the latest change to any of them.

    Hidden folders hold no part of a review. The seal is '' where none can be taken: behind a link
    to a folder anything may lie. Raises OSError where the folder cannot be read.
    """
    digest, latest = hashlib.sha256(__version__.encode()), 0
    for name, about in _files(os.fspath(root)):
        if stat.S_ISDIR(about.st_mode):
            return "", 0
        told = (about.st_mode, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
        digest.update(f"{name}\0{told}\n".encode("utf-8", "surrogateescape"))
        latest = max(latest, about.st_mtime_ns, about.st_ctime_ns)
    return digest.hexdigest(), latest


def _files(folder: str, below: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Name every file, each with what the system says of it; a folder only where a link leads."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        name = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _files(entry.path, f"{name}/")
        elif entry.name not in _NO_PART:
            yield name, entry.stat(follow_symlinks=False)
            if entry.is_symlink():
                # Where a link leads is looked at, too: that file is what is read.
                yield f"{name}\0", Path(entry.path).stat()


def settled(latest: int) -> bool:
    """Tell whether the latest change lies far enough back for a seal to be trusted."""
    return time.time_ns() - latest > SETTLED


def can_be_sealed(root: Path) -> bool:
    """Tell whether all that a review is made from lies inside its folder, as its version tells."""
    latest = VersionStore(ReviewFolder(root).versions).latest()
    place = latest.registry_place if latest else {}
    return bool(place) and set(place) <= LOCAL


def holds_on(outcome: Outcome, today: dt.date) -> bool:
    """Tell whether time alone has brought nothing that a run would publish."""
    return outcome.next_change is None or today < outcome.next_change
