"""Another Python that does one thing while this one does others, and answers what came of it.

    python -m living_review.ground.other_python

It reads a pickled task from standard input, does it, and answers with what it gave. To start one
takes as long as to load what the task needs. What fails there is done again by who asked, and so
told where it can be.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from living_review.ground.answering import answer_and_end
from living_review.ground.doors import OF_THE_PROGRAM

Given = TypeVar("Given")


class OtherPython(Generic[Given]):
    """One process, which is started when it is asked, and asked once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._threads = ThreadPoolExecutor(1)
        self._answer: Future[Given | None] | None = None

    def begin(self, task: Callable[[], Given]) -> bool:
        """Hand a task over, which pickle knows by its name, and return at once.

        False where no other process can be started.
        """
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return False
        self._answer = self._threads.submit(self._asked, self._process, task)
        return True

    def result(self) -> Given | None:
        """Wait for what the task gave; None where nothing was asked, or it could not be done."""
        return self._answer.result() if self._answer else None

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
        self._threads.shutdown()

    @staticmethod
    def _asked(process: subprocess.Popen[bytes], task: Callable[[], Given]) -> Given | None:
        try:
            said, _ = process.communicate(pickle.dumps(task))
            found: Given = pickle.loads(said)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            return None
        return found


@contextmanager
def other_python() -> Iterator[OtherPython[Any]]:
    """Have another Python at hand, and end it when its work is done or given up."""
    other = OtherPython[Any]()
    try:
        yield other
    finally:
        other.close()


def main() -> None:
    """Do one task."""
    # A short life makes little garbage, and looking for it takes its time.
    gc.disable()
    try:
        task: Callable[[], object] = pickle.load(sys.stdin.buffer)
    except EOFError:
        sys.exit(OF_THE_PROGRAM)
    answer_and_end(task())


if __name__ == "__main__":
    main()
