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

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from living_review import numbers
from living_review.findings.base import Value
from living_review.findings.certainty import (
    AbsoluteEffect,
    BetterOff,
    Certainty,
    FamiliarEffect,
    MinimalImportantDifference,
)
from living_review.findings.recovered import Recovered
from living_review.measures import RATIOS, Measure

ThresholdsKind = Literal[
    "difference", "risk difference", "ratio", "relative change", "rate difference"
]
Better = Literal["higher", "lower"]
Direction = Literal["favours_intervention", "favours_control", "little_difference", "unknown"]


N_MISSING = "trials of unknown size; above 0, `n` is a lower bound"


class Arm(Value):
    """One arm as analysed (after combination and rescue)."""

    role: Literal["intervention", "control"]
    n: float | None = None
    mean: float | None = None
    sd: float | None = None
    events: float | None = None
    time_at_risk: float | None = Field(None, description="person-time, for IRR and IRD")


class PersonTime(Value):
    """The time in which events were counted, and how rates are shown."""

    unit: str = Field(description="what one unit of time_at_risk is, such as person-years")
    per: float = Field(description="rates, and their differences, are events in so many units")

    @property
    def label(self) -> str:
        """The time of a rate: '100 person-years'."""
        return f"{numbers.measured(self.per)} {self.unit}"


class StratumResult(Value):
    """One stratum of a trial, before the strata were pooled within it."""

    stratum: str
    estimate: float | None
    log_estimate: float | None = None
    se: float | None
    n_intervention: float | None
    n_control: float | None
    arms: tuple[Arm, ...] = ()


class RiskOfBias(Value):
    """The judgements for one trial (for this outcome where they differ by outcome)."""

    tool: Literal["RoB2", "RoB1"]
    overall: str | None
    domains: dict[str, str] = Field(description="domain id (D1..D5, or RoB 1's own) to judgement")


class TrialResult(Value):
    """One trial's effect in one finding."""

    trial_id: str
    label: str
    year: int
    estimate: float | None
    log_estimate: float | None = None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    weight_percent: float | None = Field(description="None when the trial is not pooled")
    n_intervention: float | None
    n_control: float | None
    n: float | None = Field(
        None, description="people of the trial, each once; in a crossover trial both arms are them"
    )
    pairing: Literal["reported", "assumed", "ignored", "counted"] | None = Field(
        None,
        description="of a crossover trial: whether its standard error rests on a paired figure "
        "that is reported, on an assumed correlation, or on none, as in two groups of people; "
        "counted: as in two groups, because the method counts events and knows of no pairs",
    )
    correlation: float | None = Field(
        None, description="of a person's two results, where it was worked out or assumed"
    )
    arms: tuple[Arm, ...] = ()
    strata: tuple[StratumResult, ...] = Field(
        (), description="where the trial is pooled from strata: each by itself"
    )
    risk_of_bias: RiskOfBias | None = None
    from_: Literal["arms", "contrast"] = Field(alias="from")
    instrument: str | None = None
    weeks: float | None = None
    direction: Direction
    in_pool: bool = Field(description="whether it counts in k, n and the pooled estimate")
    source: str | None = None
    notes: tuple[str, ...] = Field((), description="what was done to its figures, in sentences")
    recovered: tuple[Recovered, ...] = Field(
        (), description="values that are used and were not reported"
    )

    @model_validator(mode="before")
    @classmethod
    def _people(cls, given: Any) -> Any:
        """Count the people of a document written before `n` was: those of both arms."""
        if not isinstance(given, Mapping) or "n" in given:
            return given
        first, second = given.get("n_intervention"), given.get("n_control")
        return {**given, "n": None if first is None or second is None else first + second}

    @property
    def alike(self) -> Literal["nobody", "everybody"] | None:
        """Whether nobody in both arms, or everybody, had the event; None where people differ.

        Events in person-time are no people, so that only their absence says anything.
        """
        if len(self.arms) < 2 or any(arm.events is None for arm in self.arms):
            return None
        if all(arm.events == 0 for arm in self.arms):
            return "nobody"
        of_people = all(arm.time_at_risk is None for arm in self.arms)
        full = of_people and all(arm.events == arm.n for arm in self.arms)
        return "everybody" if full else None


class Pooled(Value):
    """A pooled estimate and how it was made."""

    estimate: float
    log_estimate: float | None = None
    se: float
    ci_low: float
    ci_high: float
    p: float | None
    statistic: float | None
    df: float | None = Field(description="None for a normal reference distribution")
    level: float = 0.95
    model: Literal["random", "common"]
    method: Literal["inverse-variance", "mantel-haenszel", "peto"] = Field(
        "inverse-variance",
        description="how trials are weighted; mantel-haenszel with the random model: by inverse "
        "variance, with tau2 from the Mantel-Haenszel Q",
    )
    tau2_method: str = Field(description="'common' for the common-effect model")
    interval: str = Field(description="wald, t or knapp-hartung")
    safeguard: str = "none"
    safeguard_applied: bool = False
    note: str | None = Field(None, description="a caution about the interval, in a sentence")


class Heterogeneity(Value):
    """Between-trial variation; tau2 and tau on the analysis scale (log for ratios)."""

    tau2: float | None
    tau2_ci_low: float | None = None
    tau2_ci_high: float | None = None
    tau: float | None = None
    i2: float | None = Field(description="percent, from tau2")
    i2_ci_low: float | None = None
    i2_ci_high: float | None = None
    i2_q: float | None = Field(None, description="percent, from Q")
    h2: float | None = None
    q: float | None
    q_df: float | None
    q_p: float | None


