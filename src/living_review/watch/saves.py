"""Which saves matter to a preview: those of protocol, registry, judgements and templates."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchfiles import DefaultFilter, watch

from living_review.ground.folder import ReviewFolder

# An editor writes one file in several steps, and a checkout many: wait for a moment of quiet.
QUIET_MILLISECONDS = 150
LOOK_AGAIN_SECONDS = 0.2
BEGIN_SECONDS = 5.0
# What spreadsheets and editors lay beside an open file.
LOCK_FILES = (r"^\.~lock\.", r"^~\$", r"^\.goutputstream-", r"^4913$")


@contextmanager
def listening(folder: ReviewFolder) -> Iterator[threading.Event]:
    """Give an event that is set after every save that a build would read."""
    saved, stop, begun = threading.Event(), threading.Event(), threading.Event()
    listener = threading.Thread(target=_listen, args=(folder, saved, stop, begun), daemon=True)
    listener.start()
    begun.wait(BEGIN_SECONDS)
    try:
        yield saved
    finally:
        stop.set()
        listener.join(BEGIN_SECONDS)


def _listen(
    folder: ReviewFolder, saved: threading.Event, stop: threading.Event, begun: threading.Event
) -> None:
    """Listen until stopped; begin again where a folder came, went or was replaced."""
    passes = matters(folder)
    polling: bool | None = None
    missed = False
    while not stop.is_set():
        there = _folders(folder)
        roots = {str(path) for path, *_ in there}
        try:
            for changes in watch(
                *(path for path, *_ in there),
                watch_filter=passes,
                step=QUIET_MILLISECONDS,
                stop_event=stop,
                rust_timeout=round(LOOK_AGAIN_SECONDS * 1000),
                yield_on_timeout=True,
                force_polling=polling,
            ):
                begun.set()
                if changes or missed:
                    saved.set()
                # What is saved before the next watch begins counts as saved when it has begun.
                missed = _folders(folder) != there or any(path in roots for _, path in changes)
                if missed:
                    break
        except FileNotFoundError:
            # A folder went between the look and the watch.
            missed = True
            stop.wait(LOOK_AGAIN_SECONDS)
        except OSError:
            # The system has no more watches to give, or none on this kind of disk.
            missed = polling = True
            stop.wait(LOOK_AGAIN_SECONDS)


def _folders(folder: ReviewFolder) -> list[tuple[Path, int, int]]:
    """The folders, and files of a brand, to watch, each with its identity on disk."""
    found = []
    brand = (folder.root / name for name in folder.brand_files())
    for path in (folder.protocol.parent, folder.templates, *brand):
        try:
            identity = path.stat()
        except OSError:
            continue
        found.append((path, identity.st_dev, identity.st_ino))
    return found


def matters(folder: ReviewFolder) -> DefaultFilter:
    """Pass what a build reads: no published version, and nothing an editor keeps for itself."""
    return DefaultFilter(
        ignore_entity_patterns=(*DefaultFilter.ignore_entity_patterns, *LOCK_FILES),
        ignore_paths=(folder.protocol.parent / "versions", folder.protocol.parent / ".cache"),
    )
