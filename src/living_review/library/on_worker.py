"""What runs in a worker of a cluster: what it has, and one job after the other."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from living_review.library.afar import Done, done_afar
from living_review.library.chunks import LONG
from living_review.library.engines import begun
from living_review.library.jobs import Job, Outcome
from living_review.library.kit import differences, kit
from living_review.library.tasks import carried_out, told_of

# Words and figures of a review are made in one thread; a worker with several takes turns.
_ALONE = threading.Lock()


@dataclass(frozen=True)
class Refused:
    """A worker that may not do a job, for it would make other bytes."""

    worker: str
    why: str


def worked(jobs: Sequence[Job], wanted: Mapping[str, str]) -> tuple[Done, ...] | Refused:
    """Carry out jobs one after the other, if this worker has what is wanted.

    Each is told with the hashes of what was written. The last of them are not begun, nor told of,
    once the others have taken long.
    """
    from distributed import get_worker

    if other := differences(wanted, kit()):
        return Refused(str(get_worker().address), other)
    done: list[Done] = []
    with _ALONE:
        begun()
        ends = monotonic() + LONG
        for job in jobs:
            if done and monotonic() > ends:
                break
            done.append(_one(job))
    return tuple(done)


def _one(job: Job) -> Done:
    done: Done | None = None

    def carry(job: Job) -> Outcome:
        nonlocal done
        done = done_afar(job, carried_out)
        return done.outcome

    outcome = told_of(job, carry)
    return replace(done, outcome=outcome) if done else Done(outcome)
