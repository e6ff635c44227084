"""From the arms of one trial to its two sides, number by number.

A mean or standard deviation that is not reported is recovered, clusters are counted at their
effective size, and several arms of one role are put together; None is what is not known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scipy import stats

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One side of a trial: its people, those its variance rests on, and what they reported.

    The people are NaN where those of one arm are not reported, as in a rate they need not be.
    """

    n: float
    people: float
    mean: float | None
    sd: float | None
    events: float | None
    counted_events: float | None
    time: float | None = None
    counted_time: float | None = None


@lru_cache(maxsize=4096)
def quantile(probability: float, df: float | None = None) -> float:
    """Give the quantile of the normal distribution, or of t on so many degrees of freedom."""
    if df is None:
        return float(stats.norm.ppf(probability))
    return float(stats.t.ppf(probability, df))


def side_of(rows: Sequence[Row]) -> Side:
    """Put the arms of one role together (Cochrane Handbook, table 6.5.a)."""
    factors = [design_effect(row) for row in rows]
    events, counted = _summed(rows, factors, "events")
    time, counted_time = _summed(rows, factors, "time_at_risk")
    # Added up as events are, so that they are equal where everybody had one.
    total, people = _summed(rows, factors, "n")
    if total is None or people is None:
        # Events in person-time need no people; nothing else is said without them.
        return Side(math.nan, math.nan, None, None, events, counted, time, counted_time)
    arms = [(float(row["n"]), *spread_of(row)) for row in rows]
    if len(arms) == 1:
        only = arms[0]
        return Side(total, people, only[1], only[2], events, counted, time, counted_time)
    mean: float | None = None
    sd: float | None = None
    if all(each is not None for _, each, _ in arms):
        mean = sum(n * (each or 0.0) for n, each, _ in arms) / total
    if mean is not None and all(each is not None for _, _, each in arms) and total > 1:
        squares = sum((n - 1) * (each or 0.0) ** 2 for n, _, each in arms)
        # Pair by pair, which needs no common mean: Σᵢ<ⱼ nᵢnⱼ(mᵢ − mⱼ)²/N.
        squares += (
            sum(
                arms[i][0] * arms[j][0] * ((arms[i][1] or 0.0) - (arms[j][1] or 0.0)) ** 2
                for i in range(len(arms))
                for j in range(i)
            )
            / total
        )
        sd = math.sqrt(squares / (total - 1))
    return Side(total, people, mean, sd, events, counted, time, counted_time)


def _summed(
    rows: Sequence[Row], factors: Sequence[float], column: str
) -> tuple[float | None, float | None]:
    """Add up a column over arms, as reported and at their effective size."""
    if any(row.get(column) is None for row in rows):
        return None, None
    own = [float(row[column]) for row in rows]
    return math.fsum(own), math.fsum(x / f for x, f in zip(own, factors, strict=True))


def design_effect(row: Row) -> float:
    """Give 1 + (M − 1)·ICC where both are reported, otherwise one."""
    size, icc = row.get("cluster_size"), row.get("icc")
    if size is None or icc is None:
        return 1.0
    return 1.0 + (size - 1.0) * icc if size >= 1 else math.nan


def spread_of(row: Row) -> tuple[float | None, float | None]:
    """Give mean and standard deviation of one arm, recovered where they are not reported."""
    n = float(row["n"])
    mean, sd, summary = row.get("mean"), row.get("sd"), five_numbers(row)
    if sd is None and row.get("se") is not None:
        sd = row["se"] * math.sqrt(n)
    if sd is None:
        sd = _from_interval(row, n)
    if sd is None and summary is not None:
        sd = summary[1]
    if mean is None and summary is not None:
        mean = summary[0]
    return mean, sd


def _from_interval(row: Row, n: float) -> float | None:
    low, high, level = row.get("ci_low"), row.get("ci_high"), row.get("ci_level")
    if low is None or high is None or level is None or not (high > low and 0 < level < 1):
        return None
    # Below 60 people the interval will have been made with t (Cochrane Handbook 6.5.2.2).
    reach = quantile(0.5 + level / 2, n - 1 if n < 60 else None)
    return math.sqrt(n) * (high - low) / (2 * reach) if math.isfinite(reach) else None


def five_numbers(row: Row) -> tuple[float | None, float] | None:
    """Give mean and SD behind range, quartiles or both (Wan, Luo, Shi); the mean needs a median."""
    n = float(row["n"])
    low, q1, m, q3, high = (row.get(name) for name in ("min", "q1", "median", "q3", "max"))
    given = [each for each in (low, q1, m, q3, high) if each is not None]
    if n < 5 or given != sorted(given):
        return None
    ends = None if low is None or high is None else (low + high, high - low)
    quartiles = None if q1 is None or q3 is None else (q1 + q3, q3 - q1)
    by_range = by_quartiles = math.nan
    if ends:
        by_range = ends[1] / (2 * quantile((n - 0.375) / (n + 0.25)))
    if quartiles:
        by_quartiles = quartiles[1] / (2 * quantile((0.75 * n - 0.125) / (n + 0.25)))
    if ends and quartiles:
        outer, inner = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
        share = 1 / (1 + 0.07 * n**0.6)
        sd = share * by_range + (1 - share) * by_quartiles
    elif ends:
        outer, inner, sd = 4 / (4 + n**0.75), 0.0, by_range
    elif quartiles:
        outer, inner, sd = 0.0, 0.7 + 0.39 / n, by_quartiles
    else:
        return None
    if not sd > 0:
        return None
    if m is None:
        return None, sd
    middles = [(outer, ends), (inner, quartiles), (1 - outer - inner, (2 * m, 0.0))]
    return sum(share * pair[0] / 2 for share, pair in middles if pair), sd
