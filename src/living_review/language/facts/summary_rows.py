"""What stands in the rows and footnotes of a summary of findings."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import Domain, DomainOfGrade


@fact("summary_rows.footnote")
class Footnote(Fact):
    """By how many levels a domain moved a rating, and why."""

    domain: Domain
    """The domain."""
    way: Literal["down", "up"]
    """Whether it is rated down or up."""
    levels: int
    """How many levels."""
    why: str
    """Why, in whole sentences."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            domain="imprecision",
            way="down",
            levels=2,
            why="The confidence interval runs from a small benefit to a small harm.",
        )


@fact("summary_rows.footnote_at")
class FootnoteAt(Fact):
    """How a domain is rated at a baseline at which it is rated otherwise, and why."""

    baseline: str
    """The label of the baseline."""
    domain: Domain
    """The domain."""
    way: Literal["down", "up"] | None
    """Whether it is rated down or up there; absent where it is not rated down."""
    levels: int
    """How many levels."""
    why: str
    """Why, in whole sentences."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            baseline="High",
            domain="imprecision",
            way=None,
            levels=0,
            why="The confidence interval lies within the range of a small benefit.",
        )


@fact("summary_rows.not_assessed")
class NotAssessed(Fact):
    """Which domains a rating leaves out."""

    domains: tuple[DomainOfGrade, ...]
    """The domains."""

    @classmethod
    def example(cls) -> Self:
        return cls(domains=(DomainOfGrade(domain="indirectness"),))


@fact("summary_rows.not_rated")
class NotRated(Fact):
    """That a result was not rated; follows what is known of it."""

    why: str
    """Why."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="the risk of bias of its trials has not been judged")


@fact("summary_rows.subgroup")
class SubgroupName(Fact):
    """The name of the row of a subgroup."""

    moderator: str
    """What the subgroup is by."""
    level: str
    """Which it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="delivery", level="in groups")


@fact("summary_rows.subgroup_not_rated")
class SubgroupNotRated(Fact):
    """That a subgroup is not rated by itself."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_rows.by_moderator")
class ByModerator(Fact):
    """By what an effect differs, with the test; part of a list."""

    moderator: str
    """What it differs by."""
    p: str
    """The p-value of the test with its sign: '= 0.003'."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="delivery", p="= 0.003")


@fact("summary_rows.differs")
class Differs(Fact):
    """By what an effect differs, and who decides what to make of it."""

    by: tuple[ByModerator, ...]
    """What it differs by."""

    @classmethod
    def example(cls) -> Self:
        return cls(by=(ByModerator.example(), ByModerator(moderator="setting", p="< 0.001")))
