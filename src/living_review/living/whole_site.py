"""Whether a published site is whole: every file there, and as it was laid out.

What was laid out is written into the site itself, so that it travels with it. A site that has no
such list is compared with the manifest of its version, which names no file of the shelf.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from living_review.living.manifest import Manifest

LIST = "files.json"
SHELF = "versions/"
_SCHEMA = "living-review/site/1"


class Fault(NamedTuple):
    """A file of a site that is missing, or else is not what was laid out."""

    file: str
    missing: bool


def write_list(site: Path) -> None:
    """Write what a site that is about to be published consists of."""
    files = {name: _about(site / name) for name in _names(site) if name != LIST}
    document = {"schema": _SCHEMA, "files": files}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    (site / LIST).write_text(text, encoding="utf-8", newline="\n")


def faults(site: Path, manifest: Manifest) -> tuple[Fault, ...]:
    """Name each file of a site that is missing or is not what was laid out.

    Files on the shelf of versions, which may be many and large, are compared by their size; all
    others by their bytes. What somebody added is left alone.
    """
    listed = _listed(site)
    if listed is None:
        listed = {name: (None, digest) for name, digest in manifest.site.items()}
    found = []
    for name, (size, digest) in sorted(listed.items()):
        path = site / name
        try:
            about = path.lstat()
            same = path.is_file() and not path.is_symlink() and size in (None, about.st_size)
            if same and f"/{SHELF}" not in f"/{name}":
                same = _sha256(path) == digest
        except OSError:
            found.append(Fault(name, missing=True))
            continue
        if not same:
            found.append(Fault(name, missing=False))
    return tuple(found)


def _listed(site: Path) -> dict[str, tuple[int | None, str]] | None:
    """Read the list of a site; None where there is none that can be read."""
    try:
        document = json.loads((site / LIST).read_text(encoding="utf-8"))
        if document["schema"] != _SCHEMA:
            return None
        files = document["files"].items()
        return {str(name): (int(size), str(digest)) for name, (size, digest) in files}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _names(site: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(site):
        folders.sort()
        for name in sorted(files):
            yield (Path(parent) / name).relative_to(site).as_posix()


def _about(path: Path) -> tuple[int, str]:
    return path.stat().st_size, _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
