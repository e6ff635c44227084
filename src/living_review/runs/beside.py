"""The processes that work beside a run that makes a version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_review.paper.presses import Presses
    from living_review.verification.verifier import Verifier


@dataclass(frozen=True)
class Others:
    """One that computes the findings again, and those that set the PDFs."""

    verifier: Verifier
    presses: Presses | None


@contextmanager
def started() -> Iterator[Others]:
    """Start them before there is anything to do: they load while the findings are computed."""
    from living_review.runs.build import presses_for
    from living_review.verification.verifier import started_verifier

    with started_verifier() as verifier, presses_for(None) as presses:
        yield Others(verifier, presses)
