"""How sure we are of a finding: the rating, its reasons, and who decided them."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.baselines import Baseline
from living_review.language.facts.terms import Domain, DomainOfGrade, Level


@fact("certainty.meaning")
class MeaningOfLevel(Fact):
    """What a level of certainty means, in the words of GRADE."""

    level: Level
    """The level."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="moderate")


@fact("certainty.meaning_without_estimate")
class MeaningWithoutEstimate(Fact):
    """What a level means of trials that are not pooled: no estimate has a true effect near it."""

    level: Level
    """The level."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="low")


@fact("certainty.definitions")
class Definitions(Fact):
    """What all levels of certainty mean."""

    levels: tuple[Level, ...]
    """The levels, the highest first."""

    @classmethod
    def example(cls) -> Self:
        return cls(levels=("high", "moderate", "low", "very low"))


@fact("certainty.at_a_baseline")
class AtABaseline(Fact):
    """A certainty at one of several baselines; part of a sentence."""

    level: Level
    """The certainty."""
    baseline: Baseline
    """The baseline."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="low", baseline=Baseline.example())


@fact("certainty.at_baselines")
class AtBaselines(Fact):
    """At which baseline a certainty holds, and which it is at others."""

    whose: str
    """The finding it is of; empty where that is clear."""
    first: Baseline
    """The baseline."""
    others: tuple[AtABaseline, ...]
    """The certainty at the others, where it is not the same."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            whose="readmission",
            first=Baseline.example(),
            others=(AtABaseline.example(),),
        )


@fact("certainty.levels_moved")
class LevelsMoved(Fact):
    """How far a rating was moved."""

    way: Literal["down", "up"] | None
    """Down or up; absent where it was not."""
    levels: int
    """How many levels; none where it was not."""

    @classmethod
    def example(cls) -> Self:
        return cls(way="down", levels=2)


@fact("certainty.lowered")
class Lowered(Fact):
    """A domain that lowers a certainty, and by how much; part of a list."""

    domain: Domain
    """The domain."""
    levels: int
    """How many levels."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="risk_of_bias", levels=1)


@fact("certainty.rating")
class Rating(Fact):
    """A certainty, and why it is not higher."""

    level: Level
    """The certainty."""
    lowered: tuple[Lowered, ...]
    """The domains that lower it."""
    raised: int
    """By how many levels it was rated up."""
    unjudged: tuple[DomainOfGrade, ...]
    """The domains that nobody assessed."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            level="low",
            lowered=(
                Lowered(domain="risk_of_bias", levels=1),
                Lowered(domain="imprecision", levels=1),
            ),
            raised=0,
            unjudged=(DomainOfGrade(domain="indirectness"),),
        )


@fact("certainty.not_decided")
class NotDecided(Fact):
    """A domain on which no person has decided."""

    why: Literal["proposal counts", "not assessed", "not rated up"]
    """Whether a proposal counts until then, the domain was not assessed, or nothing rates up."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="proposal counts")


@fact("certainty.decided")
class Decided(Fact):
    """What a person decided on a domain, when, and whether it still holds."""

    moved: LevelsMoved
    """What was decided."""
    by: str
    """Who decided it; empty where no name is given."""
    on: dt.date | None
    """When; absent where that is not recorded."""
    reason: str
    """Why; empty where no reason is given."""
    proposal: LevelsMoved | None
    """What the rule proposes now; absent where it proposes nothing."""
    state: Literal["as proposed", "against", "unrecorded", "stale"]
    """Whether it follows the rule, goes against it, does not record on what it was taken, or was
    taken on something that has changed since."""
    change: str
    """What has changed since, as part of a sentence; empty where that is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            moved=LevelsMoved(way="down", levels=1),
            by="A. Reviewer",
            on=dt.date(2026, 11, 22),
            reason="The trials differ in what they call support",
            proposal=LevelsMoved(way=None, levels=0),
            state="against",
            change="",
        )


@fact("certainty.domain_told")
class DomainTold(Fact):
    """A domain in sentences: its proposal, what was decided, why, and by which rule."""

    proposal: LevelsMoved | None
    """What the rule proposes, where nobody has decided."""
    decision: Decided | NotDecided
    """What was decided."""
    explanation: str
    """What the rule saw."""
    rule: str
    """The rule, with its version."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            proposal=LevelsMoved(way="down", levels=1),
            decision=NotDecided(why="proposal counts"),
            explanation="Half of the weight comes from trials at high risk of bias",
            rule="risk-of-bias-weight/2",
        )


@fact("certainty.provisional")
class Provisional(Fact):
    """Why a rating is provisional."""

    decided: bool
    """Whether a person has decided every domain, and a decision is to be looked at again."""

    @classmethod
    def example(cls) -> Self:
        return cls(decided=False)


@fact("certainty.stale")
class Stale(Fact):
    """Which decisions were taken on something that has changed since."""

    domains: tuple[DomainOfGrade, ...]
    """The domains they are on."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            domains=(DomainOfGrade(domain="imprecision"), DomainOfGrade(domain="inconsistency"))
        )


@fact("certainty.reason")
class Reason(Fact):
    """Why a domain moved a rating."""

    domain: Domain
    """The domain."""
    why: str
    """The reason; empty where none is recorded."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="imprecision", why="The interval reaches from a small effect to none")


@fact("certainty.reasons")
class Reasons(Fact):
    """A certainty in a word and, domain by domain, why it is not higher."""

    level: Level
    """The certainty."""
    baselines: AtBaselines | None
    """At which baseline it holds, where it is another at others."""
    reasons: tuple[Reason, ...]
    """The domains that moved it."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="moderate", baselines=None, reasons=(Reason.example(),))


@fact("certainty.not_rated")
class NotRated(Fact):
    """That a finding is not rated."""

    why: str
    """Why; empty where nothing is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="the risk of bias of its trials has not been judged")


NotRatedWhy = Literal[
    "no result", "not judged", "nobody", "everybody", "both ways", "one trial, no way", "no way"
]
"""Why a finding is not rated."""


@fact("certainty.why_not_rated")
class WhyNotRated(Fact):
    """Why a finding is not rated; follows 'not rated' or 'not rated:'."""

    why: NotRatedWhy
    """Whether no trial gave a result, the risk of bias has not been judged, nobody or everybody had
    the event, trials that are not pooled point both ways, or the one trial, or the trials, do not
    show which way the effect goes."""
    results: int = 1
    """How many findings have this reason."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="both ways")
