"""What counts as a small, moderate and large effect, and who says so."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import Size


@fact("thresholds.none_set")
class NoneSet(Fact):
    """That no thresholds are set."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("thresholds.ratio")
class RatioThreshold(Fact):
    """A threshold that is a ratio, with the one that is as far away on the other side."""

    low: str
    """The one below 1."""
    high: str
    """The one above 1."""

    @classmethod
    def example(cls) -> Self:
        return cls(low="0.80", high="1.25")


@fact("thresholds.step")
class Step(Fact):
    """A size, and from where on an effect has it."""

    size: Size
    """The size; 'important' where there is one threshold alone."""
    value: str | RatioThreshold
    """The threshold."""

    @classmethod
    def example(cls) -> Self:
        return cls(size="small", value="0.2")


@fact("thresholds.scale")
class Scale(Fact):
    """The scale on which thresholds are."""

    kind: Literal["people", "events", "relative", "unit", "measure"]
    """People per 1000, events in a person-time, percent of the comparator, a unit, or a measure."""
    name: str
    """The person-time, the unit or the abbreviation of the measure; empty for the others."""
    one: bool
    """Whether the largest threshold is exactly one of what is counted."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="people", name="", one=False)


@fact("thresholds.thresholds")
class Thresholds(Fact):
    """What counts as which size of an effect, and who says so."""

    steps: tuple[Step, ...]
    """The sizes, the smallest first."""
    scale: Scale | None
    """The scale of the thresholds; absent where they are ratios, which say so."""
    source: str
    """Who says so; empty where nobody is named."""
    generic: bool
    """Whether they are a rule of thumb, and none specific to the outcome have been agreed."""
    note: str
    """What the protocol says of them, in whole sentences; empty for nothing."""

    @classmethod
    def example(cls) -> Self:
        steps = (
            Step(size="small", value="0.2"),
            Step(size="moderate", value="0.5"),
            Step(size="large", value="0.8"),
        )
        return cls(
            steps=steps,
            scale=Scale(kind="measure", name="SMD", one=False),
            source="Cohen 1988, a generic rule of thumb",
            generic=True,
            note="",
        )


@fact("thresholds.in_standard_deviations")
class InStandardDeviations(Fact):
    """A minimal important difference of an instrument as standard deviations."""

    number: str
    """How many standard deviations it is."""
    sd: str
    """The standard deviation that is taken."""
    unit: str
    """The units of the instrument, in the plural."""
    source: str
    """Where the standard deviation is from."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="0.36", sd="14", unit="points", source="The control arms of the trials")


@fact("thresholds.minimal_important")
class MinimalImportant(Fact):
    """An effect read against a minimal important difference that has been published."""

    number: str
    """The minimal important difference."""
    unit: str
    """The units of the instrument, in the plural."""
    one: bool
    """Whether it is exactly one of them."""
    instrument: str
    """The name of the instrument."""
    method: str
    """How it was found."""
    source: str
    """Who published it."""
    turned: InStandardDeviations | None
    """The same in standard deviations, where the effect is in those."""
    favours: str | None
    """The side that the estimate favours; absent where it is no difference."""
    reaches: bool
    """Whether the estimate is at least as large."""
    interval: Literal["beyond", "within", "either"]
    """Whether all of the interval is at least as large, all of it smaller, or neither."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            number="5",
            unit="points",
            one=False,
            instrument="Recovery Assessment Scale",
            method="Anchor-based",
            source="Smith 2020",
            turned=InStandardDeviations.example(),
            favours="peer support",
            reaches=True,
            interval="either",
        )


@fact("thresholds.sizes_rest_on_those_above")
class SizesRestOnThoseAbove(Fact):
    """That no published difference changes the size that is named, nor the certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls()
