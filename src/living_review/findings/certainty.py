"""How sure we are of a finding (GRADE), and what it means in absolute and familiar terms."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from living_review.findings.base import Value
from living_review.language import PROGRAMS
from living_review.language.facts.decisions import NotRecorded

Level = Literal["high", "moderate", "low", "very low"]
DomainName = Literal[
    "risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias", "upgrade"
]
Magnitude = Literal["large", "moderate", "small", "trivial"]
Scalar = float | int | str | bool | None


def not_recorded() -> str:
    """Give what `moved` holds where a decision does not record on what it was taken.

    It is the program's English, whatever is spoken and however a review words it, since it is a
    sign; what readers are told is said anew.
    """
    return PROGRAMS.said(NotRecorded())


class Domain(Value):
    """One GRADE domain: what the rule proposes from which inputs, and what a person decided."""

    name: DomainName
    proposed: int | None = Field(description="levels (0, -1, -2, -3, +1, +2); None: not assessed")
    rule: str = Field(description="rule id and version, e.g. 'imprecision-thresholds/1'")
    inputs: dict[str, Scalar] = Field({}, description="what the rule looked at, by name")
    threshold: str = Field(description="what the inputs were compared with, in words")
    citation: str
    explanation: str = Field(description="one sentence a clinician can read")
    decided: int | None = None
    reason: str | None = None
    by: str | None = None
    date: dt.date | None = None
    inputs_hash: str | None = Field(
        None, description="hash of the rule, inputs and proposal of now"
    )
    state: Literal["proposed", "confirmed", "overridden", "stale", "not assessed"]
    moved: str | None = Field(None, description="for a stale decision: which input crossed what")
    since: int | None = Field(None, description="the first version that held this decision")
    history: tuple[PastDecision, ...] = Field((), description="earlier decisions, oldest first")

    @property
    def unrecorded(self) -> bool:
        """Whether a person decided it without recording on what: nobody can tell if it fits."""
        return self.state == "stale" and self.moved == not_recorded()

    @property
    def outdated(self) -> bool:
        """Whether what a person decided it on has changed since."""
        return self.state == "stale" and not self.unrecorded

    @property
    def levels(self) -> int:
        """The levels that count: decided if a person decided, else proposed, else none."""
        if self.decided is not None:
            return self.decided
        return self.proposed or 0


class DomainAt(Value):
    """A domain whose rating at one baseline is another than the finding's."""

    name: DomainName
    levels: int
    explanation: str


class LevelAt(Value):
    """The certainty at one baseline, of trials that are not pooled."""

    baseline_label: str
    level: Level
    domains: tuple[DomainAt, ...] = Field(
        (), description="what is rated otherwise at this baseline than at the first"
    )


class Certainty(Value):
    """The certainty of the evidence for one finding."""

    level: Level
    start: Level
    target: str = Field(description="what the certainty is about, in words")
    domains: tuple[Domain, ...]
    provisional: bool = Field(description="true until every domain was decided by a person")
    at_baselines: tuple[LevelAt, ...] = Field(
        (),
        description="of trials that are not pooled, at several baselines: the certainty at each; a "
        "pooled finding says it in `absolute`",
    )


