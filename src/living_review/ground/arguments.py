"""Reading the arguments of the numerics: arrays of numbers, and options by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError


def float_array(values: ArrayLike, name: str) -> FloatArray:
    """`values` as double precision; raises StatisticsError when they are not numbers."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsError(
            f"The argument {name} must be numbers (NaN where there is none): {error}."
        ) from error


def broadcast(**named: ArrayLike) -> list[FloatArray]:
    """The arguments as double-precision arrays of one common shape.

    Raises StatisticsError naming the argument that is not numeric, or the shapes that differ.
    """
    read = [float_array(values, name) for name, values in named.items()]
    if all(each.shape == read[0].shape for each in read):
        return read
    try:
        return list(np.broadcast_arrays(*read))
    except ValueError as error:
        shapes = ", ".join(f"{name} {each.shape}" for name, each in zip(named, read, strict=True))
        raise StatisticsError(
            f"The arguments must have one value a trial, but their shapes differ: {shapes}."
        ) from error


def check_option(name: str, value: object, allowed: Sequence[str]) -> None:
    """Raises StatisticsError unless `value` is one of `allowed`."""
    if value not in allowed:
        raise StatisticsError(f"There is no {name} {value!r}; choose one of {', '.join(allowed)}.")


def check_level(level: float) -> float:
    """A confidence level as a float; raises StatisticsError outside (0, 1)."""
    if not 0.0 < level < 1.0:
        raise StatisticsError(f"The level {level!r} must lie between 0 and 1, such as 0.95.")
    return float(level)
