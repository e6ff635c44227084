"""The whole of `findings.json`: the review, its registry, every finding, and what was set aside."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from living_review.findings.base import Value
from living_review.findings.results import Finding, RiskOfBias

SCHEMA = "living-review/findings/1"


class ReviewInfo(Value):
    """What the review is, from its protocol."""

    id: str
    title: str
    authors: tuple[str, ...]
    language: str
    question: dict[str, str]
    precedes: dict[str, str] | None = None
    notice: str | None = None
    url: str | None = Field(None, description="where the living page is")


class VersionInfo(Value):
    """The published version; `number` is None for a build that is not published."""

    number: int | None
    date: dt.date
    previous: int | None = None
    made: dt.date | None = Field(
        None, description="for a version of an earlier date: the day on which it was made"
    )


class VersionEntry(Value):
    """One published version, as lists of versions and the feed tell it."""

    number: int
    date: dt.date
    made: dt.date | None = Field(None, description="as in `version`")
    pulled_at: dt.datetime
    headline: str = Field(description="what changed, on one line")
    items: tuple[str, ...] = Field((), description="what changed in the evidence, line by line")
    conclusions_changed: tuple[str, ...] = ()
    trials_included: int
    participants: int | None = None
    participants_missing: int = Field(0, description="as in `registry`")


class TrialCounts(Value):
    """Trials of the registry by status."""

    included: int = 0
    awaiting: int = 0
    ongoing: int = 0
    excluded: int = 0
    retracted: int = 0


class RegistryInfo(Value):
    """The snapshot the findings were computed from."""

    hash: str
    pulled_at: dt.datetime
    as_of: dt.date | None = None
    source: str | None = None
    trials: TrialCounts
    participants: int | None = Field(
        description="randomised in the included trials, where reported"
    )
    participants_missing: int = Field(
        0,
        description="included trials of unknown size; above 0, the number is a lower bound",
    )


class TrialRecord(Value):
    """One trial of the registry, as its characteristics table shows it."""

    trial_id: str
    label: str
    year: int
    citation: str | None = None
    doi: str | None = None
    registration: str | None = None
    country: str | None = None
    design: str | None = None
    n_randomised: int | None = None
    population: str | None = None
    category: str | None = None
    delivery: str | None = None
    comparator: str | None = None
    status: Literal["included", "awaiting", "ongoing", "excluded", "retracted"]
    status_reason: str | None = None
    funding: str | None = None
    date_added: dt.date
    search_id: str | None = None
    source: str | None = None
    notes: str | None = None
    extra: dict[str, str] = Field({}, description="the registry's own further columns")
    risk_of_bias: tuple[RiskOfBias, ...] = Field((), description="for every outcome")


class ExcludedReport(Value):
    """A report that was left out after it was read, and why."""

    report: str
    reason: str


class SearchRun(Value):
    """One search, with the counts of the PRISMA flow that are known."""

    search_id: str
    date: dt.date
    source: str
    records: int | None = None
    duplicates_removed: int | None = None
    screened: int | None = None
    excluded: int | None = None
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    excluded_full_text: int | None = None
    exclusions: dict[str, int] = Field({}, description="reason to number of reports")
    reports_excluded: tuple[ExcludedReport, ...] = Field(
        (), description="the reports behind `exclusions`, in the order of the registry"
    )
    notes: str | None = None


class OtherReview(Value):
    """Another review's result for the same outcome, for agreement and disagreement."""

    review: str
    doi: str | None = None
    outcome: str = Field(description="outcome of the protocol it corresponds to; empty if none")
    outcome_reported: str | None = Field(None, description="the outcome in its own words")
    timepoint: str | None = None
    k: int | None = None
    n: int | None = None
    measure: str | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    i2: float | None = None
    favours_intervention: Literal["positive", "negative"] | None = Field(
        None, description="sign of an effect that favours the intervention"
    )
    certainty: str | None = None
    note: str | None = None
    source: str | None = None


class Software(Value):
    """What computed the findings."""

    name: str
    version: str
    packages: dict[str, str] = Field({}, description="package to version")


