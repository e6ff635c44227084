"""How trials lie against one another: whether they differ, and which contradict one another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from living_review.certainty.case import Case, View
from living_review.findings import TrialResult
from living_review.ground.measures import RATIOS
from living_review.synthesis.scale import SLACK, reaches

# Intervals that share no more than this part of the shorter one hardly overlap.
LITTLE = 0.1
# A side that is heavier by its weight in the pool may be lighter by what it tells.
HALF = 50.0


@dataclass(frozen=True)
class Placed:
    """One trial to be laid against others, benefits above zero.

    `estimate` is on the scale of the thresholds, `low` and `high` on that of the analysis (log for
    ratios), where an interval is as long to both sides; `weight` is its share of the evidence in
    percent: of the weight in the pool or of the information (1/SE²), whichever is more.
    """

    trial_id: str
    estimate: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Conflict:
    """Trials on two sides of a threshold that contradict one another.

    `share` is the percentage of the evidence on the lighter side, half at most; `above` and
    `below` are the ids of the trials of the two sides.
    """

    share: float = 0.0
    above: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()


def conflicts(case: Case, view: View) -> tuple[Conflict, Conflict]:
    """Give the heaviest conflict across a threshold, and that of benefit with harm."""
    least = view.scale.steps[0] if view.scale.steps else 0.0
    return conflicts_among(placed_trials(case, view), least)


def conflicts_among(trials: Sequence[Placed], least: float) -> tuple[Conflict, Conflict]:
    """Give the heaviest conflict across a threshold, and that of benefit with harm.

    Two trials contradict one another when their estimates lie on two sides of a threshold, at
    least the least effect that counts apart, and their intervals hardly overlap (Core GRADE 3:
    minimally overlapping intervals with estimates on opposite sides of the threshold). Without
    thresholds the line of no difference is one.
    """
    ranges: dict[int, list[Placed]] = {1: [], 0: [], -1: []}
    for each in trials:
        ranges[_range(each.estimate, least)].append(each)
    benefit, little, harm = ranges.values()
    opposed = _between(benefit, harm, least)
    if not least:
        return opposed, opposed
    across = (
        opposed,
        _between(benefit, little + harm, least),
        _between(benefit + little, harm, least),
    )
    return max(across, key=lambda each: each.share), opposed


def placed_trials(case: Case, view: View) -> tuple[Placed, ...]:
    """Give the trials whose intervals can be laid against one another."""
    trials = [each for each in case.compared_trials if each.trial_id in view.trials]
    pooled = _shares(each.weight_percent for each in trials)
    informed = _shares(information(each) for each in trials)
    return tuple(
        Placed(
            each.trial_id,
            view.trials[each.trial_id].estimate,
            *_ends(case, view, each),
            max(pooled[place], informed[place]),
        )
        for place, each in enumerate(trials)
    )


def information(trial: TrialResult) -> float | None:
    """Give what a trial tells by itself, 1/SE², whatever weight a pool gives it."""
    return 1.0 / trial.se**2 if trial.se else None


def alike(case: Case) -> bool:
    """Tell whether trials differ no more than chance alone lets expect: Q at most k − 1."""
    spread = case.finding.heterogeneity
    if spread is not None and spread.q is not None and spread.q_df is not None:
        return spread.q <= spread.q_df
    known = [
        (_analysed(case, each.estimate), 1.0 / each.se**2)
        for each in case.pooled_trials
        if each.estimate is not None and each.se
    ]
    if not known:
        return True
    mean = math.fsum(w * y for y, w in known) / math.fsum(w for _, w in known)
    return math.fsum(w * (y - mean) ** 2 for y, w in known) <= len(known) - 1


def _range(estimate: float, least: float) -> int:
    if estimate > 0 and reaches(estimate, least):
        return 1
    return -1 if estimate < 0 and reaches(-estimate, least) else 0


def _between(upper: Sequence[Placed], lower: Sequence[Placed], least: float) -> Conflict:
    pairs = [(one, other) for one in upper for other in lower if _contradict(one, other, least)]
    above, below = {one for one, _ in pairs}, {other for _, other in pairs}
    return Conflict(
        min(HALF, *(math.fsum(each.weight for each in side) for side in (above, below))),
        frozenset(each.trial_id for each in above),
        frozenset(each.trial_id for each in below),
    )


def _contradict(upper: Placed, lower: Placed, least: float) -> bool:
    shared = lower.high - upper.low
    shorter = min(upper.high - upper.low, lower.high - lower.low)
    little = (LITTLE + SLACK) * shorter if math.isfinite(shorter) else 0.0
    return shared <= little and reaches(upper.estimate - lower.estimate, least)


def _shares(held: Iterable[float | None]) -> list[float]:
    """Give percentages of a whole; zeros where it is not known of every trial."""
    known = list(held)
    values = [0.0 if each is None else each for each in known]
    total = math.fsum(values)
    if None in known or not total:
        return [0.0] * len(known)
    return [100.0 * each / total for each in values]


def _ends(case: Case, view: View, trial: TrialResult) -> tuple[float, float]:
    assert trial.ci_low is not None
    assert trial.ci_high is not None
    ends = (_analysed(case, each) for each in (trial.ci_low, trial.ci_high))
    low, high = sorted(view.scale.benefit * each for each in ends)
    return low, high


def _analysed(case: Case, effect: float) -> float:
    if case.finding.measure not in RATIOS:
        return effect
    return math.log(effect) if effect > 0 else -math.inf
