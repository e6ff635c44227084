"""What every effect measure returns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray


class Effect(NamedTuple):
    """Effects and sampling variances of trials; ratios on the log scale, NaN where undefined."""

    estimate: FloatArray
    variance: FloatArray


def effect(estimate: FloatArray, variance: FloatArray, defined: NDArray[np.bool_]) -> Effect:
    """The effect where it is `defined` and finite, NaN elsewhere, in both places at once."""
    defined = defined & np.isfinite(estimate) & np.isfinite(variance)
    return Effect(np.where(defined, estimate, np.nan)[()], np.where(defined, variance, np.nan)[()])