class Prediction(Value):
    """Where the true effect of a new, similar trial is expected to lie."""

    low: float | None
    high: float | None
    df: float | None
    beyond_threshold: float | None = Field(
        None, description="probability that the true effect of a new trial reaches a small benefit"
    )
    beyond_harm: float | None = Field(
        None, description="the same for a small harm, which only the main analysis has"
    )
    reason: str | None = Field(None, description="why it is withheld, when it is")


class Sensitivity(Value):
    """The same question under one other choice."""

    id: str
    label: str
    k: int
    n: float | None = None
    n_missing: int = Field(0, description=N_MISSING)
    pooled: Pooled | None
    heterogeneity: Heterogeneity | None
    prediction: Prediction | None = None
    trials_added: tuple[str, ...] = ()
    trials_removed: tuple[str, ...] = ()
    reason: str | None = Field(None, description="why it was not run, when it was not")


class SubgroupLevel(Value):
    """One level of a subgroup analysis."""

    level: str
    k: int
    n: float | None
    n_missing: int = Field(0, description=N_MISSING)
    pooled: Pooled | None
    heterogeneity: Heterogeneity | None
    absolute: tuple[AbsoluteEffect, ...] = Field(
        (), description="its effect in people, at the baselines of the finding"
    )


class Subgroup(Value):
    """A test of whether the effect differs between levels of a trial characteristic."""

    moderator: str
    levels: tuple[SubgroupLevel, ...]
    tau2: Literal["separate", "common"] = "separate"
    q_between: float | None
    df: float | None
    p: float | None
    reason: str | None = None


class LeaveOneOut(Value):
    """The pool without one trial."""

    trial_id: str
    label: str
    estimate: float
    ci_low: float
    ci_high: float
    tau2: float | None
    i2: float | None
    p: float | None = None
    k: int | None = Field(None, description="trials that are left")
    interval: str | None = Field(None, description="wald (always with two trials), t, ...")


class Cumulative(Value):
    """The pool after adding trials one by one, in order of year."""

    trial_id: str
    label: str
    year: int
    k: int
    estimate: float
    ci_low: float
    ci_high: float
    tau2: float | None = None
    interval: str | None = Field(None, description="wald (always with two trials), t, ...")


class SequentialLook(Value):
    """The pool once the trials of one look had come in, against its boundary."""

    trials: tuple[str, ...] = Field(description="labels of the trials that came in at this look")
    year: int
    k: int = Field(description="trials so far")
    participants: float = Field(description="so far; cluster trials at their effective size")
    fraction: float | None = Field(description="participants over the adjusted required size")
    estimate: float
    z: float | None = Field(description="estimate (log for ratios) over its Wald standard error")
    boundary: float | None = Field(description="what |z| must reach; None where not monitored")
    state: Literal["early", "monitored", "past"] = Field(
        description="early: too little information for any boundary; past: the required size was "
        "reached at a look before"
    )
    crossed: bool


class Sequential(Value):
    """The sequential view, a sensitivity view on which no conclusion rests; or why there is none.

    Sizes are participants in both arms. `anticipated` is in units of the thresholds, `effect` the
    same on the natural scale of the measure and on the side of benefit.
    """

    reason: str | None = None
    alpha: float = Field(description="two-sided")
    power: float
    anticipated: float | None = Field(None, description="difference the size is to find")
    anticipated_source: str | None = None
    effect: float | None = None
    comparator_risk: float | None = Field(None, description="where it is a difference in risk")
    variance: float | None = Field(None, description="of one participant's outcome")
    variance_from: str | None = None
    required: float | None = Field(None, description="size without variation between trials")
    diversity: float | None = Field(None, description="D², percent; None where not asked")
    adjusted: float | None = Field(None, description="required size, enlarged by the diversity")
    looks: tuple[SequentialLook, ...] = ()


class SmallStudy(Value):
    """Small-study analyses, or why there are none (`reason`)."""

    reason: str | None = None
    test: Literal["egger", "egger-smd", "harbord", "peters", "size", "person-time"] | None = Field(
        None,
        description="egger: effect on its standard error; egger-smd: on the root of 1/n1 + 1/n2, "
        "which holds no effect; harbord: for odds ratios, on efficient scores; peters: log ratios "
        "on 1/n, weighted by events; size: effects on the root of 1/n, weighted by n; "
        "person-time: effects on the root of the inverse of person-time, weighted by events (IRR) "
        "or person-time (IRD)",
    )
    egger: dict[str, float | None] | None = Field(
        None,
        description="intercept (of Egger's line; in the other tests the slope on what stands for "
        "smallness: above zero where smaller trials have larger effects), se, statistic, df, p",
    )


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
    n_missing: int = Field(0, description=N_MISSING)
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
    moderators: tuple[dict[str, float | str | None], ...] = Field(
        (), description="one meta-regression a moderator, or the reason why there is none"
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
    absolute: tuple[AbsoluteEffect, ...] = ()
    familiar: FamiliarEffect | None = None
    minimal_important_differences: tuple[MinimalImportantDifference, ...] = ()
    better_off: BetterOff | None = None
    magnitude: Literal["large", "moderate", "small", "trivial"] | None = None
    statement: str | None = Field(
        None, description="the informative sentence (GRADE guidelines 26)"
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
            return f"per {self.person_time.label}"
        return (self.unit or "") if self.measure == "MD" else ""

    @property
    def null(self) -> float:
        """The value of no difference on the natural scale."""
        return 1.0 if self.is_ratio else 0.0
