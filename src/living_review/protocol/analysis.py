"""The `analysis` and `checks` keys of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from living_review.ground.methods import TAU2_OFFERED, Safeguard
from living_review.ground.methods import Interval as IntervalName
from living_review.protocol.choices import any_of, choice
from living_review.protocol.fields import (
    CellFilter,
    Count,
    Identifier,
    Number,
    Positive,
    Section,
    Text,
    Texts,
)
from living_review.protocol.in_languages import Label, Name
from living_review.protocol.trial_columns import Moderators

Model = Annotated[Literal["random", "common"], choice("model")]
SmdVariance = Literal["LS", "LS2", "UB", "RevMan"]
Prefer = Literal["arms", "contrasts"]
Method = Annotated[Literal["inverse-variance", "mantel-haenszel", "peto"], choice("method")]
Dependence = Literal["combine", "pick", "three-level"]
Interval = Annotated[IntervalName, choice("interval")]
Correlation = Annotated[Number, Field(ge=0, lt=1)]
RiskOfBias = Annotated[
    Literal["low", "some concerns", "unclear", "high", "no information"], choice("risk of bias")
]
if TYPE_CHECKING:
    Tau2 = str
else:  # one of the names of the one list, which no type checker can read off it
    Tau2 = Annotated[Literal[TAU2_OFFERED], choice("tau2")]


class Sensitivity(Section):
    """One sensitivity analysis: a key that is None keeps what the main analysis does."""

    id: Identifier
    """The analysis's name in files."""
    label: Label
    """The analysis as readers see it."""
    include: CellFilter = Field(default_factory=dict)
    """Replaces the comparison's filter column by column; `any` lifts the filter on a column."""
    exclude: CellFilter = Field(default_factory=dict)
    """Trials left out besides those the comparison leaves out."""
    without_risk_of_bias: tuple[RiskOfBias, ...] = ()
    """Trials whose overall judgement is one of these are left out."""
    leave_one_out: bool = False
    """Whether each trial is left out in turn."""
    model: Model | None = None
    """As under `analysis`."""
    tau2: Tau2 | None = None
    """As under `analysis`."""
    interval: Interval | None = None
    """As under `analysis`."""
    safeguard: Safeguard | None = None
    """As under `analysis`."""
    smd_variance: SmdVariance | None = None
    """As under `analysis`."""
    prefer: Prefer | None = None
    """As under `analysis`."""
    method: Method | None = None
    """As under `analysis`."""
    dependence: Dependence | None = None
    """As under `analysis`."""
    instrument_correlation: Correlation | None = None
    """As under `analysis`."""
    crossover_correlation: Correlation | None = None
    """As under `analysis`."""
    instruments: Literal["main", "any"] = "main"
    """`any` also takes results on the instruments that are kept out of the main analysis."""
    outcomes: tuple[Identifier, ...] = ()
    """The outcomes that it is for; without the key, all."""


NAMED_SENSITIVITY: Mapping[str, Mapping[str, Any]] = {
    "common": {"label": "Common-effect model", "model": "common"},
    "mantel-haenszel": {
        "label": "Common effect by Mantel-Haenszel",
        "method": "mantel-haenszel",
        "model": "common",
    },
    "peto": {"label": "Common effect by Peto", "method": "peto", "model": "common"},
    "wald": {"label": "Wald interval", "interval": "wald"},
    "t": {"label": "Interval from the t distribution", "interval": "t"},
    "low-risk-of-bias": {
        "label": "Without trials at high risk of bias",
        "without_risk_of_bias": ("high",),
    },
    "leave-one-out": {"label": "Leaving out one trial at a time", "leave_one_out": True},
    "revman": {
        "label": "As RevMan 5 pools: DerSimonian-Laird, Wald interval",
        "model": "random",
        "tau2": "DL",
        "interval": "wald",
        "smd_variance": "RevMan",
        # Weights are inverse variances; where trials report counts, τ² follows from their Q.
        "method": "inverse-variance",
    },
    **{
        name: {
            "label": f"τ² estimated by {name}",
            "model": "random",
            "tau2": name,
            "method": "inverse-variance",
        }
        for name in TAU2_OFFERED
    },
}


def named(items: Any) -> Any:
    """Put the mapping a name stands for in the place of the name."""
    if isinstance(items, str):
        items = [items]
    if not isinstance(items, list | tuple):
        return items
    return [_expanded(item) for item in items]


def _expanded(item: Any) -> Any:
    if not isinstance(item, str):
        return item
    keys = ("tau2", "model", "method", "interval")
    found = item if item in NAMED_SENSITIVITY else ""
    found = found or next(filter(None, (any_of(key, NAMED_SENSITIVITY, item) for key in keys)), "")
    return {"id": found, **NAMED_SENSITIVITY[found]} if found else item


def _sensitivity(item: Any) -> Any:
    if isinstance(item, str):
        raise PydanticCustomError(
            "literal_error",
            "unknown sensitivity analysis",
            {"expected": ", ".join(repr(name) for name in NAMED_SENSITIVITY)},
        )
    return item


OwnSensitivity = tuple[Annotated[Sensitivity, BeforeValidator(_sensitivity)], ...]


class Anticipated(Section):
    """The difference a sequential view is to find in one outcome, in the units of thresholds."""

    difference: Positive
    """The difference to find."""
    source: Name
    """Where it comes from."""


