"""The effect of two groups of people and its variance, in plain numbers."""

from __future__ import annotations

import math

from living_review.verification.arms import Side
from living_review.verification.formulas import hedges
from living_review.verification.settings import Making


def from_means(making: Making, first: Side, second: Side) -> tuple[float | None, float | None]:
    """Give the effect of two means; an estimate alone where there is no variance."""
    m1, m2, s1, s2 = first.mean, second.mean, first.sd, second.sd
    n1, n2 = first.people, second.people
    if m1 is None or m2 is None:
        return None, None
    spread = s1 is not None and s2 is not None and s1 >= 0 and s2 >= 0
    if making.measure == "MD":
        return m1 - m2, s1**2 / n1 + s2**2 / n2 if spread else None  # type: ignore[operator]
    if making.measure == "ROM":
        if not m1 * m2 > 0:
            return None, None
        y = math.log(m1 / m2)
        return y, (s1 / m1) ** 2 / n1 + (s2 / m2) ** 2 / n2 if spread else None  # type: ignore[operator]
    assert making.measure == "SMD"
    df = n1 + n2 - 2
    if not spread or not df > 1:
        return None, None
    pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)  # type: ignore[operator]
    return hedges((m1 - m2) / pooled, n1, n2, making.smd_variance) if pooled > 0 else (None, None)


def from_counts(
    measure: str, a: float, n1: float, c: float, n2: float
) -> tuple[float | None, float | None]:
    """Give the log odds ratio, log risk ratio or risk difference of two proportions."""
    b, d = n1 - a, n2 - c
    if not (0 <= a <= n1 and 0 <= c <= n2 and n1 > 0 and n2 > 0):
        return None, None
    silent = (a == 0 and c == 0) or (b == 0 and d == 0)
    if measure != "RD" and silent:
        return None, None
    raw = a / n1 - c / n2
    if 0 in (a, b, c, d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
        n1, n2 = n1 + 1, n2 + 1
    if measure == "OR":
        return math.log(a) + math.log(d) - math.log(b) - math.log(c), 1 / a + 1 / b + 1 / c + 1 / d
    p1, p2 = a / n1, c / n2
    if measure == "RR":
        return math.log(p1) - math.log(p2), b / (a * n1) + d / (c * n2)
    # A difference is that of the counts as they are; an empty cell corrects its variance alone.
    return raw, p1 * (b / n1) / n1 + p2 * (d / n2) / n2


def from_rates(making: Making, first: Side, second: Side) -> tuple[float | None, float | None]:
    """Give the log ratio or the difference of two rates, in as much time as they are shown in."""
    x1, x2 = first.counted_events, second.counted_events
    t1, t2 = first.counted_time, second.counted_time
    if x1 is None or x2 is None or not t1 or not t2:
        return None, None
    half = 0.5 if 0 in (x1, x2) else 0.0
    if making.measure == "IRR":
        if x1 == 0 and x2 == 0:
            return None, None
        y = math.log(x1 + half) - math.log(t1) - math.log(x2 + half) + math.log(t2)
        return y, 1 / (x1 + half) + 1 / (x2 + half)
    per = making.per
    return per * (x1 / t1 - x2 / t2), per**2 * ((x1 + half) / t1**2 + (x2 + half) / t2**2)
