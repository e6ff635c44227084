"""Runs work in a fork that shares nothing with the next: own folder, caches, time and memory."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .making import ROOT

# Seconds of waiting after which a run is given up, whatever the processor did: what waits for ever
# uses none. So many at most, and so many besides those of the processor, each of which counts as
# several where others use the machine.
PATIENCE = 7200
BESIDES, BUSY = 60, 4
MEMORY = 12 << 30
IN_TIME, FAILED, INTERRUPTED, BROKEN, MISUSED, NONE = range(6)
LOADS_NOT, ENDED = "the program does not load", "ended by signal"
GIVEN_UP = f"{ENDED} {int(signal.SIGKILL)}"


@dataclass
class Ran:
    """What came of a run: pytest's exit code, what failed, the seconds of each test that passed.

    `setups` are the seconds that making something for a test took, at most, by file; `slow` are the
    files of which a test was broken off.
    """

    code: int
    by: str = ""
    took: float = 0.0
    tests: dict[str, float] = field(default_factory=dict)
    setups: dict[str, float] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something failed: a test, loading the program, or the time."""
        return self.code not in (IN_TIME, NONE)

    @property
    def waited(self) -> bool:
        """Whether it was given up by the clock, which others may have held up."""
        return self.by == GIVEN_UP

    @property
    def in_vain(self) -> bool:
        """Whether it was ended before it had an answer."""
        return self.code == BROKEN and self.by.startswith(ENDED)


def settled(root: Path, own: Path, caches: Path, *, apart: bool = False) -> None:
    """Make this process one of the copy, with a folder of its own; `apart`, with its own caches."""
    os.chdir(root)
    (own / "tmp").mkdir(parents=True, exist_ok=True)
    if apart:
        shutil.copytree(caches, own / "caches", copy_function=os.link)
        caches = own / "caches"
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = apart
    # What asked for the folder before this process was made has it remembered.
    tempfile.tempdir = str(own / "tmp")
    paths = {"TMPDIR": "tmp", "HYPOTHESIS_STORAGE_DIRECTORY": "examples"}
    os.environ.update({name: str(own / each) for name, each in paths.items()})
    os.environ.update({"XDG_CACHE_HOME": str(caches), "PYTHONPATH": str(root / "src")})
    os.environ.pop("CI", None)
    sys.path[:] = [each for each in sys.path if Path(each) != ROOT / "src"]
    if str(root / "src") not in sys.path:
        sys.path.insert(0, str(root / "src"))
    importlib.invalidate_caches()


def said_in(path: Path) -> None:
    """Write what this process and those that it begins say into a file."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(out, number)


def limited(seconds: float) -> None:
    """Bound the processor's time and the memory of this process."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def forked(own: Path, seconds: float, work: Callable[[], Ran]) -> Ran:
    """Do the work in a fork that has the folder `own`; `seconds` are the processor's."""
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    begun, patience = time.monotonic(), min(PATIENCE, BESIDES + BUSY * seconds)
    child = os.fork()
    if not child:
        os._exit(_done(own, work))
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            break
        if time.monotonic() - begun > patience:
            os.killpg(child, signal.SIGKILL)
            status = os.waitpid(child, 0)[1]
            break
        time.sleep(0.01)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    took = time.monotonic() - begun
    if os.WIFSIGNALED(status):
        return Ran(BROKEN, f"{ENDED} {os.WTERMSIG(status)}", took)
    kept = own / "ran.json"
    said = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    return Ran(os.WEXITSTATUS(status), **{**said, "took": took})


def _done(own: Path, work: Callable[[], Ran]) -> int:
    code = int(BROKEN)
    try:
        os.setsid()
        ran = work()
        code = int(ran.code)
        said = {name: getattr(ran, name) for name in ("by", "tests", "setups", "modules", "slow")}
        (own / "ran.json").write_text(json.dumps(said), "utf-8")
    except BaseException as error:
        with (own / "broke.txt").open("w") as file:
            print(repr(error), file=file)
    with suppress(Exception):
        sys.stdout.flush()
    return code
