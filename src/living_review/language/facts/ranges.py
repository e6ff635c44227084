"""Where an effect or its interval lies among the thresholds of an outcome."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import Size

Side = Literal["benefit", "harm"]
"""Whether something is a benefit or a harm."""


@fact("ranges.band")
class Band(Fact):
    """A size of an effect and its side, as what an interval reaches."""

    size: Size | None
    """How large it is; absent where no threshold says so."""
    side: Side | None
    """Whether it is a benefit or a harm; absent where it is neither."""

    @classmethod
    def example(cls) -> Self:
        return cls(size="small", side="benefit")


@fact("ranges.place")
class Place(Fact):
    """Where an interval lies, from its lower limit to its upper one; follows 'it lies' or 'runs'.

    Where no threshold says what is important, both bands have a side alone.
    """

    low: Band
    """What the lower limit is."""
    high: Band
    """What the upper limit is."""

    @classmethod
    def example(cls) -> Self:
        return cls(low=Band(size="small", side="harm"), high=Band(size="moderate", side="harm"))


@fact("ranges.extent")
class Extent(Fact):
    """Where an interval lies, each of its ends in full; part of a list of what changed."""

    low: Band
    """The end farther towards harm."""
    high: Band
    """The end farther towards benefit."""

    @classmethod
    def example(cls) -> Self:
        return cls(low=Band(size="trivial", side=None), high=Band(size="moderate", side="benefit"))


@fact("ranges.important")
class Important(Fact):
    """One of the three ranges that matter: important benefit, important harm, or between them."""

    side: Side | None
    """Benefit or harm; absent for what lies between them."""
    sized: bool
    """Whether thresholds say what is important."""

    @classmethod
    def example(cls) -> Self:
        return cls(side="benefit", sized=True)


@fact("ranges.estimates_in")
class EstimatesIn(Fact):
    """The ranges in which the estimates of trials lie; part of a list of what changed."""

    ranges: tuple[Important, ...]
    """The ranges, benefit first."""

    @classmethod
    def example(cls) -> Self:
        return cls(ranges=(Important.example(), Important(side=None, sized=True)))
