"""Everybody counts once, and a trial that does not say how many it had is not counted as none."""

from __future__ import annotations

import pytest


def crossed(made, *trials, **cells):
    for trial_id in trials:
        made.trial(trial_id, design="crossover", **cells)
    return made


def test_people_of_crossover_trials_count_once(registry, two_arms):
    names = ("t1", "t2", "t3", "t4")
    made = crossed(registry(), *names)
    for name in names:
        made.arms(two_arms(name, "relapse", {"events": 10}, {"events": 20}))
    found = made.finding("relapse")
    assert found.n == 200
    assert found.n_missing == 0
    assert [trial.n for trial in found.trials] == [50] * 4
    assert {each.n for each in found.sensitivity if each.pooled} == {200}


def test_of_unequal_arms_of_a_crossover_trial_the_larger_has_its_people(registry, two_arms):
    made = crossed(registry(), "t1")
    made.arms(two_arms("t1", "score", {"mean": 5, "sd": 2, "n": 40}, {"mean": 4, "sd": 2, "n": 38}))
    made.tables["arms"] = [{**row, "higher_is_better": "true"} for row in made.tables["arms"]]
    assert made.finding("score").n == 40


def test_a_crossover_contrast_with_the_people_of_one_period_has_them(registry):
    made = crossed(registry(), "t1")
    made.contrast("t1", "mood", "SMD", estimate=-0.4, se=0.1, n_intervention=30)
    made.contrast("t2", "mood", "SMD", estimate=-0.4, se=0.1, n_intervention=30)
    assert [trial.n for trial in made.finding("mood").trials] == [30, None]


@pytest.mark.parametrize("counted", [0, 1, 4])
def test_trials_that_do_not_report_their_people_are_told(registry, counted):
    made = registry()
    for place in range(4):
        n = {"n_intervention": 50, "n_control": 50} if place < counted else {}
        made.contrast(f"t{place}", "mood", "SMD", estimate=-0.5, se=0.12, **n)
    found = made.finding("mood")
    assert found.n == (100 * counted or None)
    assert found.n_missing == 4 - counted
    assert {(each.n, each.n_missing) for each in found.sensitivity if each.pooled} == {
        (found.n, found.n_missing)
    }


def test_a_narrative_says_which_of_its_people_it_knows(registry):
    made = registry()
    made.contrast("t1", "mood", "SMD", estimate=-0.5, se=0.1, n_intervention=50, n_control=50)
    made.contrast("t2", "mood", "SMD", estimate=-0.5, se=0.1)
    said = made.finding("mood").narrative.statement
    assert said.startswith(
        "Two trials with at least 100 participants reported low mood (end of treatment); one is of "
        "unknown size."
    )
    alone = registry().contrast("t2", "mood", "SMD", estimate=-0.5, se=0.1).finding("mood")
    assert alone.narrative.statement.startswith(
        "One trial reported low mood (end of treatment); how many participants it had is not known."
    )