class QuarantineEntry(Value):
    """A row that was set aside, and why."""

    table: str
    file: str
    row: int = Field(description="line of the file (or row of the sheet), the header being 1")
    trial_id: str | None
    column: str | None
    value: str | None
    rule: str
    reason: str
    key: str | None = Field(None, description="the key columns of the row, joined by '/'")


class Seen(Value):
    """A person has looked at a query and let the value stand, for a reason."""

    reason: str
    by: str
    date: dt.date


class QueryEntry(QuarantineEntry):
    """A row that is used but looks wrong."""

    seen: Seen | None = None


class LeftOut(Value):
    """What a file of another program holds and the registry that is made of it does not."""

    file: str
    where: str = Field(description="column or element of the file")
    found: str | None = Field(description="what stands there, such as the study; None: nothing")
    count: int = Field(description="how often")
    reason: str


class AppliedCorrection(Value):
    """A cell that was corrected after the registry was pulled, as `corrections.csv` says."""

    table: str
    key: str = Field(description="the key columns of the row, joined by '/'")
    trial_id: str | None
    column: str
    old: str | None = Field(description="in the registry; None: the cell is empty there")
    new: str | None = Field(description="as it is used; None: not reported")
    reason: str
    by: str
    date: dt.date
    row: int = Field(description="line of corrections.csv, the header being 1")


class Reason(Value):
    """Why a conclusion counts as changed: the rule that says so (docs/differences.md), in words."""

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

    @property
    def empty(self) -> bool:
        """Whether a reader would find nothing changed."""
        words = ("since", "since_date", "labels", "statuses", "search_labels")
        return not any(value for name, value in self if name not in words)

    @property
    def conclusions(self) -> tuple[FindingChange, ...]:
        """The findings whose conclusion changed."""
        return tuple(each for each in self.findings if each.conclusion_changed)


class Currency(Value):
    """How current the review is."""

    last_search: dt.date | None
    last_search_source: str | None = Field(None, description="what the last search covered")
    last_pull: dt.date
    awaiting: int
    ongoing: int = Field(description="of status ongoing; not those in `completed_unpublished`")
    completed_unpublished: int = Field(
        description="awaiting or ongoing, past their date of completion, without data here"
    )
    next_run: dt.date | None
    status: str
    overdue: bool = False


class Verification(Value):
    """The second computation of every figure, by a path that shares no code with the first."""

    figures: int = Field(description="figures that were computed twice and agree")
    worst: float = Field(
        description="no two differ by more; relative to the figure, or to its standard error "
        "where that is larger"
    )
    where: str | None = Field(None, description="finding and figure that differ most")
    by: str = Field(description="the packages that the second computation rests on")


class Findings(Value):
    """Everything the review says, in one frozen object."""

    schema_: str = Field(SCHEMA, alias="schema")
    review: ReviewInfo
    version: VersionInfo
    registry: RegistryInfo
    software: Software
    findings: tuple[Finding, ...]
    trials: tuple[TrialRecord, ...] = ()
    searches: tuple[SearchRun, ...] = ()
    other_reviews: tuple[OtherReview, ...] = ()
    quarantine: tuple[QuarantineEntry, ...] = ()
    queries: tuple[QueryEntry, ...] = ()
    left_out: tuple[LeftOut, ...] = Field(
        (), description="what the file that the registry is made of holds and the registry does not"
    )
    corrections: tuple[AppliedCorrection, ...] = Field(
        (), description="applied to the registry after it was pulled, before every check"
    )
    changes: Changes | None = None
    history: tuple[VersionEntry, ...] = Field((), description="the versions before, oldest first")
    currency: Currency
    verification: Verification | None = Field(
        None, description="None where nothing was computed a second time"
    )

    def to_json(self) -> str:
        """Give the document as JSON: full double precision, stable key order."""
        data = self.model_dump(mode="json", by_alias=True)
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Findings:
        return cls.model_validate_json(text)

    def write(self, path: Path) -> None:
        path.write_text(self.to_json(), encoding="utf-8")


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of `findings.json`, as it is written."""
    schema = Findings.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
