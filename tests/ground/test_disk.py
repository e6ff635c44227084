"""Folders of work: gone when a run ends, and where it was killed, gone when the next one begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from living_review.ground import disk
from living_review.ground.disk import (
    NEW,
    WORK,
    clear_what_was_left,
    staged,
    temporary_files_in_work_folder,
    work_folder,
    write_whole,
)

# A run in a process of its own that works until it is ended.
RUN = """
import signal, sys, time
# As at a terminal, wherever these tests run: in the background of a shell it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
import living_review.cli
from living_review.ground.disk import work_folder

program = sys.modules["living_review.cli.app"]

def at_work():
    with work_folder() as outer, work_folder() as inner:
        (inner / "file").write_text("x")
        print(outer, flush=True)
        time.sleep(60)

program.app = at_work
program.run()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def started(place: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith(str(place))
    return process


def ended(process: subprocess.Popen[str], number: int) -> int:
    process.send_signal(number)
    process.communicate(timeout=20)
    return process.returncode


def test_a_folder_is_there_while_the_work_lasts_and_no_longer(place: Path) -> None:
    with work_folder() as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b").write_text("x")
        assert [path.name for path in place.iterdir()] == [folder.name]
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(place.iterdir()) == []

    with work_folder() as folder:
        folder.rmdir()

    def fail() -> None:
        with work_folder():
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_asked_to_end_leaves_nothing(place: Path, number: int) -> None:
    code = ended(started(place), number)
    assert code in (128 + number, -number, 1, 130)
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_is_cleared_by_the_next_and_what_is_at_work_stays(
    place: Path,
) -> None:
    at_work, killed = started(place), started(place)
    assert ended(killed, signal.SIGKILL) == -signal.SIGKILL
    assert len(list(place.iterdir())) == 4
    with work_folder() as folder:
        left = {path.name for path in place.iterdir()}
        assert len(left) == 3
        assert folder.name in left
    assert len(list(place.iterdir())) == 2
    ended(at_work, signal.SIGTERM)
    assert list(place.iterdir()) == []


def test_only_what_is_ours_is_cleared(place: Path, tmp_path: Path) -> None:
    (place / "living-review.txt").write_text("somebody's")
    (place / "other").mkdir()
    (place / "target").mkdir()
    (place / "target" / "kept").write_text("x")
    (place / f"{WORK}link").symlink_to(place / "target")
    (place / f"{WORK}file").write_text("no folder")
    (place / f"{WORK}left").mkdir()
    (place / f"{WORK}left" / "out").symlink_to(place / "target")
    (place / f"{NEW}fresh").mkdir()
    clear_what_was_left(place)
    assert {path.name for path in place.iterdir()} == {
        *("living-review.txt", "other", "target", f"{WORK}link", f"{WORK}file", f"{NEW}fresh"),
    }
    assert (place / "target" / "kept").read_text() == "x"


def test_a_folder_that_was_never_held_is_cleared_after_a_while(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / f"{NEW}old").mkdir()
    monkeypatch.setattr(disk, "SETTLED", -1.0)
    clear_what_was_left(place)
    assert list(place.iterdir()) == []


def test_what_libraries_need_for_a_while_lies_in_a_work_folder_and_goes_with_it(
    place: Path,
) -> None:
    with temporary_files_in_work_folder():
        (folder,) = place.iterdir()
        assert Path(tempfile.mkdtemp()).parent == folder
        assert folder.name.startswith(WORK)
    assert list(place.iterdir()) == []
    assert Path(tempfile.mkdtemp()).parent == place


def test_every_temporary_folder_of_the_program_is_one_of_these(project_root: Path) -> None:
    """Others would stay where a run is killed; those of targets are cleared by their own folder."""
    beside_their_target = {"disk.py", "places.py", "publishing.py", "store.py", "transfer.py"}
    for path in (project_root / "src").rglob("*.py"):
        if path.name not in beside_their_target:
            text = path.read_text(encoding="utf-8")
            assert "tempfile." not in text, path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such permissions")
def test_a_file_that_is_written_whole_may_be_read_by_whom_the_old_one_or_any_new_one_may(
    tmp_path: Path,
) -> None:
    for name in ("any", "own"):
        (tmp_path / name).write_text("old")
    new, own = tmp_path / "new", tmp_path / "own"
    own.chmod(0o640)
    write_whole(new, b"1")
    write_whole(own, b"2")
    assert new.stat().st_mode == (tmp_path / "any").stat().st_mode
    assert own.stat().st_mode & 0o777 == 0o640
    assert (new.read_bytes(), own.read_bytes()) == (b"1", b"2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["any", "new", "own"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such permissions")
def test_what_replaces_a_private_file_is_private_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.write_text("old")
    private.chmod(0o600)
    seen = []

    def written(descriptor: int) -> None:
        seen.append(os.fstat(descriptor).st_mode & 0o777)

    monkeypatch.setattr(os, "fsync", written)
    staged(private, b"new")
    assert seen == [0o600]


def test_a_file_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        staged(tmp_path / "file", b"new")
    assert list(tmp_path.iterdir()) == []


def test_what_holds_for_all_threads_is_not_changed_by_one(project_root: Path) -> None:
    """A mask, a folder or an environment belongs to the process; a thread may not borrow it."""
    for path in (project_root / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for change in ("os.umask(", "os.chdir(", "locale.setlocale(", "os.putenv("):
            assert change not in text, path


def test_a_folder_is_held_by_one_until_it_is_let_go_of(tmp_path: Path) -> None:
    first = disk.hold(tmp_path)
    assert first is not None
    assert disk.hold(tmp_path) is None
    disk.release(first)
    second = disk.hold(tmp_path)
    assert second is not None
    disk.release(second)
    disk.release(None)


def test_what_a_killed_run_left_beside_a_file_goes_and_nothing_else(tmp_path: Path) -> None:
    names = ("a.md", ".a.md.0123456789abcdef", ".a.md.0123", ".b.md.0123456789abcdef", ".a.md")
    for name in names:
        (tmp_path / name).touch()
    disk.clear_staged(tmp_path / "a.md")
    disk.clear_staged(tmp_path / "nowhere" / "a.md")
    assert {each.name for each in tmp_path.iterdir()} == {names[0], *names[2:]}
