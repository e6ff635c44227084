"""The step of a characteristic of trials that a slope is told for."""

from __future__ import annotations

import math
from collections.abc import Collection

FINEST = 1000
"""Of so many steps the range of the values has at most: a slope for less says nothing."""


def round_step(least: float, most: float) -> float:
    """Choose 1, 2 or 5 times a power of ten: the one nearest, as a ratio, to a quarter of a range.

    `most` is more than `least`.
    """
    quarter = (most - least) / 4
    power = math.floor(math.log10(quarter))
    round_numbers = (float(f"{lead}e{power}") for lead in (1, 2, 5, 10))
    return min(round_numbers, key=lambda each: abs(math.log(each / quarter)))


def two_values(values: Collection[float]) -> tuple[float, float] | None:
    """Give the two values that trials have, the lesser first; None where there are others."""
    found = sorted(set(values))
    return (found[0], found[1]) if len(found) == 2 else None


def fits(per: float, least: float, most: float) -> bool:
    """Tell whether a step is no longer than the range of the values, and no dust in it."""
    return (most - least) / FINEST <= per <= most - least


def step_of(values: Collection[float], per: float | None = None) -> float:
    """Choose the step: what two values lie apart, else `per` where it fits, else a round number.

    The values are not all the same. What is counted in wholes has no step below one.
    """
    least, most = min(values), max(values)
    if two_values(values):
        return most - least
    if per is not None and fits(per, least, most):
        return per
    chosen = round_step(least, most)
    return max(1.0, chosen) if all(float(each).is_integer() for each in values) else chosen
