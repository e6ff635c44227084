"""What the findings say of the registry: its trials and searches, and what was set aside."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from living_review.findings.base import Value
from living_review.findings.trials import RiskOfBias


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


SAID_TO_READERS = frozenset({"effect-direction", "effect-one-side", "effect-several-weeks"})
"""The rules of the synthesis: what they say stands in the words of the review."""


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

    @property
    def for_teams(self) -> bool:
        """Whether the reason is said to teams, in English; else in the language of the review."""
        return self.rule not in SAID_TO_READERS


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
