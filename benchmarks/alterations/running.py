"""A copy of the program, and its tests run on it in processes that begin with the libraries loaded.

Starting Python and loading NumPy, pandas and the rest takes longer than most tests: they are loaded
once, and each run is a fork of this process that loads the program itself anew. Each run has its
own temporary folder, caches and Hypothesis examples: nothing of one mutant is left for the next.
"""

from __future__ import annotations

import compileall
import importlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from .making import ROOT, Mutant

LIBRARIES = (
    *("numpy", "pandas", "scipy.stats", "scipy.optimize", "scipy.integrate", "scipy.special"),
    *("matplotlib.figure", "jinja2", "pydantic", "yaml", "openpyxl", "httpx", "typer", "babel"),
    *("fontTools.ttLib", "PIL.Image", "pikepdf", "sqlalchemy", "rich.console", "defusedxml"),
    *("weasyprint", "statsmodels.api", "coverage"),
)
# Seconds of waiting after which a run is given up, whatever the processor did: what waits for ever
# uses none. So many at most, and so many besides those of the processor, each of which counts as
# several where others use the machine.
PATIENCE = 900
BESIDES, BUSY = 60, 4
MEMORY = 12 << 30
IN_TIME, FAILED, INTERRUPTED, BROKEN, MISUSED, NONE = range(6)


