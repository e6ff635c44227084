"""The tests of a room, loaded and collected once: each question is answered in a fork of that."""

from __future__ import annotations

import os
import traceback
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from .forks import FAILED, IN_TIME, MISUSED, Ran, forked, limited, said_in, settled
from .making import PACKAGE, Mutant
from .swapping import Swap, functions, swaps
from .watching import Watcher, opens_a_browser

OPTIONS = (
    *("-q", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


class Standing:
    """The process in which the tests of a room stand ready."""

    def __init__(self, root: Path, folder: Path, room: str, files: Sequence[str]) -> None:
        self.pipe, theirs = Pipe()
        self.child = os.fork()
        if not self.child:
            self.pipe.close()
            os._exit(_stand(root, folder, room, files, theirs))
        theirs.close()
        self.names = frozenset(self._said())
        """The tests that were collected; none where that failed."""

    def ask(
        self, mutant: Mutant | None, tests: Sequence[str], seconds: float, long: float = 0
    ) -> Ran | None:
        """Run tests on a mutant, or on the program as it is; None where it is to be loaded anew."""
        if not self.names.issuperset(tests):
            return None
        change = (mutant.path, mutant.text) if mutant else None
        self.pipe.send((change, (*tests,), seconds, long))
        return self._said() or None

    def _said(self):  # type: ignore[no-untyped-def]
        with suppress(EOFError):
            return self.pipe.recv()
        return ()

    def close(self) -> None:
        """End it."""
        with suppress(OSError):
            self.pipe.send(None)
        os.waitpid(self.child, 0)


def _stand(root: Path, folder: Path, room: str, files: Sequence[str], pipe: Connection) -> int:
    try:
        settled(root, folder / "standing", folder / "caches")
        said_in(folder / "standing" / "said.txt")
        import coverage

        inside = [f"{root / PACKAGE / room}/*"]
        tracer = coverage.Coverage(data_file=None, config_file=False, include=inside)
        tracer.start()
        answers = Answers(root, folder, room, pipe, tracer)
        return int(pytest.main([*OPTIONS, *files], plugins=[answers]))
    except BaseException:
        traceback.print_exc()
        return 1


class Answers:
    """What pytest does in the place of running all tests: those asked for, in a fork each time."""

    def __init__(
        self, root: Path, folder: Path, room: str, pipe: Connection, tracer: object
    ) -> None:
        self.root, self.folder, self.pipe, self.tracer = root, folder, pipe, tracer
        self.source = root / PACKAGE / room
        # The program as it is: its files hold the change while something is asked of it.
        self.texts = {each: each.read_text("utf-8") for each in self.source.rglob("*.py")}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.tracer.stop()  # type: ignore[attr-defined]
        data = self.tracer.get_data()  # type: ignore[attr-defined]
        self.ran = defaultdict(
            set, {name: set(data.lines(name) or ()) for name in data.measured_files()}
        )
        self.loaded = functions(self.source)
        self.items = {each.nodeid: each for each in session.items if not opens_a_browser(each)}
        self.pipe.send([] if session.testsfailed else [*self.items])
        with suppress(EOFError):
            while (question := self.pipe.recv()) is not None:
                self.pipe.send(self._answer(session, *question))
        return True

    def _answer(
        self,
        session: pytest.Session,
        change: tuple[str, str] | None,
        tests: Sequence[str],
        seconds: float,
        long: float,
    ) -> Ran | None:
        own: list[Swap] | None = []
        if change:
            path = self.root / change[0]
            own = swaps(
                *(str(path), self.texts[path], change[1]),
                loaded=self.loaded, ran=self.ran[str(path)],
            )  # fmt: skip
        if own is None:
            return None
        work = partial(self._run, session, own, tests, seconds, long)
        return forked(self.folder / "run", seconds, work)

    def _run(
        self,
        session: pytest.Session,
        own: Collection[Swap],
        tests: Sequence[str],
        seconds: float,
        long: float,
    ) -> Ran:
        settled(self.root, self.folder / "run" / "own", self.folder / "caches", apart=True)
        limited(seconds)
        for function, code in own:
            function.__code__ = code
        watcher = Watcher(None, limit=long)
        session.config.pluginmanager.register(watcher)
        items = [self.items[name] for name in tests]
        for item, following in pairwise([*items, None]):
            assert item is not None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if watcher.by:
                break
        code = FAILED if watcher.by else IN_TIME if watcher.tests else MISUSED
        return Ran(code, watcher.by, tests=watcher.tests, setups=watcher.setups)
