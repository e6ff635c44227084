"""Carries jobs out on the workers of a Dask cluster, which share no disk with this process.

A review travels as its address. A worker that is not as this process is gets no work; one that dies
takes nothing with it, for its jobs are handed to others; where the scheduler is started again, all
that was not confirmed is handed out once more. No job is begun twice at a time, and a second try of
one makes the same bytes as the first would have.
"""

from __future__ import annotations

import queue
import secrets
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from living_review.ground import clock
from living_review.ground.errors import EnvironmentFailure
from living_review.library.afar import Done, confirm, travelling
from living_review.library.dask_parts import Connection
from living_review.library.engines import DIED
from living_review.library.jobs import FAULT, Job, Outcome, failed
from living_review.library.kit import differences, kit
from living_review.library.on_worker import Refused, worked

AHEAD = 3
"""Jobs a worker that may wait on the cluster; all others wait here, so that it holds few."""
TRIES = 3
"""Times a job is handed out before it counts as what ends its workers."""
PULSE = 1.0
"""Seconds between two looks at which workers there are."""
OTHERS_MAY_COME = 15.0
"""Seconds that workers get to appear beside such as may not work."""
PATIENCE = 60.0
"""Seconds to wait for a scheduler or for workers before the run ends."""


@dataclass
class _Handed:
    """A job that is on the cluster, and the workers that may take it; all may where none is."""

    job: Job
    to: frozenset[str]
    tries: int


class Cluster(AbstractContextManager["Cluster"]):
    """Carries jobs out on a cluster; `refused` says which workers got no work, and why."""

    def __init__(self, connection: Connection, *, patience: float = PATIENCE) -> None:
        self.refused: dict[str, str] = {}
        self._connection, self._patience = connection, patience
        self._kit = kit()
        self._waiting: deque[Job] = deque()
        self._tries: Counter[str] = Counter()
        self._handed: dict[str, _Handed] = {}
        self._futures: dict[str, Any] = {}
        self._ended: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._workers: frozenset[str] = frozenset()
        self._looked = self._alive = 0.0

    def __enter__(self) -> Cluster:
        self._alive = monotonic()
        self._look()
        while not self._workers:
            self._give_up_in_time()
            self._connection.wait(PULSE / 4)
            self._look()
        return self

    def submit(self, job: Job) -> None:
        self._waiting.append(replace(travelling(job), token=secrets.token_hex(8)))

    def as_completed(self) -> Iterator[Outcome]:
        while self._waiting or self._handed:
            self._hand_out()
            try:
                token, future = self._ended.get(timeout=PULSE)
            except queue.Empty:
                self._look()
                self._hand_on()
                continue
            if self._futures.get(token) is future:
                outcome = self._taken_back(token, future)
                if outcome is not None:
                    yield outcome

    def cancel(self) -> None:
        self._waiting.clear()
        for future in self._futures.values():
            with suppress(Exception):
                future.cancel()
        self._handed.clear()
        self._futures.clear()

    def __exit__(self, *_: object) -> None:
        self.cancel()
        self._connection.close()

    def _hand_out(self) -> None:
        """Keep as many jobs on the cluster as its workers can use, and no more."""
        if self._waiting and monotonic() - self._looked > PULSE:
            self._look()
        while self._waiting and len(self._handed) < AHEAD * len(self._workers):
            self._hand(self._waiting.popleft())

    def _hand(self, job: Job) -> None:
        # The moment is that of the first try, whose bytes the others make again.
        job = job if job.at is not None else replace(job, at=int(clock.now().timestamp()))
        self._tries[job.token] += 1
        tries = self._tries[job.token]
        to = self._workers if self.refused else frozenset()
        try:
            future = self._connection.submit(
                worked, job, self._kit, key=f"{job.member.name}-{job.token}-{tries}", workers=to
            )
        except Exception:
            # The scheduler is gone; what it had comes back as lost.
            self._tries[job.token] -= 1
            self._waiting.appendleft(job)
            self._workers = frozenset()
            return
        self._handed[job.token] = _Handed(job, to, tries)
        self._futures[job.token] = future
        future.add_done_callback(lambda done, token=job.token: self._ended.put((token, done)))

    def _taken_back(self, token: str, future: Any) -> Outcome | None:
        """Give how a job ended; None where it is to be handed out again."""
        job = self._handed.pop(token).job
        del self._futures[token]
        if future.status in ("cancelled", "lost"):
            self._again(job, counts=False)
            return None
        if future.status == "error":
            return self._of_error(job, future.exception())
        try:
            answer = future.result()
        except Exception as error:
            return self._of_error(job, error)
        if isinstance(answer, Refused):
            self._refuse(answer.worker, answer.why)
            self._again(job, counts=False)
            return None
        return self._confirmed(job, answer)

    def _confirmed(self, job: Job, done: Done) -> Outcome | None:
        """Give an outcome once what it wrote has been read back."""
        try:
            confirm(job, done)
        except Exception as error:
            if self._tries[job.token] < TRIES:
                self._again(job)
                return None
            said = failed(job, str(error), getattr(error, "exit_code", FAULT))
            return replace(said, seconds=done.outcome.seconds)
        del self._tries[job.token]
        return done.outcome

    def _of_error(self, job: Job, error: BaseException) -> Outcome | None:
        if self._connection.ended_workers(error):
            return failed(job, DIED, FAULT)
        if self._connection.is_lost(error) and self._tries[job.token] < TRIES:
            self._again(job)
            return None
        said = f"A fault of the program: {type(error).__name__}: {error}"
        return failed(job, said, FAULT)

    def _again(self, job: Job, *, counts: bool = True) -> None:
        if not counts:
            self._tries[job.token] -= 1
        self._waiting.appendleft(job)

    def _hand_on(self) -> None:
        """Take back the jobs of workers that are all gone, and of a scheduler that is."""
        for token, handed in [*self._handed.items()]:
            if handed.to and not handed.to & self._workers:
                with suppress(Exception):
                    self._futures[token].cancel()
                del self._handed[token], self._futures[token]
                self._again(handed.job)

    def _look(self) -> None:
        """See which workers there are, and ask those that are new what they have."""
        self._looked = monotonic()
        there = self._connection.workers()
        unknown = there - self._workers - self.refused.keys()
        for worker, answer in self._connection.asked(kit, unknown).items():
            if isinstance(answer, Mapping):
                why = differences(self._kit, answer)
            else:
                why = f"it cannot say what it has ({type(answer).__name__}: {answer})"
            if why:
                self._refuse(worker, why)
        self._workers = frozenset(there - self.refused.keys())
        if self._workers:
            self._alive = self._looked
        elif self._waiting or self._handed:
            self._give_up_in_time()

    def _refuse(self, worker: str, why: str) -> None:
        self.refused[worker] = why
        self._workers -= {worker}

    def _give_up_in_time(self) -> None:
        """Raise EnvironmentFailure where nobody has been there to work for too long."""
        there = self._connection.workers()
        others = [f"{each}: {self.refused[each]}" for each in sorted(self.refused) if each in there]
        alone = monotonic() - self._alive
        if others and alone > min(self._patience, OTHERS_MAY_COME):
            raise EnvironmentFailure(
                f"No worker of {self._connection.name} has this program as it is here ("
                f"{'; '.join(others[:3])}); install the same on the workers, and run it again."
            )
        if alone > self._patience:
            raise EnvironmentFailure(
                f"{self._connection.name} has had no worker for {self._patience:.0f} seconds; see "
                "to it that its scheduler and its workers run, and run it again. What was "
                "published stays."
            )
