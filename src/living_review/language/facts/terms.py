"""The names of things that the field has names for."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact

Size = Literal["large", "moderate", "small", "trivial", "important"]
"""How large an effect is; 'important' where one threshold alone tells what counts."""


@fact("terms.measure")
class MeasureName(Fact):
    """The name of an effect measure."""

    code: Measure
    """Its abbreviation."""

    @classmethod
    def example(cls) -> Self:
        """Give one that documentation shows."""
        return cls(code="SMD")


@fact("terms.measure_in_full")
class MeasureInFull(Fact):
    """The name of an effect measure with its abbreviation."""

    code: Measure
    """Its abbreviation."""

    @classmethod
    def example(cls) -> Self:
        """Give one that documentation shows."""
        return cls(code="RR")


@fact("terms.confidence_interval")
class ConfidenceInterval(Fact):
    """The short name of confidence intervals of one level."""

    level: str
    """The level: '95%'."""

    @classmethod
    def example(cls) -> Self:
        """Give one that documentation shows."""
        return cls(level="95%")


@fact("terms.size")
class SizeName(Fact):
    """The word for a size of an effect."""

    size: Size
    """How large it is."""

    @classmethod
    def example(cls) -> Self:
        """Give one that documentation shows."""
        return cls(size="moderate")
