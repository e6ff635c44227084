"""Watches tests as pytest runs them: which are wanted, how long each takes, which failed first."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Collection, Generator, Iterator, Sequence
from types import FrameType

import pytest

# Tests of a file that take too long, after which its others are not measured.
ENOUGH = 2


CLOCKS = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}


class TooLong(BaseException):
    """A test that is not worth its time where many are asked."""


def _too_long(number: int, frame: FrameType | None) -> None:
    while frame:
        if "/coverage/" in frame.f_code.co_filename:
            # It holds a lock that nobody would give back: a moment later, then.
            signal.setitimer(CLOCKS[signal.Signals(number)], 0.01)
            return
        frame = frame.f_back
    raise TooLong


def opens_a_browser(test: pytest.Item) -> bool:
    """Tell whether a test opens a browser, which takes a minute for one mutant."""
    return "browser" in getattr(test, "fixturenames", ()) or bool(
        test.get_closest_marker("browser")
    )


class Watcher:
    """Keeps the tests asked for, in their order; measures; says in whose name code runs.

    Where a limit is set, a test that needs more of the processor, or ten times that of the clock,
    is broken off and left out. Where lines are measured, the rest of a file is left out as well
    once two of its tests were: its tests are of whole reviews.
    """

    def __init__(
        self,
        wanted: Sequence[str] | None,
        cover: object | None = None,
        limit: float = 0,
        leave: Collection[str] = (),
    ) -> None:
        self.wanted, self.cover, self.limit, self.leave = wanted, cover, limit, leave
        self.tests: dict[str, float] = {}
        self.setups: dict[str, float] = {}
        self.by = ""
        self.failed: set[str] = set()
        self.slow: Counter[str] = Counter()
        """How many tests of a file were broken off."""

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
        for (signs, clock), seconds in zip(
            CLOCKS.items(), (self.limit, 10 * self.limit), strict=True
        ):
            signal.signal(signs, _too_long)
            signal.setitimer(clock, seconds)
        result = yield
        for clock in CLOCKS.values():
            signal.setitimer(clock, 0)
        if item.nodeid not in self.failed:
            self.tests[item.nodeid] = round(time.process_time() - begun, 3)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        # What is made for one test may serve all of its file.
        file, begun = item.nodeid.partition("::")[0], time.process_time()
        if self.cover and self.slow[file] >= ENOUGH:
            self.failed.add(item.nodeid)
            pytest.skip("too long")
        self._now(file)
        try:
            return (yield from self._left_where_long(item))
        finally:
            took = round(time.process_time() - begun, 3)
            self.setups[file] = max(took, self.setups.get(file, 0.0))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self._now(item.nodeid)
        return (yield from self._left_where_long(item))

    def _left_where_long(self, item: pytest.Item) -> Generator[None, None, None]:
        try:
            return (yield)
        except TooLong:
            self.failed.add(item.nodeid)
            self.slow[item.nodeid.partition("::")[0]] += 1
            pytest.skip("too long")

    def _now(self, name: str) -> None:
        if self.cover:
            self.cover.switch_context(name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.by = self.by or report.nodeid
            self.failed.add(report.nodeid)
