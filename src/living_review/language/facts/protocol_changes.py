"""What changed in the protocol, and the keys of a protocol in the words of a methodologist."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact

Key = Literal[
    "review.id",
    "review.title",
    "review.authors",
    "review.url",
    "review.names",
    "review.notice",
    "review.attribution",
    "review.brand.colour",
    "review.brand.colour_dark",
    "review.brand.logo",
    "review.brand.logo_dark",
    "review.brand.alt",
    "review.brand.font",
    "review.doi",
    "review.licence",
    "review.funding",
    "review.registration",
    "review.topics",
    "review.precedes.citation",
    "review.precedes.doi",
    "review.question.population",
    "review.question.intervention",
    "review.question.number",
    "review.question.comparator",
    "review.question.setting",
    "review.living.status",
    "review.living.every",
    "review.living.next_search",
    "review.living.triggers",
    "review.living.retire_when",
    "timepoints.label",
    "timepoints.weeks",
    "timepoints.choose",
    "timepoints.target",
    "comparisons.label",
    "comparisons.intervention",
    "comparisons.number",
    "comparisons.comparator",
    "comparisons.include",
    "comparisons.exclude",
    "comparisons.outcomes",
    "outcomes.label",
    "outcomes.importance",
    "outcomes.measure",
    "outcomes.better",
    "outcomes.description",
    "outcomes.thresholds.small",
    "outcomes.thresholds.moderate",
    "outcomes.thresholds.large",
    "outcomes.thresholds.generic",
    "outcomes.thresholds.source",
    "outcomes.familiar.instrument",
    "outcomes.familiar.sd",
    "outcomes.familiar.unit",
    "outcomes.familiar.source",
    "outcomes.instruments.range",
    "outcomes.instruments.higher_is_better",
    "outcomes.instruments.main",
    "outcomes.minimal_important_differences.instrument",
    "outcomes.minimal_important_differences.value",
    "outcomes.minimal_important_differences.unit",
    "outcomes.minimal_important_differences.sd",
    "outcomes.minimal_important_differences.sd_source",
    "outcomes.minimal_important_differences.method",
    "outcomes.minimal_important_differences.source",
    "outcomes.responder.label",
    "outcomes.responder.risk",
    "outcomes.responder.source",
    "outcomes.event",
    "outcomes.scores_on",
    "outcomes.as_object",
    "outcomes.unit",
    "outcomes.person_time.unit",
    "outcomes.person_time.per",
    "outcomes.baseline_rates.label",
    "outcomes.baseline_rates.rate",
    "outcomes.baseline_rates.source",
    "outcomes.baseline_risks.label",
    "outcomes.baseline_risks.at",
    "outcomes.baseline_risks.risk",
    "outcomes.baseline_risks.source",
    "analysis.model",
    "analysis.method",
    "analysis.tau2",
    "analysis.interval",
    "analysis.safeguard",
    "analysis.smd_variance",
    "analysis.pool",
    "analysis.min_trials",
    "analysis.prefer",
    "analysis.dependence",
    "analysis.crossover_correlation",
    "analysis.crossover_correlation_source",
    "analysis.instrument_correlation",
    "analysis.level",
    "analysis.subgroups",
    "analysis.moderators",
    "analysis.moderators.label",
    "analysis.moderators.unit",
    "analysis.moderators.per",
    "show",
    "show.label",
    "show.unit",
    "show.forest",
    "analysis.sequential.alpha",
    "analysis.sequential.power",
    "analysis.sequential.heterogeneity",
    "analysis.sensitivity.label",
    "analysis.sensitivity.include",
    "analysis.sensitivity.exclude",
    "analysis.sensitivity.instruments",
    "analysis.sensitivity.outcomes",
    "surveillance.conditions",
    "surveillance.interventions",
    "surveillance.terms",
    "surveillance.study_type",
    "surveillance.since",
    "surveillance.contact",
    "checks.max_smd",
    "checks.max_sd_ratio",
]
"""A key of the protocol that has words, by its path without the places in lists.

The choices of one outcome are told by the words of those of the review, `analysis`; the keys of an
instrument, and of a column of trials.csv, without its name.
"""
ListOf = Literal[
    "timepoints",
    "comparisons",
    "outcomes",
    "baseline_risks",
    "baseline_rates",
    "minimal_important_differences",
    "sensitivity",
]
"""A list of the protocol whose items have keys of their own."""


@fact("protocol_changes.item")
class Item(Fact):
    """One item of a list of the protocol, inside a sentence."""

    of: ListOf
    """The list that it is in."""
    name: str
    """Its name, as the protocol has it; empty where it has none."""
    id: str
    """Its id, where another item has had the same name; else empty."""
    within: Item | None
    """The item that the list belongs to."""

    @classmethod
    def example(cls) -> Self:
        outcome = Item(of="outcomes", name="Low mood", id="", within=None)
        return cls(of="minimal_important_differences", name="BDI", id="", within=outcome)


@fact("protocol_changes.key")
class KeyName(Fact):
    """What a key of the protocol holds and what it belongs to, inside a sentence."""

    key: Key | None
    """The key; absent where there are no words for it."""
    path: str
    """The path of the key in the protocol."""
    part: str
    """The part of it that is meant, such as a column of the registry; empty where it is whole."""
    instrument: str
    """The instrument, or the column of trials.csv, that it is a key of; empty for other keys."""
    item: Item | None
    """The item of a list that it belongs to."""

    @classmethod
    def example(cls) -> Self:
        item = Item(of="outcomes", name="Low mood", id="", within=None)
        path = "outcomes.thresholds.small"
        return cls(key=path, path=path, part="", instrument="", item=item)  # type: ignore[arg-type]


@fact("protocol_changes.not_set")
class NotSet(Fact):
    """That a key has no value, in the place of one."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("protocol_changes.yes_or_no")
