"""The pools of many subsets of one finding's trials at once: one left out, one more added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from living_review.verification.nested import ThreeLevel
from living_review.verification.settings import Way
from living_review.verification.variance import (
    Array,
    centre,
    closed,
    corrected,
    count,
    q_of,
    typical,
    weights,
)

NEARLY = 1e-9


@dataclass(frozen=True, eq=False)
class Subsets:
    """Pools of subsets, one a row; `tau2` is corrected, with what to measure it against."""

    k: Array
    estimate: Array
    se: Array
    wald_se: Array
    low: Array
    high: Array
    p: Array
    tau2: Array
    tau2_scale: Array
    i2: Array
    q: Array
    weights: Array
    intervals: tuple[str, ...]


def subsets(y: Array, v: Array, include: Any, tau2: Array, way: Way) -> Subsets:
    """Pool each subset (a row of `include`) at its published τ², NaN where none is published."""
    ys, vs = np.where(include, y, 0.0), np.where(include, v, np.inf)
    k = count(vs)
    given = np.where(np.isnan(tau2), 0.0, tau2)
    several = (k > 1)[:, None]
    own, scale = corrected(str(way.tau2), ys, np.where(several | ~include, vs, 1.0), given)
    own = np.where(k > 1, own, 0.0)
    w = weights(vs, given)
    mean = centre(ys, w)
    wald = 1.0 / np.sqrt(w.sum(axis=-1))
    few = k <= 2
    named = tuple(
        "wald" if two and way.interval == "knapp-hartung" else way.interval for two in few
    )
    se, df = _inference(way, ys, vs, _Means(given, mean, w, wald), few)
    upper = 0.5 + way.level / 2
    half = _quantile(df, upper) * se
    statistic = np.abs(mean / se)
    p = 2.0 * np.where(
        np.isinf(df), stats.norm.sf(statistic), stats.t.sf(statistic, np.where(np.isinf(df), 1, df))
    )
    q = np.where(k > 1, q_of(ys, vs, np.zeros(len(ys))), 0.0)
    with np.errstate(all="ignore"):
        usual = typical(vs)
        of_q = np.where(q > 0, 100.0 * np.maximum(0.0, 1.0 - (k - 1) / q), 0.0)
        of_tau2 = np.where(k > 1, 100.0 * given / (given + usual), 0.0)
    return Subsets(
        k,
        mean,
        se,
        wald,
        mean - half,
        mean + half,
        p,
        own,
        scale,
        of_q if way.tau2 == "common" else of_tau2,
        q,
        w / w.sum(axis=-1, keepdims=True),
        named,
    )


class _Means(NamedTuple):
    """Weighted means at a τ² with their weights and Wald's standard errors."""

    tau2: Array
    mean: Array
    w: Array
    wald: Array


def _inference(way: Way, ys: Array, vs: Array, means: _Means, few: Any) -> tuple[Array, Array]:
    """Give standard errors and degrees of freedom, infinite for the normal distribution."""
    tau2, mean, w, wald = means
    k = count(vs)
    normal = np.full(k.shape, np.inf)
    if way.interval == "wald":
        return wald, normal
    df = np.where(k > 1, k - 1, np.inf)
    if way.interval == "t":
        return wald, df
    with np.errstate(all="ignore"):
        scale = (w * (ys - mean[:, None]) ** 2).sum(axis=-1) / (k - 1)
    kh = wald * np.sqrt(scale)
    df = np.where(few, np.inf, k - 1)
    upper = 0.5 + way.level / 2
    t, z = _quantile(df, upper), float(stats.norm.ppf(upper))
    if way.safeguard == "none":
        used, plain = kh, few
    elif way.safeguard == "se":
        used, plain = np.maximum(kh, wald), few
    elif way.safeguard == "iqwig6":
        laird = 1.0 / np.sqrt(weights(vs, closed("DL", ys, vs)).sum(axis=-1))
        shorter = (t * kh < z * laird) & (kh < wald * (1 - NEARLY))
        used, plain = np.where(shorter, wald, kh), few
    else:
        plain = few | (t * kh < z * wald if way.safeguard == "ci" else ~(tau2 > 0))
        used = kh
    if way.safeguard in ("ci", "cochrane"):
        few = plain
    return np.where(few, wald, used), np.where(plain, np.inf, df)


def _quantile(df: Array, upper: float) -> Array:
    """Give quantiles of t, of the normal distribution where `df` is infinite."""
    distinct, where = np.unique(df, return_inverse=True)
    normal = np.isinf(distinct)
    found = stats.t.ppf(upper, np.where(normal, 1.0, distinct))
    quantiles: Array = np.where(normal, stats.norm.ppf(upper), found)[where]
    return quantiles


def replaced(found: Subsets, fitted: Mapping[int, ThreeLevel], way: Way) -> Subsets:
    """Put three-level pools in the places of the ordinary ones, by row."""
    columns = {
        name: getattr(found, name).copy()
        for name in ("estimate", "se", "wald_se", "low", "high", "p", "tau2", "i2", "q")
    }
    for row, each in fitted.items():
        for name, column in columns.items():
            column[row] = each.own_tau2 if name == "tau2" else getattr(each, name)
    named = "cluster-robust" if way.interval == "knapp-hartung" else way.interval
    intervals = tuple(named if i in fitted else own for i, own in enumerate(found.intervals))
    return replace(found, **columns, intervals=intervals)
