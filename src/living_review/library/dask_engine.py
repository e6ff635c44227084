"""Carries jobs out on the workers of a Dask cluster, which share no disk with this process.

A review travels as its address, small ones several at a time. A worker that is not as this process
is gets no work; one that dies takes nothing with it, for its jobs are handed to others; where the
scheduler is started again, all that was not confirmed is handed out once more. No job is begun
twice at a time, and a second try of one makes the same bytes as the first would have.
"""

from __future__ import annotations

import queue
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from living_review.ground import clock
from living_review.ground.errors import EnvironmentFailure
from living_review.library.afar import Done, confirm, travelling
from living_review.library.chunks import AHEAD, Waiting
from living_review.library.dask_parts import Connection
from living_review.library.engines import DIED
from living_review.library.jobs import FAULT, Job, Outcome, failed
from living_review.library.kit import differences, kit
from living_review.library.on_worker import Refused, worked

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
    """Jobs that travel together, and the workers that may take them; all may where none is."""

    jobs: list[Job]
    to: frozenset[str]


class Cluster(AbstractContextManager["Cluster"]):
    """Carries jobs out on a cluster; `refused` says which workers got no work, and why."""

    def __init__(self, connection: Connection, *, patience: float = PATIENCE) -> None:
        self.refused: dict[str, str] = {}
        self._connection, self._patience = connection, patience
        self._kit = kit()
        self._waiting = Waiting()
        self._tries: Counter[str] = Counter()
        self._number = 0
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
        self._waiting.add(replace(travelling(job), token=secrets.token_hex(8)))

    def as_completed(self) -> Iterator[Outcome]:
        while self._waiting or self._handed:
            self._hand_out()
            try:
                key, future = self._ended.get(timeout=PULSE)
            except queue.Empty:
                self._look()
                self._hand_on()
                continue
            if self._futures.get(key) is future:
                yield from self._taken_back(key, future)

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
            self._hand(self._waiting.next(len(self._workers)))

    def _hand(self, jobs: Sequence[Job]) -> None:
        # The moment is that of the first try, whose bytes the others make again.
        now = int(clock.now().timestamp())
        chunk = [each if each.at is not None else replace(each, at=now) for each in jobs]
        self._tries.update(each.token for each in chunk)
        to = self._workers if self.refused else frozenset()
        first = chunk[0]
        # The scheduler keeps for good what it knows of the jobs whose keys begin alike.
        self._number += 1
        key = f"review-{first.token}-{self._number}-{first.member.name}"
        try:
            future = self._connection.submit(worked, chunk, self._kit, key=key, workers=to)
        except Exception:
            # The scheduler is gone; what it had comes back as lost.
            self._again(chunk, counts=False)
            self._workers = frozenset()
            return
        self._handed[key] = _Handed(chunk, to)
        self._futures[key] = future
        future.add_done_callback(lambda done, key=key: self._ended.put((key, done)))

    def _taken_back(self, key: str, future: Any) -> Iterator[Outcome]:
        """Give how jobs ended; those that did not are to be handed out again."""
        jobs = self._handed.pop(key).jobs
        del self._futures[key]
        if future.status in ("cancelled", "lost"):
            self._again(jobs, counts=False)
            return
        if future.status == "error":
            yield from self._of_error(jobs, future.exception())
            return
        try:
            answer = future.result()
        except Exception as error:
            yield from self._of_error(jobs, error)
            return
        if isinstance(answer, Refused):
            self._refuse(answer.worker, answer.why)
            self._again(jobs, counts=False)
            return
        self._again(jobs[len(answer) :], counts=False)
        for job, done in zip(jobs, answer, strict=False):
            self._waiting.took(done.outcome.seconds)
            outcome = self._confirmed(job, done)
            if outcome is not None:
                yield outcome

    def _confirmed(self, job: Job, done: Done) -> Outcome | None:
        """Give an outcome once what it wrote has been read back."""
        try:
            confirm(job, done)
        except Exception as error:
            if self._tries[job.token] < TRIES:
                self._again([job])
                return None
            said = failed(job, str(error), getattr(error, "exit_code", FAULT))
            return replace(said, seconds=done.outcome.seconds)
        del self._tries[job.token]
        return done.outcome

    def _of_error(self, jobs: Sequence[Job], error: BaseException) -> Iterator[Outcome]:
        ended = self._connection.ended_workers(error)
        if not ended and self._connection.is_lost(error):
            again = [job for job in jobs if self._tries[job.token] < TRIES]
            self._again(again)
            jobs = [job for job in jobs if job not in again]
        elif len(jobs) > 1:
            # One of them did it; each by itself, none takes another with it.
            self._again(jobs, counts=False, alone=True)
            return
        said = f"A fault of the program: {type(error).__name__}: {error}"
        yield from (failed(job, DIED if ended else said, FAULT) for job in jobs)

    def _again(self, jobs: Sequence[Job], *, counts: bool = True, alone: bool = False) -> None:
        if not counts:
            self._tries.subtract(each.token for each in jobs)
        self._waiting.again(jobs, alone=alone)

    def _hand_on(self) -> None:
        """Take back the jobs of workers that are all gone, and of a scheduler that is."""
        for key, handed in [*self._handed.items()]:
            if handed.to and not handed.to & self._workers:
                with suppress(Exception):
                    self._futures[key].cancel()
                del self._handed[key], self._futures[key]
                self._again(handed.jobs)

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
