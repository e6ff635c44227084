"""Where this user keeps what programs can make again, and whether a folder is theirs alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def users_caches() -> Path:
    """Give the folder that the system has for it; RuntimeError where the user has no home."""
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given) if Path(given).is_absolute() else Path.home() / ".cache"


def is_ours(folder: Path) -> bool:
    """Whether nobody but this user can have put a file there."""
    if sys.platform == "win32":
        return True
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022