class Sequential(Section):
    """The sequential view: a sensitivity view on which no conclusion rests, two-sided."""

    alpha: Annotated[Number, Field(gt=0, lt=0.5)] = 0.05
    """The two-sided error that is allowed over all looks."""
    power: Annotated[Number, Field(ge=0.5, lt=1)] = 0.8
    """The chance of finding the difference if it is there."""
    heterogeneity: Literal["diversity", "none"] = "diversity"
    """Whether variation between trials enlarges the required size."""
    differences: Mapping[Text, Anticipated] = Field(default_factory=dict)
    """By outcome; an outcome without one is asked for the least difference that counts."""


class Analysis(Section):
    """The analysis choices, by default those of this program."""

    model: Model = "random"
    """Effects that vary between trials, or one effect common to all."""
    method: Method = "inverse-variance"
    """How events are pooled: by the inverse variance of each trial's effect, by Mantel-Haenszel
    (OR, RR, RD) or by Peto (OR, common model); other measures go by inverse variance always."""
    tau2: Tau2 = "REML"
    """The estimator of the variance between trials; by Mantel-Haenszel it is DL, from that method's
    Q, as RevMan 5 has it."""
    interval: Interval = "knapp-hartung"
    """The method of the confidence interval; Mantel-Haenszel and Peto have Wald's alone."""
    safeguard: Safeguard = "se"
    """What is done where a Knapp-Hartung interval is narrower than a Wald interval."""
    smd_variance: SmdVariance = "LS"
    """The formula for the variance of a standardised mean difference."""
    pool: Annotated[bool, Field(strict=True)] = True
    """Whether trials are pooled at all; without, the result of each is described by itself."""
    min_trials: Count = 3
    """Fewer trials than this are not pooled, but described; one alone never is."""
    prefer: Prefer = "arms"
    """Which is used where a trial has both arms and a contrast."""
    dependence: Dependence = "pick"
    """Several instruments of one trial for an SMD: one is used, in the protocol's order; their mean
    is used; or all are, in a three-level model. Arms of one role are combined in any case."""
    instrument_correlation: Correlation = 0.5
    """Assumed between the errors of two instruments of a trial; 0.5 is a convention."""
    crossover_correlation: Correlation | None = None
    """Assumed between a person's two results in a crossover trial that reports nothing on their
    pairing; without this key such a trial enters as if its periods were two groups of people."""
    crossover_correlation_source: Name | None = None
    """Where that correlation comes from."""
    level: Annotated[Number, Field(ge=0.5, le=0.999)] = 0.95
    """The confidence level of every interval."""
    sensitivity: Annotated[OwnSensitivity, BeforeValidator(named)] = Field(
        default=("common", "wald", "low-risk-of-bias", "leave-one-out", "revman"),
        validate_default=True,
    )
    """Sensitivity analyses: names of this program, or analyses of your own."""
    subgroups: Texts = ()
    """Columns of trials.csv by whose values trials are grouped."""
    moderators: Moderators = ()
    """Columns of numbers of trials.csv on which effects are regressed, one at a time."""
    sequential: Sequential | None = None
    """The sequential view, for sensitivity only; without this key there is none."""

    @property
    def fewest(self) -> int:
        """How many trials are pooled at least; one alone is no pool."""
        return max(self.min_trials, 2)

    def pools(self, trials: int) -> bool:
        """Tell whether so many trials with an effect are pooled."""
        return self.pool and trials >= self.fewest


class OutcomeAnalysis(Section):
    """What one outcome's analysis does otherwise; a key that is left out is as under `analysis`."""

    model: Model | None = None
    """As under `analysis`."""
    tau2: Tau2 | None = None
    """As under `analysis`."""
    interval: Interval | None = None
    """As under `analysis`."""
    safeguard: Safeguard | None = None
    """As under `analysis`."""
    smd_variance: SmdVariance | None = None
    """As under `analysis`; for an SMD alone."""
    pool: Annotated[bool, Field(strict=True)] | None = None
    """As under `analysis`."""
    min_trials: Count | None = None
    """As under `analysis`."""
    prefer: Prefer | None = None
    """As under `analysis`."""
    method: Method | None = None
    """As under `analysis`; for OR, RR and RD alone."""
    dependence: Dependence | None = None
    """As under `analysis`; for an SMD alone."""
    instrument_correlation: Correlation | None = None
    """As under `analysis`; for an SMD alone."""
    crossover_correlation: Correlation | None = None
    """As under `analysis`."""
    crossover_correlation_source: Name | None = None
    """As under `analysis`."""
    level: Annotated[Number, Field(ge=0.5, le=0.999)] | None = None
    """As under `analysis`."""
    sensitivity: Annotated[OwnSensitivity, BeforeValidator(named)] | None = None
    """In the place of all those under `analysis`."""
    subgroups: Texts | None = None
    """In the place of those under `analysis`."""
    moderators: Moderators | None = None
    """In the place of those under `analysis`."""

    @model_validator(mode="before")
    @classmethod
    def _of_the_review(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and "sequential" in given:
            raise PydanticCustomError(
                "of_the_review",
                "the sequential view is asked for once, for all outcomes; remove 'sequential' "
                "here, and give this outcome's difference under analysis.sequential.differences.",
            )
        return given

    def given(self) -> dict[str, Any]:
        """Return the keys that are given, with their values."""
        return {
            name: value
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }


class Checks(Section):
    """Bounds beyond which a value of the registry is listed as a query."""

    max_smd: Positive = 2.5
    """The largest standardised mean difference that is believed without a query."""
    max_sd_ratio: Annotated[Positive, Field(gt=1)] = 4.0
    """The largest ratio of standard deviations on one instrument without a query."""
