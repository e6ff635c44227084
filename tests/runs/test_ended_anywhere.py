"""Whenever the swap of a site is ended, or fails, readers see the old one whole or the new one."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path

import pytest
from ended_anywhere import Ends

from living_review.ground.errors import EnvironmentFailure
from living_review.runs import publishing
from living_review.runs.publishing import publish, recover, staging

FULL = "No space left on device"
SETTLES = ("fsync", "chmod")


def made(target: Path, version: str) -> None:
    with staging(target) as staged:
        for name in ("index.html", "deep/results.html"):
            (staged / name).parent.mkdir(exist_ok=True)
            (staged / name).write_text(version)
        publish(staged, target)


def shown(target: Path) -> str | None:
    """The version that a site shows; fails unless every page is there and is of that version."""
    if not target.exists():
        return None
    pages = {
        path.relative_to(target).as_posix(): path.read_text()
        for path in target.rglob("*")
        if path.is_file()
    }
    assert sorted(pages) == ["deep/results.html", "index.html"]
    [version] = {*pages.values()}
    return version


def ways(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "pair":
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("way", ["exchange", "pair"])
def test_a_run_killed_at_any_step_leaves_a_whole_site_and_the_next_one_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, first: bool
) -> None:
    ways(monkeypatch, way)
    target = tmp_path / "_site"
    seen = set()
    at = steps = 0
    while at <= steps:
        publishing.shutil.rmtree(target, ignore_errors=True)
        if not first:
            made(target, "1")
        with monkeypatch.context() as patch:
            ends = Ends(patch, *SETTLES)
            ends.run(lambda: made(target, "2"), at)
            steps = max(steps, len(ends.steps))
        at += 1
        there = shown(target)
        seen.add(there)
        if there is None and not first:
            assert way == "pair", "it is gone at no moment where the names are exchanged"
            recover(target)
            assert shown(target) == "1"
        made(target, "3")
        assert shown(target) == "3"
        assert [each.name for each in tmp_path.iterdir()] == ["_site"]
    assert steps > 8
    gone = {None} if first or way == "pair" else set()
    assert seen == {"2", *gone, *({"1"} if not first else ())}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("way", ["exchange", "pair"])
def test_a_disk_that_is_full_at_any_step_leaves_a_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, first: bool
) -> None:
    ways(monkeypatch, way)
    target = tmp_path / "_site"
    at = steps = 0
    while at <= steps:
        publishing.shutil.rmtree(target, ignore_errors=True)
        if not first:
            made(target, "1")
        refused = ""
        with monkeypatch.context() as patch:
            ends = Ends(patch, *SETTLES, fault=lambda: OSError(errno.ENOSPC, FULL))
            try:
                ends.run(lambda: made(target, "2"), at)
            except (OSError, EnvironmentFailure) as fault:
                refused = str(fault)
            steps = max(steps, len(ends.steps))
            step = "".join(ends.steps[at - 1 : at])
        at += 1
        there = shown(target)
        assert there in ("2", None if first else "1")
        if "stays" in refused:
            assert there != "2", f"what was published does not stay: {step}"
        if there != "2":
            assert FULL in refused, f"nobody is told: {step}"
        made(target, "3")
        assert shown(target) == "3"
        assert [each.name for each in tmp_path.iterdir()] == ["_site"]
    assert steps > 8


def test_two_runs_never_swap_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "_site"
    made(target, "1")
    alone = []
    for name in ("_exchange", "_rename_pair"):

        def watched(*given: Path, swap=getattr(publishing, name)) -> object:
            descriptor = os.open(tmp_path, os.O_RDONLY)
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                alone.append(swap)
            os.close(descriptor)
            return swap(*given)

        monkeypatch.setattr(publishing, name, watched)
    for refused in ((), publishing.NOT_OFFERED):
        for code in refused:
            monkeypatch.setattr(publishing, "_exchange", lambda *_, code=code: not code)
            made(target, str(code))
            assert shown(target) == str(code)
        made(target, "2")
    assert not alone, "another run could clear what this one has set aside"
