"""Where a falling function crosses zero: Newton steps that cannot leave their bracket."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import Batch

Falling = Callable[[Batch, FloatArray], tuple[FloatArray, FloatArray]]

MAX_ITERATIONS = 120
# Newton's error squares at each step, so a step this small lands at rounding error. Variances are
# scaled to a smallest one of about 1, which gives the absolute part its meaning.
RELATIVE_STEP, ABSOLUTE_STEP = 1e-9, 1e-14
# Near rounding error the sign of the function is noise; a bracket this narrow is an answer.
ROUNDING = 1e-9


def falling_root(
    function: Falling, batch: Batch, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Roots, one a column of `batch`, of a function above zero at `low` and not above it at `high`.

    `function(batch, tau2)` returns value and derivative, each (B,). Returns roots (B,) and whether
    each was reached.
    """
    root, reached = low.copy(), np.zeros(low.shape, dtype=bool)
    active = np.arange(low.size)
    low, high, at = low.copy(), high.copy(), low.copy()
    for _ in range(MAX_ITERATIONS):
        if not active.size:
            break
        value, slope = function(batch, at)
        above = value > 0
        low, high = np.where(above, at, low), np.where(above, high, at)
        following = at - value / slope
        newton = (following >= low) & (following <= high)
        # Halving on the scale of log(v + τ²): τ² may lie twelve orders of magnitude up.
        middle = np.sqrt((low + 1.0) * (high + 1.0)) - 1.0
        following = np.where(newton, following, np.clip(middle, low, high))
        step = np.abs(following - at)
        done = newton & (step <= RELATIVE_STEP * following + ABSOLUTE_STEP) | (value == 0)
        done |= high - low <= ABSOLUTE_STEP + 4e-16 * high
        root[active] = np.where(value == 0, at, following)
        reached[active] = done | (high - low <= ROUNDING * (1.0 + high))
        at = following
        if done.sum() * 2 >= done.size:
            going = ~done
            active, batch = active[going], batch.columns(going)
            low, high, at = low[going], high[going], at[going]
    return root, reached
