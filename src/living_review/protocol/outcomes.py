"""The `outcomes` key of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from living_review.ground.measures import RATIOS, RISKS, Measure
from living_review.protocol.analysis import OutcomeAnalysis
from living_review.protocol.choices import choice
from living_review.protocol.fields import (
    Identifier,
    Number,
    Positive,
    Risk,
    Section,
    Text,
)
from living_review.protocol.in_languages import Label, Name, NameOrNone, Words
from living_review.protocol.thresholds import Thresholds

BINARY_MEASURES = RISKS
RATIO_MEASURES = RATIOS


class PersonTime(Section):
    """The time in which the events of IRR and IRD are counted, summed over people."""

    unit: Label
    """What the column `time_at_risk` counts, such as person-years."""
    per: Positive = 100
    """How many of these units a rate is shown for: 100 gives events per 100 person-years."""


class Familiar(Section):
    """A named instrument in whose points a standardised effect is shown too."""

    instrument: Name
    """The instrument's name."""
    sd: Positive
    """The standard deviation that turns a standardised effect into its points."""
    unit: Label = Field(default="points", alias="units")
    """What its points are called."""
    source: Name
    """Where the standard deviation comes from."""


class MinimalImportantDifference(Section):
    """The least difference on one instrument that people noticed or valued, as published."""

    instrument: Name
    """The instrument's name."""
    value: Positive
    """The difference between groups, in the instrument's points."""
    unit: Label = Field(default="points", alias="units")
    """What its points are called."""
    sd: Positive | None = None
    """For an SMD, which needs it: the standard deviation that turns it into its points."""
    sd_source: NameOrNone = ""
    """Where the standard deviation comes from."""
    method: Label
    """How the difference was found, and in whom: anchor-based, people with psychosis."""
    source: Name
    """Where it was published."""


class Responder(Section):
    """How many people with the comparator pass a mark that means being better off."""

    label: Label
    """What passing the mark means, as it stands in a sentence."""
    risk: Risk
    """The share of people with the comparator who pass it."""
    source: Name
    """Where the share comes from."""


class BaselineRisk(Section):
    """A risk under the comparator at which the absolute effect is worked out."""

    label: Label
    """Whose risk it is, as readers see it."""
    risk: Risk
    """The share of people with the event, above 0 and below 1."""
    at: Words = ""
    """By when people have had the event, such as 12 months; needed for a hazard ratio."""
    source: Name
    """Where the risk comes from."""


class BaselineRate(Section):
    """A rate under the comparator at which the absolute effect is worked out."""

    label: Label
    """Whose rate it is, as readers see it."""
    rate: Positive
    """Events in as much time as `person_time` names (5 per 100 person-years is 5)."""
    source: Name
    """Where the rate comes from."""


class Instrument(Section):
    """What is known of an instrument: its range of scores and its direction."""

    range: tuple[Number, Number] | None = None
    """The lowest and the highest possible score."""
    higher_is_better: bool | None = Field(default=None, strict=True)
    """Whether a higher score is better."""
    main: bool = Field(default=True, strict=True)
    """Whether the main analysis uses it; if not, only a sensitivity analysis with `instruments:
    any` does."""


class PlainOutcome(Section):
    """An outcome in everyday words, for the plain-language summary."""

    label: Words = ""
    """The outcome, as it stands in a sentence; without it, as `label` and `as_object` say."""
    event: Words = ""
    """What happens to people, as it follows 'people'; without it, as `event` says."""


class Outcome(Section):
    """One outcome: how it is measured, which way is better, what counts as small."""

    id: Identifier
    """The outcome's name in arms.csv, contrasts.csv and judgements.csv."""
    label: Label
    """The outcome as readers see it."""
    importance: Annotated[Literal["critical", "important", "limited"], choice("importance")] = (
        "important"
    )
    """How much it matters to the decision, in the words of GRADE."""
    measure: Annotated[Measure, choice("measure")]
    """The effect measure that its trials are pooled in."""
    better: Annotated[Literal["higher", "lower"], choice("better")]
    """Which direction is better for people."""
    event: Words = ""
    """For OR, RR, RD and HR: what happens to people, as it follows 'people': drop out because of
    adverse events."""
    as_object: Words = ""
    """The outcome as it follows a verb, where the label cannot: freedom from pain."""
    plain: PlainOutcome | None = None
    """The outcome in everyday words, for the plain-language summary."""
    unit: Words = ""
    """For MD: what its points are, such as points, mmHg or kg, as every sentence shows them."""
    description: Words = ""
    """What the outcome is, for readers."""
    thresholds: Thresholds | None = None
    """What counts as a small, moderate and large effect; for OR, RR, HR and RD a plain number is a
    difference in risk (0.02 is 20 per 1000) and no ratio, which is written `{ratio: 0.8}`."""
    familiar: Familiar | None = None
    """A named instrument in whose points a standardised effect is shown too."""
    scores_on: Text | None = None
    """For SMD, MD and ROM: the instrument, as arms.csv names it, on which the final scores of the
    people with the comparator are told, as mean and SD; of a `familiar` instrument its name there.
    Without it, the familiar instrument, or else the one that every trial was measured on."""
    minimal_important_differences: tuple[MinimalImportantDifference, ...] = ()
    """For SMD and MD: published differences against which the effect is read beside its
    thresholds, on the page of the result; no size and no rating follows from them."""
    responder: Responder | None = None
    """For an SMD: without it, the chance of doing better than a person with the comparator."""
    baseline_risks: tuple[BaselineRisk, ...] = ()
    """For OR, RR, RD and HR: risks with the comparator at which absolute effects are worked out;
    the finding is rated at the first."""
    baseline_rates: tuple[BaselineRate, ...] = ()
    """For IRR and IRD: rates with the comparator at which absolute effects are worked out; the
    finding is rated at the first."""
    person_time: PersonTime | None = None
    """For IRR and IRD, which need it: the unit of `time_at_risk`, and how rates are shown."""
    instruments: Mapping[Text, Instrument] = Field(default_factory=dict)
    """By name; where one trial reports several, the one listed first here is preferred."""
    analysis: OutcomeAnalysis | None = None
    """Analysis choices of this outcome alone, in the place of those under `analysis`."""

    @property
    def apart(self) -> tuple[str, ...]:
        """The instruments that the main analysis leaves out."""
        return tuple(name for name, known in self.instruments.items() if not known.main)
