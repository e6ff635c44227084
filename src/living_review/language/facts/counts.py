"""How many trials and people there are, where of some trials it is not known."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("counts.participants")
class Participants(Fact):
    """How many people took part."""

    number: str
    """The number."""
    one: bool
    """Whether it is one."""
    at_least: bool
    """Whether trials are missing from it, so that there are more."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="1,047", one=False, at_least=False)


@fact("counts.of_unknown_size")
class OfUnknownSize(Fact):
    """Of how many trials it is not known how many people took part."""

    trials: int
    """How many trials."""
    named: bool
    """Whether they are called trials; else that stands beside."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=3, named=True)


@fact("counts.size_unknown")
class SizeUnknown(Fact):
    """That of no trial it is known how many people took part; in brackets."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("counts.trials_and_participants")
class TrialsAndParticipants(Fact):
    """How many trials there are and, in brackets, how many people took part."""

    trials: int
    """How many trials."""
    in_words: bool
    """Whether small numbers are words, as in a sentence."""
    participants: Participants | None
    """How many people; absent where that is not known of any trial."""
    unknown: OfUnknownSize | None
    """The trials of which it is not known; absent where there are none."""

    @classmethod
    def example(cls) -> Self:
        some = Participants(number="100", one=False, at_least=True)
        return cls(trials=4, in_words=True, participants=some, unknown=OfUnknownSize.example())


@fact("counts.evidence")
class Evidence(Fact):
    """How many trials and people are behind a result, beside it in brackets."""

    trials: int
    """How many trials."""
    participants: Participants | None
    """How many people; absent where that is not known of any trial."""
    unknown: OfUnknownSize | None
    """The trials of which it is not known; absent where there are none."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4, participants=Participants.example(), unknown=None)
