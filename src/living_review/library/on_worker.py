"""What runs in a worker of a cluster: what it has, and one job after the other."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from living_review.library.afar import Done, done_afar
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


def worked(job: Job, wanted: Mapping[str, str]) -> Done | Refused:
    """Carry out a job, with the hashes of what was written, if this worker has what is wanted."""
    from distributed import get_worker

    if other := differences(wanted, kit()):
        return Refused(str(get_worker().address), other)
    written: Mapping[str, str] = {}

    def carry(job: Job) -> Outcome:
        nonlocal written
        done = done_afar(job, carried_out)
        written = done.written
        return done.outcome

    with _ALONE:
        return Done(told_of(job, carry), written)
