"""Regression tests for small-study effects: do smaller trials report other effects?

Meant for ten trials or more (Sterne et al. 2011); the functions compute from three.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import broadcast, check_level, check_option
from living_review.ground.distributions import BoolArray, FloatArray, normal_quantile
from living_review.pooling.regression import meta_regression
from living_review.pooling.subsets import trial_arrays
from living_review.pooling.weighted_line import WeightedLine, weighted_line

EGGER_MODELS = ("lm", "rma")


@dataclass(frozen=True, eq=False)
class AsymmetryTest:
    """A regression test of funnel-plot asymmetry; every field (...).

    `asymmetry` is the slope on the predictor with its `se`, `statistic`, `df` (infinite for a
    normal test) and two-sided `p`. `limit` is the effect the line predicts for a trial of unlimited
    size, with its interval. `tau2` is the residual heterogeneity (NaN where the model has none).
    """

    k: FloatArray
    asymmetry: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: FloatArray
    p: FloatArray
    limit: FloatArray
    limit_se: FloatArray
    limit_low: FloatArray
    limit_high: FloatArray
    tau2: FloatArray


def egger(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    predictor: ArrayLike | None = None,
    model: str = "lm",
    tau2: str = "REML",
    level: float = 0.95,
) -> AsymmetryTest:
    """Egger's regression test: effects on their standard errors.

    `estimates`, `variances`, `predictor`: shape (..., k), NaN for an absent trial. `predictor`
    takes the place of the standard error; for standardised mean differences, whose standard error
    contains the effect, give `smd_predictor`. `model` "lm": weights 1/v and a scale factor, t on
    k − 2; "rma": meta-regression with the residual `tau2` and a normal test. NaN below three trials
    and where the predictor does not vary.

    Raises StatisticsError as `pool` does.

    Sources: Egger et al. 1997; Sterne & Egger 2005; Pustejovsky & Rodgers 2019.
    """
    check_option("model", model, EGGER_MODELS)
    level = check_level(level)
    effects, sampling, _ = trial_arrays(estimates, variances)
    given = np.sqrt(sampling) if predictor is None else predictor
    effects, sampling, x = broadcast(estimates=effects, variances=sampling, predictor=given)
    if model == "lm":
        return _from_line(weighted_line(x, effects, 1.0 / sampling, level))
    return _from_regression(effects, sampling, x, tau2, level)


def smd_predictor(n_intervention: ArrayLike, n_control: ArrayLike) -> FloatArray:
    """√(1/n₁ + 1/n₂), the part of an SMD's standard error that does not hold the SMD itself.

    Source: Pustejovsky & Rodgers 2019.
    """
    first, second = broadcast(n_intervention=n_intervention, n_control=n_control)
    with np.errstate(all="ignore"):
        return np.sqrt(1.0 / first + 1.0 / second)


def _from_line(line: WeightedLine) -> AsymmetryTest:
    slope, limit = line.slope, line.intercept
    return AsymmetryTest(
        k=line.k,
        asymmetry=slope.estimate,
        se=slope.se,
        statistic=slope.statistic,
        df=slope.df,
        p=slope.p,
        limit=limit.estimate,
        limit_se=limit.se,
        limit_low=limit.ci_low,
        limit_high=limit.ci_high,
        tau2=np.full(np.shape(line.k), np.nan)[()],
    )


def _from_regression(
    effects: FloatArray, sampling: FloatArray, x: FloatArray, tau2: str, level: float
) -> AsymmetryTest:
    design = np.stack([np.ones_like(x), x], axis=-1)
    # As a batch of one, a predictor that does not vary is a NaN result and not an error.
    fit = meta_regression(
        effects[None], sampling[None], design[None], tau2=tau2, interval="wald", level=level
    )
    half = float(normal_quantile(0.5 + level / 2.0)) * fit.se[0, ..., 0]
    limit = fit.coefficients[0, ..., 0]
    return AsymmetryTest(
        k=fit.k[0],
        asymmetry=fit.coefficients[0, ..., 1],
        se=fit.se[0, ..., 1],
        statistic=fit.statistic[0, ..., 1],
        df=fit.df[0],
        p=fit.p[0, ..., 1],
        limit=limit,
        limit_se=fit.se[0, ..., 0],
        limit_low=limit - half,
        limit_high=limit + half,
        tau2=fit.tau2[0],
    )


def harbord(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    level: float = 0.95,
) -> AsymmetryTest:
    """Harbord's test for odds ratios: efficient scores Z/V on 1/√V with weights V, t on k − 2.

    Arguments of shape (..., k), NaN for an absent trial; a trial without events, or with nothing
    but events, says nothing and is absent. `limit` is on the log odds scale (Peto's).

    Source: Harbord, Egger & Sterne 2006, sec. 2.3.
    """
    a, n1, c, n2 = broadcast(
        events_intervention=events_intervention,
        n_intervention=n_intervention,
        events_control=events_control,
        n_control=n_control,
    )
    with np.errstate(all="ignore"):
        n, events = n1 + n2, a + c
        z = a - events * n1 / n
        v = n1 * n2 * events * (n - events) / (n**2 * (n - 1.0))
        return _from_line(weighted_line(1.0 / np.sqrt(v), z / v, v, check_level(level)))


def peters(
    estimates: ArrayLike,
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    level: float = 0.95,
) -> AsymmetryTest:
    """Peters' test: log ratios on 1/N, weights from the pooled event rate, t on k − 2.

    `estimates`: log odds or risk ratios; arguments of shape (..., k), NaN for an absent trial; a
    trial without events, or with nothing but events, is absent. Weights are
    1/(1/events + 1/no events).

    Source: Peters et al. 2006.
    """
    y, a, n1, c, n2 = broadcast(
        estimates=estimates,
        events_intervention=events_intervention,
        n_intervention=n_intervention,
        events_control=events_control,
        n_control=n_control,
    )
    with np.errstate(all="ignore"):
        n, events = n1 + n2, a + c
        weight = 1.0 / (1.0 / events + 1.0 / (n - events))
        return _from_line(weighted_line(1.0 / n, y, weight, check_level(level)))


def by_size(
    estimates: ArrayLike,
    size: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    level: float = 0.95,
) -> AsymmetryTest:
    """Regression of effects on 1/√size of their trials, t on k − 2.

    `estimates`, `size`: shape (..., k), NaN for an absent trial; the size is what information grows
    with and the effect is not in, such as people or person-time. `weights` (by default the size):
    for rate ratios the events of both arms. 1/√size stands for the standard error, which itself
    moves with the effect for risks, rates, hazards and ratios of means.

    Sources: Macaskill, Walter & Irwig 2001 (size and its weights); Sterne & Egger 2005 (1/√size).
    """
    y, n = broadcast(estimates=estimates, size=size)
    _, w = broadcast(estimates=estimates, weights=n if weights is None else weights)
    with np.errstate(all="ignore"):
        return _from_line(weighted_line(1.0 / np.sqrt(n), y, w, check_level(level)))


@dataclass(frozen=True, eq=False)
class PetPeese:
    """The effect of a trial without sampling error, by PET and by PEESE; every field (...).

    `estimate` with `se`, `ci_low`, `ci_high` is PEESE's where PET finds an effect, PET's elsewhere;
    `uses_peese` says which. `pet_p` is one-sided, in the direction of the common-effect mean.
    """

    k: FloatArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    uses_peese: BoolArray
    pet: FloatArray
    pet_se: FloatArray
    pet_p: FloatArray
    peese: FloatArray
    peese_se: FloatArray


def pet_peese(
    estimates: ArrayLike, variances: ArrayLike, *, alpha: float = 0.05, level: float = 0.95
) -> PetPeese:
    """Conditional PET-PEESE: the intercept on standard errors, or on variances if PET rejects zero.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial. `alpha`: the one-sided level
    at which PET is said to find an effect. Weights 1/v, t on k − 2; NaN below three trials.

    Raises StatisticsError as `pool` does.

    Source: Stanley & Doucouliagos 2014.
    """
    alpha, level = check_level(alpha), check_level(level)
    effects, sampling, _ = trial_arrays(estimates, variances)
    with np.errstate(all="ignore"):
        w = 1.0 / sampling
        pet = weighted_line(np.sqrt(sampling), effects, w, level)
        peese = weighted_line(sampling, effects, w, level)
        towards = np.sign(np.nansum(w * effects, axis=-1))
        half_p = pet.intercept.p / 2.0
        pet_p = np.where(np.sign(pet.intercept.estimate) == towards, half_p, 1.0 - half_p)
    uses_peese = pet_p < alpha

    def chosen(name: str) -> FloatArray:
        both = getattr(peese.intercept, name), getattr(pet.intercept, name)
        one: FloatArray = np.where(uses_peese, *both)[()]
        return one

    return PetPeese(
        k=pet.k,
        estimate=chosen("estimate"),
        se=chosen("se"),
        ci_low=chosen("ci_low"),
        ci_high=chosen("ci_high"),
        uses_peese=uses_peese[()],
        pet=pet.intercept.estimate,
        pet_se=pet.intercept.se,
        pet_p=pet_p[()],
        peese=peese.intercept.estimate,
        peese_se=peese.intercept.se,
    )
