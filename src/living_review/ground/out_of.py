"""Risks as so many out of 100 people, or out of more where they are rare.

Of the totals the smallest is taken at which no risk is shown as nobody or everybody that is not,
and at which the difference of the numbers shown is about that of the risks: nobody who subtracts
them reads another effect (Cochrane's guidance for plain language summaries asks for one
denominator throughout a comparison).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

TOTALS = (100, 1000, 10_000, 100_000)
# How far the difference shown may be from that of the risks, as a part of it.
FARTHEST = 0.25
# A difference of no importance may be shown as none where it is less than half a person.
LEAST = 0.5

Edge = Literal["", "below", "above"]
"""Of a number that stands for nobody or everybody and is not quite that."""


@dataclass(frozen=True)
class OutOf:
    """Two risks, and the interval of the second, as people out of so many."""

    total: int
    first: int
    second: int
    low: int
    high: int
    low_edge: Edge = ""
    high_edge: Edge = ""

    @property
    def apart(self) -> int:
        """The difference of the numbers as they are shown."""
        return self.second - self.first


def out_of(first: float, second: float, low: float, high: float, *, trivial: bool = False) -> OutOf:
    """Give risks from 0 to 1 as people out of the smallest total that shows them truly.

    `trivial`: the effect is said to be little to none, so that less than half a person is none.
    """
    for total in TOTALS:
        # An interval that is wider than one in a thousand is seen to be one.
        seen = people(low, total) < people(high, total) or total * (high - low) < total / 1000
        if seen and _shows(first, second, total, trivial=trivial):
            return _of(first, second, low, high, total)
    return _of(first, second, low, high, TOTALS[-1])


def people(risk: float, total: int) -> int:
    """Give the people out of a total that stand for a risk."""
    return math.floor(risk * total + 0.5 + 1e-9)


def _shows(first: float, second: float, total: int, *, trivial: bool) -> bool:
    shown = [people(risk, total) for risk in (first, second)]
    for risk, number in zip((first, second), shown, strict=True):
        if (risk > 0 and not number) or (risk < 1 and number == total):
            return False
    true, told = (second - first) * total, shown[1] - shown[0]
    if trivial and abs(told - true) <= LEAST:
        return True
    return abs(told - true) <= FARTHEST * abs(true) + 1e-9


def _of(first: float, second: float, low: float, high: float, total: int) -> OutOf:
    ends, edges = [], []
    for risk in (low, high):
        number = people(risk, total)
        edge: Edge = ""
        if risk > 0 and not number:
            number, edge = 1, "below"
        elif risk < 1 and number == total:
            number, edge = total - 1, "above"
        ends.append(number)
        edges.append(edge)
    return OutOf(
        total=total,
        first=people(first, total),
        second=people(second, total),
        low=ends[0],
        high=ends[1],
        low_edge=edges[0],
        high_edge=edges[1],
    )
