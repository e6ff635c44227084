"""A seal breaks with any file that is written, and with no other; time breaks what time can."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from living_review.library import asked
from living_review.library.asked import all_sealed, sealed
from living_review.library.jobs import Outcome
from living_review.library.members import Member
from living_review.library.seals import SETTLED, holds_on, seal_of, settled

Change = Callable[[Path], object]
Call = Callable[[str], tuple[str, int]]


def root_at(place: Path) -> Path:
    for name in ("data/protocol.yml", "data/registry/arms.csv", "_site/index.html", "logo.svg"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(f"{name}\n", encoding="utf-8")
    (place / "data" / "linked.csv").symlink_to("registry/arms.csv")
    return place


def other_bytes_of_the_same_length(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])


def replaced_at_the_same_time(path: Path) -> None:
    """Put another file in its place that has its size and its time."""
    about, beside = path.stat(), path.with_name("beside")
    beside.write_bytes(path.read_bytes()[::-1])
    os.utime(beside, ns=(about.st_atime_ns, about.st_mtime_ns))
    beside.replace(path)


def set_back(path: Path) -> None:
    """Write other bytes and put the time of the change back."""
    about = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


CHANGES: dict[str, Change] = {
    "longer": lambda path: path.write_text("longer than before\n", encoding="utf-8"),
    "other bytes": other_bytes_of_the_same_length,
    "replaced": replaced_at_the_same_time,
    "set back": set_back,
    "gone": Path.unlink,
    "renamed": lambda path: path.rename(path.with_suffix(".old")),
    "one more": lambda path: path.with_suffix(".new").write_bytes(b""),
    "other rights": lambda path: path.chmod(0o600),
}
FILES = ("data/protocol.yml", "data/registry/arms.csv", "_site/index.html", "logo.svg")


def cases() -> Iterator[tuple[str, str]]:
    # A page whose time was set back by hand is seen by no seal, so that one may have further names.
    every = ((file, change) for file in FILES for change in CHANGES)
    yield from (each for each in every if each != ("_site/index.html", "set back"))


@pytest.mark.parametrize(("file", "change"), list(cases()))
def test_any_change_of_any_file_breaks_the_seal(tmp_path: Path, file: str, change: str) -> None:
    root = root_at(tmp_path / "r")
    if change == "gone" and file == "data/registry/arms.csv":
        (root / "data" / "linked.csv").unlink()
    before, _ = seal_of(root)
    assert seal_of(root)[0] == before
    time.sleep(0.005)
    CHANGES[change](root / file)
    try:
        after = seal_of(root)[0]
    except FileNotFoundError:
        # A link that leads nowhere: no seal can be taken, and the review is looked into.
        assert file == "data/registry/arms.csv"
        return
    assert after
    assert after != before


def test_a_further_name_of_a_page_moves_nothing(tmp_path: Path) -> None:
    root = root_at(tmp_path / "r")
    before = seal_of(root)
    time.sleep(0.005)
    (tmp_path / "portal.html").hardlink_to(root / "_site" / "index.html")
    assert seal_of(root) == before
    (tmp_path / "portal.html").unlink()
    assert seal_of(root) == before


def test_hidden_folders_locks_and_the_record_of_a_library_are_no_part(tmp_path: Path) -> None:
    root = root_at(tmp_path / "r")
    before = seal_of(root)
    for name in (".git/index", "data/versions/.lock", "library.json"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
    assert seal_of(root)[0] == before[0]


def test_behind_a_link_to_a_folder_nothing_is_sealed(tmp_path: Path) -> None:
    root = root_at(tmp_path / "r")
    shutil.move(root / "data" / "registry", tmp_path / "elsewhere")
    (root / "data" / "linked.csv").unlink()
    (root / "data" / "registry").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert seal_of(root) == ("", 0)


@pytest.mark.parametrize("name", [b"\xff", b"'", b'"', b"a\nb", "\u00e9'\\x".encode()])
def test_a_file_of_any_name_is_sealed_and_known_by_it(tmp_path: Path, name: bytes) -> None:
    root = root_at(tmp_path / "r")
    file = Path(os.fsdecode(os.fsencode(root) + b"/data/" + name))
    file.write_bytes(b"")
    before, latest = seal_of(root)
    assert before == seal_of(root)[0]
    assert latest >= file.stat().st_mtime_ns
    file.unlink()
    assert seal_of(root)[0] != before


def test_what_a_link_leads_to_is_sealed_as_well_as_the_link(tmp_path: Path) -> None:
    root, elsewhere = root_at(tmp_path / "r"), tmp_path / "elsewhere.csv"
    elsewhere.write_text("one\n", encoding="utf-8")
    (root / "data" / "outside.csv").symlink_to(elsewhere)
    before, _ = seal_of(root)
    time.sleep(0.005)
    other_bytes_of_the_same_length(elsewhere)
    after, latest = seal_of(root)
    assert after
    assert after != before
    assert latest == elsewhere.stat().st_ctime_ns


def test_a_file_just_written_is_not_trusted_yet(tmp_path: Path) -> None:
    _, latest = seal_of(root_at(tmp_path / "r"))
    assert not settled(latest)
    assert settled(latest - SETTLED - 1)


def test_a_day_on_which_time_brings_something_is_looked_into() -> None:
    day = dt.date(2026, 11, 28)
    still = Outcome("a", "nothing new", 0, next_change=day)
    assert holds_on(still, day - dt.timedelta(1))
    assert not holds_on(still, day)
    assert holds_on(Outcome("a", "nothing new", 0), day)


class Process:
    """Stands for further processes, of which the system ends one after so many answers."""

    def __init__(self, answers: int) -> None:
        self.answers, self.closed = answers, False

    def map(self, call: Call, places: list[str], chunksize: int) -> Iterator[tuple[str, int]]:
        assert chunksize == asked.AT_ONCE
        yield from map(call, places[: self.answers])
        if self.answers < len(places):
            raise BrokenProcessPool

    def shutdown(self, *, cancel_futures: bool) -> None:
        self.closed = cancel_futures


def members_at(place: Path) -> list[Member]:
    for name in ("a", "b", "c"):
        root_at(place / name)
    roots = [("a", ""), ("gone", ""), ("b", ""), ("", "memory://b"), ("c", "")]
    return [Member(f"{name}{at}", place / name, (), at) for name, at in roots]


@pytest.mark.parametrize("answers", range(6))
def test_seals_are_the_same_whoever_takes_them_and_whoever_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    members, process = members_at(tmp_path), Process(answers)
    alone = [sealed(each) for each in members]
    assert [bool(seal) for seal, _ in alone] == [True, False, True, False, True]
    monkeypatch.setattr(asked, "MANY", len(members))
    monkeypatch.setattr(asked, "ProcessPoolExecutor", lambda *_, **__: process)
    monkeypatch.setattr(asked, "cores", lambda: 2)
    assert list(all_sealed(members)) == alone
    assert process.closed
    process.closed = False
    monkeypatch.setattr(asked, "MANY", len(members) + 1)
    assert list(all_sealed(members)) == alone
    monkeypatch.setattr(asked, "MANY", len(members))
    monkeypatch.setattr(asked, "cores", lambda: 1)
    assert list(all_sealed(members)) == alone
    assert not process.closed, "few reviews, or one core: no process is started"


def test_further_processes_take_seals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    members = members_at(tmp_path)
    monkeypatch.setattr(asked, "MANY", 2)
    monkeypatch.setattr(asked, "cores", lambda: 2)
    given = all_sealed(members)
    assert [next(given), *given] == [sealed(each) for each in members]
