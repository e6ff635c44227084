"""What changed between two published versions."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from living_review.findings.base import Value


class Reason(Value):
    """Why a conclusion counts as changed: the rule (docs/explanation/differences.md), in words."""

    rule: str = Field(description="rule id and version, e.g. 'change-certainty/1'")
    sentence: str


class FindingChange(Value):
    """How one finding moved between two versions.

    `before` and `after` hold what a reader sees: synthesis, measure, better, k, n,
    n_missing, level, estimate, ci_low, ci_high, prediction_low, prediction_high, tau2, i2,
    certainty, certainty_by_domain, magnitude, statement, thresholds, absolute, familiar, and the
    effect of each trial where none is pooled. None: the version has no such finding.
    """

    comparison: str
    outcome: str
    timepoint: str
    label: str = Field("", description="the finding in words, for readers of the file")
    measure: str | None = None
    importance: Literal["critical", "important", "limited"] = "important"
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    trials_joined: tuple[str, ...] = Field((), description="labels of trials new in it")
    trials_left: tuple[str, ...] = Field((), description="labels of trials no longer in it")
    conclusion_changed: bool
    reasons: tuple[Reason, ...] = Field((), description="which rules say so")
    methods_changed: tuple[str, ...] = Field(
        (), description="which methods changed too and may be the cause, in words"
    )
    decided_otherwise: bool = Field(
        False, description="people decided otherwise on the rating; last of `methods_changed`"
    )
    by_earlier_rules: tuple[str, ...] = Field(
        (), description="what the rules before on trials and instruments would do, in clauses"
    )

    @property
    def name(self) -> str:
        """The finding in words, or by its ids where no words are held."""
        return self.label or f"{self.outcome}, {self.timepoint} ({self.comparison})"


class Correction(Value):
    """One cell of the registry that reads otherwise than before."""

    table: str
    trial_id: str | None
    label: str = Field(description="the trial, or the search, in words")
    where: str = Field(description="the row in words: outcome, time point, arm; empty in trials")
    column: str
    meaning: str = Field("", description="what the column holds; empty for an extra column")
    old: str | None = Field(description="None: the cell was empty")
    new: str | None


class RowChange(Value):
    """Rows that came or went for a trial (or search) that both versions have."""

    table: str
    trial_id: str | None
    label: str
    where: str
    change: Literal["added", "removed"]


class StatusMove(Value):
    """A trial that both versions have, under another status."""

    trial_id: str
    label: str
    before: str
    after: str
    reason: str | None = None


class DecisionChange(Value):
    """A GRADE decision that was taken, changed, withdrawn or renewed, went stale or fits again."""

    comparison: str
    outcome: str
    timepoint: str
    label: str
    domain: str
    change: Literal["taken", "changed", "withdrawn", "stale", "renewed", "fits again"]
    before: int | None = Field(description="levels")
    after: int | None
    reason: str | None = Field(None, description="the person's reason, or what moved")
    by: str | None = Field(None, description="who took the decision of now, or the withdrawn one")
    date: dt.date | None = None
    reason_before: str | None = None
    by_before: str | None = None
    date_before: dt.date | None = None


class Changes(Value):
    """What changed since the last published version."""

    since: int | None
    since_date: dt.date | None = None
    trials_added: tuple[str, ...] = ()
    trials_removed: tuple[str, ...] = ()
    trials_corrected: tuple[str, ...] = ()
    trials_retracted: tuple[str, ...] = ()
    labels: dict[str, str] = Field({}, description="trial_id to label, for every trial named here")
    statuses: dict[str, str] = Field(
        {},
        description="trial_id to status, for the trials added (of now) and removed (of before); "
        "'set aside' for a row of trials that is in no analysis",
    )
    moves: tuple[StatusMove, ...] = ()
    corrections: tuple[Correction, ...] = ()
    bookkeeping: tuple[Correction, ...] = Field(
        (), description="cells that say where a row came from and nothing of the trial"
    )
    rows: tuple[RowChange, ...] = ()
    searches_added: tuple[str, ...] = Field((), description="search_id")
    search_labels: dict[str, str] = Field(
        {}, description="search_id to date and sources in words, for the searches added"
    )
    completed_unpublished: tuple[int, int] | None = Field(
        None, description="trials completed without results seen, before and now, if it changed"
    )
    set_aside: tuple[int, int] | None = Field(
        None, description="rows of the registry set aside, before and now, if their number changed"
    )
    findings: tuple[FindingChange, ...] = Field(
        (), description="changed conclusions first, then by importance"
    )
    decisions: tuple[DecisionChange, ...] = ()
    methods: tuple[str, ...] = Field((), description="one sentence each")
    texts_not_compared: int = Field(
        0, description="texts of the protocol that no language of both versions has"
    )

    @property
    def empty(self) -> bool:
        """Whether a reader would find nothing changed."""
        words = ("since", "since_date", "labels", "statuses", "search_labels", "texts_not_compared")
        return not any(value for name, value in self if name not in words)

    @property
    def conclusions(self) -> tuple[FindingChange, ...]:
        """The findings whose conclusion changed."""
        return tuple(each for each in self.findings if each.conclusion_changed)
