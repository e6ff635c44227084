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


def kept(there: Path, target: Path) -> None:
    """Have what stands in the portal stand in the one that takes its place, as it is.

    Whatever somebody laid into the portal themselves is kept, links among it, too.
    """
    if there.is_symlink():
        target.symlink_to(there.readlink(), target_is_directory=there.is_dir())
    elif there.is_dir():
        _copy(there, target, links=True)
        shutil.copymode(there, target)
    else:
        _named_again(os.fspath(there), os.fspath(target))


def _copy(site: Path, target: Path, *, links: bool = False) -> None:
    """Give each file a second name, or copy it; what a link leads to is no part of a site."""
    into = os.fspath(target)
    target.mkdir(parents=True, exist_ok=True)
    with os.scandir(site) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_symlink():
            if links:
                kept(Path(entry.path), target / entry.name)
        elif entry.is_dir():
            _copy(Path(entry.path), target / entry.name, links=links)
        else:
            _named_again(entry.path, f"{into}/{entry.name}")


def _named_again(file: str, name: str) -> None:
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)
