"""The effect and the certainty at each baseline of a protocol."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import Domain, Level


@fact("baselines.baseline")
class Baseline(Fact):
    """A baseline: a risk or a rate with the comparator."""

    rate: bool
    """Whether it is a rate; else a risk."""
    amount: str
    """The risk or rate."""
    per: str
    """What it is per: 'per 1000', 'per 100 person-years'."""
    label: str
    """What the protocol calls it; empty where that is not said."""

    @classmethod
    def example(cls) -> Self:
        return cls(rate=False, amount="50", per="per 1000", label="Usual")


@fact("baselines.rated_at")
class RatedAt(Fact):
    """At which baseline a finding is rated; stands inside a sentence, with its commas."""

    baseline: Baseline
    """The baseline."""

    @classmethod
    def example(cls) -> Self:
        return cls(baseline=Baseline.example())


@fact("baselines.domain_there")
class DomainThere(Fact):
    """How a domain is rated at one of several baselines."""

    domain: Domain
    """The domain."""
    way: Literal["down", "up"] | None
    """Down or up; absent where it is not rated down there."""
    levels: int
    """How many levels."""
    explanation: str
    """Why, in a whole sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            domain="imprecision",
            way="down",
            levels=1,
            explanation="The interval reaches from a small effect to none.",
        )


@fact("baselines.rated_there")
class RatedThere(Fact):
    """What size an effect has at one of several baselines, and how certain it is there."""

    size: str
    """The size in words; empty where no threshold says so."""
    level: Level
    """The certainty."""
    domains: tuple[DomainThere, ...]
    """The domains that are rated otherwise there."""

    @classmethod
    def example(cls) -> Self:
        return cls(size="a small benefit", level="low", domains=(DomainThere.example(),))
