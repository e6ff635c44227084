"""The `outcomes` key of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from living_review.protocol.analysis import OutcomeAnalysis
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
    """The least effect that counts as small."""
    moderate: Positive | None = None
    """The least effect that counts as moderate."""
    large: Positive | None = None
    """The least effect that counts as large."""
    generic: bool = False
    """True when the values are a rule of thumb and not specific to this outcome."""
    source: Text
    """Where the values come from."""


class Familiar(Section):
    """A named instrument in whose points a standardised effect is shown too."""

    instrument: Text
    """The instrument's name."""
    sd: Positive
    """The standard deviation that turns a standardised effect into its points."""
    unit: Text = Field(default="points", alias="units")
    """What its points are called."""
    source: Text
    """Where the standard deviation comes from."""


class Responder(Section):
    """How many people with the comparator pass a mark that means being better off."""

    label: Text
    """What passing the mark means, as it stands in a sentence."""
    risk: Risk
    """The share of people with the comparator who pass it."""
    source: Text
    """Where the share comes from."""


class BaselineRisk(Section):
    """A risk under the comparator at which the absolute effect is worked out."""

    label: Text
    """Whose risk it is, as readers see it."""
    risk: Risk
    """The share of people with the event, above 0 and below 1."""
    source: Text
    """Where the risk comes from."""


class Instrument(Section):
    """What is known of an instrument: its range of scores and its direction."""

    range: tuple[Number, Number] | None = None
    """The lowest and the highest possible score."""
    higher_is_better: bool | None = Field(default=None, strict=True)
    """Whether a higher score is better."""


class Outcome(Section):
    """One outcome: how it is measured, which way is better, what counts as small."""

    id: Identifier
    """The outcome's name in arms.csv, contrasts.csv and judgements.csv."""
    label: Text
    """The outcome as readers see it."""
    importance: Literal["critical", "important", "limited"] = "important"
    """How much it matters to the decision, in the words of GRADE."""
    measure: Measure
    """The effect measure that its trials are pooled in."""
    better: Literal["higher", "lower"]
    """Which direction is better for people."""
    description: str = ""
    """What the outcome is, for readers."""
    thresholds: Thresholds | None = None
    """What counts as a small, moderate and large effect."""
    familiar: Familiar | None = None
    """A named instrument in whose points a standardised effect is shown too."""
    responder: Responder | None = None
    """For an SMD: without it, the chance of doing better than a person with the comparator."""
    baseline_risks: tuple[BaselineRisk, ...] = ()
    """Risks with the comparator at which absolute effects are worked out."""
    instruments: Mapping[Text, Instrument] = Field(default_factory=dict)
    """By name; where one trial reports several, the one listed first here is preferred."""
    analysis: OutcomeAnalysis | None = None
    """Analysis choices of this outcome alone, in the place of those under `analysis`."""
