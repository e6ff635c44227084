"""The share of the evidence that trials hold which contradict one another, computed by matrices."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from living_review.findings import TrialResult
from living_review.ground import numbers
from living_review.verification.meaning import RATES, RATIOS, Placing, risk_with

OVERLAP, SLACK = 0.1, 1e-9
# A place is taken as it is written; one that lies between two ways of writing it may be either.
NUDGES = (0.0, 1e-11, -1e-11)


def contradicting(trials: Sequence[TrialResult], placing: Placing) -> tuple[float, ...]:
    """Give the percentage on the lighter side; of benefit and harm where that is told.

    Several where rounding decides between them.
    """
    found = [_shares(trials, placing, nudge) for nudge in NUDGES]
    return tuple(both if both >= 100 / 3 - SLACK else anyhow for anyhow, both in found)


def _place(placing: Placing, told: Sequence[float], nudge: float) -> float:
    """Place an effect, told with its interval, on the scale of the thresholds as it is written."""
    effect = told[0] * (1 + nudge)
    if placing.risk is not None:
        # Beside an interval without an end an effect is written as it is alone.
        ends = told[1:] if np.isfinite(told).all() else (effect, effect)
        risks = (risk_with(placing.measure, each, placing.risk) for each in (effect, *ends))
        rates = placing.measure in RATES
        write = numbers.rates_beside if rates else numbers.people_beside
        sign, size = write(placing.risk, *risks).apart[0]
        return placing.benefit * sign * numbers.shown(size) / (1 if rates else 1000)
    written = numbers.shown(numbers.estimate(effect, placing.measure))
    if placing.changes:
        return placing.benefit * (written - 1)
    if placing.measure in RATIOS:
        # A ratio that is written like a threshold, or like its inverse, is as large.
        for step in (*placing.steps, *(-each for each in placing.steps)):
            if numbers.shown(numbers.estimate(math.exp(step), placing.measure)) == written:
                return placing.benefit * step
        return placing.benefit * (math.log(written) if written > 0 else -math.inf)
    return placing.benefit * written


def _shares(trials: Sequence[TrialResult], placing: Placing, nudge: float) -> tuple[float, float]:
    """Give the shares that contradict one another anyhow, and by benefit and harm."""
    known = [t for t in trials if None not in (t.estimate, t.ci_low, t.ci_high)]
    told = np.array([(t.estimate, t.ci_low, t.ci_high) for t in known], dtype=float).reshape(-1, 3)
    place = np.array([_place(placing, [float(each) for each in row], nudge) for row in told])
    ends = told[:, 1:]
    if placing.measure in RATIOS:
        with np.errstate(divide="ignore"):
            ends = np.log(ends)
    ends = np.sort(placing.benefit * ends, axis=1)
    length = ends[:, 1] - ends[:, 0]
    # Row: the trial with more benefit; column: that with less.
    shared = ends[None, :, 1] - ends[:, None, 0]
    shorter = np.minimum(length[:, None], length[None, :])
    shorter[~np.isfinite(shorter)] = 0.0
    least = placing.steps[0] if placing.steps else 0.0
    far = place[:, None] - place[None, :] >= least - SLACK * least
    against = (shared <= (OVERLAP + SLACK) * shorter) & far
    benefit = (place > 0) & (place >= least - SLACK * least)
    harm = (place < 0) & (-place >= least - SLACK * least)
    weights = _weights(known)

    def share(upper: np.ndarray, lower: np.ndarray) -> float:
        pairs = against & upper[:, None] & lower[None, :]
        sides = (weights[pairs.any(axis=axis)].sum() for axis in (0, 1))
        return float(min(50.0, *sides))

    both = share(benefit, harm)
    if not placing.steps:
        return both, both
    return max(both, share(benefit, ~benefit), share(~harm, harm)), both


def _weights(trials: Sequence[TrialResult]) -> np.ndarray:
    """Give what each trial holds of the evidence: of the weights or of 1/SE², whichever is more."""
    held = np.zeros(len(trials))
    in_pool = [each.weight_percent for each in trials]
    told = [1 / each.se**2 if each.se else None for each in trials]
    for column in (in_pool, told):
        # A Mantel-Haenszel weight may be zero, which is known.
        known = [each for each in column if each is not None]
        if len(known) == len(column) and sum(known) > 0:
            held = np.maximum(held, 100 * np.array(known) / sum(known))
    return held
