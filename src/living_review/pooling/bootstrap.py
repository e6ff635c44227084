"""A prediction interval that keeps its coverage with few trials: parametric bootstrap."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import check_level
from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.pooling.batch import Batch, gather
from living_review.pooling.intervals import LEAST_TRIALS_TO_PREDICT
from living_review.pooling.moments import weighted_mean
from living_review.pooling.quadratic_form import MOST_TRIALS, q_below, tau2_at_probability

# The confidence distribution of τ² is smooth; between this many points it is read off a line.
GRID = 1000
# Numbers held at once, so that memory does not grow with trials times draws.
WORKSPACE = 2**21


class PredictionInterval(NamedTuple):
    """Limits for the true effect of a new trial; NaN where withheld."""

    low: float
    high: float


def bootstrap_prediction(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    level: float = 0.95,
    draws: int = 25_000,
    seed: int = 0,
) -> PredictionInterval:
    """Prediction interval of one meta-analysis by parametric bootstrap.

    Draws τ² from its exact confidence distribution, then the mean and a new trial's effect given
    τ². `estimates`, `variances`: shape (k,), NaN for an absent trial. The same seed gives the same
    interval. Withheld below three trials and above 500. Raises StatisticsError for more than one
    meta-analysis or fewer than 1,000 draws.
    Source: Nagashima, Noma & Furukawa 2019, Statistical Methods in Medical Research 28:1689.
    """
    check_level(level)
    batch = gather(estimates, variances)
    if batch.shape:
        raise StatisticsError("The bootstrap takes one meta-analysis at a time; loop over them.")
    if draws < 1000:
        raise StatisticsError(f"{draws} draws cannot place a limit; ask for 1,000 or more.")
    if not LEAST_TRIALS_TO_PREDICT <= batch.k[0] <= MOST_TRIALS:
        return PredictionInterval(np.nan, np.nan)
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        tau2 = _confidence_draws(batch, rng.uniform(size=draws))
        mean, se = _mean_given(batch, tau2)
    new = mean + np.sqrt(tau2) * rng.normal(size=draws) - se * rng.standard_t(batch.k[0] - 1, draws)
    low, high = np.quantile(new, [0.5 - level / 2.0, 0.5 + level / 2.0]) * batch.scale[0]
    return PredictionInterval(float(low), float(high))


def _confidence_draws(batch: Batch, chance: FloatArray) -> FloatArray:
    """τ² at which Q exceeds the one observed with probability `chance`; zero below that at zero."""
    high = tau2_at_probability(batch, 1e-7)[0]
    grid = np.expm1(np.linspace(0.0, np.log1p(high), GRID))
    rising = 1.0 - q_below(batch.columns(np.zeros(GRID, dtype=np.intp)), grid)
    # interp gives the first grid point, zero, for any chance below the curve.
    return np.interp(chance, np.maximum.accumulate(rising), grid)


def _mean_given(batch: Batch, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and Knapp-Hartung standard error at each τ²."""
    means, errors = [], []
    size = max(1, WORKSPACE // len(batch.y))
    for at in range(0, tau2.size, size):
        w = 1.0 / (batch.v + tau2[at : at + size])
        mean, total = weighted_mean(np.broadcast_to(batch.y, w.shape), w)
        spread = np.einsum("ij,ij->j", w, (batch.y - mean) ** 2)
        means.append(mean)
        errors.append(np.sqrt(spread / (total * (batch.k[0] - 1))))
    return np.concatenate(means), np.concatenate(errors)
