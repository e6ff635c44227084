"""Effects of people who had both interventions, number by number.

On a scale on which an effect is a difference of two terms its variance is v₁ + v₂ − 2r√(v₁v₂), with
the correlation r of a person's two results (Elbourne et al. 2002; Becker & Balagtas 1993).
"""

from __future__ import annotations

import math

from living_review.verification.arms import Row, Side, quantile
from living_review.verification.formulas import small_sample
from living_review.verification.tables import Table

SMALL_GROUP = 60


def people_of_pairs(row: Row) -> float | None:
    """Give the people of a comparison within people: of unequal numbers the smaller."""
    known = [row[name] for name in ("n_intervention", "n_control") if row[name] is not None]
    return min(known, default=None)


def paired_error(row: Row) -> float | None:
    """Give the standard error of a mean difference within people from the first that is given."""
    value, n = row["estimate"], people_of_pairs(row)
    df = n - 1 if n is not None and 1 < n < SMALL_GROUP else None
    found = [row["se"]]
    spread, t, p = row.get("sd_difference"), row.get("t"), row["p"]
    if spread is not None and n:
        found.append(spread / math.sqrt(n))
    if t:
        found.append(abs(value) / abs(t))
    low, high, level = row["ci_low"], row["ci_high"], row["ci_level"]
    if low is not None and high is not None and high > low and level and 0 < level < 1:
        found.append((high - low) / (2 * quantile(0.5 + level / 2, df)))
    if p is not None and 0 < p < 1 and value != 0:
        found.append(abs(value) / -quantile(p / 2, df))
    return next((each for each in found if each is not None and each > 0), None)


def overlap(n1: float, n2: float) -> float:
    """Give what is left of a covariance where one result is of fewer people."""
    return math.sqrt(min(n1, n2) / max(n1, n2))


def implied(row: Row, first: Side, second: Side) -> float | None:
    """Give the correlation that a paired standard error implies beside the arms' own errors."""
    error, n = paired_error(row), people_of_pairs(row)
    if error is None or n is None or not (first.sd and second.sd):
        return None
    v1, v2 = first.sd**2 / first.n, second.sd**2 / second.n
    r = (v1 + v2 - error**2) / (2 * math.sqrt(v1 * v2) * overlap(first.n, second.n))
    return r if -1 < r < 1 else None


def paired_variance(v1: float, v2: float, r: float, n1: float, n2: float) -> float:
    """Give the variance of the difference of two terms."""
    return max(0.0, v1 + v2 - 2 * r * math.sqrt(v1 * v2) * overlap(n1, n2))


def variance_of_means(
    measure: str, first: Side, second: Side, r: float, formula: str
) -> float | None:
    """Give the variance of an effect of two means of the same people."""
    m1, m2, s1, s2 = first.mean, second.mean, first.sd, second.sd
    n1, n2 = first.people, second.people
    if m1 is None or m2 is None or not s1 or not s2:
        return None
    if measure == "MD":
        return paired_variance(s1**2 / n1, s2**2 / n2, r, n1, n2)
    if measure == "ROM":
        return paired_variance((s1 / m1) ** 2 / n1, (s2 / m2) ** 2 / n2, r, n1, n2)
    if not min(n1, n2) > 1:
        return None
    df = n1 + n2 - 2
    pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
    base = 1 / n1 + 1 / n2 - 2 * r / max(n1, n2)
    return paired_g((m1 - m2) / pooled, base, df, df / (1 + r * r), formula)[1]


def paired_g(d: float, base: float, df: float, m: float, formula: str) -> tuple[float, float]:
    """Give Hedges' g of the scores of the same people, with its paired variance.

    `base` is the variance at no effect, `df` are the degrees of freedom of the small-sample factor
    and `m` those with which the standard deviation varies.
    """
    j = small_sample(df)
    g = d * (1 - 3 / (4 * df - 1) if formula == "RevMan" else j)
    if formula == "UB":
        return g, base + g * g * (1 - (m - 2) / (m * small_sample(m) ** 2))
    x = d if formula == "LS2" else g
    spread = base + max(base * x * x / 2, x * x / (2 * m))
    return g, j * j * spread if formula == "LS2" else spread


def variance_of_counts(measure: str, table: Table, r: float) -> tuple[float, float]:
    """Give the variance of an effect of two proportions of the same people, and r as it is used.

    Two risks allow no larger correlation than the root of the ratio of their odds.
    """
    a, n1, c, n2 = table
    b, d = n1 - a, n2 - c
    if 0 in (a, b, c, d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    odds = sorted((a / b, c / d))
    used = min(r, math.sqrt(odds[0] / odds[1]))
    v1, v2 = (_term(measure, x, y) for x, y in ((a, b), (c, d)))
    return paired_variance(v1, v2, used, n1, n2), used


def _term(measure: str, events: float, others: float) -> float:
    n = events + others
    if measure == "OR":
        return 1 / events + 1 / others
    return others / (events * n) if measure == "RR" else events * others / n**3


def standardised(row: Row, r: float, formula: str) -> tuple[float, float] | None:
    """Give g of a mean difference within people, by the SD of the scores its error implies."""
    error, n = paired_error(row), people_of_pairs(row)
    if error is None or n is None or not n > 2:
        return None
    # The standard deviation of n differences has n − 1 degrees of freedom.
    sd = error * math.sqrt(n / (2 * (1 - r)))
    return paired_g(row["estimate"] / sd, 2 * (1 - r) / n, n - 1, n - 1, formula)
