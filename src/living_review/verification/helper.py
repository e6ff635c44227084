"""The other Python: it loads statsmodels, waits for findings, and answers what it found.

    python -m living_review.verification.helper

It reads a pickled `Job` from standard input and writes a pickled `Verification`, or the failure, to
standard output.
"""

from __future__ import annotations

import gc
import pickle
import sys
from dataclasses import dataclass

from living_review.errors import LivingReviewError
from living_review.findings import Finding, Verification
from living_review.findings.workings import Workings
from living_review.protocol import Protocol

# A short life makes little garbage.
GARBAGE_LIMIT = 200_000


@dataclass(frozen=True, eq=False)
class Job:
    """What is to be computed a second time."""

    findings: tuple[Finding, ...]
    protocol: Protocol
    workings: Workings


def main() -> None:
    """Answer one job."""
    gc.set_threshold(GARBAGE_LIMIT)
    from living_review.verification.run import verify

    job: Job = pickle.load(sys.stdin.buffer)
    answer: Verification | LivingReviewError
    try:
        answer = verify(job.findings, job.protocol, job.workings)
    except LivingReviewError as failure:
        answer = failure
    pickle.dump(answer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
