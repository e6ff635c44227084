"""A selection model: the mean, had trials without a small p been published as often as others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import check_level, check_option
from living_review.ground.distributions import (
    FloatArray,
    chi2_tail,
    normal_cdf,
    normal_quantile,
    two_sided_p,
)
from living_review.ground.errors import StatisticsError
from living_review.pooling.ascent import climb, negative_curvature
from living_review.pooling.pool import pool
from living_review.pooling.subsets import trial_arrays

ALTERNATIVES = ("auto", "greater", "less")
LEAST_TRIALS = 3
# Relative publication probabilities from which the search for the maximum starts.
STARTS = (0.05, 0.3, 1.0, 4.0)
# On the scale of a typical standard error: a gradient this small is a maximum.
FLAT = 1e-7


@dataclass(frozen=True, eq=False)
class SelectionModel:
    """The mean effect and τ² of all trials, published or not.

    `delta` is how likely a trial with a one-sided p above the step is published, relative to one
    below it. `lrt` with `lrt_df` and `lrt_p` compares with the same model without selection.
    `alternative` is the direction in which a small p favours publication. Where all trials lie on
    one side of the step (`identified` False) nothing can be learnt about selection: estimate and τ²
    are then those of maximum likelihood without it, and `delta` and the test are NaN. Where τ² is
    zero, `tau2_se` is NaN and the other standard errors hold it fixed. All is NaN below three
    trials, and where no maximum was found (`converged` False).
    """

    k: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    statistic: float
    p: float
    tau2: float
    tau2_se: float
    delta: float
    delta_se: float
    log_likelihood: float
    lrt: float
    lrt_df: int
    lrt_p: float
    alternative: str
    identified: bool
    converged: bool


@dataclass(frozen=True, eq=False)
class _Published:
    """The trials as the model sees them: a small p is a large effect.

    `critical`: the effect at which p equals the step; `below`: whether the trial misses it.
    """

    y: FloatArray
    v: FloatArray
    critical: FloatArray
    below: NDArray[np.bool_]

    def log_likelihood(self, at: FloatArray) -> float:
        """Log-likelihood at (mean, τ², delta), Vevea & Hedges 1995, eq. 8."""
        mean, tau2, delta = at
        variance = self.v + tau2
        missed = normal_cdf((self.critical - mean) / np.sqrt(variance))
        reached = normal_cdf((mean - self.critical) / np.sqrt(variance))
        density = np.log(2.0 * np.pi * variance) + (self.y - mean) ** 2 / variance
        return float(
            -0.5 * density.sum()
            + self.below.sum() * np.log(delta)
            - np.log(reached + delta * missed).sum()
        )

    def gradient(self, at: FloatArray) -> FloatArray:
        """Derivatives of the log-likelihood in mean, τ² and delta."""
        mean, tau2, delta = at
        variance = self.v + tau2
        sd = np.sqrt(variance)
        t = (self.critical - mean) / sd
        missed = normal_cdf(t)
        seen = normal_cdf(-t) + delta * missed
        bend = (1.0 - delta) * np.exp(-0.5 * t**2) / np.sqrt(2.0 * np.pi) / seen
        residual = self.y - mean
        return np.array(
            [
                (residual / variance - bend / sd).sum(),
                0.5 * (residual**2 / variance**2 - 1.0 / variance - bend * t / variance).sum(),
                self.below.sum() / delta - (missed / seen).sum(),
            ]
        )

    def information(self, at: FloatArray) -> FloatArray:
        """Observed information about mean, τ² and delta."""
        step = 6e-6 * np.maximum(np.abs(at), 1e-2)
        # τ² may stand at zero; its step must leave every variance above zero.
        step[1] = min(step[1], 1e-3 * (float(self.v.min()) + at[1]))
        return negative_curvature(self.gradient, at, step)


def selection_model(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    alternative: str = "auto",
    step: float = 0.025,
    level: float = 0.95,
) -> SelectionModel:
    """The three-parameter selection model: one step in the one-sided p, by maximum likelihood.

    `estimates`, `variances`: shape (k,), NaN for an absent trial. `alternative`: the direction of
    effects that are more readily published, greater or less; "auto" is that of the maximum
    likelihood mean.

    Raises StatisticsError as `pool` does, and unless there is one meta-analysis.

    Sources: Iyengar & Greenhouse 1988; Hedges 1992; Vevea & Hedges 1995.
    """
    check_option("alternative", alternative, ALTERNATIVES)
    step, level = check_level(step), check_level(level)
    effects, sampling, present = trial_arrays(estimates, variances)
    if effects.ndim != 1:
        raise StatisticsError(
            f"selection_model() takes one meta-analysis, not estimates of shape {effects.shape}."
        )
    y, v = effects[present], sampling[present]
    plain = pool(y, v, tau2="ML", interval="wald", level=level)
    if alternative == "auto":
        alternative = "less" if plain.estimate < 0 else "greater"
    sign = 1.0 if alternative == "greater" else -1.0
    # Measured in typical standard errors, so that steps and tolerances mean the same everywhere.
    unit = float(np.sqrt(np.median(v))) if y.size else 1.0
    critical = -float(normal_quantile(step)) * np.sqrt(v) / unit
    y, v = sign * y / unit, v / unit**2
    trials = _Published(y, v, critical, y < critical)
    start = np.array([sign * plain.estimate / unit, plain.tau2 / unit**2, 1.0])
    identified = bool(y.size >= LEAST_TRIALS and trials.below.any() and not trials.below.all())
    if y.size < LEAST_TRIALS:
        at, errors, found = np.full(3, np.nan), np.full(3, np.nan), False
    elif identified:
        at, errors, found = _maximum(trials, start)
    else:
        at, errors, found = start, _errors(trials, start, delta_known=True), bool(plain.converged)
    fit = _Fit(at, errors, found, start, identified)
    return _described(trials, fit, sign * unit, alternative, level)


class _Fit(NamedTuple):
    """Mean, τ² and delta with their errors, whether they were found, and where it began.

    Without trials on both sides of the step there is no delta, and nothing is `identified`.
    """

    at: FloatArray
    errors: FloatArray
    found: bool
    start: FloatArray
    identified: bool


def _described(
    trials: _Published, fit: _Fit, turned: float, alternative: str, level: float
) -> SelectionModel:
    """The result on the scale of the input, which is `turned` times that of the fit."""
    at, errors, found, start, identified = fit
    unit, sign = abs(turned), math.copysign(1.0, turned)
    k = trials.y.size
    height = trials.log_likelihood(at) if found else np.nan
    lrt = 2.0 * (height - trials.log_likelihood(start)) if identified and found else np.nan
    lrt = max(lrt, 0.0) if identified else lrt
    estimate, se = float(sign * at[0] * unit), float(errors[0] * unit)
    half = float(normal_quantile(0.5 + level / 2.0)) * se
    return SelectionModel(
        k=k,
        estimate=estimate,
        se=se,
        ci_low=estimate - half,
        ci_high=estimate + half,
        statistic=estimate / se,
        p=float(two_sided_p(np.inf, estimate / se)),
        tau2=float(at[1] * unit**2),
        tau2_se=float(errors[1] * unit**2),
        delta=float(at[2]) if identified else np.nan,
        delta_se=float(errors[2]),
        log_likelihood=float(height - k * np.log(unit)),
        lrt=float(lrt),
        lrt_df=1 if identified else 0,
        lrt_p=float(chi2_tail(1.0, lrt)) if identified else np.nan,
        alternative=alternative,
        identified=identified,
        converged=found,
    )


def _maximum(trials: _Published, start: FloatArray) -> tuple[FloatArray, FloatArray, bool]:
    """The highest maximum found from several starts, its standard errors, and whether it is one."""
    reached = [_climb(trials, point) for point in _starts(trials, start)]
    heights = [trials.log_likelihood(at) for at, _ in reached]
    at, flat = reached[int(np.argmax(heights))]
    errors = _errors(trials, at)
    return at, errors, flat and bool(np.isfinite(errors[0]))


def _starts(trials: _Published, start: FloatArray) -> list[FloatArray]:
    """The highest points of a coarse grid about the fit without selection, one for each delta."""
    spread = np.sqrt(start[1] + np.median(trials.v))
    means = start[0] + spread * np.linspace(-4.0, 4.0, 17)
    tau2s = (0.0, 0.3 * start[1], start[1], 0.1 + 3.0 * start[1])
    best = []
    for delta in STARTS:
        grid = [np.array([mean, tau2, delta]) for mean in means for tau2 in tau2s]
        best.append(max(grid, key=trials.log_likelihood))
    return best


def _climb(trials: _Published, start: FloatArray) -> tuple[FloatArray, bool]:
    """The maximum uphill of a start, sought in mean, τ² and log delta."""

    def natural(at: FloatArray) -> FloatArray:
        return np.array([at[0], at[1], np.exp(np.clip(at[2], -30.0, 30.0))])

    def derivatives(at: FloatArray) -> tuple[FloatArray, FloatArray]:
        point = natural(at)
        stretch = np.array([1.0, 1.0, point[2]])
        slope = trials.gradient(point) * stretch
        curvature = trials.information(point) * np.outer(stretch, stretch)
        curvature[2, 2] -= slope[2]
        return slope, curvature

    found, on_top = climb(
        lambda at: trials.log_likelihood(natural(at)),
        derivatives,
        np.array([start[0], start[1], np.log(start[2])]),
        np.array([False, True, False]),
        FLAT * trials.y.size,
    )
    return natural(found), on_top


def _errors(trials: _Published, at: FloatArray, *, delta_known: bool = False) -> FloatArray:
    """Standard errors of mean, τ² and delta; NaN for what is held fixed."""
    free = np.array([True, bool(at[1] > 0), not delta_known])
    errors = np.full(3, np.nan)
    try:
        covariance = np.linalg.inv(trials.information(at)[np.ix_(free, free)])
    except np.linalg.LinAlgError:
        return errors
    with np.errstate(invalid="ignore"):
        errors[free] = np.sqrt(np.diagonal(covariance))
    return errors
