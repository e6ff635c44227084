"""Words that numbers are written with; digits, signs and dates are those of the Unicode CLDR.

They are said once, and the numbers are put in afterwards: no macro here can decide by its number.
"""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("numbers.interval")
class Interval(Fact):
    """An interval."""

    low: str
    """Its lower end."""
    high: str
    """Its upper end."""

    @classmethod
    def example(cls) -> Self:
        return cls(low="0.10", high="0.47")


@fact("numbers.below")
class Below(Fact):
    """A probability too small to be written."""

    number: str
    """What it is below."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="1%")


@fact("numbers.above")
class Above(Fact):
    """A probability too large to be written."""

    number: str
    """What it is above."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="99%")


@fact("numbers.one_in")
class OneIn(Fact):
    """A small risk."""

    number: str
    """How many people there are to one."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="5,000")


@fact("numbers.small")
class Small(Fact):
    """A count that prose writes as a word; digits where it writes none."""

    number: int
    """The count, from 0 to 9."""

    @classmethod
    def example(cls) -> Self:
        return cls(number=3)
