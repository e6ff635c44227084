"""Whenever the swap of a site is ended, or fails, readers see the old one whole or the new one."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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
    alone: list[str] = []

    def watched(name: str) -> Callable[..., object]:
        swap = getattr(publishing, name)

        def swapped(*given: Path) -> object:
            descriptor = os.open(tmp_path, os.O_RDONLY)
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                alone.append(name)
            os.close(descriptor)
            return swap(*given)

        return swapped

    made(target, "1")
    monkeypatch.setattr(publishing, "_exchange", watched("_exchange"))
    made(target, "2")
    monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    monkeypatch.setattr(publishing, "_rename_pair", watched("_rename_pair"))
    made(target, "3")
    assert shown(target) == "3"
    assert not alone, "another run could clear what this one has set aside"


@pytest.mark.parametrize("code", [0, *publishing.NOT_OFFERED, errno.EACCES, errno.ENOENT])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_names_are_exchanged_where_the_system_offers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, code: int
) -> None:
    asked: list[tuple[object, ...]] = []

    def renameat2(*given: Any) -> int:
        asked.append(tuple(getattr(each, "value", each) for each in given))
        return -1 if code else 0

    monkeypatch.setattr(publishing.sys, "platform", platform)
    library = SimpleNamespace(renameat2=renameat2)
    given = {(None, True): library}
    monkeypatch.setattr(publishing.ctypes, "CDLL", lambda name, use_errno: given[name, use_errno])
    monkeypatch.setattr(publishing.ctypes, "get_errno", lambda: code)
    staged, target = tmp_path / "new", tmp_path / "old"
    if platform != "linux":
        assert not publishing._exchange(staged, target)
        assert not asked
        return
    if code in (errno.EACCES, errno.ENOENT):
        with pytest.raises(OSError, match=os.strerror(code)) as refused:
            publishing._exchange(staged, target)
        assert refused.value.errno == code
    else:
        assert publishing._exchange(staged, target) == (code == 0)
    assert asked == [(-100, os.fsencode(staged), -100, os.fsencode(target), 2)]
    del library.renameat2
    assert not publishing._exchange(staged, target)


@pytest.mark.parametrize("very_many", [True, False])
@pytest.mark.parametrize("offered", [True, False])
def test_every_page_is_on_disk_before_its_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, very_many: bool, offered: bool
) -> None:
    target = tmp_path / "_site"
    done: list[str] = []

    def settled(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append("above" if place == tmp_path else place.name)

    monkeypatch.setattr(os, "fsync", settled)
    monkeypatch.setattr(os, "sync", lambda: done.append("all"))
    if not offered:
        monkeypatch.delattr(os, "sync")
    with staging(target) as staged:
        for name in ("index.html", "deep/results.html"):
            (staged / name).parent.mkdir(exist_ok=True)
            (staged / name).write_text("1")
        own, rename = staged.name, Path.rename
        monkeypatch.setattr(
            Path, "rename", lambda path, to: (done.append("renamed"), rename(path, to))
        )
        publish(staged, target, very_many=very_many)
    if very_many and offered:
        assert done == ["all", "renamed", "above"]
    else:
        assert done == ["index.html", own, "results.html", "deep", "renamed", "above"]


def test_what_a_killed_run_set_aside_is_put_back_where_it_holds_a_site(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    recover(tmp_path / "nowhere" / "_site")
    assert not [*tmp_path.iterdir()]
    for site, asides in (("", "01"), ("1", "02"), ("", "00"), ("1", "")):
        publishing.shutil.rmtree(target, ignore_errors=True)
        if site:
            made(target, site)
        for number, pages in enumerate(asides):
            aside = tmp_path / f"._site.aside-{number}"
            aside.mkdir()
            if pages != "0":
                (aside / "deep").mkdir()
                for name in ("index.html", "deep/results.html"):
                    (aside / name).write_text(pages)
        (tmp_path / "._site.staging-x").mkdir()
        (tmp_path / "._other.staging-x").mkdir(exist_ok=True)
        recover(target)
        assert shown(target) == (site or asides.replace("0", "") or None)
        there = {each.name for each in tmp_path.iterdir()} - {"_site"}
        assert there == {"._other.staging-x"}, "another site is left alone"


@pytest.mark.parametrize("way", ["exchange", "pair"])
def test_a_system_that_opens_no_folder_is_published_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    opened = os.open

    def of_files(name: Any, *given: Any, **named: Any) -> int:
        if Path(name).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(name, *given, **named)

    ways(monkeypatch, way)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(publishing.shutil, "_use_fd_functions", False)
    monkeypatch.setattr(os, "open", of_files)
    target = tmp_path / "_site"
    for version in "12":
        made(target, version)
        assert shown(target) == version
        assert [each.name for each in tmp_path.iterdir()] == ["_site"]


def test_what_cannot_be_cleared_holds_up_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    target = tmp_path / "deep" / "deeper" / "_site"
    made(target, "1")
    left = [target.with_name(f"._site.{kind}-x") for kind in ("aside", "staging")]
    for each in left:
        each.mkdir()
    monkeypatch.setattr(os, "rmdir", refused)
    monkeypatch.setattr(publishing, "_mode", lambda *_: 0o755)
    made(target, "2")
    assert shown(target) == "2"
    assert all(each.is_dir() for each in left)
