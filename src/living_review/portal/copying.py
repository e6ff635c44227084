"""A published site brought into a portal: by further names of its files, else as copies."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from living_review.portal.reading import NotPublished, seal_of


def brought(site: Path, target: Path, seal: str) -> None:
    """Bring a site to `target`, whole and of the state that was read.

    A site that is replaced meanwhile is not mixed with the one before. Raises NotPublished where
    that cannot be.
    """
    try:
        _copy(site, target)
    except OSError as fault:
        shutil.rmtree(target, ignore_errors=True)
        place = fault.filename or site
        raise NotPublished("unreadable", f"{place}: {fault.strerror or fault}.") from fault
    if seal_of(site) != seal:
        shutil.rmtree(target, ignore_errors=True)
        raise NotPublished(
            "unreadable", f"{site} was replaced while it was read; make the portal again."
        )


def _copy(site: Path, target: Path) -> None:
    """Give each file a second name, or copy it; what a link leads to is no part of a site."""
    for parent, folders, names in os.walk(site):
        below = Path(parent)
        into = target / below.relative_to(site)
        into.mkdir(parents=True, exist_ok=True)
        folders[:] = [each for each in folders if not (below / each).is_symlink()]
        for name in names:
            file = below / name
            if file.is_symlink():
                continue
            try:
                os.link(file, into / name)
            except OSError:
                shutil.copyfile(file, into / name)
