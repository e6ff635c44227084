"""What limits the evidence."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import DomainOfGrade


@fact("limits.one_lowered")
class OneLowered(Fact):
    """What lowered the certainty of the only rated result."""

    domains: tuple[DomainOfGrade, ...]
    """The domains that lowered it."""

    @classmethod
    def example(cls) -> Self:
        return cls(domains=(DomainOfGrade.example(),))


@fact("limits.lowered_for")
class LoweredFor(Fact):
    """For how many results a domain lowered the certainty; part of a list."""

    domain: DomainOfGrade
    """The domain."""
    results: int
    """For how many."""
    rated: int
    """How many are rated: two or more."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain=DomainOfGrade.example(), results=3, rated=3)


@fact("limits.lowered")
class Lowered(Fact):
    """What lowered the certainty of how many results."""

    rated: int
    """How many are rated: two or more."""
    domains: tuple[LoweredFor, ...]
    """The domains that lowered it, each with how many results."""

    @classmethod
    def example(cls) -> Self:
        return cls(rated=3, domains=(LoweredFor.example(),))


@fact("limits.at_other_baselines")
class AtOtherBaselines(Fact):
    """Of which results a domain lowers the certainty at another baseline than the first alone."""

    risks: bool
    """Whether some have baseline risks."""
    rates: bool
    """Whether some have baseline rates."""
    domain: DomainOfGrade
    """The domain."""
    results: tuple[str, ...]
    """The results, by their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(risks=True, rates=False, domain=DomainOfGrade.example(), results=("death",))


@fact("limits.not_rated")
class NotRated(Fact):
    """How many results are not rated."""

    results: int
    """How many."""
    further: bool
    """Whether others are rated."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=2, further=True)


@fact("limits.rest_on")
class RestOn(Fact):
    """How many results do not rest on a pool."""

    results: int
    """How many."""
    what: Literal["not pooled", "one trial"]
    """Whether they rest on trials that are not pooled, or on one trial."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=2, what="one trial")


@fact("limits.no_evidence")
class NoEvidence(Fact):
    """That no trial has data."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("limits.nothing")
class NoLimits(Fact):
    """That nothing of what is looked at limits the evidence."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("limits.unpublished")
class Unpublished(Fact):
    """How many trials are completed without results."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2)


@fact("limits.industry")
class Industry(Fact):
    """Behind how many results industry paid for every trial."""

    results: int
    """How many results."""
    every: bool
    """Whether these are all results."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=2, every=False)


@fact("limits.awaiting")
class Awaiting(Fact):
    """How many trials await classification."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1)


@fact("limits.retracted")
class RetractedTrials(Fact):
    """How many trials were retracted."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=1)


@fact("limits.unusable_rows")
class UnusableRows(Fact):
    """How many rows of the registry could not be used."""

    rows: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(rows=3)


@fact("limits.generic_thresholds")
class GenericThresholds(Fact):
    """Of which outcomes what counts is a rule of thumb."""

    outcomes: tuple[str, ...]
    """The outcomes."""
    every: bool
    """Whether these are all outcomes with data."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Recovery", "Depression"), every=False)
