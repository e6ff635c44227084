"""What is expected of one pooled analysis: its estimate, its heterogeneity, its prediction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from living_review.findings import Heterogeneity
from living_review.verification.counts import counted
from living_review.verification.evidence import Members, arrays
from living_review.verification.figures import Figure, Tree, Words
from living_review.verification.meaning import RATIOS, Placing, natural
from living_review.verification.nested import ThreeLevel, applies, three_level
from living_review.verification.pools import (
    FEWEST_FOR_PREDICTION,
    Mean,
    Spread,
    chance_below,
    mean_of,
    prediction_of,
    spread_of,
)
from living_review.verification.settings import Way
from living_review.verification.variance import (
    ITERATED,
    Array,
    corrected,
    estimate,
    profile,
    typical,
)


@dataclass(frozen=True, eq=False)
class Analysis:
    """One pool computed at its published τ², and what τ² should have been.

    `df` of the prediction are those of the mean in a three-level model, otherwise k − 1.
    """

    way: Way
    mean: Mean
    spread: Spread
    tau2: float
    own_tau2: Figure
    y: Array
    v: Array
    three_level: bool = False
    counted: bool = False

    @property
    def defined(self) -> bool:
        """Whether there is an estimate at all."""
        return math.isfinite(self.mean.estimate)

    @property
    def tau2_method(self) -> str:
        """The name of the estimator, and what it was applied to."""
        if self.counted and self.way.model != "common":
            return f"{self.way.tau2}, Mantel-Haenszel Q"
        return f"{self.way.tau2}, three-level" if self.three_level else self.way.tau2

    @property
    def bounded(self) -> bool:
        """Whether τ² has an interval."""
        return not self.three_level and not (self.counted and self.way.model == "common")

    @property
    def interval(self) -> str:
        """The interval, cluster-robust where a three-level model takes Knapp-Hartung's place."""
        named = self.way.interval
        return "cluster-robust" if self.three_level and named == "knapp-hartung" else named


def analysis_of(
    members: Members,
    way: Way,
    published: Heterogeneity | None,
    measure: str,
    *,
    variances: tuple[float, float] | None = None,
    searched: bool = False,
) -> Analysis:
    """Pool usable members; `searched` looks for τ² over its whole range, and not only at it.

    `variances` are those of a three-level model, where the first computation could fit one.
    """
    y, v = arrays(members)
    way = way.of(len(y))
    if variances is not None and applies(members, way):
        return _nested(three_level(members, way, variances), way, y, v)
    tau2 = published.tau2 if published is not None and published.tau2 is not None else 0.0
    tau2 = max(tau2, 0.0)
    if way.counted:
        pool = counted(members, way, measure, tau2)
        own = Figure(pool.tau2, 1e-3 * float(v.min()))
        return Analysis(way, pool.mean, pool.spread, tau2, own, y, v, counted=True)
    own = tau2_of(y, v, way, tau2, searched=searched)
    return Analysis(
        way,
        mean_of(y, v, tau2, way),
        spread_of(y, v, tau2, common=way.model == "common"),
        tau2,
        own,
        y,
        v,
    )


def _nested(found: ThreeLevel, way: Way, y: Array, v: Array) -> Analysis:
    i2_q = 100.0 * max(0.0, 1.0 - found.q_df / found.q) if found.q > 0 else 0.0
    return Analysis(
        way,
        Mean(
            estimate=found.estimate,
            se=found.se,
            low=found.low,
            high=found.high,
            p=found.p,
            statistic=found.statistic,
            df=found.df,
            applied=False,
            near=False,
            weights=found.weights,
            wald_se=found.wald_se,
        ),
        Spread(
            q=found.q,
            df=found.q_df,
            p=float(stats.chi2.sf(found.q, found.q_df)),
            i2=found.i2,
            i2_q=i2_q,
            h2=100.0 / (100.0 - found.i2),
        ),
        found.tau2,
        Figure(found.own_tau2, 1e-3 * float(v.min()), iterated=True),
        y,
        v,
        three_level=True,
    )


def tau2_of(y: Array, v: Array, way: Way, tau2: float, *, searched: bool) -> Figure:
    """Give τ² by its equation at the published value, or by a search over its whole range."""
    method = str(way.tau2)
    least = 1e-3 * float(v.min())
    if way.model == "common":
        return Figure(None)
    if searched:
        return Figure(estimate(method, y, v), least, method in ITERATED)
    with np.errstate(all="ignore"):
        found, _ = corrected(method, y[None], v[None], np.array([tau2]))
    own = float(found[0])
    if method in ITERATED and abs(own - tau2) > 1e-6 * max(own, least):
        # The equation says that it is wrong; say what would be right.
        own = estimate(method, y, v)
    return Figure(own, least, method in ITERATED)


