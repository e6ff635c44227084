"""Three-level pools, by generalised least squares of statsmodels with whole matrices.

The variances between and within trials are taken from the first computation and then questioned:
at the maximum of the likelihood its gradient is zero, or not above zero at the boundary.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.regression.linear_model import GLS

from living_review.verification.evidence import Members
from living_review.verification.settings import Way
from living_review.verification.variance import Array

FEWEST = 3
Parts = Sequence[Sequence[tuple[float, float]]]


@dataclass(frozen=True, eq=False)
class Nested:
    """Effects of several instruments in their trials, with the covariance of their errors."""

    y: Array
    sampling: Array
    trial: Array

    def covariance(self, between: float, within: float) -> Array:
        """Give the covariance of the effects."""
        same = (self.trial[:, None] == self.trial[None, :]).astype(float)
        whole: Array = self.sampling + between * same + within * np.eye(len(self.y))
        return whole


def nested_of(members: Members, correlation: float) -> Nested:
    """Lay out every effect of the members, one trial after the other."""
    parts = [
        each.effect.parts or ((each.effect.estimate or 0.0, each.effect.variance or math.nan),)
        for each in members
    ]
    flat = [(y, v, at) for at, own in enumerate(parts) for y, v in own]
    y, v, trial = (np.array(column, dtype=float) for column in zip(*flat, strict=True))
    same = trial[:, None] == trial[None, :]
    shared = np.where(same, correlation, 0.0)
    np.fill_diagonal(shared, 1.0)
    return Nested(y, shared * np.sqrt(np.outer(v, v)), trial)


def applies(members: Members, way: Way) -> bool:
    """Tell whether these members are pooled in a three-level model."""
    several = any(each.effect.parts for each in members)
    return way.nested is not None and several and len(members) >= FEWEST


@dataclass(frozen=True, eq=False)
class ThreeLevel:
    """A three-level pool; `df` is infinite for a normal interval."""

    estimate: float
    se: float
    low: float
    high: float
    p: float
    statistic: float
    df: float
    wald_se: float
    tau2: float
    own_tau2: float
    i2: float
    q: float
    q_df: float
    weights: Array
    level: float

    @property
    def spread(self) -> float:
        """The standard deviation of the effect of a new trial about the estimate."""
        return math.sqrt(self.tau2 + self.se**2)

    @property
    def prediction(self) -> tuple[float, float]:
        """Where the effect of a new trial is expected."""
        half = quantile(0.5 + self.level / 2, self.df) * self.spread
        return self.estimate - half, self.estimate + half


def three_level(members: Members, way: Way, variances: tuple[float, float]) -> ThreeLevel:
    """Pool at these variances between and within trials."""
    assert way.nested is not None
    data = nested_of(members, way.nested)
    between, within = variances
    sigma = data.covariance(between, within)
    ones = np.ones(len(data.y))
    model = GLS(data.y, ones, sigma=sigma)
    normal = way.interval == "wald"
    fit = model.fit(cov_type="fixed scale", use_t=not normal)
    mean, wald_se = float(fit.params[0]), float(fit.bse[0])
    se, df = wald_se, math.inf if normal else float(fit.df_resid)
    if way.interval == "knapp-hartung":
        se, df = robust(data, sigma, mean)
    half = quantile(0.5 + way.level / 2, df) * se
    statistic = mean / se
    plain = GLS(data.y, ones, sigma=data.sampling).fit()
    inverse = np.linalg.inv(data.sampling)
    rows = inverse.sum(axis=1)
    typical = (len(ones) - 1) / (np.trace(inverse) - float(rows @ rows) / float(rows.sum()))
    share = np.linalg.solve(sigma, ones) * wald_se**2
    own = _moved(data, str(way.tau2), between, within)
    return ThreeLevel(
        estimate=mean,
        se=se,
        low=mean - half,
        high=mean + half,
        p=float(2 * (stats.norm.sf if math.isinf(df) else stats.t(df).sf)(abs(statistic))),
        statistic=statistic,
        df=df,
        wald_se=wald_se,
        tau2=between + within,
        own_tau2=sum(own),
        i2=float(100.0 * (between + within) / (between + within + typical)),
        # The weighted sum of squared residuals of the fit without variance between trials.
        q=float(plain.ssr),
        q_df=len(ones) - 1.0,
        weights=np.array([share[data.trial == at].sum() for at in range(len(members))]),
        level=way.level,
    )


def robust(data: Nested, sigma: Array, mean: float) -> tuple[float, float]:
    """Give the CR2 standard error of a mean and Satterthwaite's degrees of freedom.

    By whole matrices, as Pustejovsky & Tipton 2018 define them (eqs. 7-11).
    """
    n = len(data.y)
    ones = np.ones(n)
    w = np.linalg.inv(sigma)
    m = 1.0 / float(ones @ w @ ones)
    annihilator = np.eye(n) - m * np.outer(ones, ones @ w)
    residual = data.y - mean
    columns, variance = [], 0.0
    for at in np.unique(data.trial):
        own = np.flatnonzero(data.trial == at)
        part = sigma[np.ix_(own, own)]
        d = np.linalg.cholesky(part).T
        b = d @ (part - m) @ d.T
        values, vectors = np.linalg.eigh(b)
        kept = values > 1e-12 * values.max()
        power = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
        adjusted = m * (ones[own] @ w[np.ix_(own, own)] @ d.T @ power @ d)
        variance += float(adjusted @ residual[own]) ** 2
        columns.append(adjusted @ annihilator[own])
    g = np.array(columns)
    theta = g @ sigma @ g.T
    return math.sqrt(variance), float(np.trace(theta) ** 2 / (theta**2).sum())


def quantile(probability: float, df: float) -> float:
    """Give the quantile of t, of the normal distribution for infinite degrees of freedom."""
    return float(stats.norm.ppf(probability) if math.isinf(df) else stats.t.ppf(probability, df))


def _gradient(data: Nested, method: str, at: Array) -> Array:
    """Give the derivatives of twice the log-likelihood in both variances (Harville 1977)."""
    sigma = data.covariance(float(at[0]), float(at[1]))
    w = np.linalg.inv(sigma)
    rows = w.sum(axis=1)
    projection = w - np.outer(rows, rows) / rows.sum()
    trace_of = projection if method == "REML" else w
    u = projection @ data.y
    same = data.trial[:, None] == data.trial[None, :]
    return np.array(
        [
            float(u @ (same @ u)) - float((trace_of * same).sum()),
            float(u @ u) - float(np.trace(trace_of)),
        ]
    )


def _moved(data: Nested, method: str, between: float, within: float) -> tuple[float, float]:
    """Take one Newton step from these variances; at their maximum it leads nowhere.

    A variance of 0 stays there where the likelihood does not rise from it. What is no maximum is
    moved by its own size.
    """
    at = np.array([between, within])
    least = float(np.diagonal(data.sampling).min())
    slope = _gradient(data, method, at)
    free = (at > 0) | (slope > 0)
    if not free.any():
        return 0.0, 0.0
    hessian = np.empty((2, 2))
    for i in range(2):
        step = 1e-5 * (at[i] + least)
        shift = np.zeros(2)
        shift[i] = step
        up, down = _gradient(data, method, at + shift), _gradient(data, method, at - shift)
        hessian[:, i] = (up - down) / (2 * step)
    part = hessian[np.ix_(free, free)]
    if np.linalg.eigvalsh((part + part.T) / 2).max() >= 0:
        return 2.0 * between + least, 2.0 * within + least
    moved = at.copy()
    moved[free] -= np.linalg.solve(part, slope[free])
    return float(max(moved[0], 0.0)), float(max(moved[1], 0.0))
