"""Two-by-two tables pooled by Mantel-Haenszel, with `StratifiedTable` of statsmodels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable

from living_review.verification.variance import Array

Table = tuple[float, float, float, float]


@dataclass(frozen=True)
class MantelHaenszel:
    """An estimate (log for ratios) with its variance; `shares` are the weights of the tables."""

    estimate: float
    variance: float
    shares: Array

    @property
    def converged(self) -> bool:
        """Whether there is an estimate with an error."""
        return math.isfinite(self.estimate) and math.isfinite(self.variance) and self.variance > 0


def mantel_haenszel(tables: Sequence[Table], measure: str, *, half: bool) -> MantelHaenszel:
    """Pool tables by Mantel-Haenszel; `half` adds half an event where a cell is empty (RevMan 5).

    Of a risk difference `half` corrects the variance alone; tables in which nobody or everybody had
    the event then have no part in a ratio.
    """
    if measure != "RD":
        ratio = _odds_ratio if measure == "OR" else _risk_ratio
        kept = [not (half and _silent(each)) for each in tables]
        if not any(kept):
            return MantelHaenszel(math.nan, math.nan, np.full(len(tables), math.nan))
        used = [table for table, stays in zip(tables, kept, strict=True) if stays]
        found = ratio([_halved(each) for each in used] if half else used)
        shares = np.zeros(len(tables))
        shares[kept] = found.shares
        return replace(found, shares=shares)
    plain = _risk_difference(tables)
    if not half:
        return plain
    other = _risk_difference([_halved(each) for each in tables])
    return MantelHaenszel(plain.estimate, other.variance, plain.shares)


def _halved(table: Table) -> Table:
    a, n1, c, n2 = table
    return (a + 0.5, n1 + 1, c + 0.5, n2 + 1) if 0 in (a, n1 - a, c, n2 - c) else table


def _silent(table: Table) -> bool:
    a, n1, c, n2 = table
    return (a == 0 and c == 0) or (a == n1 and c == n2)


def _stratified(tables: Sequence[Table]) -> StratifiedTable:
    cells = np.array([[[a, n1 - a], [c, n2 - c]] for a, n1, c, n2 in tables])
    return StratifiedTable(np.moveaxis(cells, 0, 2))


def _odds_ratio(tables: Sequence[Table]) -> MantelHaenszel:
    """Give the log odds ratio with the variance of Robins, Breslow and Greenland."""
    pooled = _stratified(tables)
    a, n1, c, n2 = np.array(tables).T
    share = (n1 - a) * c / (n1 + n2)
    return MantelHaenszel(
        float(pooled.logodds_pooled), float(pooled.logodds_pooled_se) ** 2, share / share.sum()
    )


def _risk_ratio(tables: Sequence[Table]) -> MantelHaenszel:
    """Give the log risk ratio; its variance is Greenland and Robins' (1985)."""
    pooled = _stratified(tables)
    a, n1, c, n2 = np.array(tables).T
    n = n1 + n2
    top, share = (a * n2 / n).sum(), c * n1 / n
    # As (a + c)n₁n₂ − acN, and exactly nothing where everybody had the event.
    spread = (a * (n2 - c) * n1 + c * (n1 - a) * n2) / n**2
    return MantelHaenszel(
        float(np.log(pooled.riskratio_pooled)),
        float(spread.sum() / (top * share.sum())),
        share / share.sum(),
    )


def _risk_difference(tables: Sequence[Table]) -> MantelHaenszel:
    """Give the risk difference; its variance is that of Sato, Greenland and Robins (1989)."""
    a, n1, c, n2 = np.array(tables).T
    n = n1 + n2
    share = n1 * n2 / n
    mean = float((share * (a / n1 - c / n2)).sum() / share.sum())
    p = (n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2) / n**2
    q = (a * (n2 - c) + c * (n1 - a)) / (2 * n)
    against, own = float(mean * p.sum()), float(q.sum())
    # Arms that are all full or all empty have no variance, and rounding is none.
    variance = 0.0 if math.isclose(-against, own, rel_tol=1e-12) else against + own
    return MantelHaenszel(mean, variance / float(share.sum()) ** 2, share / share.sum())
