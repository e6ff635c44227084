"""One finding: what the trials of one comparison say about one outcome at one time point.

Scales: ratio measures (OR, RR, ROM, HR, IRR) are on the natural scale in `estimate`, `ci_low`,
`ci_high` and every other bound; `log_estimate` and `se` are on the log scale. Differences (MD, SMD,
RD, IRD) carry `log_estimate = None`. An estimate is intervention minus (or over) control, oriented
so that a positive difference (a ratio above 1) means *more of the outcome as it is named*: whether
that is good is `better`. Rates and their differences are events in as much person-time as
`person_time` says. Percentages (`i2`, `weight_percent`) run from 0 to 100; probabilities and
p-values from 0 to 1. None means undefined, and a `reason` or note beside it says why.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from living_review.findings.base import Value
from living_review.findings.certainty import (
    AbsoluteEffect,
    BetterOff,
    Certainty,
    ComparatorScores,
    Conclusion,
    FamiliarEffect,
    MinimalImportantDifference,
)
from living_review.findings.explored import (
    Cumulative,
    LeaveOneOut,
    Regression,
    Sensitivity,
    Sequential,
    SmallStudy,
    Subgroup,
)
from living_review.findings.pooled import Heterogeneity, Pooled, Prediction, UnknownSize
from living_review.findings.trials import Better, Direction, KeptOut, PersonTime, TrialResult
from living_review.ground.measures import RATIOS, Measure
from living_review.language import say
from living_review.language.facts.certainty import NotRatedWhy
from living_review.language.facts.effects import PerTime

ThresholdsKind = Literal[
    "difference", "risk difference", "ratio", "relative change", "rate difference"
]


class NarrativeDirection(Value):
    """What one trial that is not pooled says."""

    trial_id: str
    label: str
    direction: Direction
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    n: float | None
    risk_of_bias: str | None
    note: str | None = None


class Narrative(Value):
    """The synthesis without meta-analysis (SWiM) of an outcome that is not pooled."""

    directions: tuple[NarrativeDirection, ...]
    statement: str
    reason: str = Field(description="why the outcome was not pooled")
    reason_is: Literal["not asked"] | None = Field(
        None, description="that reason, where it is told apart; earlier versions have the sentence"
    )


class AllAlike(Value):
    """What trials say in which nobody, or everybody, had the event: how many, and a limit.

    The limit is the exact one-sided one of a risk, the upper one where nobody had the event and the
    lower one where everybody had (Clopper and Pearson 1934; with no event about three divided by
    the people, Hanley and Lippman-Hand 1983), or of a rate; the trials are taken together.
    """

    had: Literal["nobody", "everybody"]
    kind: Literal["risk", "rate"]
    total_with_intervention: float = Field(description="people, or for a rate person-time")
    total_with_comparator: float = Field(description="people, or for a rate person-time")
    limit_with_intervention: float | None = Field(
        description="risk from 0 to 1, or rate as `person_time` says; None with clusters, whose "
        "people count for less than their number"
    )
    limit_with_comparator: float | None = Field(description="the same with the comparator")
    level: float = Field(0.95, description="confidence level of the limits, each on one side")


class Finding(Value):
    """One comparison x outcome x time point."""

    comparison: str
    comparison_label: str
    intervention: str
    comparator: str
    number: Literal["singular", "plural"] | None = Field(
        None, description="of the intervention, where the protocol gives it"
    )
    outcome: str
    outcome_label: str
    as_object: str | None = Field(None, description="the outcome as it follows a verb")
    event: str | None = Field(None, description="what happens to people, as it follows ‘people’")
    timepoint: str
    timepoint_label: str
    importance: Literal["critical", "important", "limited"]
    measure: Measure
    better: Better
    synthesis: Literal["pooled", "narrative", "single", "none"]
    k: int = Field(description="trials with usable data")
    n: float | None = Field(description="participants in those trials, each once")
    n_missing: UnknownSize = 0
    events: float | None = Field(
        None,
        description="events in both arms; in a crossover trial those of both periods, so that a "
        "person with the event in both counts twice",
    )
    level: float = Field(0.95, description="confidence level of the intervals of its trials")
    trials: tuple[TrialResult, ...] = ()
    pooled: Pooled | None = None
    heterogeneity: Heterogeneity | None = None
    prediction: Prediction | None = None
    sensitivity: tuple[Sensitivity, ...] = ()
    subgroups: tuple[Subgroup, ...] = ()
    leave_one_out: tuple[LeaveOneOut, ...] = ()
    cumulative: tuple[Cumulative, ...] = ()
    influence: tuple[dict[str, bool | float | str | None], ...] = Field(
        (), description="case-deletion diagnostics of each pooled trial"
    )
    sequential: Sequential | None = Field(None, description="where the protocol asks for it")
    small_study: SmallStudy | None = None
    moderators: tuple[Regression, ...] = Field(
        (), description="one meta-regression a moderator, or the reason why there is none"
    )
    kept_out: tuple[KeptOut, ...] = Field(
        (), description="trials whose instruments the protocol keeps out of the main analysis"
    )
    narrative: Narrative | None = None
    all_alike: AllAlike | None = Field(
        None, description="where nobody, or everybody, in any of its trials had the event"
    )
    thresholds: dict[str, float] | None = Field(
        None,
        description="small, moderate, large: least effects that count, of `thresholds_kind`; "
        "risks from 0 to 1, rates as `person_time` says, ratios on the natural scale",
    )
    thresholds_kind: ThresholdsKind | None = Field(
        None,
        description="difference: in units of the effect; risk difference: at a baseline risk; "
        "ratio: that or its inverse; relative change: of a ratio of means, 0.3 is 0.70 or 1.30; "
        "rate difference",
    )
    thresholds_note: str | None = Field(
        None, description="why no size is named although thresholds are set, in a sentence"
    )
    unit: str | None = Field(None, description="of a mean difference, such as points or mmHg")
    person_time: PersonTime | None = Field(None, description="for IRR and IRD")
    thresholds_generic: bool = False
    thresholds_source: str | None = None
    certainty: Certainty | None = None
    not_rated: str | None = Field(None, description="why the certainty of its trials is not rated")
    not_rated_why: NotRatedWhy | None = Field(
        None, description="the same as a word of a list; versions before it have the sentence alone"
    )
    absolute: tuple[AbsoluteEffect, ...] = ()
    familiar: FamiliarEffect | None = None
    comparator_scores: ComparatorScores | None = Field(
        None, description="of means: what the people with the comparator scored, where it is known"
    )
    minimal_important_differences: tuple[MinimalImportantDifference, ...] = ()
    better_off: BetterOff | None = None
    magnitude: Literal["large", "moderate", "small", "trivial"] | None = None
    statement: str | None = Field(
        None, description="the informative sentence (GRADE guidelines 26)"
    )
    conclusions: tuple[Conclusion, ...] = Field(
        (), description="what the statement says, one by one; of several where baselines differ"
    )

    @property
    def key(self) -> str:
        """The finding's identity in file names, anchors and messages."""
        return f"{self.comparison}-{self.outcome}-{self.timepoint}"

    @property
    def has_effect(self) -> bool:
        """Whether there is an effect to draw: without one a forest plot is an empty axis."""
        return self.pooled is not None or any(t.estimate is not None for t in self.trials)

    @property
    def reported(self) -> bool:
        """Whether a trial reports it, be it by an instrument kept out of the main analysis."""
        return bool(self.trials or self.kept_out)

    @property
    def contributing(self) -> tuple[TrialResult, ...]:
        """The trials behind what is said of the effect: those of the pool, all where none is."""
        return tuple(each for each in self.trials if each.in_pool or self.pooled is None)

    @property
    def described(self) -> tuple[int, float | None, int]:
        """The trials that the report speaks of, their people, and how many are of unknown size.

        Those that are pooled; where nothing is pooled all, also those without an estimate.
        """
        known = [trial.n for trial in self.trials if trial.n is not None]
        if self.synthesis == "pooled" or not known:
            return self.k or len(self.trials), self.n, self.n_missing
        return len(self.trials), sum(known), len(self.trials) - len(known)

    @property
    def is_ratio(self) -> bool:
        return self.measure in RATIOS

    @property
    def unit_label(self) -> str:
        """What an effect is in: 'mmHg' for a mean difference, 'per 100 person-years' for an IRD."""
        if self.measure == "IRD" and self.person_time is not None:
            return say(PerTime(time=self.person_time.label))
        return (self.unit or "") if self.measure == "MD" else ""

    @property
    def null(self) -> float:
        """The value of no difference on the natural scale."""
        return 1.0 if self.is_ratio else 0.0
