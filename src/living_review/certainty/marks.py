"""The marks by which a decision is compared with what a rule sees: they are hashed, and never said.

A mark tells on which side of a threshold an input lies. It is English because decisions of years
were taken on such texts; in whatever words readers are told the same, a mark stays as it is, or
every decision that was taken on it would be stale.
"""

from __future__ import annotations

from collections.abc import Iterable

from living_review.ground.number_style import ENGLISH, writing
from living_review.language import english
from living_review.language.facts.ranges import Band, Extent, Important


def mark(text: str) -> str:
    """Call a text a mark: it is compared and listed among inputs, and no reader is told it."""
    return text


def joined(names: Iterable[str]) -> str:
    """Give the mark of a set."""
    return mark(english.listed(names))


@writing(lambda: ENGLISH)
def counted(number: int, noun: str) -> str:
    """Give the mark of a number."""
    return mark(english.counted(number, noun))


def band(told: Band) -> str:
    """Give the mark of a band."""
    if told.size == "trivial":
        return mark("little to no difference")
    if told.side is None:
        return mark("no difference")
    if told.size is None:
        return mark(f"a {told.side}")
    return mark(f"{'an' if told.size == 'important' else 'a'} {told.size} {told.side}")


def extent(told: Extent) -> str:
    """Give the mark of where an interval lies."""
    low, high = told.low, told.high
    if low.size is None:
        alike = low.side == high.side
        return mark(f"on the side of {low.side}" if alike else "on both sides of no difference")
    if low == high:
        return mark(f"within the range of {band(low)}")
    return mark(f"from {band(low)} to {band(high)}")


def important(told: Important) -> str:
    """Give the mark of one of the three ranges that matter."""
    if told.side is None:
        return mark("little to no difference" if told.sized else "no difference")
    return mark(f"important {told.side}" if told.sized else told.side)
