"""Pooling: from the effects of trials to one mean effect, for one meta-analysis or a million."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import check_level, check_option, float_array
from living_review.ground.distributions import BoolArray, FloatArray, IntArray, t_cdf
from living_review.ground.errors import StatisticsError
from living_review.ground.methods import COMMON, INTERVALS, PREDICTIONS, SAFEGUARDS, TAU2
from living_review.pooling.batch import Batch, gather
from living_review.pooling.heterogeneity import (
    Tau2Interval,
    generalised_q_interval,
    heterogeneity,
    q_profile,
)
from living_review.pooling.intervals import (
    confidence_interval,
    prediction_df,
    prediction_interval,
)
from living_review.pooling.moments import weighted_mean
from living_review.pooling.tau2 import estimate_tau2

TAU2_INTERVALS = {"q-profile": q_profile, "generalised-q": generalised_q_interval}
TAU2_METHODS = (*TAU2, COMMON)


@dataclass(frozen=True, eq=False)
class PooledEffect:
    """Mean effects of meta-analyses, with everything said about each.

    Arrays have shape (...), the leading shape of the input (a NumPy scalar for one meta-analysis);
    `weights` has shape (..., k), sums to 1 over the trials present and is 0 for an absent one.
    `se` is the standard error the interval is made of: Knapp-Hartung's, after the safeguard, if so
    asked. `df` is infinite where the interval is normal. `i2` (percent) and `h2` follow from τ²
    (from Q under the common-effect model), `i2_q` (percent) from Q. The prediction interval and
    `prediction_df` are NaN below three trials and under the common-effect model. `converged` is
    False where there is no result, or where an iterated τ² was not reached.
    """

    k: IntArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    p: FloatArray
    statistic: FloatArray
    df: FloatArray
    tau2: FloatArray
    i2: FloatArray
    i2_q: FloatArray
    h2: FloatArray
    q: FloatArray
    q_df: FloatArray
    q_p: FloatArray
    prediction_low: FloatArray
    prediction_high: FloatArray
    prediction_df: FloatArray
    weights: FloatArray = field(repr=False)
    converged: BoolArray
    safeguard_applied: BoolArray
    tau2_method: str
    interval: str
    safeguard: str
    level: float
    _batch: Batch = field(repr=False)

    def tau2_interval(
        self,
        method: Literal["q-profile", "generalised-q"] = "q-profile",
        *,
        level: float | None = None,
    ) -> Tau2Interval:
        """Interval for τ², I² and H² of each meta-analysis, at the level of the pool unless given.

        "q-profile" (Viechtbauer 2007) or "generalised-q" (Jackson 2013, weights 1/v). NaN below two
        trials. Raises StatisticsError for another method.
        """
        check_option("method", method, tuple(TAU2_INTERVALS))
        level = self.level if level is None else check_level(level)
        with np.errstate(all="ignore"):
            found = TAU2_INTERVALS[method](self._batch, level)
        square = self._batch.scale**2
        found = replace(found, tau2_low=found.tau2_low * square, tau2_high=found.tau2_high * square)
        shaped: dict[str, Any] = {
            each.name: self._batch.in_shape(getattr(found, each.name))
            for each in fields(found)
            if each.name != "level"
        }
        return replace(found, **shaped)

    def beyond(self, threshold: ArrayLike) -> FloatArray:
        """Probability that the true effect of a new trial lies above `threshold`, shape (...).

        From the distribution behind the prediction interval, with its degrees of freedom (Higgins,
        Thompson & Spiegelhalter 2009); NaN where that interval is withheld.
        """
        distance = np.asarray(self.estimate) - float_array(threshold, "threshold")
        with np.errstate(all="ignore"):
            spread = np.sqrt(np.asarray(self.tau2) + np.asarray(self.se) ** 2)
            t = np.where(spread > 0, distance / spread, np.sign(distance) * np.inf)
            chance = t_cdf(self.prediction_df, t)
        known: FloatArray = np.where(np.isnan(self.prediction_df), np.nan, chance)[()]
        return known


def pool(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    tau2: str | float | FloatArray = "REML",
    interval: str = "knapp-hartung",
    safeguard: str = "se",
    level: float = 0.95,
    prediction: str = "k-1",
) -> PooledEffect:
    """Pool the effects of trials by inverse variance, many meta-analyses in one call.

    `estimates`, `variances`: shape (..., k); NaN marks an absent trial. `tau2`: DL, PM, REML, ML,
    HE, HS, HSk, SJ, EB, PMM, "common", or a known τ² ≥ 0 of shape (...). `interval`: wald, t or
    knapp-hartung; `safeguard` (knapp-hartung only): none, se, iqwig6, ci or cochrane. `prediction`:
    degrees of freedom of the prediction interval, k-1, k-2 or normal.

    Raises StatisticsError for an option that does not exist, and for a zero, negative or infinite
    variance in a single meta-analysis; in a batch that meta-analysis is NaN and not converged.
    """
    method = _checked_options(tau2, interval, safeguard, prediction)
    level = check_level(level)
    batch = gather(estimates, variances)
    with np.errstate(all="ignore"):
        if isinstance(tau2, str):
            between, reached = estimate_tau2(batch, tau2)
        else:
            between, reached = _given(batch, tau2)
        way = _Way(method, interval, safeguard, level, prediction)
        return _pooled(batch, between, reached, way)


class _Way(NamedTuple):
    """The options of `pool`, checked; `method` is how τ² came about."""

    method: str
    interval: str
    safeguard: str
    level: float
    prediction: str


def _pooled(batch: Batch, tau2: FloatArray, reached: NDArray[np.bool_], way: _Way) -> PooledEffect:
    method, interval, safeguard, level, prediction = way
    w = 1.0 / (batch.v + tau2)
    estimate, total = weighted_mean(batch.y, w)
    mean = confidence_interval(
        batch, estimate, tau2, interval=interval, safeguard=safeguard, level=level
    )
    spread = heterogeneity(batch, tau2, common=method == "common")
    df = prediction_df(batch, prediction)
    if method == "common":
        df = np.full(df.shape, np.nan)
    low, high = prediction_interval(estimate, tau2, mean, df, level)

    shaped, scale = batch.in_shape, batch.scale
    weights = np.where(batch.usable, w / total, np.nan).T
    return PooledEffect(
        k=shaped(batch.counted),
        estimate=shaped(batch.fill(estimate) * scale),
        se=shaped(batch.fill(mean.se) * scale),
        ci_low=shaped(batch.fill(mean.low) * scale),
        ci_high=shaped(batch.fill(mean.high) * scale),
        p=shaped(batch.fill(mean.p)),
        statistic=shaped(batch.fill(mean.statistic)),
        df=shaped(batch.fill(mean.df)),
        tau2=shaped(tau2 * scale**2),
        i2=shaped(spread.i2),
        i2_q=shaped(spread.i2_q),
        h2=shaped(spread.h2),
        q=shaped(spread.q),
        q_df=shaped(spread.q_df),
        q_p=shaped(spread.q_p),
        prediction_low=shaped(low * scale),
        prediction_high=shaped(high * scale),
        prediction_df=shaped(df),
        weights=weights.reshape(*batch.shape, len(batch.y)),
        converged=shaped(reached & np.isfinite(estimate)),
        safeguard_applied=shaped(mean.safeguard_applied & batch.usable),
        tau2_method=method,
        interval=interval,
        safeguard=safeguard,
        level=level,
        _batch=batch,
    )


def _given(batch: Batch, tau2: float | FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    given = float_array(tau2, "τ²")
    try:
        given = np.broadcast_to(given, batch.shape).reshape(-1)
    except ValueError as error:
        raise StatisticsError(
            f"A known τ² must be one number or have shape {batch.shape}, one for each "
            f"meta-analysis, not {given.shape}."
        ) from error
    if not np.all(given >= 0) or np.isinf(given).any():
        raise StatisticsError("A known τ² must be finite and not below zero.")
    return batch.fill(given / batch.scale**2), batch.usable.copy()


def _checked_options(tau2: object, interval: str, safeguard: str, prediction: str) -> str:
    """The name of the τ² method; raises StatisticsError for an option that does not exist."""
    for name, value, allowed in (
        ("tau2", tau2, TAU2_METHODS),
        ("interval", interval, INTERVALS),
        ("safeguard", safeguard, SAFEGUARDS),
        ("prediction", prediction, PREDICTIONS),
    ):
        if isinstance(value, str) or name != "tau2":
            check_option(name, value, allowed)
    return tau2 if isinstance(tau2, str) else "given"
