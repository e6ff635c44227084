"""What was looked at beside the main analysis of a finding: other choices, and parts of its trials.

Scales are those of the finding it stands in; see `results`.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from living_review.findings.base import Value
from living_review.findings.certainty import AbsoluteEffect
from living_review.findings.pooled import Heterogeneity, Pooled, Prediction, UnknownSize

# Beyond it a factor is no number.
_LARGEST = 700.0


class Sensitivity(Value):
    """The same question under one other choice."""

    id: str
    label: str
    k: int
    n: float | None = None
    n_missing: UnknownSize = 0
    pooled: Pooled | None
    heterogeneity: Heterogeneity | None
    prediction: Prediction | None = None
    trials_added: tuple[str, ...] = ()
    trials_removed: tuple[str, ...] = ()
    reason: str | None = Field(None, description="why it was not run, when it was not")
    reason_is: Literal["same as main"] | None = Field(
        None, description="that reason, where it is told apart; earlier versions have the sentence"
    )


class SubgroupLevel(Value):
    """One level of a subgroup analysis."""

    level: str
    k: int
    n: float | None
    n_missing: UnknownSize = 0
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


class RegressionPoint(Value):
    """The mean effect that a regression gives at one value, on the natural scale."""

    at: float
    estimate: float
    ci_low: float
    ci_high: float


class Regression(Value):
    """The regression of the effects on a number that differs between trials, or why there is none.

    Slope, intercept and their errors are on the scale of the analysis (log for ratios).
    """

    moderator: str = Field(description="the column of trials.csv")
    label: str = ""
    unit: str = ""
    k: int = Field(description="trials that have the number")
    left_out: tuple[str, ...] = Field((), description="pooled trials that have none")
    reason: str | None = None
    centre: float | None = Field(None, description="the mean of the trials' values")
    intercept: float | None = Field(None, description="the mean effect at the centre")
    slope: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    statistic: float | None = None
    df: float | None = Field(None, description="of its t distribution; None where it is normal")
    p: float | None = None
    r2: float | None = Field(
        None,
        description="percent of τ² that goes with it; None where these trials have no τ² anyhow",
    )
    tau2: float | None = Field(None, description="residual; so are I² and Q")
    i2: float | None = None
    q: float | None = None
    q_df: float | None = None
    q_p: float | None = None
    groups: tuple[float, ...] = Field(
        (), description="the two values, the lesser first, where trials have no other"
    )
    per: float | None = Field(
        None,
        description="the step that readers are told of; from one value to the other where trials "
        "have two",
    )
    per_effect: float | None = Field(
        None, description="what goes with a step: a factor for ratios, else a difference"
    )
    per_ci_low: float | None = None
    per_ci_high: float | None = None
    line: tuple[RegressionPoint, ...] = Field(
        (), description="from the least value of a trial to the greatest"
    )

    @property
    def name(self) -> str:
        """What it is called before readers; earlier versions have the column alone."""
        return self.label or self.moderator.replace("_", " ")

    def at_step(self, per: float, *, ratio: bool) -> tuple[float, float, float] | None:
        """Give what goes with a step, with its interval; None where there is no regression."""
        ends = (self.slope, self.ci_low, self.ci_high)
        told = [per * each for each in ends if each is not None]
        if len(told) < len(ends) or (ratio and max(map(abs, told)) > _LARGEST):
            return None
        estimate, low, high = map(math.exp, told) if ratio else told
        return estimate, low, high


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
