"""A published directory is always one whole version, whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.runs import publishing
from living_review.runs.publishing import publish, staging


def fill(directory: Path, version: str) -> None:
    for name in ("index.html", "results.html"):
        (directory / name).write_text(version * 4000)


def release(target: Path, version: str) -> None:
    with staging(target) as staged:
        fill(staged, version)
        publish(staged, target)


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


@pytest.fixture(params=["exchange", "pair"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pair":
        monkeypatch.setattr(publishing, "_exchange", lambda staged, target: False)
    return str(request.param)


def test_the_first_site_is_published_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    release(tmp_path / "_site", "1")
    assert (tmp_path / "_site/index.html").read_text().startswith("1")
    assert beside(tmp_path / "_site") == ["_site"]


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path, way: str) -> None:
    target = tmp_path / "_site"
    release(target, "1")
    (target / "gone.html").write_text("only in version 1")
    release(target, "2")
    assert {path.name: path.read_text()[0] for path in target.iterdir()} == {
        "index.html": "2",
        "results.html": "2",
    }
    assert beside(target) == ["_site"]


def test_a_reader_never_sees_a_missing_or_partial_page(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    release(target, "0")
    faults: list[str] = []
    reads = 0
    finished = threading.Event()

    def read() -> None:
        nonlocal reads
        while not finished.is_set():
            try:
                text = (target / "index.html").read_text()
            except OSError as fault:
                faults.append(str(fault))
            else:
                reads += 1
                if len(text) != 4000 or len(set(text)) != 1:
                    faults.append(f"{len(text)} characters")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(60):
        release(target, str(version % 10))
    finished.set()
    for reader in readers:
        reader.join()
    assert not faults
    assert reads > 100


def test_a_failed_build_leaves_the_old_site_whole(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    release(target, "1")

    def fail() -> None:
        with staging(target) as staged:
            fill(staged, "2")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (target / "index.html").read_text().startswith("1")
    assert beside(target) == ["_site"]


def test_a_refused_second_rename_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "_site"
    release(target, "1")
    monkeypatch.setattr(publishing, "_exchange", lambda staged, target: False)
    rename = Path.rename

    def refuse_the_new_site(source: Path, destination: Path) -> Path:
        if ".staging-" in str(source):
            raise OSError(28, "No space left on device")
        return rename(source, destination)

    monkeypatch.setattr(Path, "rename", refuse_the_new_site)

    def attempt() -> None:
        with staging(target) as staged:
            fill(staged, "2")
            publish(staged, target)

    with pytest.raises(EnvironmentFailure, match="what was published there stays"):
        attempt()
    assert (target / "index.html").read_text().startswith("1")


def test_a_system_that_renames_to_no_name_that_is_taken_is_published_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "_site"
    release(target, "1")
    monkeypatch.setattr(publishing, "_exchange", lambda staged, target: False)
    rename = Path.rename

    def as_on_windows(source: Path, destination: Path) -> Path:
        if destination.exists():
            raise FileExistsError(17, "File exists")
        return rename(source, destination)

    monkeypatch.setattr(Path, "rename", as_on_windows)
    release(target, "2")
    assert (target / "index.html").read_text().startswith("2")
    assert beside(target) == ["_site"]


def test_a_site_set_aside_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    aside = tmp_path / "._site.aside-x1"
    aside.mkdir()
    fill(aside, "1")
    with staging(target):
        assert (target / "index.html").read_text().startswith("1")
    assert beside(target) == ["_site"]


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from living_review.runs.publishing import staging
    with staging(Path(sys.argv[1])) as staged:
        (staged / "index.html").write_text("half")
        print("staged", flush=True)
        if sys.argv[2] == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        sys.stdin.read()
"""


def start(target: Path, fate: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(target), fate],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    release(target, "1")
    with start(target, "killed") as run:
        assert run.wait() == -signal.SIGKILL
    assert len(beside(target)) == 2
    release(target, "2")
    assert beside(target) == ["_site"]


def test_a_run_still_at_work_keeps_its_directory(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    with start(target, "waiting") as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "staged\n"
        release(target, "2")
        assert len(beside(target)) == 2
        run.communicate("")
    assert beside(target) == ["_site"]


def test_the_published_directory_is_as_readable_as_any_other(tmp_path: Path) -> None:
    target, other = tmp_path / "_site", tmp_path / "other"
    other.mkdir()
    release(target, "1")
    assert target.stat().st_mode == other.stat().st_mode
    target.chmod(0o750)
    release(target, "2")
    assert target.stat().st_mode & 0o7777 == 0o750


def test_a_link_to_the_site_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/site").mkdir()
    link = tmp_path / "_site"
    link.symlink_to(tmp_path / "elsewhere/site")
    release(link, "1")
    assert link.is_symlink()
    assert (link / "index.html").read_text().startswith("1")


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    target.write_text("a file")
    with pytest.raises(BadInput, match="is a file"), staging(target):
        pass
    assert target.read_text() == "a file"