class AbsoluteEffect(Value):
    """Anticipated absolute effects at one baseline: risks and differences from 0 to 1, or rates.

    The first row is that of the baseline at which the finding itself is rated; every row says what
    holds at its own. `level`, `magnitude` and `statement` are None where the finding is not rated.
    """

    kind: Literal["risk", "rate"] = Field(
        "risk", description="rates are events in as much time as the finding's person_time says"
    )
    at: str | None = Field(None, description="by when people have had the event")
    time: str | None = Field(None, description="that of a rate, such as 100 person-years")

    baseline_label: str
    baseline_risk: float
    baseline_source: str | None = None
    with_comparator: float
    with_intervention: float
    with_intervention_ci_low: float
    with_intervention_ci_high: float
    difference: float
    ci_low: float
    ci_high: float
    held: bool = Field(
        False, description="the effect would take the risk below 0 or above 1, and was cut there"
    )
    chance_of_benefit: float | None = Field(
        None,
        description="probability that the true effect of a new trial is at least a small "
        "benefit at this baseline",
    )
    chance_of_harm: float | None = Field(None, description="the same for a small harm")
    magnitude: Magnitude | None = Field(None, description="size of the effect at this baseline")
    level: Level | None = Field(None, description="certainty of the evidence at this baseline")
    target: str | None = Field(None, description="what that certainty is about, in words")
    imprecision: int | None = Field(None, description="levels for imprecision at this baseline")
    statement: str | None = Field(None, description="the informative sentence at this baseline")
    domains: tuple[DomainAt, ...] = Field(
        (), description="what is rated otherwise at this baseline than at the first"
    )


Kind = Literal["sized", "between", "without_size", "undecided", "very_uncertain", "stated"]


class Conclusion(Value):
    """What the statement on a finding says, at one baseline where it says something at several.

    `favours` is whom the effect favours: one of a size, or estimates that no threshold sizes.
    """

    level: Level
    kind: Kind = Field(
        description="sized: an effect of one size; between: trials that differ in it, from `size` "
        "to `most`; without_size: the figures, as no threshold says what matters; undecided: "
        "trials that show no direction; very_uncertain: nothing is said of the effect; stated: of "
        "an older version, which has the sentence alone"
    )
    favours: Literal["intervention", "comparator"] | None = None
    size: Literal["large", "moderate", "small", "important", "trivial"] | None = None
    most: Literal["large", "moderate", "small", "important", "trivial"] | None = Field(
        None, description="of `between`; None where the largest is not known"
    )
    baseline: str | None = Field(None, description="the baseline it holds at, such as a risk")
    baseline_label: str | None = None
    text: str = Field("", description="the sentence, without its baseline")


class BetterOff(Value):
    """A standardised mean difference as people who are better off; chances from 0 to 1."""

    basis: Literal["responders", "superiority"] = Field(
        description="responders: people past the mark `label`; superiority: the chance that a "
        "person with the intervention does better than a person with the comparator"
    )
    label: str | None = None
    source: str | None = None
    with_comparator: float = Field(description="0.5 for superiority, which is no difference")
    with_intervention: float
    ci_low: float
    ci_high: float


class PastDecision(Value):
    """A decision as an earlier version of the review held it."""

    version: int | None = Field(description="the first version that held it")
    decided: int
    reason: str | None
    by: str | None
    date: dt.date | None


class MinimalImportantDifference(Value):
    """An effect read against the minimal important difference of one instrument."""

    instrument: str
    unit: str
    value: float = Field(description="the difference in points, above zero")
    sd: float | None
    sd_source: str | None
    method: str
    source: str
    threshold: float = Field(description="the difference in the measure of the effect")
    estimate_reaches: bool = Field(description="whether the estimate is as far from no difference")
    interval: Literal["beyond", "within", "either"] = Field(
        description="beyond: all of it as far from no difference, on one side; within: all of it "
        "nearer; either: it holds both"
    )


class ComparatorScores(Value):
    """The final scores of the people with the comparator, on one instrument."""

    instrument: str | None = Field(
        description="as the registry names it; None where the unit of the outcome says it all"
    )
    unit: str | None
    mean: float = Field(description="of the groups of the trials, weighted by their people")
    sd: float = Field(description="pooled within those groups")
    n: float = Field(description="the people of those groups")
    trials: int = Field(description="the trials that these scores are from")
    of: int = Field(description="the trials behind the effect")


class FamiliarEffect(Value):
    """A standardised mean difference in the units of an instrument people know."""

    instrument: str
    unit: str
    sd: float
    sd_source: str
    estimate: float
    ci_low: float
    ci_high: float
    prediction_low: float | None = None
    prediction_high: float | None = None
