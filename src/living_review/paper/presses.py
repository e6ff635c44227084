"""Presses: each a Python of its own that sets one document on a core of its own.

WeasyPrint fills one core with one document and takes a while to load, so the presses are started
before there is anything to print, and load while the findings are computed.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from living_review.ground.errors import EnvironmentFailure, LivingReviewError, TemplateFailure
from living_review.paper import press
from living_review.paper.print_job import Paper, Pressed, PrintJob

# The one that takes longest first.
DOCUMENTS = ("review", "summary")
TIME_LIMIT = 1800.0


class Press:
    """One process, loading from the moment it is made, that sets one document."""

    def __init__(self, paper: Paper) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", press.__name__, paper],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        # Two may not talk with one process at once: who ends it waits until its answer was read.
        self._talking = Lock()
        self._ended = False

    def set(self, job: PrintJob) -> Pressed:
        """Set the document; raises here what failed there."""
        try:
            with self._talking:
                if self._ended:
                    raise EnvironmentFailure(f"{job.source.stem}.pdf was given up; run again.")
                told = pickle.dumps(job)
                answer, complaints = self._process.communicate(told, timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired as error:
            raise TemplateFailure(
                f"{job.source.name}: setting the PDF took more than {TIME_LIMIT / 60:.0f} minutes; "
                "shorten what the templates put on paper."
            ) from error
        if self._process.returncode:
            said = complaints.decode(errors="replace").strip().splitlines()
            raise EnvironmentFailure(
                f"A second Python could not set {job.source.stem}.pdf "
                f"({said[-1] if said else 'no reason given'}); "
                "run 'living-review doctor' to see what is missing."
            )
        result: tuple[bytes, frozenset[str]] | LivingReviewError = pickle.loads(answer)
        if isinstance(result, LivingReviewError):
            raise result
        return Pressed(*result)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._ended = True
        self._process.kill()
        with self._talking:
            self._process.communicate()


Presses = Mapping[str, Press]


@contextmanager
def started_presses(paper: Paper = "A4") -> Iterator[Presses]:
    """Start a press for each document, and end them when the work is done or given up."""
    started = {name: Press(paper) for name in DOCUMENTS}
    try:
        yield started
    finally:
        for each in started.values():
            each.close()
