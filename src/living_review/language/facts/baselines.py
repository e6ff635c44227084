"""The effect and the certainty at each baseline of a protocol."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.absolute_effects import BaselineAmount
from living_review.language.facts.ranges import Band
from living_review.language.facts.terms import Domain, Level


@fact("baselines.baseline")
class Baseline(Fact):
    """A baseline: a risk or a rate with the comparator."""

    amount: BaselineAmount
    """The risk or rate."""
    label: str
    """What the protocol calls it; empty where that is not said."""

    @classmethod
    def example(cls) -> Self:
        return cls(amount=BaselineAmount.example(), label="Usual")


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

    size: Band | None
    """The size; absent where no threshold says so."""
    level: Level
    """The certainty."""
    domains: tuple[DomainThere, ...]
    """The domains that are rated otherwise there."""

    @classmethod
    def example(cls) -> Self:
        return cls(size=Band.example(), level="low", domains=(DomainThere.example(),))
