"""Pools in which the counts of trials take part, and Q about them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from living_review.verification.evidence import Members, arrays
from living_review.verification.pools import Mean, Spread, mean_of
from living_review.verification.settings import Way
from living_review.verification.tables import mantel_haenszel
from living_review.verification.variance import Array


@dataclass(frozen=True)
class Counted:
    """A pool in which counts take part; τ² is that of DerSimonian and Laird from this Q."""

    mean: Mean
    spread: Spread
    tau2: float


def counted(members: Members, way: Way, measure: str, tau2: float) -> Counted:
    """Pool by Mantel-Haenszel; with random effects by inverse variance at this τ².

    Where the counts as they are have no estimate, those with half an event in each cell of a table
    with an empty one have. Random effects take their τ² from Q about the latter (RevMan 5).
    """
    y, v = arrays(members)
    tables = [table for each in members for table in each.effect.tables]
    owner = np.array([at for at, each in enumerate(members) for _ in each.effect.tables])
    half = mantel_haenszel(tables, measure, half=True)
    if way.model != "common":
        spread, own = about(y, v, half.estimate)
        return Counted(mean_of(y, v, tau2, way), spread, own)
    plain = mantel_haenszel(tables, measure, half=False)
    found = plain if plain.converged or not half.converged else half
    estimate = found.estimate if found.converged else math.nan
    se = math.sqrt(found.variance) if found.converged else math.nan
    reach = float(stats.norm.ppf(0.5 + way.level / 2)) * se
    statistic = estimate / se
    mean = Mean(
        estimate=estimate,
        se=se,
        low=estimate - reach,
        high=estimate + reach,
        p=2 * float(stats.norm.sf(abs(statistic))),
        statistic=statistic,
        df=math.inf,
        applied=False,
        near=False,
        weights=np.array([found.shares[owner == at].sum() for at in range(len(members))]),
        wald_se=se,
    )
    return Counted(mean, about(y, v, estimate)[0], 0.0)


def about(y: Array, v: Array, mean: float) -> tuple[Spread, float]:
    """Give Q about a mean that is not weighted by variances, and the τ² that follows from it."""
    df = len(y) - 1.0
    if math.isnan(mean):
        nothing = math.nan
        return Spread(nothing, nothing, nothing, nothing, nothing, nothing), 0.0
    if df == 0:
        return Spread(0.0, 0.0, 1.0, 0.0, 0.0, 1.0), 0.0
    q = math.fsum((y - mean) ** 2 / v)
    w = 1.0 / v
    spread = math.fsum(w) - math.fsum(w * w) / math.fsum(w)
    i2 = 100.0 * max(0.0, 1.0 - df / q) if q > 0 else 0.0
    found = Spread(q, df, float(stats.chi2.sf(q, df)), i2, i2, q / df)
    return found, max(0.0, (q - df) / spread)
