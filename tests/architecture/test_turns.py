"""Several processes run every test once, and what shares something in one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from turns import Turns
from xdist.workermanage import WorkerController

TESTS = [
    "tests/a/test_x.py::test_long[1]@long",
    "tests/b/test_y.py::test_long@long",
    "tests/a/test_x.py::test_short@short",
    *(f"tests/a/test_x.py::test_each[{number}]" for number in range(9)),
    "tests/a/test_x.py::test_mail[a@b]",
    "tests/b/test_y.py::test_alone",
    *(f"tests/c/test_z.py::test_each[{number}-x::y]" for number in range(5)),
]


@dataclass(eq=False)
class Process:
    """What the scheduler sees of a process."""

    shutting_down: bool = False
    gateway: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(id="gw"))
    queue: list[int] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def send_runtest_some(self, indices: list[int]) -> None:
        """Put tests into the queue."""
        self.queue += indices

    def shutdown(self) -> None:
        """Let the queue be worked off, and no more."""
        self.shutting_down = True


@pytest.fixture
def started(pytestconfig: pytest.Config) -> Callable[[], tuple[Turns, list[Process]]]:
    """Give what starts two processes that have collected the same tests."""

    def start() -> tuple[Turns, list[Process]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pytestconfig.option, "tx", ["popen", "popen"], raising=False)
            patch.setattr(pytestconfig.option, "loadscopereorder", False, raising=False)
            turns, processes = Turns(pytestconfig), [Process(), Process()]
            for each in processes:
                turns.add_node(each)
            for each in processes:
                turns.add_node_collection(each, TESTS)
            turns.schedule()
        return turns, processes

    return start


def _work(turns: Turns, process: WorkerController | Process) -> None:
    place = process.queue.pop(0)
    process.done.append(TESTS[place])
    turns.mark_test_complete(process, place)


@pytest.mark.parametrize("steps", [(1, 1), (1, 4), (7, 1), (2, 3)])
def test_every_test_is_run_once_and_what_shares_something_in_one_process(
    started: Callable[[], tuple[Turns, list[Process]]], steps: tuple[int, int]
) -> None:
    turns, processes = started()
    while any(each.queue for each in processes):
        for process, count in zip(processes, steps, strict=True):
            for _ in range(min(count, len(process.queue))):
                _work(turns, process)
    assert sorted(processes[0].done + processes[1].done) == sorted(TESTS)
    assert turns.tests_finished
    assert not turns.has_pending
    assert all(each.shutting_down for each in processes)
    first = [test for each in processes for test in each.done[:2]]
    assert {"tests/a/test_x.py::test_long[1]@long", "tests/b/test_y.py::test_long@long"} <= {*first}
    for shared in ("@long", "test_x.py::test_each", "test_z.py::test_each"):
        ran = [any(shared in test for test in each.done) for each in processes]
        assert sum(ran) == 1, shared


def test_what_a_process_left_when_it_died_is_run_by_the_other(
    started: Callable[[], tuple[Turns, list[Process]]],
) -> None:
    turns, (died, other) = started()
    _work(turns, died)
    running = TESTS[died.queue[0]]
    assert turns.remove_node(died) == running
    while other.queue:
        _work(turns, other)
    assert sorted({*died.done, *other.done}) == sorted(TESTS)
    assert len(died.done) + len(other.done) == len(TESTS)
