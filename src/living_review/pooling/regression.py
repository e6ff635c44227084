"""Meta-regression: how the effect depends on what differs between trials."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import check_level, check_option, float_array
from living_review.ground.distributions import (
    BoolArray,
    FloatArray,
    IntArray,
    chi2_tail,
    t_quantile,
    two_sided_p,
)
from living_review.ground.errors import StatisticsError
from living_review.ground.methods import COMMON, INTERVALS
from living_review.pooling.design import (
    Regressions,
    WeightedFit,
    gather_design,
    intercept_column,
    weighted_fit,
)
from living_review.pooling.intervals import ROUNDING
from living_review.pooling.moments import generalised_q
from living_review.pooling.residual_tau2 import RESIDUAL_ESTIMATORS, estimate_residual_tau2
from living_review.pooling.tau2 import estimate_tau2

RESIDUAL_TAU2_METHODS = (*RESIDUAL_ESTIMATORS, COMMON)
SAFEGUARDS = ("none", "se")


@dataclass(frozen=True, eq=False)
class MetaRegression:
    """Coefficients of moderators, and the heterogeneity they leave.

    `coefficients`, `se`, `statistic`, `p`, `ci_low`, `ci_high` have shape (..., p), `covariance`
    (..., p, p), everything else (...). `df` are those of the coefficients' t distribution, infinite
    where it is normal. `tau2`, `i2` (percent), `h2` and `qe` (with `qe_df`, `qe_p`) are residual.
    `r2`: percent of τ² the moderators explain (adjusted R² of the weighted regression under the
    common-effect model), 0 where the same trials have no τ² without them (`tau2_without`); both are
    NaN without an intercept. `qm`: omnibus test of every coefficient but the
    intercept, χ² on `qm_df` or, where `qm_df2` is finite, F on `qm_df` and `qm_df2`. All is NaN,
    and `converged` False, where there are no more trials than coefficients or the design over the
    trials present is singular.
    """

    k: IntArray
    coefficients: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    p: FloatArray
    statistic: FloatArray
    df: FloatArray
    covariance: FloatArray = field(repr=False)
    tau2: FloatArray
    i2: FloatArray
    h2: FloatArray
    r2: FloatArray
    tau2_without: FloatArray
    qe: FloatArray
    qe_df: FloatArray
    qe_p: FloatArray
    qm: FloatArray
    qm_df: FloatArray
    qm_df2: FloatArray
    qm_p: FloatArray
    converged: BoolArray
    safeguard_applied: BoolArray
    tau2_method: str
    interval: str
    safeguard: str
    level: float

    def predict(self, design: ArrayLike) -> Prediction:
        """The mean effect at rows of moderators, with confidence and prediction intervals.

        `design`: shape (rows, p), columns as in the fit. Fields have shape (..., rows).
        """
        rows = float_array(design, "design")
        if rows.ndim != 2 or rows.shape[1] != self.coefficients.shape[-1]:
            raise StatisticsError(
                f"The design to predict at has shape {rows.shape}, but needs one row for each "
                f"prediction and {self.coefficients.shape[-1]} columns, as in the fit."
            )
        mean = self.coefficients @ rows.T
        variance = np.einsum("rp,...pq,rq->...r", rows, self.covariance, rows)
        quantile = t_quantile(np.asarray(self.df), 0.5 + self.level / 2.0)[..., None]
        half = quantile * np.sqrt(variance)
        spread = quantile * np.sqrt(variance + np.asarray(self.tau2)[..., None])
        return Prediction(
            mean, np.sqrt(variance), mean - half, mean + half, mean - spread, mean + spread
        )


@dataclass(frozen=True, eq=False)
class Prediction:
    """Mean effects at chosen moderators; every field (..., rows)."""

    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    prediction_low: FloatArray
    prediction_high: FloatArray


def meta_regression(
    estimates: ArrayLike,
    variances: ArrayLike,
    design: ArrayLike,
    *,
    tau2: str = "REML",
    interval: str = "knapp-hartung",
    safeguard: str = "se",
    level: float = 0.95,
) -> MetaRegression:
    """Regress the effects of trials on their characteristics (mixed-effects model).

    `estimates`, `variances`: shape (..., k); `design`: shape (k, p) or (..., k, p), a column for
    each coefficient, with a column of ones for the intercept; NaN in any of them leaves the trial
    out. `tau2`: DL, PM, REML, ML, HE, HS, SJ, EB or "common". `interval`: wald, t or knapp-hartung
    (Knapp & Hartung 2003); `safeguard` "se" never lets Knapp-Hartung's scale fall below one.

    Raises StatisticsError for an option that does not exist, a meaningless variance or a singular
    design in a single meta-analysis, and shapes that do not match.

    Sources: Viechtbauer 2005; Knapp & Hartung 2003; Raudenbush 2009; R²: Raudenbush 1994;
    I²: Higgins & Thompson 2002 with residual Q.
    """
    check_option("tau2", tau2, RESIDUAL_TAU2_METHODS)
    check_option("interval", interval, INTERVALS)
    check_option("safeguard", safeguard, SAFEGUARDS)
    level = check_level(level)
    batch = gather_design(estimates, variances, design)
    intercept = intercept_column(design)
    with np.errstate(all="ignore"):
        between, reached = estimate_residual_tau2(batch, tau2)
        able = np.flatnonzero(batch.usable)
        chosen = batch.columns(able)
        fit = weighted_fit(chosen, between[able])
        inference = _infer(chosen, fit, intercept, interval, safeguard, level)
        inference |= _heterogeneity(chosen, between[able], tau2, intercept)
        shaped = {name: _spread(values, able, batch) for name, values in inference.items()}
        applied = np.zeros(batch.k.size, dtype=bool)
        applied[able] = (safeguard == "se") & (inference["scale"] < 1.0 - ROUNDING)
    del shaped["scale"]
    return MetaRegression(
        k=batch.in_shape(batch.counted),
        tau2=batch.in_shape(between * batch.scale**2),
        converged=batch.in_shape(reached),
        safeguard_applied=batch.in_shape(applied),
        tau2_method=tau2,
        interval=interval,
        safeguard=safeguard,
        level=level,
        **shaped,
    )


def _spread(values: FloatArray, able: NDArray[np.intp], batch: Regressions) -> FloatArray:
    """`values` of the usable meta-analyses in the shape of the input, NaN elsewhere."""
    whole = np.full((batch.k.size, *values.shape[1:]), np.nan)
    whole[able] = values
    shaped: FloatArray = whole.reshape((*batch.shape, *values.shape[1:]))[()]
    return shaped


def _infer(
    batch: Regressions,
    fit: WeightedFit,
    intercept: int | None,
    interval: str,
    safeguard: str,
    level: float,
) -> dict[str, FloatArray]:
    """Coefficients with their tests, on the scale of the input."""
    unmix = np.linalg.inv(batch.mixing)
    df = batch.df.astype(np.float64)
    scale = fit.q / df if interval == "knapp-hartung" else np.ones(df.size)
    used = np.maximum(scale, 1.0) if safeguard == "se" else scale
    coefficients = np.einsum("bpq,bq->bp", unmix, fit.gamma) * batch.scale[:, None]
    covariance = unmix @ fit.covariance @ unmix.transpose(0, 2, 1)
    covariance = covariance * (used * batch.scale**2)[:, None, None]
    if interval == "wald":
        df = np.full(df.size, np.inf)
    se = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    half = t_quantile(df, 0.5 + level / 2.0)[:, None] * se
    statistic = coefficients / se
    return {
        "coefficients": coefficients,
        "se": se,
        "ci_low": coefficients - half,
        "ci_high": coefficients + half,
        "statistic": statistic,
        "p": two_sided_p(df[:, None], statistic),
        "df": df,
        "covariance": covariance,
        "scale": scale,
        **_omnibus(coefficients, covariance, df, intercept),
    }


def _omnibus(
    coefficients: FloatArray, covariance: FloatArray, df: FloatArray, intercept: int | None
) -> dict[str, FloatArray]:
    """Wald-type test that every coefficient but the intercept is zero."""
    from scipy.special import fdtrc

    tested = [column for column in range(coefficients.shape[1]) if column != intercept]
    m = np.full(df.size, float(len(tested)))
    if not tested:
        nan = np.full(df.size, np.nan)
        return {"qm": nan, "qm_df": nan, "qm_df2": nan, "qm_p": nan}
    part = coefficients[:, tested]
    block = covariance[:, tested][:, :, tested]
    qm = np.einsum("bp,bp->b", part, np.linalg.solve(block, part[:, :, None])[:, :, 0])
    normal = np.isinf(df)
    qm = np.where(normal, qm, qm / m)
    p = np.where(normal, chi2_tail(m, qm), fdtrc(m, np.where(normal, 1.0, df), qm))
    return {"qm": qm, "qm_df": m, "qm_df2": df, "qm_p": p}


def _heterogeneity(
    batch: Regressions, tau2: FloatArray, method: str, intercept: int | None
) -> dict[str, FloatArray]:
    """Residual Q, I² and H², and R²."""
    df = batch.df.astype(np.float64)
    at_zero = weighted_fit(batch, np.zeros(df.size))
    typical = df / at_zero.projection_trace
    i2, h2 = 100.0 * tau2 / (tau2 + typical), tau2 / typical + 1.0
    if method == "common":
        h2 = at_zero.q / df
        i2 = np.maximum(0.0, 100.0 * (1.0 - 1.0 / h2))
    return {
        "qe": at_zero.q,
        "qe_df": df,
        "qe_p": chi2_tail(df, at_zero.q),
        "i2": i2,
        "h2": h2,
        **_explained(batch, at_zero.q / df, tau2, method, intercept),
    }


def _explained(
    batch: Regressions,
    residual: FloatArray,
    tau2: FloatArray,
    method: str,
    intercept: int | None,
) -> dict[str, FloatArray]:
    """Percent of the heterogeneity that the moderators explain, and τ² without them."""
    if intercept is None:
        nan = np.full(tau2.size, np.nan)
        return {"r2": nan, "tau2_without": nan}
    if method == "common":
        total = generalised_q(batch, np.zeros(tau2.size))[0] / (batch.k - 1)
        adjusted: FloatArray = np.maximum(0.0, 100.0 * (1.0 - residual / total))
        return {"r2": adjusted, "tau2_without": np.zeros(tau2.size)}
    whole, _ = estimate_tau2(batch, method)
    explained = np.where(whole > 0, np.maximum(0.0, 100.0 * (1.0 - tau2 / whole)), 0.0)
    return {"r2": explained, "tau2_without": whole * batch.scale**2}
