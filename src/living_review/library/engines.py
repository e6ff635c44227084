"""What carries jobs out: this process, or processes of this machine that stay warm.

An engine takes jobs and gives back each with its outcome, in the order in which they end. The
outcome does not depend on the engine.
"""

from __future__ import annotations

import gc
import multiprocessing
import queue
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from functools import cache
from types import TracebackType
from typing import Protocol, Self

from living_review.library.jobs import FAULT, Job, Outcome, failed
from living_review.library.tasks import carried_out, load

# New objects after which a process that works for many reviews looks for garbage; Python's is 700.
GARBAGE_LIMIT = 20_000
DIED = (
    "The process that worked on it was ended by the system, perhaps for want of memory; "
    "run it again alone, or with fewer --workers."
)


class Engine(Protocol):
    """Carries out jobs; used as a context, at whose end nothing is left running."""

    def submit(self, job: Job) -> None:
        """Take a job, to be carried out when there is room."""
        ...

    def as_completed(self) -> Iterator[Outcome]:
        """Give the outcome of every job that was taken, each as soon as it is there."""
        ...

    def cancel(self) -> None:
        """Drop the jobs that were not begun; those at work come to their end."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Here(AbstractContextManager["Here"]):
    """Carries jobs out one after the other, in this process."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()

    def submit(self, job: Job) -> None:
        self._waiting.append(job)

    def as_completed(self) -> Iterator[Outcome]:
        while self._waiting:
            yield carried_out(self._waiting.popleft())

    def cancel(self) -> None:
        self._waiting.clear()

    def __exit__(self, *_: object) -> None:
        self.cancel()


class Processes(AbstractContextManager["Processes"]):
    """Carries jobs out on so many processes, each of which loads the program once.

    Each process is a pool of its own: one that dies takes its own review with it and no other, and
    the next takes its place.
    """

    def __init__(self, workers: int) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._taken = 0
        self._dropped = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        self._taken += 1
        self._jobs.put(job)

    def as_completed(self) -> Iterator[Outcome]:
        while self._taken:
            done = self._done.get()
            self._taken -= 1
            yield done

    def cancel(self) -> None:
        self._dropped.set()

    def __exit__(self, *_: object) -> None:
        self.cancel()
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        """Hand one job after the other to one process, and start another where it dies."""
        pool: ProcessPoolExecutor | None = None
        try:
            while (job := self._jobs.get()) is not None:
                if self._dropped.is_set():
                    continue
                pool = pool or _process()
                try:
                    self._done.put(pool.submit(carried_out, job).result())
                except BrokenProcessPool:
                    self._done.put(failed(job, DIED, FAULT))
                    pool = None
                except Exception as error:  # else those who wait for the outcome wait for ever
                    said = f"A fault of the program: {type(error).__name__}: {error}"
                    self._done.put(failed(job, said, FAULT))
        finally:
            if pool is not None:
                pool.shutdown()


def _process() -> ProcessPoolExecutor:
    # Another way to start would hand on the threads and open files of this process.
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawn, initializer=begun)


@cache
def begun() -> None:
    """Make a process ready to work for many reviews; once.

    The program is loaded, and garbage looked for among what comes after it alone, and more seldom.
    """
    load()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_LIMIT)
