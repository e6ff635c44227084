"""What losing and adding evidence does to the certainty proposed, over 10,000 changes of sets.

The pool of a set is that of the program, and every trial is at low risk of bias. The exceptions
that the tests allow are those that docs/explanation/grade.md explains, with their share.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from trial_sets import BARE, FEWEST, POINTS, RISKS, TrialSet, cases, trial_sets

from living_review.certainty.case import Case
from living_review.certainty.conflict import conflicts
from living_review.certainty.imprecision import imprecision
from living_review.certainty.inconsistency import inconsistency

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("certainty-laws")

SETS = 3_400


def proposed(case: Case) -> tuple[int, int]:
    """Give the levels for inconsistency and for imprecision."""
    return inconsistency(case).levels or 0, imprecision(case).levels or 0


def certainty(case: Case) -> int:
    """Give the levels below high certainty; there are three."""
    return max(-3, sum(proposed(case)))


@pytest.fixture(scope="module")
def sets() -> list[TrialSet]:
    return trial_sets(SETS, np.random.default_rng(20261127), (POINTS, *RISKS, BARE))


@pytest.fixture(scope="module")
def before(sets) -> list[Case]:
    return cases(sets)


@pytest.fixture(scope="module")
def rated(before) -> list[int]:
    return [certainty(each) for each in before]


def supports(case: Case, place: int) -> bool:
    """Tell whether a trial agrees with the pool; with every other trial where there is none.

    Each estimate lies within the other's interval, both in one range.
    """
    trial, view = case.finding.trials[place], case.view
    pooled = case.finding.pooled
    others = [each for each in case.finding.trials if each is not trial]
    ends = [(pooled.estimate, pooled.ci_low, pooled.ci_high)] if pooled else []
    ends = ends or [(each.estimate, each.ci_low, each.ci_high) for each in others]
    own = view.scale.direction(view.scale.place(trial.estimate))
    return all(
        trial.ci_low <= estimate <= trial.ci_high
        and low <= trial.estimate <= high
        and view.scale.direction(view.scale.place(estimate)) == own
        for estimate, low, high in ends
    )


def contradicts(case: Case, place: int) -> bool:
    """Tell whether a trial contradicts another."""
    name = case.finding.trials[place].trial_id
    return any(name in each.above | each.below for each in conflicts(case, case.view))


def moved(before: Case, after: Case) -> bool:
    """Tell whether the interval, or that with the variance within trials, left what it held."""
    pairs = ((before.view.effect, after.view.effect), (before.view.within, after.view.within))
    return not all(new.low <= old.low and old.high <= new.high for old, new in pairs)


def why(before: Case, after: Case, place: int) -> str:
    """Name the exception that a certainty that rose belongs to; OTHER where it is none."""
    if contradicts(before, place):
        return "it contradicted another trial"
    if before.view.effect is None:
        return "the trials were not pooled"
    if after.view.effect is None or after.finding.pooled is None:
        return "the trials are not pooled any more"
    if moved(before, after):
        return "the effect moved"
    if "most precise trial" in imprecision(after).explanation:
        return "the trials now differ no more than by chance"
    return "OTHER"


def test_taking_away_a_trial_that_agrees_does_not_raise_the_certainty(sets, before, rated):
    rng = np.random.default_rng(1)
    chosen = []
    for row, case in enumerate(before):
        agreeing = [place for place in range(case.finding.k) if supports(case, place)]
        if agreeing:
            chosen.append((row, int(rng.choice(agreeing))))
    after = cases([sets[row].without(place) for row, place in chosen])
    rose, of_pools = Counter(), 0
    for (row, place), case in zip(chosen, after, strict=True):
        if certainty(case) > rated[row]:
            rose[why(before[row], case, place)] += 1
            of_pools += before[row].finding.k > FEWEST
    assert len(chosen) > 3000
    assert not rose["OTHER"]
    assert rose.total() < 0.025 * len(chosen)
    assert of_pools < 0.01 * len(chosen)


def test_noise_added_to_a_trial_seldom_raises_the_certainty(sets, before, rated):
    rng = np.random.default_rng(2)
    chosen = [int(rng.integers(len(each.effects))) for each in sets]
    times = rng.choice([1.5, 2.0, 4.0, 9.0], len(sets))
    after = cases([s.noisier(p, t) for s, p, t in zip(sets, chosen, times, strict=True)])
    rose = Counter(
        why(before[row], case, chosen[row])
        for row, case in enumerate(after)
        if certainty(case) > rated[row]
    )
    assert not rose["OTHER"]
    assert rose.total() < 0.05 * len(sets)


def test_adding_a_large_consistent_trial_does_not_lower_the_certainty(sets, before, rated):
    rows = [row for row, case in enumerate(before) if case.finding.pooled is not None]
    grown = []
    for row in rows:
        pooled = before[row].finding.pooled
        effect = pooled.estimate if pooled.log_estimate is None else pooled.log_estimate
        grown.append(sets[row].joined_by(effect, sum(sets[row].people)))
    fell = Counter()
    for row, case in zip(rows, cases(grown), strict=True):
        if certainty(case) < rated[row]:
            new = contradicts(case, case.finding.k - 1)
            fell["the large trial contradicts another" if new else "OTHER"] += 1
    assert len(rows) > 3000
    assert not fell["OTHER"]
    assert fell.total() < 0.005 * len(rows)


def test_what_two_trials_lose_is_not_gained_by_three_that_agree(before):
    """Five trials of which two that support the effect are taken away (a relative risk of 0.58)."""
    effects = [-0.99, -0.66, -0.59, -0.018, -0.81]
    errors = [0.352, 0.309, 0.301, 0.122, 0.327]
    five = TrialSet(RISKS[1], tuple(effects), tuple(e**2 for e in errors), (480.0,) * 5)
    all_five, three = cases([five, five.without(4).without(2)])
    assert certainty(three) <= certainty(all_five) == -2
