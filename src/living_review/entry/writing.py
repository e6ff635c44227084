"""Putting the new files in place: all of them, or none, also when the machine stops in between.

Files cannot be renamed all at once. So the new files are first written to one folder, then a list
of them, and only then are they moved; a list that is found later is worked off to its end. The
table of trials moves last: until then the new rows name a trial that is not there, are set aside
by every command, and no number changes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from living_review.entry.plan import Plan
from living_review.ground.disk import held, write_whole
from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.sources.cache import Cache

STAGE, LIST = ".adding", "files.json"


def write(folder: Path, plan: Plan) -> None:
    """Put the files of a plan in place of those it was made from.

    Raises BadInput where one of them has changed since, and EnvironmentFailure where they cannot be
    written; nothing has changed then.
    """
    changed = [file for file, before in plan.before.items() if _content(folder / file) != before]
    if changed:
        raise BadInput(
            f"{changed[0]} has been changed by somebody else meanwhile; nothing was written. "
            "Run it again."
        )
    stage = folder / STAGE
    try:
        for file, content in plan.after.items():
            write_whole(stage / file, content)
        listed = [
            {"file": file, "before": _hash(plan.before[file]), "after": _hash(content)}
            for file, content in plan.after.items()
        ]
        write_whole(stage / LIST, json.dumps(listed).encode())
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise EnvironmentFailure(
            f"{folder} cannot be written ({error.strerror}); nothing was changed."
        ) from error
    finish(folder)


def finish(folder: Path) -> bool:
    """Work off a list that is left; give whether there was one.

    Raises BadInput where a file was edited after the run that was cut short.
    """
    stage = folder / STAGE
    if not stage.exists():
        return False
    if not (stage / LIST).exists():
        # The run ended before its files were whole, and nothing had moved.
        shutil.rmtree(stage)
        return False
    for item in json.loads((stage / LIST).read_text(encoding="utf-8")):
        new, target = stage / item["file"], folder / item["file"]
        now = _hash(_content(target))
        if now == item["after"]:
            continue
        if now != item["before"] or not new.exists():
            raise BadInput(
                f"An addition of a trial was cut short, and {item['file']} was edited since: what "
                f"was to be written is in {new}. Bring the two together by hand, then delete "
                f"{stage}."
            )
        if target.exists():
            shutil.copymode(target, new)
        new.replace(target)
    (stage / LIST).unlink()
    shutil.rmtree(stage)
    return True


@contextmanager
def alone(versions: Path) -> Iterator[None]:
    """Hold the lock of the review, so that no update reads between two files.

    A review without versions has had no update yet; then only other additions are kept out.
    """
    lock = versions / ".lock"
    if not versions.is_dir():
        lock = versions.parent / ".cache" / "add-trial.lock"
        Cache(lock.parent).prepare()
    with held(lock, "Another run is at work on this review"):
        yield


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _hash(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
