"""Three-level meta-analysis: several effects from one trial, trials that differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import check_level, check_option
from living_review.ground.distributions import FloatArray, chi2_tail, t_cdf, t_quantile, two_sided_p
from living_review.ground.errors import StatisticsError
from living_review.pooling.ascent import climb, negative_curvature
from living_review.pooling.cluster_robust import RobustInference, cr2
from living_review.pooling.clusters import (
    ClusterFit,
    Clusters,
    generalised_least_squares,
    in_clusters,
)
from living_review.pooling.design import gather_design, intercept_column
from living_review.pooling.pool import pool
from living_review.pooling.subsets import trial_arrays

METHODS = ("REML", "ML")
INTERVALS = ("wald", "t")
FLAT = 1e-7


@dataclass(frozen=True, eq=False)
class MultilevelModel:
    """Coefficients of a three-level model; each array has shape (p,), one entry without a design.

    `se`, `statistic`, `p`, `ci_low`, `ci_high` trust the model; `robust` holds the same with CR2
    standard errors and Satterthwaite degrees of freedom, which do not. `sigma2_between` is the
    variance of true effects between clusters, `sigma2_within` that within them, `i2_between` and
    `i2_within` (percent) their shares in the total variance. `qe` is the residual Q. The prediction
    interval is for a new effect in a new cluster (NaN with moderators), and `weights` (k,) are the
    shares of the effects in the first coefficient, 0 for an absent one: in the mean without a
    design, where they sum to one. All is NaN, and `converged`
    False, below two clusters or without more effects than coefficients. Where no cluster has two
    effects the variances cannot be told apart, and all of it is between clusters.
    """

    k: int
    clusters: int
    coefficients: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: float
    p: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    robust: RobustInference
    sigma2_between: float
    sigma2_within: float
    i2_between: float
    i2_within: float
    log_likelihood: float
    qe: float
    qe_df: int
    qe_p: float
    prediction_low: float
    prediction_high: float
    weights: FloatArray
    converged: bool

    @property
    def estimate(self) -> float:
        """The first coefficient: the mean effect where there is no design."""
        return float(self.coefficients[0])

    def prediction(self, *, robust: bool, level: float = 0.95) -> tuple[float, float]:
        """Interval for a new effect in a new cluster, by the model or by the robust inference.

        Source: Higgins, Thompson & Spiegelhalter 2009, with the standard error and the degrees of
        freedom of the inference chosen; NaN with moderators.
        """
        df, spread = self._spread(robust)
        half = float(t_quantile(df, 0.5 + level / 2.0)) * spread
        return self.estimate - half, self.estimate + half

    def beyond(self, threshold: float, *, robust: bool) -> float:
        """Probability that a new effect in a new cluster lies above `threshold`."""
        df, spread = self._spread(robust)
        return float(t_cdf(df, (self.estimate - threshold) / spread)) if spread > 0 else np.nan

    def _spread(self, robust: bool) -> tuple[float, float]:
        se, df = (self.robust.se[0], float(self.robust.df[0])) if robust else (self.se[0], self.df)
        if np.isnan(self.prediction_low):
            return np.nan, np.nan
        return df, float(np.sqrt(self.sigma2_between + self.sigma2_within + se**2))


class _Fit(NamedTuple):
    variances: FloatArray
    converged: bool


def multilevel(
    estimates: ArrayLike,
    variances: ArrayLike,
    clusters: ArrayLike,
    design: ArrayLike | None = None,
    *,
    rho: float = 0.0,
    method: str = "REML",
    interval: str = "wald",
    level: float = 0.95,
) -> MultilevelModel:
    """Fit random effects for clusters and for effects within them.

    `estimates`, `variances`: shape (k,), NaN for an absent effect; `clusters`: k labels; `design`:
    shape (k, p), the intercept alone if not given. `rho`: the assumed correlation of sampling
    errors within a cluster (the correlated and hierarchical effects model). `interval`: wald or t
    on k − p, for the inference that trusts the model.

    Raises StatisticsError as `pool` does, when the shapes do not match, when `rho` is not in
    [0, 1), and when the design is singular.

    Sources: Konstantopoulos 2011, eqs. 4-8; Pustejovsky & Tipton 2022 (correlated and hierarchical
    effects); 2018 (CR2); Nakagawa & Santos 2012, eqs. 6-8 (I²).
    """
    check_option("method", method, METHODS)
    check_option("interval", interval, INTERVALS)
    level = check_level(level)
    if not 0.0 <= rho < 1.0:
        raise StatisticsError(f"The correlation rho {rho!r} must be at least 0 and below 1.")
    effects, sampling, present = trial_arrays(estimates, variances)
    if effects.ndim != 1:
        raise StatisticsError(
            f"multilevel() takes one meta-analysis, not estimates of shape {effects.shape}."
        )
    x = np.ones((effects.size, 1)) if design is None else np.asarray(design, dtype=np.float64)
    labels = np.asarray(clusters)
    if labels.shape != effects.shape or x.ndim != 2 or len(x) != effects.size:
        raise StatisticsError(
            f"The {effects.size} effects need one cluster label each (given: {labels.shape}) and "
            f"one row of the design each (given: {x.shape})."
        )
    present = present & ~np.isnan(x).any(axis=1)
    y, v, x, labels = effects[present], sampling[present], x[present], labels[present]
    if np.unique(labels).size < 2 or y.size <= x.shape[1]:
        return _nothing(y.size, np.unique(labels).size, x.shape[1], effects.size)
    gather_design(y, v, x)  # raises where the design is singular
    # Measured in typical standard errors, so that tolerances mean the same everywhere.
    unit = float(np.sqrt(np.median(v)))
    data = in_clusters(y / unit, v / unit**2, x, labels, rho)
    fit = _fit(data, method, float(pool(y / unit, v / unit**2, tau2="DL").tau2))
    found = _inference(data, fit, _Way(method, interval, level), unit, intercept_column(x) == 0)
    weights = np.zeros(effects.size)
    weights[present] = found.weights
    return replace(found, weights=weights)


def _fit(data: Clusters, method: str, tau2: float) -> _Fit:
    """Variances between and within clusters at the highest maximum found from several starts."""
    singles = data.largest == 1
    restricted = method == "REML"

    def free(at: FloatArray) -> FloatArray:
        return np.array([at[0], 0.0]) if singles else at

    def height(at: FloatArray) -> float:
        return _log_likelihood(data, free(at), restricted)

    def gradient(at: FloatArray) -> FloatArray:
        return _gradient(data, free(at), restricted)[: at.size]

    def derivatives(at: FloatArray) -> tuple[FloatArray, FloatArray]:
        step = 1e-6 * np.maximum(at, 1e-2)
        return gradient(at), negative_curvature(gradient, at, np.minimum(step, data.least_variance))

    starts = [(0.0, 0.0), (tau2, 0.0), (0.0, tau2), (tau2, tau2), (4 * tau2 + 1, 0.1 * tau2)]
    reached = [
        climb(height, derivatives, start, np.ones(start.size, dtype=bool), FLAT * data.k)
        for start in (np.array(each[:1] if singles else each, dtype=np.float64) for each in starts)
    ]
    at, converged = max(reached, key=lambda each: height(each[0]))
    return _Fit(free(at), converged)


def _log_likelihood(data: Clusters, at: FloatArray, restricted: bool) -> float:
    """Log-likelihood (Konstantopoulos 2011), without the constant that the unit brings."""
    fit = generalised_least_squares(data, at[0], at[1])
    total = fit.log_determinant + fit.q + data.k * np.log(2.0 * np.pi)
    if restricted:
        # The constants of the restricted likelihood are those of Harville 1974.
        total -= data.p * np.log(2.0 * np.pi) + np.linalg.slogdet(fit.covariance)[1]
        total -= data.log_determinant_of_design
    return float(-0.5 * total)


def _gradient(data: Clusters, at: FloatArray, restricted: bool) -> FloatArray:
    """Derivatives of the log-likelihood in the variances between and within clusters.

    Harville 1977, eq. 4.3, for dΣ/dσ² a block of ones and the identity.
    """
    fit = generalised_least_squares(data, at[0], at[1])
    slope = np.zeros(2)
    for inverse, x, residual in zip(fit.inverses, data.x, fit.residuals, strict=True):
        u = np.einsum("cij,cj->ci", inverse, residual)
        slope += [
            (u.sum(axis=1) ** 2).sum() - inverse.sum(),
            (u**2).sum() - np.trace(inverse, axis1=1, axis2=2).sum(),
        ]
        if restricted:
            z = inverse @ x
            column = z.sum(axis=1)
            slope += [
                np.einsum("cp,pq,cq->", column, fit.covariance, column),
                np.einsum("cip,pq,ciq->", z, fit.covariance, z),
            ]
    return 0.5 * slope


class _Way(NamedTuple):
    """The options of `multilevel` that decide what is said of a fit."""

    method: str
    interval: str
    level: float


def _inference(
    data: Clusters, fit: _Fit, way: _Way, unit: float, has_mean: bool
) -> MultilevelModel:
    method, interval, level = way
    between, within = fit.variances
    model = generalised_least_squares(data, between, within)
    fixed = generalised_least_squares(data, 0.0, 0.0)
    coefficients = model.coefficients * unit
    se = np.sqrt(np.diagonal(model.covariance)) * unit
    qe_df = data.k - data.p
    df = np.inf if interval == "wald" else float(qe_df)
    quantile = float(t_quantile(df, 0.5 + level / 2.0))
    spread = quantile * float(np.sqrt(unit**2 * (between + within) + se[0] ** 2))
    mean = coefficients[0] if has_mean and data.p == 1 else np.nan
    typical = qe_df / fixed.projection_trace(data)
    total = between + within + typical
    restricted_constant = data.p if method == "REML" else 0
    height = _log_likelihood(data, fit.variances, method == "REML")
    return MultilevelModel(
        k=data.k,
        clusters=data.count,
        coefficients=coefficients,
        se=se,
        statistic=coefficients / se,
        df=df,
        p=two_sided_p(df, coefficients / se),
        ci_low=coefficients - quantile * se,
        ci_high=coefficients + quantile * se,
        robust=cr2(data, model, unit, level),
        sigma2_between=float(between * unit**2),
        sigma2_within=float(within * unit**2),
        i2_between=float(100.0 * between / total),
        i2_within=float(100.0 * within / total),
        log_likelihood=float(height - (data.k - restricted_constant) * np.log(unit)),
        qe=float(fixed.q),
        qe_df=qe_df,
        qe_p=float(chi2_tail(qe_df, fixed.q)),
        prediction_low=float(mean - spread),
        prediction_high=float(mean + spread),
        weights=_weights(data, model),
        converged=fit.converged,
    )


def _weights(data: Clusters, fit: ClusterFit) -> FloatArray:
    """Share of each effect in the first coefficient: the first row of (X'Σ⁻¹X)⁻¹X'Σ⁻¹."""
    weights = np.zeros(data.k)
    for inverse, x, rows in zip(fit.inverses, data.x, data.rows, strict=True):
        weights[rows] = np.einsum("q,cij,cjq->ci", fit.covariance[0], inverse, x)
    return weights


def _nothing(k: int, clusters: int, p: int, given: int) -> MultilevelModel:
    """The result where there is none."""
    nan, gaps = float("nan"), np.full(p, np.nan)
    return MultilevelModel(
        k=k,
        clusters=clusters,
        coefficients=gaps,
        se=gaps,
        statistic=gaps,
        df=nan,
        p=gaps,
        ci_low=gaps,
        ci_high=gaps,
        robust=RobustInference(gaps, gaps, gaps, gaps, gaps, gaps),
        sigma2_between=nan,
        sigma2_within=nan,
        i2_between=nan,
        i2_within=nan,
        log_likelihood=nan,
        qe=nan,
        qe_df=k - p,
        qe_p=nan,
        prediction_low=nan,
        prediction_high=nan,
        weights=np.full(given, np.nan),
        converged=False,
    )
