"""One number, ours and metafor's, with the tolerance that applies to it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from living_review.ground.distributions import FloatArray
from living_review.ground.methods import TAU2

CLOSED, ITERATED = 1e-8, 1e-6
# metafor's general-purpose optimisers stop this far from the maximum of a selection model.
SEARCHED = 5e-6
# A p-value below this is zero to any reader; identical effects leave it to rounding.
NO_P = 1e-100


@dataclass(frozen=True, slots=True)
class Comparison:
    """One quantity of one case.

    A number is numerically zero where a difference of `floor` is within the tolerance. Where both
    have no number they agree; where metafor's iteration failed (`metafor_may_fail`) ours
    only has to exist.
    """

    family: str
    name: str
    ours: float
    theirs: float
    tolerance: float
    floor: float = 0.0
    metafor_may_fail: bool = False

    @property
    def known(self) -> bool:
        """Whether there are two numbers to compare."""
        return not (math.isnan(self.ours) or math.isnan(self.theirs))

    @property
    def difference(self) -> float:
        """The difference relative to metafor's number; NaN where one of the two has none.

        A number that is numerically zero is measured against the smallest one that is not.
        """
        if not self.known:
            return math.nan
        if self.ours == self.theirs:
            return 0.0
        size = max(abs(self.theirs), self.floor / self.tolerance)
        apart = abs(self.ours - self.theirs)
        return apart / size if size and math.isfinite(size) else math.inf

    @property
    def agrees(self) -> bool:
        """Whether the two are the same to the tolerance."""
        if self.known:
            return self.difference <= self.tolerance
        if self.metafor_may_fail:
            return not math.isnan(self.ours)
        return math.isnan(self.ours) and math.isnan(self.theirs)


def tolerance_of(method: str) -> float:
    """Give the tolerance of what rests on this estimator of τ²."""
    return ITERATED if method in TAU2 and TAU2[method].iterated else CLOSED


def number(value: float | None) -> float:
    """Give a number of the reference, NaN for its null."""
    return math.nan if value is None else float(value)


def array(values: Any) -> FloatArray:
    """Give numbers of the reference as an array of one dimension, NaN for null."""
    listed = values if isinstance(values, list) else [values]
    return np.array([number(each) for each in listed], dtype=np.float64)


def both_ends(
    family: str,
    name: str,
    ours: tuple[Any, Any],
    theirs: Iterable[float | None] | None,
    tolerance: float,
    floor: float,
) -> Iterator[Comparison]:
    """Compare the two limits of an interval; nothing where metafor has none to give."""
    for side, mine, other in zip(("low", "high"), ours, theirs or (), strict=False):
        yield Comparison(
            family, f"{name} {side}", float(mine), number(other), tolerance, float(floor)
        )
