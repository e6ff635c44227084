"""How many reviews travel to a worker of a cluster at a time.

To hand a job out and take it back costs the same however little is done in it. So small reviews
travel together; the last ones of a run do not, so that no worker waits for another; and a worker
that has been at a chunk for long hands back what is left of it, so that one that is lost loses
little.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from living_review.library.jobs import Job

AHEAD = 3
"""Chunks a worker that may wait on the cluster; all other jobs wait here, so that it holds few."""
MOST = 8
"""Reviews that travel together at most."""
LONG = 2.0
"""Seconds after which a worker begins no further review of a chunk."""
WEIGHT = 0.1
"""How much the latest review counts in what a review takes."""


class Waiting:
    """The jobs that wait to be handed out."""

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._alone: set[str] = set()
        self._seconds: float | None = None

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def add(self, job: Job) -> None:
        """Take a job that was never handed out."""
        self._jobs.append(job)

    def again(self, jobs: Iterable[Job], *, alone: bool = False) -> None:
        """Take jobs back, to be handed out before all others; each by itself where it must be."""
        jobs = [*jobs]
        self._jobs.extendleft(reversed(jobs))
        if alone:
            self._alone.update(each.token for each in jobs)

    def took(self, seconds: float) -> None:
        """Hear what a review took."""
        known = seconds if self._seconds is None else self._seconds
        self._seconds = known + WEIGHT * (seconds - known)

    def next(self, workers: int) -> list[Job]:
        """Give the jobs that travel next, one or more; who is to travel alone does."""
        most = self._most(workers)
        chunk = [self._jobs.popleft()]
        if chunk[0].token in self._alone:
            return chunk
        while self._jobs and len(chunk) < most and self._jobs[0].token not in self._alone:
            chunk.append(self._jobs.popleft())
        return chunk

    def clear(self) -> None:
        """Drop all of them."""
        self._jobs.clear()

    def _most(self, workers: int) -> int:
        """Give how many travel together: what a worker does in time, and leaves work for others."""
        if self._seconds is None:
            return 1
        in_time = int(LONG / max(self._seconds, LONG / MOST))
        return max(1, min(in_time, len(self._jobs) // (AHEAD * max(workers, 1))))
