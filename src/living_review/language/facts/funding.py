"""Who paid for the trials."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("funding.by_industry")
class ByIndustry(Fact):
    """That industry paid for every trial behind an effect."""

    trials: int
    """How many trials there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2)


@fact("funding.note_by_industry")
class NoteByIndustry(Fact):
    """The same, as a footnote."""

    @classmethod
    def example(cls) -> Self:
        return cls()
