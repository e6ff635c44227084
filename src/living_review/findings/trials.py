"""What one trial gives for one outcome: its arms, its effect, and what is used of it.

Scales are those of the finding it stands in; see `results`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from living_review.findings.base import Value
from living_review.findings.recovered import Recovered
from living_review.ground import numbers

Better = Literal["higher", "lower"]


Direction = Literal["favours_intervention", "favours_control", "little_difference", "unknown"]


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


class KeptOut(Value):
    """A trial that reports an outcome by instruments alone that the main analysis leaves out."""

    trial_id: str
    label: str
    instruments: tuple[str, ...]


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
    means_are: Literal["changes"] | None = Field(
        None, description="changes from baseline; earlier versions have a note that says so"
    )
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
