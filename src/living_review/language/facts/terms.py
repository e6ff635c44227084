"""The names of things that the field has names for."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact

Domain = Literal[
    "risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias", "upgrade"
]
"""A domain of GRADE."""
Level = Literal["high", "moderate", "low", "very low"]
"""A level of certainty."""
Size = Literal["large", "moderate", "small", "trivial", "important"]
"""How large an effect is; 'important' where one threshold alone tells what counts."""


@fact("terms.measure")
class MeasureName(Fact):
    """The name of an effect measure."""

    code: Measure
    """Its abbreviation."""

    @classmethod
    def example(cls) -> Self:
        return cls(code="SMD")


@fact("terms.measure_in_full")
class MeasureInFull(Fact):
    """The name of an effect measure with its abbreviation."""

    code: Measure
    """Its abbreviation."""

    @classmethod
    def example(cls) -> Self:
        return cls(code="RR")


@fact("terms.brief")
class MeasureInBrief(Fact):
    """The abbreviation of an effect measure as readers of the language know it."""

    code: Measure
    """Its abbreviation in protocols and registries, which is the English one."""

    @classmethod
    def example(cls) -> Self:
        return cls(code="SMD")


@fact("terms.confidence_interval")
class ConfidenceInterval(Fact):
    """The short name of confidence intervals of one level."""

    level: str
    """The level: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="95%")


@fact("terms.size")
class SizeName(Fact):
    """The word for a size of an effect."""

    size: Size
    """How large it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(size="moderate")


@fact("terms.domain")
class DomainOfGrade(Fact):
    """The name of a domain of GRADE."""

    domain: Domain
    """The domain; 'upgrade' is what could rate up."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="risk_of_bias")


@fact("terms.level")
class LevelOfCertainty(Fact):
    """The word for a level of certainty."""

    level: Level
    """The level."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="very low")


@fact("terms.measured_in")
class MeasuredIn(Fact):
    """A measure with its unit, over a column of effects."""

    measure: Measure
    """The abbreviation of the measure."""
    unit: str
    """Its unit; empty where it has none. That of a rate difference begins with 'per'."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="MD", unit="mmHg")