class YesOrNo(Fact):
    """The value of a key that is true or false."""

    yes: bool
    """Whether it is true."""

    @classmethod
    def example(cls) -> Self:
        return cls(yes=True)


@fact("protocol_changes.day")
class Day(Fact):
    """The value of a key that is a date."""

    date: dt.date
    """The date."""

    @classmethod
    def example(cls) -> Self:
        return cls(date=dt.date(2026, 5, 4))


@fact("protocol_changes.quoted")
class Quoted(Fact):
    """The value of a key that is a sentence or more."""

    text: str
    """The text, as the protocol has it."""

    @classmethod
    def example(cls) -> Self:
        return cls(text="Trials are added within three months of their publication.")


@fact("protocol_changes.threshold")
class ThresholdValue(Fact):
    """The value of a threshold that is written in a form of its own."""

    ratio: bool
    """Whether it is a ratio; else a number of people in 1000."""
    number: str
    """The number."""

    @classmethod
    def example(cls) -> Self:
        return cls(ratio=True, number="0.8")


Single = str | NotSet | YesOrNo | Day | Quoted | ThresholdValue
"""A value as it is told: a number or a name as a text."""


@fact("protocol_changes.span")
class Span(Fact):
    """The value of a key that has two numbers."""

    low: str
    """The first."""
    high: str
    """The second."""

    @classmethod
    def example(cls) -> Self:
        return cls(low="0", high="12")


@fact("protocol_changes.several")
class Several(Fact):
    """The value of a key that is a list."""

    values: tuple[Single, ...]
    """What is in it."""
    lifted: bool
    """Whether an empty list lets every value pass; else it holds none."""

    @classmethod
    def example(cls) -> Self:
        return cls(values=("year", "n_randomised"), lifted=False)


Value = Single | Span | Several
"""What a key holds, or held."""


@fact("protocol_changes.changed")
class Changed(Fact):
    """What a key holds now, and what it held."""

    key: KeyName
    """The key."""
    now: Value
    """What it holds."""
    before: Value
    """What it held."""
    reads: bool
    """Whether it holds a sentence or more now."""

    @classmethod
    def example(cls) -> Self:
        return cls(key=KeyName.example(), now="0.3", before="0.2", reads=False)


@fact("protocol_changes.sentences_changed")
class SentencesChanged(Fact):
    """Which sentences came into a list of them, and which went."""

    key: KeyName
    """The key that holds the list."""
    came: tuple[Single, ...]
    """Those that came; where none came and none went their order changed."""
    went: tuple[Single, ...]
    """Those that went."""

    @classmethod
    def example(cls) -> Self:
        path = "review.living.triggers"
        key = KeyName(key=path, path=path, part="", instrument="", item=None)  # type: ignore[arg-type]
        came, went = "A trial of more than 100 people", "A trial of more than 200 people"
        return cls(key=key, came=(Quoted(text=came),), went=(Quoted(text=went),))


@fact("protocol_changes.item_came_or_went")
class ItemCameOrWent(Fact):
    """That an item of a list was added or removed."""

    item: Item
    """The item."""
    change: Literal["added", "removed"]
    """Which of the two."""

    @classmethod
    def example(cls) -> Self:
        return cls(item=Item.example(), change="added")


@fact("protocol_changes.renamed")
class Renamed(Fact):
    """That an item of a list is called otherwise and is the same item."""

    item: Item
    """The item by its earlier name."""
    now: str
    """What it is called now."""

    @classmethod
    def example(cls) -> Self:
        outcome = Item(of="outcomes", name="Relapse", id="", within=None)
        item = Item(of="baseline_risks", name="High", id="", within=outcome)
        return cls(item=item, now="High risk")


@fact("protocol_changes.order_changed")
class OrderChanged(Fact):
    """That the items of a list stand in another order."""

    of: ListOf
    """The list."""
    within: Item | None
    """The item that the list belongs to."""

    @classmethod
    def example(cls) -> Self:
        return cls(of="outcomes", within=None)


@fact("protocol_changes.instrument_came_or_went")
class InstrumentCameOrWent(Fact):
    """That an instrument was added to an outcome or removed from it."""

    name: str
    """The instrument."""
    outcome: Item
    """The outcome."""
    change: Literal["added", "removed"]
    """Which of the two."""
    kept_out: bool
    """Whether one that was added is kept out of the main analysis."""

    @classmethod
    def example(cls) -> Self:
        outcome = Item(of="outcomes", name="Low mood", id="", within=None)
        return cls(name="PHQ-9", outcome=outcome, change="added", kept_out=True)
