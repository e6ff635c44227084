"""Confidence intervals for the mean effect and prediction intervals for a new trial's effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray, t_quantile, two_sided_p
from living_review.pooling.batch import Batch
from living_review.pooling.tau2 import estimate_tau2

# A prediction interval from fewer trials says nothing about τ².
LEAST_TRIALS_TO_PREDICT = 3
# Under Paule-Mandel the Knapp-Hartung scale is one but for rounding, which is no safeguarding.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Interval:
    """A mean effect with its standard error and interval; every field (B,)."""

    se: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    p: FloatArray
    df: FloatArray
    safeguard_applied: NDArray[np.bool_]


def confidence_interval(
    batch: Batch,
    estimate: FloatArray,
    tau2: FloatArray,
    *,
    interval: str,
    safeguard: str,
    level: float,
) -> Interval:
    """Interval for the mean effect, on the batch's scale.

    "wald": normal. "t": t on k − 1. "knapp-hartung": t on k − 1 with the standard error of Hartung
    & Knapp 2001 and Sidik & Jonkman 2002. The safeguard acts under "knapp-hartung" alone; one trial
    always has its own Wald interval.
    """
    w = 1.0 / (batch.v + tau2)
    wald_se = np.sqrt(1.0 / w.sum(axis=0))
    df = np.where(batch.k > 1, batch.k - 1.0, np.inf)
    no = np.zeros(batch.k.size, dtype=bool)
    if interval == "wald":
        return _around(estimate, wald_se, np.full(df.shape, np.inf), no, level)
    if interval == "t":
        return _around(estimate, wald_se, df, no, level)
    spread = np.einsum("ij,ij->j", w, (batch.y - estimate) ** 2)
    knapp_hartung_se = np.where(
        batch.k > 1, wald_se * np.sqrt(spread / np.maximum(batch.k - 1, 1)), wald_se
    )
    errors = _Errors(knapp_hartung_se, wald_se, df)
    se, df, applied = _safeguarded(batch, tau2, errors, safeguard, level)
    return _around(estimate, se, df, applied, level)


class _Errors(NamedTuple):
    """Both standard errors of the mean, and the degrees of freedom of the first."""

    knapp_hartung: FloatArray
    wald: FloatArray
    df: FloatArray


def _safeguarded(
    batch: Batch, tau2: FloatArray, errors: _Errors, safeguard: str, level: float
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Standard error and degrees of freedom after the safeguard, and where it changed them."""
    se, wald_se, df = errors
    upper = 0.5 + level / 2.0
    if safeguard == "se":
        # Knapp & Hartung 2003; Röver, Knapp & Friede 2015 (their modified Knapp-Hartung).
        return np.maximum(se, wald_se), df, se < wald_se * (1.0 - ROUNDING)
    if safeguard == "iqwig6":
        # IQWiG General Methods 6.1: the larger standard error, but only where the Knapp-Hartung
        # interval is narrower than the DerSimonian-Laird Wald interval.
        laird, _ = estimate_tau2(batch, "DL")
        laird_se = np.sqrt(1.0 / (1.0 / (batch.v + laird)).sum(axis=0))
        narrow = t_quantile(df, upper) * se < t_quantile(np.inf, upper) * laird_se
        applied = narrow & (se < wald_se * (1.0 - ROUNDING))
        return np.where(applied, wald_se, se), df, applied
    if safeguard == "ci":
        # The wider of the two intervals (Jackson et al. 2017, hybrid method 2).
        applied = t_quantile(df, upper) * se < t_quantile(np.inf, upper) * wald_se
    elif safeguard == "cochrane":
        # Wald unless there are more than two trials and τ² is above zero.
        applied = (batch.k == 2) | ((batch.k > 2) & ~(tau2 > 0))
    else:
        applied = np.zeros(se.shape, dtype=bool)
    return np.where(applied, wald_se, se), np.where(applied, np.inf, df), applied


def _around(
    estimate: FloatArray, se: FloatArray, df: FloatArray, applied: NDArray[np.bool_], level: float
) -> Interval:
    half = t_quantile(df, 0.5 + level / 2.0) * se
    statistic = estimate / se
    p = two_sided_p(df, statistic)
    return Interval(se, estimate - half, estimate + half, statistic, p, df, applied)


def prediction_df(batch: Batch, prediction: str) -> FloatArray:
    """Degrees of freedom of the prediction interval; NaN where it is withheld (k < 3)."""
    df = {"k-1": batch.k - 1.0, "k-2": batch.k - 2.0, "normal": np.full(batch.k.shape, np.inf)}
    return np.where(batch.usable & (batch.k >= LEAST_TRIALS_TO_PREDICT), df[prediction], np.nan)


def prediction_interval(
    estimate: FloatArray, tau2: FloatArray, mean: Interval, df: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Where the true effect of a new trial is expected: mean ± t·√(τ² + se²) (Higgins et al. 2009).

    `se` is the one of the confidence interval. Never narrower than the confidence interval, which
    matters only for normal prediction quantiles beside a t confidence interval.
    """
    half = t_quantile(df, 0.5 + level / 2.0) * np.sqrt(tau2 + mean.se**2)
    # Compared limit by limit: a rounding error must not let the inner interval stick out.
    return np.minimum(estimate - half, mean.low), np.maximum(estimate + half, mean.high)
