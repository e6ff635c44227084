"""Trials in which nobody, or everybody, had the event: what is compatible with that."""

from __future__ import annotations

import math
from collections.abc import Sequence

from living_review.findings import AllAlike, TrialResult
from living_review.protocol import Outcome


def all_alike(
    trials: Sequence[TrialResult], outcome: Outcome, level: float, *, clusters: bool
) -> AllAlike | None:
    """Say how far the risk in each group can reach where no trial shows a difference.

    With no event among n people the exact upper limit of the risk is 1 − α^(1/n), α being one less
    the level (Clopper and Pearson 1934, Biometrika 26:404-413; about 3/n at 95%, Hanley and
    Lippman-Hand 1983, JAMA 249:1743-1745); with no event in a person-time T that of the rate is
    −ln α / T. None unless it is so of every trial. `clusters`: people of one cluster are alike, so
    their number gives no limit.
    """
    kinds = {trial.alike for trial in trials}
    had = kinds.pop() if len(kinds) == 1 else None
    if had is None:
        return None
    arms = [arm for trial in trials for arm in trial.arms]
    rate = all(arm.time_at_risk is not None for arm in arms)
    counted = [arm.time_at_risk if rate else arm.n for arm in arms]
    if any(each is None or not each > 0 for each in counted):
        return None
    sums = {"intervention": 0.0, "control": 0.0}
    for arm, each in zip(arms, counted, strict=True):
        sums[arm.role] += each or 0.0
    alpha = 1.0 - level
    per = outcome.person_time.per if outcome.person_time else 1.0

    def limit(size: float) -> float | None:
        if clusters:
            return None
        if rate:
            return -per * math.log(alpha) / size
        return alpha ** (1.0 / size) if had == "everybody" else -math.expm1(math.log(alpha) / size)

    return AllAlike(
        had=had,
        kind="rate" if rate else "risk",
        total_with_intervention=sums["intervention"],
        total_with_comparator=sums["control"],
        limit_with_intervention=limit(sums["intervention"]),
        limit_with_comparator=limit(sums["control"]),
        level=level,
    )
