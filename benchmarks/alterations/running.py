"""A copy of the program, and its tests run on it in processes that begin with the libraries loaded.

Starting Python and loading NumPy, pandas and the rest takes longer than most tests: they are loaded
once, and each run is a fork of this process that loads the program itself anew. Each run has its
own temporary folder, caches and Hypothesis examples: nothing of one mutant is left for the next.
"""

from __future__ import annotations

import compileall
import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from .forks import IN_TIME, LOADS_NOT, NONE, Ran, forked, limited, said_in, settled
from .making import ROOT, Mutant
from .standing import OPTIONS, Standing
from .watching import Watcher

NAME = "living_review"
LIBRARIES = (
    *("numpy", "pandas", "scipy.stats", "scipy.optimize", "scipy.integrate", "scipy.special"),
    *("matplotlib.figure", "jinja2", "pydantic", "yaml", "openpyxl", "httpx", "typer", "babel"),
    *("fontTools.ttLib", "PIL.Image", "pikepdf", "sqlalchemy", "rich.console", "defusedxml"),
    *("weasyprint", "statsmodels.api", "coverage"),
)


def _loading(graph: Any, wanted: Set[str]) -> Set[str]:
    """Give the modules that load one of those wanted: with a module its packages are loaded."""
    loads = {
        each: {
            above
            for other in (each, *graph.find_modules_directly_imported_by(each))
            for above in _and_packages(other)
        }
        for each in graph.modules
    }
    found, before = wanted, frozenset[str]()
    while found != before:
        found, before = wanted | {each for each in loads if loads[each] & found}, found
    return found


def _and_packages(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:number]) for number in range(1, len(parts) + 1))


class Program:
    """The copy, in which modules are changed and tests are run."""

    def __init__(
        self, folder: Path, root: Path = ROOT, libraries: Sequence[str] = LIBRARIES
    ) -> None:
        self.root, self.own = folder / "program", folder / "run"
        self.caches, self.folder = folder / "caches", folder
        leave = shutil.ignore_patterns(
            *(".git", ".venv", "_site", "build", ".*_cache", ".hypothesis", "__pycache__")
        )
        shutil.copytree(root, self.root, ignore=leave)
        self.caches.mkdir()
        # Each run loads the program anew: what Python compiles of it is there from the first on.
        compileall.compile_dir(self.root / "src", quiet=2)
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        for name in libraries:
            with suppress(ImportError):
                importlib.import_module(name)
        assert NAME not in sys.modules

    def load(self, modules: Iterable[str], room: str) -> None:
        """Load what tests of a room load besides itself, but for what stands upon the room."""
        import grimp

        settled(self.root, self.folder / "room", self.caches)
        graph = grimp.build_graph(NAME, cache_dir=None)
        of_room = {each for each in graph.modules if f"{each}.".startswith(f"{NAME}.{room}.")}
        apart = graph.modules - _loading(graph, of_room)
        for name in modules:
            with suppress(Exception):
                if name in apart or not self._has(name):
                    importlib.import_module(name)
        # Nothing that is loaded now can hold anything of the room.
        assert not of_room & sys.modules.keys()

    def _has(self, name: str) -> bool:
        """Tell whether a module is of the program, or of what its tests share and may use it."""
        found = importlib.util.find_spec(name.partition(".")[0])
        return found is not None and Path(found.origin or "").is_relative_to(self.root)

    def standing(self, room: str, files: Sequence[str]) -> Standing:
        """Collect the tests of a room, once for all questions."""
        return Standing(self.root, self.folder, room, files)

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """Change the module for a while."""
        target = self.root / mutant.path
        was, stat = target.read_bytes(), target.stat()
        target.write_text(mutant.text, encoding="utf-8")
        # Another second than before: what Python compiled of a text as long would be taken for it.
        os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns + 10**10))
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
        watched = partial(Watcher, wanted, limit=long, leave=leave)
        return forked(self.own, seconds, partial(self._run, files, watched, seconds, cover, stop))

    def _run(
        self,
        files: Sequence[str],
        watched: Callable[[object | None], Watcher],
        seconds: float,
        cover: Path | None,
        stop: bool,
    ) -> Ran:
        said_in(self.own / "said.txt")
        settled(self.root, self.own / "own", self.caches, apart=cover is None)
        limited(seconds)
        tracer = None
        if cover:
            import coverage

            tracer = coverage.Coverage(
                data_file=str(cover), config_file=False, include=[f"{self.root}/src/*"]
            )
            tracer.start()
        watcher = watched(tracer)
        code = int(pytest.main([*OPTIONS, *(["-x"] * stop), *files], plugins=[watcher]))
        if tracer:
            tracer.stop()
            tracer.save()
        by = watcher.by or ("" if code in (IN_TIME, NONE) else LOADS_NOT)
        loaded, slow = sorted(sys.modules), sorted(watcher.slow)
        return Ran(code, by, 0.0, watcher.tests, watcher.setups, loaded, slow)
