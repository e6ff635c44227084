"""Several effects of the same people made into one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from living_review.effects.effect import Effect
from living_review.ground.arguments import float_array
from living_review.ground.errors import StatisticsError


def mean_of_correlated(
    estimates: ArrayLike, variances: ArrayLike, correlation: ArrayLike
) -> Effect:
    """Average effects that rest on the same people, such as one on each of several instruments.

    `estimates`, `variances`: shape (..., m), NaN for an absent effect; `correlation`: that of the
    sampling errors of any two, in [0, 1], broadcast to (...). The result has shape (...), NaN where
    all are absent.

    Raises StatisticsError for another correlation.

    Source: Borenstein et al. 2009, ch. 24: v = (Σvᵢ + Σ_{i≠j} r·√vᵢ·√vⱼ) / m².
    """
    y, v = float_array(estimates, "estimates"), float_array(variances, "variances")
    r = float_array(correlation, "correlation")
    if not np.all((r >= 0.0) & (r <= 1.0)):
        raise StatisticsError(f"The correlation {correlation!r} must lie between 0 and 1.")
    present = ~np.isnan(y + v)
    y, v = np.where(present, y, 0.0), np.where(present, v, 0.0)
    m = np.where(present.any(axis=-1), present.sum(axis=-1), np.nan)
    own = v.sum(axis=-1)
    crossed = np.sqrt(v).sum(axis=-1) ** 2 - own
    return Effect((y.sum(axis=-1) / m)[()], ((own + r * crossed) / m**2)[()])
