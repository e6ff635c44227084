"""How the figures were computed twice."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import fact
from living_review.language.markdown import Marked


@fact("verification.computed_twice")
class ComputedTwice(Marked):
    """That every figure was computed twice, by what, and how far the two agree."""

    figures: str
    """How many figures there are."""
    by: tuple[str, ...]
    """The packages that the second computation rests on, with their versions."""
    digits: int
    """To how many digits the two agree."""

    @classmethod
    def example(cls) -> Self:
        return cls(figures="4,321", by=("statsmodels 0.14.6", "scipy 1.16.3"), digits=9)
