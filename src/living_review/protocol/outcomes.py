"""The `outcomes` key of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from living_review.protocol.fields import (
    Identifier,
    Number,
    Positive,
    Risk,
    Section,
    Text,
)

Measure = Literal["SMD", "MD", "ROM", "OR", "RR", "RD"]
CONTINUOUS_MEASURES = frozenset({"SMD", "MD", "ROM"})
BINARY_MEASURES = frozenset({"OR", "RR", "RD"})
RATIO_MEASURES = frozenset({"ROM", "OR", "RR", "HR"})


class Thresholds(Section):
    """The least absolute effect that counts as small, moderate and large; below small is trivial.

    SMD and MD: in units of the effect. OR, RR and RD: a difference in risk (0.02 is 20 per 1000).
    ROM: a relative change (0.1 is 10 %).
    """

    small: Positive
    moderate: Positive | None = None
    large: Positive | None = None
    generic: bool = False
    """True when the values are a rule of thumb and not specific to this outcome."""
    source: Text


class Familiar(Section):
    """A named instrument in whose points a standardised effect is shown too."""

    instrument: Text
    sd: Positive
    unit: Text = Field(default="points", alias="units")
    source: Text


class Responder(Section):
    """How many people with the comparator pass a mark that means being better off."""

    label: Text
    risk: Risk
    source: Text


class BaselineRisk(Section):
    """A risk under the comparator at which the absolute effect is worked out."""

    label: Text
    risk: Risk
    source: Text


class Instrument(Section):
    """What is known of an instrument: its range of scores and its direction."""

    range: tuple[Number, Number] | None = None
    higher_is_better: bool | None = Field(default=None, strict=True)


class Outcome(Section):
    """One outcome: how it is measured, which way is better, what counts as small."""

    id: Identifier
    label: Text
    importance: Literal["critical", "important", "limited"] = "important"
    measure: Measure
    better: Literal["higher", "lower"]
    description: str = ""
    thresholds: Thresholds | None = None
    familiar: Familiar | None = None
    responder: Responder | None = None
    """For an SMD: without it, the chance of doing better than a person with the comparator."""
    baseline_risks: tuple[BaselineRisk, ...] = ()
    instruments: Mapping[Text, Instrument] = Field(default_factory=dict)
    """By name; where one trial reports several, the one listed first here is preferred."""
