"""Whether a file of a review has moved since it was last looked at, without reading any.

A run that finds nothing new reads every input and every page that is published. A seal is taken
over what the file system says of each file of a review: place, kind, size, time of the last change,
time of the last change of that, and number. While it stays, nothing was written there, and the
outcome of the last run still holds. As git does, a seal trusts no file that was written so short a
time before the seal was taken that a later change could bear the same time.

Of a page it leaves out the time of the last change of what the system says, which is another as
soon as a portal gives the file a further name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
import time
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from living_review import __version__
from living_review.ground.folder import ReviewFolder
from living_review.living.store import VersionStore

if TYPE_CHECKING:
    from living_review.library.jobs import Outcome

TAKEN_AS = 2
"""Another number wherever a seal tells of a file otherwise than before."""
SITE = "_site/"
"""The pages of a review, which a portal shows under further names of the same files."""
SETTLED = 2_000_000_000
"""Nanoseconds after its last change from which on a file's time tells it from a later state."""
LOCAL = frozenset(("csv", "xlsx", "sqlite", "import"))
"""The kinds of registry that lie inside the review; any other must be asked whether it moved."""
# A lock is only held, and has no content; the record of a library is no part of a review.
RECORD = "library.json"
_NO_PART = frozenset((".lock", RECORD))
_BY_NAME = attrgetter("name")


def seal_of(root: Path) -> tuple[str, int]:
    """Give the seal over all files of a review, and the time of the latest change to any of them.

    Hidden folders hold no part of a review. The seal is '' where none can be taken: behind a link
    to a folder anything may lie. Raises OSError where the folder cannot be read.
    """
    told: list[str | int] = [__version__, TAKEN_AS]
    changed: list[int] = [0]
    if not _look(os.fspath(root), "", told, changed):
        return "", 0
    # Texts in quotes and numbers: no two walks are told alike.
    digest = hashlib.sha256(repr(told).encode())
    return digest.hexdigest(), max(changed)


def _look(folder: str, below: str, told: list[str | int], changed: list[int]) -> bool:
    """Tell of every file what the system says of it; False where a link leads to a folder.

    A large library has millions of files, so this makes nothing for a file but that. What the
    system is asked is the least: each folder once, and each file once.
    """
    shown = below.startswith(SITE)
    with os.scandir(folder) as entries:
        found = sorted(entries, key=_BY_NAME)
    for entry in found:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if name[0] != "." and not _look(entry.path, f"{below}{name}/", told, changed):
                return False
        elif name not in _NO_PART:
            about = entry.stat(follow_symlinks=False)
            modified = about.st_mtime_ns
            moved = modified if shown else about.st_ctime_ns
            told += (below + name, about.st_mode, about.st_size, modified, moved, about.st_ino)
            changed += (modified, moved)
            if entry.is_symlink() and not _look_behind(entry.path, told, changed):
                return False
    return True


def _look_behind(link: str, told: list[str | int], changed: list[int]) -> bool:
    """Tell of where a link leads, too: that file is what is read."""
    about = Path(link).stat()
    modified, moved = about.st_mtime_ns, about.st_ctime_ns
    told += ("", about.st_mode, about.st_size, modified, moved, about.st_ino)
    changed += (modified, moved)
    return not stat.S_ISDIR(about.st_mode)


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
