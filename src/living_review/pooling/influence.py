"""What each trial does to the pool: case-deletion diagnostics and the Baujat coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.distributions import FloatArray, chi2_quantile
from living_review.pooling.pool import PooledEffect, pool
from living_review.pooling.robustness import leave_one_out
from living_review.pooling.subsets import trial_arrays


@dataclass(frozen=True, eq=False)
class Influence:
    """Case-deletion diagnostics; every field has shape (..., k) and is NaN for an absent trial.

    `rstudent`: externally standardised residual. `dffits`: change of the trial's fitted value in
    standard deviations. `cook`: Cook's distance. `covariance_ratio`: variance of the mean without
    the trial over that with it. `dfbetas`: change of the mean in standard errors. `tau2_deleted`,
    `q_deleted`: τ² and Q without the trial. `hat`: leverage, which is the trial's weight (0 to 1).
    `influential`: any of |DFFITS| > 3√(1/(k−1)), Cook's distance beyond the median of χ² on 1,
    hat > 3/k, |DFBETAS| > 1 (Viechtbauer & Cheung 2010, sec. 3).
    """

    rstudent: FloatArray
    dffits: FloatArray
    cook: FloatArray
    covariance_ratio: FloatArray
    dfbetas: FloatArray
    tau2_deleted: FloatArray
    q_deleted: FloatArray
    hat: FloatArray
    influential: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Baujat:
    """Coordinates of the Baujat plot, each (..., k).

    `heterogeneity` is the trial's share in Q (its squared Pearson residual), `influence` the
    squared change of the mean without it, over the variance of the mean without it.
    """

    heterogeneity: FloatArray
    influence: FloatArray


@dataclass(frozen=True, eq=False)
class _Deletion:
    """The pool with all trials, without each, and the trials themselves."""

    effects: FloatArray
    sampling: FloatArray
    full: PooledEffect
    without: PooledEffect

    @property
    def change(self) -> FloatArray:
        """How far the mean moves back when the trial returns, (..., k)."""
        moved: FloatArray = np.asarray(self.full.estimate)[..., None] - self.without.estimate
        return moved


def _delete_each(
    estimates: ArrayLike, variances: ArrayLike, tau2: str | float | FloatArray
) -> _Deletion:
    effects, sampling, _ = trial_arrays(estimates, variances)
    # Wald standard errors: the diagnostics are defined by the model's variances.
    full = pool(effects, sampling, tau2=tau2, interval="wald")
    without = leave_one_out(effects, sampling, tau2=tau2, interval="wald")
    return _Deletion(effects, sampling, full, without)


def influence(
    estimates: ArrayLike, variances: ArrayLike, *, tau2: str | float | FloatArray = "REML"
) -> Influence:
    """Case-deletion diagnostics of each trial in each meta-analysis.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial. With one trial, everything
    but `hat` is NaN. A diagnostic that is NaN flags nobody.

    Source: Viechtbauer & Cheung 2010, eqs. 6-15, for the model without moderators.
    """
    case = _delete_each(estimates, variances, tau2)
    full, without = case.full, case.without
    between = np.asarray(without.tau2)
    with np.errstate(all="ignore"):
        hat = np.where(np.isnan(case.effects), np.nan, full.weights)
        spread = case.sampling + between
        rstudent = (case.effects - without.estimate) / np.sqrt(spread + without.se**2)
        dffits = case.change / np.sqrt(hat * spread)
        variance = np.asarray(full.se)[..., None] ** 2
        cook = case.change**2 / variance
        # NaN for an absent trial, which adds nothing.
        weight = 1.0 / (case.sampling[..., None, :] + between[..., :, None])
        dfbetas = case.change * np.sqrt(np.nansum(weight, axis=-1))
        k = np.asarray(full.k)[..., None]
        influential = (
            (np.abs(dffits) > 3.0 * np.sqrt(1.0 / (k - 1.0)))
            | (cook > chi2_quantile(1.0, 0.5))
            | (hat > 3.0 / k)
            | (np.abs(dfbetas) > 1.0)
        )
        ratio = without.se**2 / variance
    return Influence(rstudent, dffits, cook, ratio, dfbetas, between, without.q, hat, influential)


def baujat(
    estimates: ArrayLike, variances: ArrayLike, *, tau2: str | float | FloatArray = "common"
) -> Baujat:
    """Where each trial stands in the Baujat plot.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial; the plot's authors use the
    common-effect model, which is the default.

    Source: Baujat, Mahé, Pignon & Hill 2002.
    """
    case = _delete_each(estimates, variances, tau2)
    full, without = case.full, case.without
    with np.errstate(all="ignore"):
        spread = case.sampling + np.asarray(full.tau2)[..., None]
        residual = case.effects - np.asarray(full.estimate)[..., None]
        return Baujat(residual**2 / spread, case.change**2 / without.se**2)
