"""One pool at its published τ², by weighted least squares of statsmodels.

The weights are 1/(v + τ²): with the scale fixed at one the covariance of the mean is Wald's, with
the scale estimated it is Knapp and Hartung's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.regression.linear_model import WLS

from living_review.verification.settings import Way
from living_review.verification.variance import Array, estimate, q_of, typical

# Knapp and Hartung's scale is one under Paule-Mandel, but for rounding.
NEARLY = 1e-9
FEWEST_FOR_PREDICTION = 3


@dataclass(frozen=True)
class Mean:
    """A mean effect on the analysis scale; `df` is infinite for a normal interval."""

    estimate: float
    se: float
    low: float
    high: float
    p: float
    statistic: float
    df: float
    applied: bool
    near: bool
    weights: Array
    wald_se: float


def mean_of(y: Array, v: Array, tau2: float, way: Way) -> Mean:
    """Pool trials at this τ²; `near` where rounding decides if a safeguard changed anything."""
    k = len(y)
    w = 1.0 / (v + tau2)
    model = WLS(y, np.ones(k), weights=w)
    fixed = model.fit(cov_type="fixed scale", use_t=False)
    wald_se = float(fixed.bse[0])
    share = w / w.sum()
    if way.interval == "wald" or k == 1:
        return _read(fixed, math.inf, way.level, share, wald_se)
    if way.interval == "t":
        return _read(
            model.fit(cov_type="fixed scale", use_t=True), k - 1.0, way.level, share, wald_se
        )
    scaled = model.fit(use_t=True)
    kh_se = float(scaled.bse[0])
    shorter = kh_se < wald_se * (1 - NEARLY)
    near = abs(kh_se / wald_se - 1) < 1e-6
    applied, normal = _safeguard(way, y, v, tau2, (kh_se, wald_se), shorter=shorter)
    if normal:
        return _read(fixed, math.inf, way.level, share, wald_se, applied=True, near=near)
    kept = applied or (way.safeguard == "se" and kh_se < wald_se)
    used = model.fit(cov_type="fixed scale", use_t=True) if kept else scaled
    return _read(used, k - 1.0, way.level, share, wald_se, applied=applied, near=near)


def _safeguard(
    way: Way, y: Array, v: Array, tau2: float, errors: tuple[float, float], *, shorter: bool
) -> tuple[bool, bool]:
    """Tell whether the safeguard puts Wald's standard error in, and whether its quantile too."""
    (kh_se, wald_se), k, upper = errors, len(y), 0.5 + way.level / 2
    t, z = float(stats.t.ppf(upper, k - 1)), float(stats.norm.ppf(upper))
    if way.safeguard == "se":
        return shorter, False
    if way.safeguard == "iqwig6":
        laird = 1.0 / math.sqrt((1.0 / (v + estimate("DL", y, v))).sum())
        return shorter and t * kh_se < z * laird, False
    if way.safeguard == "ci":
        narrower = t * kh_se < z * wald_se
        return narrower, narrower
    if way.safeguard == "cochrane":
        plain = k == 2 or not tau2 > 0
        return plain, plain
    assert way.safeguard == "none", way.safeguard
    return False, False


def _read(
    fit: Any,
    df: float,
    level: float,
    share: Array,
    wald_se: float,
    *,
    applied: bool = False,
    near: bool = False,
) -> Mean:
    low, high = fit.conf_int(alpha=1 - level)[0]
    return Mean(
        estimate=float(fit.params[0]),
        se=float(fit.bse[0]),
        low=float(low),
        high=float(high),
        p=float(fit.pvalues[0]),
        statistic=float(fit.tvalues[0]),
        df=df,
        applied=applied,
        near=near,
        weights=share,
        wald_se=wald_se,
    )


@dataclass(frozen=True)
class Spread:
    """Q with its test, and what τ² (or, where there is none, Q) makes of I² and H²."""

    q: float
    df: float
    p: float
    i2: float
    i2_q: float
    h2: float


def spread_of(y: Array, v: Array, tau2: float, *, common: bool) -> Spread:
    """Measure how much trials differ (Higgins & Thompson 2002); I² in percent."""
    if len(y) < 2:
        return Spread(0.0, 0.0, 1.0, 0.0, 0.0, 1.0)
    df = len(y) - 1.0
    # The weighted sum of squared residuals of the common-effect fit.
    q = float(WLS(y, np.ones(len(y)), weights=1.0 / v).fit().ssr)
    i2_q = 100.0 * max(0.0, 1.0 - df / q) if q > 0 else 0.0
    usual = float(typical(v[None])[0])
    i2, h2 = (i2_q, q / df) if common else (100.0 * tau2 / (tau2 + usual), 1.0 + tau2 / usual)
    return Spread(q, df, float(stats.chi2.sf(q, df)), i2, i2_q, h2)


def prediction_of(mean: Mean, tau2: float, df: float, level: float) -> tuple[float, float, float]:
    """Give the prediction interval on these degrees of freedom, and its spread."""
    spread = math.sqrt(tau2 + mean.se**2)
    upper = 0.5 + level / 2
    reach = stats.norm.ppf(upper) if math.isinf(df) else stats.t.ppf(upper, df)
    half = float(reach) * spread
    low, high = min(mean.estimate - half, mean.low), max(mean.estimate + half, mean.high)
    return low, high, spread


def chance_below(distance: float, df: float) -> float:
    """Give the probability that t lies below a value; infinite `df` is the normal distribution."""
    return float(stats.norm.cdf(distance) if math.isinf(df) else stats.t.cdf(distance, df))


def between(means: Sequence[float], variances: Sequence[float]) -> tuple[float, float]:
    """Give Q of the means of subgroups, and its p."""
    y, v = np.array(means), np.array(variances)
    q = float(q_of(y[None], v[None], np.zeros(1))[0])
    return q, float(stats.chi2.sf(q, len(y) - 1))
