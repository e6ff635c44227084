"""What is done with one review of a library, and how it ended; both travel between processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from living_review.library.members import Member

Task = Literal["update", "build", "check", "analyse"]
State = Literal[
    "nothing new",
    "published",
    "republished",
    "would publish",
    "would republish",
    "built",
    "checked",
    "analysed",
    "failed",
]
FAULT = 70


@dataclass(frozen=True)
class Job:
    """One task for one review; `options` are those of the task.

    Who may carry it out more than once gives it a `token`, by which its tries know one another, and
    the moment `at` (seconds since 1970) that each of them takes for its own: so all make the same.
    """

    member: Member
    task: Task
    options: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""
    at: int | None = None

    @property
    def shows(self) -> bool:
        """Whether the task asks for what the review shows, too, and not for its inputs alone."""
        return self.task in ("update", "build")

    @property
    def writes(self) -> bool:
        """Whether the task may leave another review than it found."""
        return self.shows and not self.options.get("dry_run")


@dataclass(frozen=True)
class Result:
    """What a review says of one comparison, outcome and time point.

    Estimate and interval are on the scale that readers see: ratios as ratios.
    """

    comparison: str
    outcome: str
    timepoint: str
    label: str
    synthesis: str
    measure: str
    k: int
    n: float | None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    tau2: float | None = None
    i2: float | None = None
    certainty: str | None = None


@dataclass(frozen=True)
class Moved:
    """A conclusion that would be another, and why the rules say so."""

    comparison: str
    outcome: str
    timepoint: str
    label: str
    reasons: tuple[str, ...]
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class TrialHeld:
    """A trial as one review holds it, with what it is known by and its figures in that review."""

    trial_id: str
    label: str
    doi: str | None
    registration: str | None
    status: str
    n_randomised: int | None
    rows: tuple[Mapping[str, str], ...] = ()
    corrected: tuple[str, ...] = ()
    """What people corrected of it after the registry was pulled, and why."""


@dataclass(frozen=True)
class Outcome:
    """How one review stands after a task.

    `exit_code` is the one that the command for this review alone would have ended with.
    """

    review: str
    state: State
    exit_code: int
    title: str = ""
    version: int | None = None
    date: dt.date | None = None
    headline: str = ""
    conclusions_changed: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    set_aside: int = 0
    queries: int | None = None
    next_search: dt.date | None = None
    next_change: dt.date | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    topics: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    would_move: tuple[Moved, ...] = ()
    trials: tuple[TrialHeld, ...] = field(default=(), repr=False)
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether the task could not be done."""
        return self.state == "failed"

    def overdue(self, today: dt.date) -> bool:
        """Whether the search that the review plans should have been made by then."""
        return self.next_search is not None and self.next_search < today

    def as_json(self) -> dict[str, Any]:
        """Give it for `library.json`, without what its task does not tell."""
        told = asdict(self)
        always = ("review", "state", "exit_code", "title", "version", "set_aside", "seconds")
        return {name: value for name, value in told.items() if name in always or value not in _NONE}


_NONE: tuple[object, ...] = (None, "", (), [], {})


def failed(job: Job, error: str, exit_code: int) -> Outcome:
    """Say that a task could not be done."""
    return Outcome(job.member.name, "failed", exit_code, error=error, topics=job.member.topics)
