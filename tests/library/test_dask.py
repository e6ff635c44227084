"""A cluster of Dask gives the outcomes and the bytes of this process, whatever becomes of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from quick_runs import set_no_paper, verify_here

from living_review.library.dask_engine import Cluster
from living_review.library.dask_parts import Connection
from living_review.library.engines import Here
from living_review.library.jobs import Outcome
from living_review.library.members import library_at
from living_review.library.run import Ran, run

pytestmark = pytest.mark.xdist_group("dask")
ROOT = Path(__file__).parents[2]
EPOCH = "1796000000"
# What a worker loads first: runs without PDFs; and the one that puts back review b is ended there,
# once, after its version is in place and before its site is.
QUICK = """
import os, signal
from pathlib import Path
import pytest
from quick_runs import set_no_paper, verify_here
from living_review.library.places import LocalFolder
patch = pytest.MonkeyPatch()
verify_here(patch)
set_no_paper(patch)
def ends(self, root, shown, touched, swapped=LocalFolder._swapped):
    ended = Path.cwd() / "ended"
    if shown == "_site" and self.root.name == "b" and not ended.exists():
        ended.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    swapped(self, root, shown, touched)
LocalFolder._swapped = ends
"""
OTHER = "import living_review\nliving_review.__version__ = '0.0.0'\n"


@dataclass
class Processes:
    """A scheduler and workers of this machine, each a process of its own."""

    place: Path
    port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def scheduler(self) -> None:
        self._started("dask_scheduler", "--host=127.0.0.1", f"--port={self.port}")

    def worker(self, preload: str) -> None:
        options = ("--no-nanny", "--nthreads=1", f"--local-directory={self.place}")
        self._started("dask_worker", self.address, *options, f"--preload={self.place / preload}")

    def kill_all(self) -> None:
        for each in self.running:
            with suppress(ProcessLookupError):
                each.kill()
            each.wait()
        self.running.clear()

    def _started(self, program: str, *options: str) -> None:
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests" / "shared")))
        line = [sys.executable, "-m", f"distributed.cli.{program}", *options, "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": path}
        with (self.place / f"{len(self.running)}.log").open("ab") as log:
            self.running.append(
                subprocess.Popen(line, stdout=log, stderr=log, env=environment, cwd=self.place)
            )


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """Start a scheduler, three workers, and one that is of another version of the program."""
    place = tmp_path_factory.mktemp("dask")
    (place / "quick.py").write_text(QUICK, encoding="utf-8")
    (place / "other.py").write_text(OTHER, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Processes(place, port)
    made.scheduler()
    for preload in ("quick.py", "quick.py", "quick.py", "other.py"):
        made.worker(preload)
    yield made
    made.kill_all()


def laid(place: Path, *names: str) -> Path:
    for name in names:
        shutil.copytree(ROOT / "examples" / "minimal" / "data", place / name / "data")
    return place


def told(ran: Ran) -> list[Mapping[str, Any]]:
    return [{**asdict(each), "seconds": None} for each in ran.outcomes]


def on_cluster(processes: Processes, place: Path, task: Any, **more: Any) -> tuple[Ran, Cluster]:
    with Cluster(Connection(processes.address)) as engine:
        return run(library_at(place), task, engine, **more), engine


def everything(root: Path) -> Mapping[str, bytes]:
    """Give every file of a review but for the lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_outcomes_are_those_of_this_process_and_another_version_gets_no_work(
    processes: Processes, tmp_path: Path
) -> None:
    place = laid(tmp_path / "shelf", *"abcd")
    (place / "b" / "data" / "protocol.yml").write_text("review: [\n", encoding="utf-8")
    waiting = Connection(processes.address)
    for _ in range(1200):
        if len(waiting.workers()) == 4:
            break
        waiting.wait(0.1)
    waiting.close()
    ran, engine = on_cluster(processes, place, "analyse")
    with Here() as here:
        assert told(ran) == told(run(library_at(place), "analyse", here))
    assert [each.state for each in ran.outcomes].count("failed") == 1
    (why,) = engine.refused.values()
    assert why.startswith("living-review 0.0.0 (here ")


def test_a_worker_that_is_killed_takes_nothing_with_it(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    place = laid(tmp_path / "afar", "b")
    ran, _ = on_cluster(processes, place, "update")
    (done,) = ran.outcomes
    assert (done.state, done.version, done.error) == ("published", 1, "")
    assert (processes.place / "ended").exists(), "no worker was ended"
    verify_here(monkeypatch)
    set_no_paper(monkeypatch)
    alone = laid(tmp_path / "alone", "b")
    with Here() as here:
        once = run(library_at(alone), "update", here)
    assert everything(place / "b") == everything(alone / "b")
    assert told(ran) == told(once)


def test_after_a_scheduler_is_started_again_nothing_is_lost_and_nothing_told_twice(
    processes: Processes, tmp_path: Path
) -> None:
    place = laid(tmp_path / "shelf", *map(str, range(8)))
    heard: list[str] = []

    def hear(outcome: Outcome, done: int, _of: int) -> None:
        heard.append(outcome.review)
        if done == 1:
            processes.kill_all()
            processes.scheduler()
            processes.worker("quick.py")

    ran, _ = on_cluster(processes, place, "check", told=hear)
    assert sorted(heard) == [str(number) for number in range(8)]
    with Here() as here:
        assert told(ran) == told(run(library_at(place), "check", here))
