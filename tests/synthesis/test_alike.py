"""Where nobody, or everybody, had the event: the limits that are compatible with it."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from scipy.stats import beta, chi2

from living_review.findings import Arm, TrialResult
from living_review.synthesis.alike import all_alike

PER_100 = SimpleNamespace(person_time=SimpleNamespace(per=100.0))
PLAIN = SimpleNamespace(person_time=None)


def a_trial(had: str, n1: float | None, n2: float | None, times: Any = (None, None)) -> Any:
    share = {"nobody": 0, "everybody": 1}.get(had, 0.5)
    arms = tuple(
        Arm(role=role, n=n, events=None if n is None else share * n, time_at_risk=time)
        for role, n, time in zip(("intervention", "control"), (n1, n2), times, strict=True)
    )
    bare = dict.fromkeys(("estimate", "se", "ci_low", "ci_high", "weight_percent"))
    bare |= dict.fromkeys(("n_intervention", "n_control"))
    named = {"trial_id": "T", "label": "T", "year": 2000, "from": "arms", "direction": "unknown"}
    return TrialResult(**bare, **named, in_pool=False, arms=arms)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("had", ["nobody", "everybody"])
def test_the_limits_are_the_exact_ones_of_the_people_of_all_trials(had: str, level: float) -> None:
    trials = [a_trial(had, 20, 31), a_trial(had, 12, 9)]
    found = all_alike(trials, PLAIN, level, clusters=False)
    assert found
    assert (found.had, found.kind, found.level) == (had, "risk", level)
    for n, total, limit in (
        (32, found.total_with_intervention, found.limit_with_intervention),
        (40, found.total_with_comparator, found.limit_with_comparator),
    ):
        assert total == n
        exact = beta.ppf(level, 1, n) if had == "nobody" else beta.ppf(1 - level, n, 1)
        assert limit == pytest.approx(exact, rel=1e-9)
    known_of_clusters = all_alike(trials, PLAIN, level, clusters=True)
    assert known_of_clusters
    assert known_of_clusters.limit_with_intervention is None
    assert known_of_clusters.limit_with_comparator is None
    assert known_of_clusters.total_with_comparator == 40


@pytest.mark.parametrize("outcome", [PLAIN, PER_100])
def test_of_person_time_the_limit_is_that_of_a_rate(outcome: Any) -> None:
    trials = [a_trial("nobody", 20, 31, (40.0, 60.0)), a_trial("nobody", 5, 5, (10.0, 8.0))]
    found = all_alike(trials, outcome, 0.95, clusters=False)
    assert found
    assert (found.kind, found.total_with_intervention) == ("rate", 50.0)
    per = 100.0 if outcome is PER_100 else 1.0
    wanted = [per * chi2.ppf(0.95, 2) / 2 / time for time in (50.0, 68.0)]
    assert [found.limit_with_intervention, found.limit_with_comparator] == pytest.approx(wanted)


def test_there_is_none_where_people_differ_or_nobody_knows_how_many_they_are() -> None:
    kinds = ("nobody", "everybody", "some")
    for first, second in product(kinds, repeat=2):
        found = all_alike(
            [a_trial(first, 8, 6), a_trial(second, 8, 6)], PLAIN, 0.95, clusters=False
        )
        assert bool(found) == (first == second != "some")
    assert all_alike([], PLAIN, 0.95, clusters=False) is None
    short = all_alike([a_trial("nobody", 8, 6, (0.5, 0.25))], PLAIN, 0.95, clusters=False)
    assert short
    assert (short.kind, short.total_with_comparator) == ("rate", 0.25)
    for times in ((0.0, 5.0), (5.0, 0.0)):
        empty = [a_trial("nobody", 8, 6, times)]
        assert all_alike(empty, PLAIN, 0.95, clusters=False) is None
    # Where one group of any trial is counted in people, all are.
    mixed = [a_trial("nobody", 8, 6, (5.0, 5.0)), a_trial("nobody", 8, 6)]
    found = all_alike(mixed, PLAIN, 0.95, clusters=False)
    assert found
    assert (found.kind, found.total_with_intervention) == ("risk", 16)