@dataclass
class Ran:
    """What came of a run: pytest's exit code, what failed, the seconds of each test that passed."""

    code: int
    by: str = ""
    took: float = 0.0
    tests: dict[str, float] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether something failed: a test, loading the program, or the time."""
        return self.code not in (IN_TIME, NONE)

    @property
    def in_vain(self) -> bool:
        """Whether it was ended before it had an answer."""
        return self.code == BROKEN and self.by.startswith("ended by signal")


class TooLong(BaseException):
    """A test that is not worth its time where many are asked."""


def _too_long(*_: object) -> None:
    raise TooLong


def opens_a_browser(test: pytest.Item) -> bool:
    """Tell whether a test opens a browser, which takes a minute for one mutant."""
    return "browser" in getattr(test, "fixturenames", ()) or bool(
        test.get_closest_marker("browser")
    )


class Watcher:
    """Keeps the tests asked for, in their order; measures; says in whose name code runs.

    Where a limit is set, a test that needs more of the processor, or ten times that of the clock,
    is broken off and left out.
    """

    def __init__(
        self,
        wanted: Sequence[str] | None,
        cover: object | None,
        limit: float = 0,
        leave: Collection[str] = (),
    ) -> None:
        self.wanted, self.cover, self.limit, self.leave = wanted, cover, limit, leave
        self.tests: dict[str, float] = {}
        self.by = ""
        self.failed: set[str] = set()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.wanted is not None:
            places = {name: number for number, name in enumerate(self.wanted)}
            items[:] = [each for each in items if each.nodeid in places]
            items.sort(key=lambda each: places[each.nodeid])
        left = (each for each in items if each.nodeid not in self.leave)
        items[:] = [each for each in left if not opens_a_browser(each)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begun = time.process_time()
        for signs, clock, seconds in (
            (signal.SIGPROF, signal.ITIMER_PROF, self.limit),
            (signal.SIGALRM, signal.ITIMER_REAL, 10 * self.limit),
        ):
            signal.signal(signs, _too_long)
            signal.setitimer(clock, seconds)
        result = yield
        for clock in (signal.ITIMER_PROF, signal.ITIMER_REAL):
            signal.setitimer(clock, 0)
        if item.nodeid not in self.failed:
            self.tests[item.nodeid] = round(time.process_time() - begun, 3)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        # What is made for one test may serve all of its file.
        self._now(item.nodeid.partition("::")[0])
        return (yield from self._left_where_long(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self._now(item.nodeid)
        return (yield from self._left_where_long(item))

    def _left_where_long(self, item: pytest.Item) -> Generator[None, None, None]:
        try:
            return (yield)
        except TooLong:
            self.failed.add(item.nodeid)
            pytest.skip("too long")

    def _now(self, name: str) -> None:
        if self.cover:
            self.cover.switch_context(name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.by = self.by or report.nodeid
            self.failed.add(report.nodeid)


class Program:
    """The copy, in which modules are changed and tests are run."""

    def __init__(self, folder: Path, *, near: bool = False) -> None:
        self.root, self.own = folder / "program", folder / "run"
        self.caches, self.folder, self.near = folder / "caches", folder, near
        leave = shutil.ignore_patterns(
            *(".git", ".venv", "_site", "build", ".*_cache", ".hypothesis", "__pycache__")
        )
        shutil.copytree(ROOT, self.root, ignore=leave)
        self.caches.mkdir()
        # Each run loads the program anew: what Python compiles of it is there from the first on.
        compileall.compile_dir(self.root / "src", quiet=2)
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        for name in LIBRARIES:
            with suppress(ImportError):
                importlib.import_module(name)
        assert "living_review" not in sys.modules

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """Change the module for a while."""
        target = self.root / mutant.path
        was, stat = target.read_bytes(), target.stat()
        target.write_text(mutant.text, encoding="utf-8")
        try:
            yield
        finally:
            target.write_bytes(was)
            # What Python compiled of it counts again.
            os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def run(
        self,
        files: Sequence[str],
        wanted: Sequence[str] | None = None,
        *,
        seconds: float = 600,
        long: float = 0,
        leave: Collection[str] = (),
        cover: Path | None = None,
        stop: bool = True,
    ) -> Ran:
        """Run tests in a process of their own; `seconds` are the processor's.

        A test that needs more than `long` of them is left out, where that is not 0, and those of
        `leave` are.
        """
        shutil.rmtree(self.own, ignore_errors=True)
        self.own.mkdir()
        begun, patience = time.monotonic(), min(PATIENCE, BESIDES + BUSY * seconds)
        child = os.fork()
        if not child:
            watched = partial(Watcher, wanted, limit=long, leave=leave)
            os._exit(self._child(files, watched, int(seconds), cover, stop))
        while True:
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                break
            if time.monotonic() - begun > patience:
                os.killpg(child, signal.SIGKILL)
                status = os.waitpid(child, 0)[1]
                break
            time.sleep(0.05)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        took = time.monotonic() - begun
        if os.WIFSIGNALED(status):
            return Ran(BROKEN, f"ended by signal {os.WTERMSIG(status)}", took)
        kept = self.own / "ran.json"
        said = json.loads(kept.read_text("utf-8")) if kept.exists() else {"by": "", "tests": {}}
        return Ran(os.WEXITSTATUS(status), said["by"], took, said["tests"])

    def _child(
        self,
        files: Sequence[str],
        watched: Callable[[object | None], Watcher],
        seconds: int,
        cover: Path | None,
        stop: bool,
    ) -> int:
        code = int(BROKEN)
        try:
            os.setsid()
            self._alone(seconds, warm=cover is not None)
            tracer = None
            if cover:
                import coverage

                tracer = coverage.Coverage(
                    data_file=str(cover), config_file=False, include=[f"{self.root}/src/*"]
                )
                tracer.start()
            watcher = watched(tracer)
            options = ["-q", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist"]
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning", *(["-x"] * stop)]
            code = int(pytest.main([*options, *files], plugins=[watcher]))
            if tracer:
                tracer.stop()
                tracer.save()
            by = watcher.by or ("" if code in (IN_TIME, NONE) else "the program does not load")
            (self.own / "ran.json").write_text(json.dumps({"by": by, "tests": watcher.tests}))
        except BaseException as error:
            print(repr(error), flush=True)
        sys.stdout.flush()
        return code

    def _alone(self, seconds: int, *, warm: bool) -> None:
        """Make this process one that shares nothing but the copy."""
        import resource

        out = os.open(self.own / "said.txt", os.O_WRONLY | os.O_CREAT)
        for number in (1, 2):
            os.dup2(out, number)
        os.chdir(self.root)
        caches = self.caches
        if not warm:
            caches = self.own / "caches"
            shutil.copytree(self.caches, caches, copy_function=os.link)
        (self.own / "tmp").mkdir()
        paths = {"TMPDIR": "tmp", "HYPOTHESIS_STORAGE_DIRECTORY": "examples"}
        os.environ.update({name: str(self.own / each) for name, each in paths.items()})
        os.environ.update({"XDG_CACHE_HOME": str(caches), "PYTHONPATH": str(self.root / "src")})
        os.environ.pop("CI", None)
        sys.path[:] = [each for each in sys.path if Path(each) != ROOT / "src"]
        sys.path.insert(0, str(self.root / "src"))
        importlib.invalidate_caches()
        sys.dont_write_bytecode = not warm
        if not warm:
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
