"""The page on certainty: the profile, who decided what, and the rules."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Column = Literal[
    "outcome_with_people",
    "outcome",
    "certainty",
    "domain",
    "proposed",
    "decided",
    "by",
    "standing",
    "reason",
    "why",
    "says",
    "source",
    "rule",
    "part",
    "question",
    "trials",
]
"""A column of the tables of the page on certainty."""
Part = Literal["people", "intervention", "comparator", "outcome", "time", "setting"]
"""A part of the question."""
Standing = Literal[
    "proposed", "decided", "confirmed", "overridden", "stale", "unrecorded", "not assessed"
]
"""How a domain stands: proposed by a rule; decided where no rule proposes; confirmed; decided
otherwise; decided on what has changed since; decided on what is not recorded; or none of these."""
Degree = Literal["not", "serious", "very", "extremely", "up"]
"""How serious a domain is; or that it rates up."""
Said = Literal["not_assessed", "not_rated", "not_pooled", "no_proposal"]
"""What a cell says where it holds nothing else."""


@fact("evidence_profile.caption")
class Caption(Fact):
    """The caption of the profile of a comparison."""

    comparison: str
    """The comparison; empty where none of its outcomes has a trial."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparison="Peer support compared with usual care")


@fact("evidence_profile.distance_caption")
class DistanceCaption(Fact):
    """The caption of the question beside the trials of an outcome."""

    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery")


@fact("evidence_profile.caption_of")
class CaptionOf(Fact):
    """The caption of a table that has the same in every review."""

    table: Literal["decisions", "domains", "rules"]
    """The decisions, the domains of one rating, or the rules."""

    @classmethod
    def example(cls) -> Self:
        return cls(table="decisions")


@fact("evidence_profile.column")
class ColumnHeading(Fact):
    """The heading of a column."""

    column: Column
    """The column."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="proposed")


@fact("evidence_profile.effect_heading")
class EffectHeading(Fact):
    """The heading of the effects."""

    confidence: str
    """The level of their intervals: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(confidence="95%")


@fact("evidence_profile.part")
class PartOfQuestion(Fact):
    """The heading of a part of the question beside the trials."""

    part: Part
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="setting")


@fact("evidence_profile.serious")
class Serious(Fact):
    """How serious a domain is, as GRADE names it."""

    degree: Degree
    """How serious it is; or that it rates up."""
    levels: str
    """The levels with their sign: '−1'."""

    @classmethod
    def example(cls) -> Self:
        return cls(degree="very", levels="−2")


@fact("evidence_profile.standing")
class StandingOf(Fact):
    """How a domain stands."""

    standing: Standing
    """How it stands."""
    proposes: str
    """The levels that a rule proposes, with their sign, where a person decided otherwise."""

    @classmethod
    def example(cls) -> Self:
        return cls(standing="overridden", proposes="−1")


@fact("evidence_profile.cell")
class CellText(Fact):
    """What a cell says where it holds nothing else."""

    said: Said
    """What it says."""

    @classmethod
    def example(cls) -> Self:
        return cls(said="not_assessed")


@fact("evidence_profile.replaced")
class Replaced(Fact):
    """That a decision was replaced by a later one."""

    version: int | None
    """The first version that held it; absent where that is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(version=3)


@fact("evidence_profile.rule")
class RuleOf(Fact):
    """The rule that a proposal follows."""

    rule: str
    """Its name with its version."""

    @classmethod
    def example(cls) -> Self:
        return cls(rule="imprecision-thresholds/1")
