"""How well the trials match the question, which people judge."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("indirectness.not_assessed")
class NotAssessed(Fact):
    """That people judge it."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("indirectness.not_reported")
class NotReported(Fact):
    """That trials do not report something; stands for a value in a table."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("indirectness.so_many")
class SoMany(Fact):
    """What trials have, and how many of them have it; part of a list."""

    value: str | NotReported
    """What they have."""
    trials: int
    """How many have it."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="usual care", trials=3)


@fact("indirectness.tally")
class Tally(Fact):
    """What the trials have, the most frequent first."""

    values: tuple[SoMany, ...]
    """What they have."""

    @classmethod
    def example(cls) -> Self:
        return cls(values=(SoMany.example(), SoMany(value=NotReported(), trials=1)))


@fact("indirectness.rule")
class RuleOfIndirectness(Fact):
    """That no rule proposes anything."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("indirectness.source")
class SourceOfIndirectness(Fact):
    """What it rests on that none does."""

    @classmethod
    def example(cls) -> Self:
        return cls()
