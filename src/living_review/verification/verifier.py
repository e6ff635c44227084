"""The second computation beside the rendering: a Python of its own, or this one where that fails.

statsmodels takes a second to load, so the other Python is started before there is anything to
compute, and computes while the figures are drawn. Nothing is published before it has answered.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from living_review.ground.errors import EnvironmentFailure, LivingReviewError
from living_review.language import spoken
from living_review.verification import helper
from living_review.verification.job import Job

if TYPE_CHECKING:
    from living_review.findings import Findings, Verification
    from living_review.findings.workings import Workings
    from living_review.protocol import Protocol


def started_process() -> subprocess.Popen[bytes]:
    """Start the other Python."""
    return subprocess.Popen(
        [sys.executable, "-m", helper.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


class Verifier:
    """Computes the findings of one run a second time."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1)
        self._answer: Future[Verification | None] | None = None
        self._job: Job | None = None
        try:
            self._process: subprocess.Popen[bytes] | None = started_process()
        except OSError:
            self._process = None

    def begin(self, findings: Findings, protocol: Protocol, workings: Workings | None) -> None:
        """Hand the findings over, and return at once."""
        assert workings is not None, "findings that were read back were computed by another run"
        self._job = Job(findings.findings, protocol, workings, spoken())
        self._answer = self._threads.submit(self._asked, self._job)

    def result(self) -> Verification:
        """Wait for the answer; where the other Python gives none, compute here.

        Raises Disagreement where the two computations differ.
        """
        assert self._answer is not None
        assert self._job is not None
        found = self._answer.result()
        return found if found is not None else computed_here(self._job)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
        # Who still asks it gets no answer now, and two may not read it at once.
        self._threads.shutdown()
        if self._process is not None:
            self._process.communicate()

    def _asked(self, job: Job) -> Verification | None:
        """Give the other Python's answer, None where it has none to give."""
        if self._process is None:
            return None
        try:
            said, _ = self._process.communicate(pickle.dumps(job))
            answer: Verification | LivingReviewError = pickle.loads(said)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            return None
        if isinstance(answer, LivingReviewError):
            raise answer
        return answer


def computed_here(job: Job) -> Verification:
    """Compute in this process; EnvironmentFailure where statsmodels cannot be loaded."""
    try:
        from living_review.verification.run import verify
    except ImportError as missing:
        raise EnvironmentFailure(
            f"The figures cannot be computed a second time, because {missing.name or missing} "
            "cannot be loaded, and nothing is published that was computed once; install the "
            "program again with its packages, and run 'living-review doctor'."
        ) from missing
    return verify(job.findings, job.protocol, job.workings)


@contextmanager
def started_verifier() -> Iterator[Verifier]:
    """Start the other Python, and end it when the work is done or given up."""
    verifier = Verifier()
    try:
        yield verifier
    finally:
        verifier.close()
