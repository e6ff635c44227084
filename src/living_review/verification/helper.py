"""The other Python: it loads statsmodels, waits for findings, and answers what it found.

    python -m living_review.verification.helper

It reads a pickled `Job` from standard input and writes a pickled `Verification`, or the failure, to
standard output.
"""

from __future__ import annotations

import gc
import pickle
import sys
from typing import TYPE_CHECKING

from living_review.ground.answering import answer_and_end
from living_review.ground.doors import OF_THE_PROGRAM

if TYPE_CHECKING:
    from living_review.findings import Verification
    from living_review.ground.errors import LivingReviewError
    from living_review.verification.job import Job


def main() -> None:
    """Answer one job."""
    # A short life makes little garbage, and looking for it is a tenth of the time.
    gc.disable()
    from living_review.ground.errors import LivingReviewError
    from living_review.language import speaking
    from living_review.verification.run import verify

    try:
        job: Job = pickle.load(sys.stdin.buffer)
    except EOFError:
        sys.exit(OF_THE_PROGRAM)
    answer: Verification | LivingReviewError
    try:
        with speaking(job.words):
            answer = verify(job.findings, job.protocol, job.workings)
    except LivingReviewError as failure:
        answer = failure
    answer_and_end(answer)


if __name__ == "__main__":
    main()