def pooled(found: Analysis, measure: str) -> Tree | None:
    """Give what is expected of `Pooled`; None where there is no estimate."""
    if not found.defined:
        return None
    mean, way = found.mean, found.way
    return {
        **ends(mean.estimate, mean.low, mean.high, mean.se, measure),
        "log_estimate": Figure(mean.estimate, mean.se) if measure in RATIOS else None,
        "se": Figure(mean.se, 0.0),
        "p": Figure(mean.p, 1e-8),
        "statistic": Figure(mean.statistic),
        "df": None if math.isinf(mean.df) else Figure(mean.df),
        "level": Figure(way.level),
        "model": Words(way.model),
        "method": Words(way.method),
        "tau2_method": Words(found.tau2_method),
        "interval": Words(found.interval),
        "safeguard": Words("none" if found.three_level else way.safeguard),
        "safeguard_applied": Words(mean.applied, (not mean.applied,) if mean.near else ()),
    }


def ends(value: float, low: float, high: float, se: float, measure: str) -> Tree:
    """Give estimate and interval on the scale on which they are told."""
    named = {"estimate": value, "ci_low": low, "ci_high": high}
    return {
        name: Figure(told := natural(each, measure), told * se if measure in RATIOS else se)
        for name, each in named.items()
    }


def heterogeneity(found: Analysis, published: Heterogeneity | None) -> Tree | None:
    """Give what is expected of `Heterogeneity`; None for one trial."""
    if len(found.y) < 2 or not found.defined:
        return None
    spread, tau2 = found.spread, found.tau2
    common = found.way.model == "common"
    usual = float(typical(found.v[None])[0])
    least = 1e-3 * float(found.v.min())
    bounds: dict[str, Any] = {"tau2_ci_low": None, "tau2_ci_high": None}
    bounds |= {"i2_ci_low": None, "i2_ci_high": None}
    if published is not None and found.bounded:
        given = [
            np.array([max(each or 0.0, 0.0)])
            for each in (published.tau2_ci_low, published.tau2_ci_high)
        ]
        with np.errstate(all="ignore"):
            own_ends = profile(found.y[None], found.v[None], found.way.level, *given)
        for name, own, at in zip(("low", "high"), own_ends, given, strict=True):
            bounds[f"tau2_ci_{name}"] = Figure(float(own[0]), least, iterated=True)
            bounds[f"i2_ci_{name}"] = Figure(100.0 * float(at[0]) / (float(at[0]) + usual))
    return {
        "tau2": found.own_tau2 if not common else None,
        "tau": None if common else Figure(math.sqrt(tau2), math.sqrt(least)),
        **bounds,
        "i2": Figure(spread.i2),
        "i2_q": Figure(spread.i2_q),
        "h2": Figure(spread.h2),
        "q": Figure(spread.q),
        "q_df": Figure(spread.df),
        "q_p": Figure(spread.p, 1e-8),
    }


def predicts(found: Analysis) -> bool:
    """Tell whether there is a prediction interval."""
    return found.way.model != "common" and len(found.y) >= FEWEST_FOR_PREDICTION


def chance(found: Analysis, placing: Placing, side: int) -> Figure | None:
    """Give how likely a new trial has at least a small benefit, or with −1 a small harm.

    0 where no effect could be so large; None without thresholds or a prediction interval.
    """
    if not placing.steps or not predicts(found) or not found.defined:
        return None
    limit = placing.limit(side)
    if limit is None:
        return Figure(0.0)
    df = found.mean.df if found.three_level else len(found.y) - 1.0
    spread = math.sqrt(found.tau2 + found.mean.se**2)
    distance = side * placing.benefit * (found.mean.estimate - limit) / spread
    return Figure(chance_below(distance, df), 1e-8)


def prediction(found: Analysis, measure: str, placing: Placing, *, harm: bool = False) -> Tree:
    """Give what is expected of `Prediction`; `harm`: with the chance of one."""
    k = len(found.y)
    if not predicts(found):
        return {
            "low": None,
            "high": None,
            "df": None,
            "beyond_threshold": None,
            "beyond_harm": None,
        }
    df = found.mean.df if found.three_level else k - 1.0
    low, high, spread = prediction_of(found.mean, found.tau2, df, found.way.level)
    told = [natural(each, measure) for each in (low, high)]
    scales = [each * spread if measure in RATIOS else spread for each in told]
    return {
        "low": Figure(told[0], scales[0]),
        "high": Figure(told[1], scales[1]),
        "df": None if math.isinf(df) else Figure(df),
        "beyond_threshold": None if placing.limit() is None else chance(found, placing, 1),
        "beyond_harm": chance(found, placing, -1) if harm else None,
    }
