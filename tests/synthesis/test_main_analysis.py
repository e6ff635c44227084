from __future__ import annotations

import math

import numpy as np
import pytest

from living_review.pooling import egger, pool, smd_predictor, subgroups
from living_review.synthesis.meta_analysis import prediction_of
from living_review.synthesis.requests import Answer, Settings
from living_review.synthesis.subgroups import _between

EFFECTS = {"a": -0.9, "b": -0.2, "c": 0.1, "d": -0.5}


@pytest.fixture
def four(registry, arms_of_means):
    made = registry()
    for place, (name, effect) in enumerate(EFFECTS.items()):
        made.trial(name, year=2001 + place).arms(arms_of_means(name, effect))
    return made


def figures(finding):
    pooled = [trial for trial in finding.trials if trial.in_pool]
    return [t.estimate for t in pooled], [t.se**2 for t in pooled]


def test_the_main_pool_is_that_of_the_numerics(four):
    finding = four.finding("mood")
    expected = pool(*figures(finding))
    assert finding.pooled.estimate == pytest.approx(expected.estimate, rel=1e-12)
    assert finding.pooled.ci_low == pytest.approx(expected.ci_low, rel=1e-12)
    assert finding.heterogeneity.tau2 == pytest.approx(expected.tau2, rel=1e-9)
    assert finding.prediction.high == pytest.approx(expected.prediction_high, rel=1e-9)
    bounds = expected.tau2_interval()
    assert finding.heterogeneity.tau2_ci_high == pytest.approx(bounds.tau2_high, rel=1e-9)
    chance = 1 - expected.beyond(-0.2)
    assert finding.prediction.beyond_threshold == pytest.approx(chance, rel=1e-9)
    assert (finding.pooled.tau2_method, finding.pooled.interval) == ("REML", "knapp-hartung")


def test_batching_changes_nothing(four, arms_of_means):
    alone = four.finding("mood")
    for place in range(7):
        four.arms(arms_of_means(f"x{place}", 0.3 * place, "score", higher_is_better="true"))
    together = four.finding("mood")
    # Sums over a batch of another shape may differ in the last bit.
    for name in ("estimate", "se", "ci_low", "ci_high", "p"):
        assert getattr(together.pooled, name) == pytest.approx(
            getattr(alone.pooled, name), rel=1e-12
        )
    assert [each.estimate for each in together.leave_one_out] == pytest.approx(
        [each.estimate for each in alone.leave_one_out], rel=1e-12
    )


@pytest.mark.parametrize(
    ("k", "synthesis"), [(0, "none"), (1, "single"), (2, "narrative"), (3, "pooled")]
)
def test_three_trials_are_the_least_to_pool(registry, arms_of_means, k, synthesis):
    made = registry().arms(arms_of_means("other", 1, "score", higher_is_better="true"))
    for name in list(EFFECTS)[:k]:
        made.arms(arms_of_means(name, EFFECTS[name]))
    finding = made.finding("mood")
    assert (finding.synthesis, finding.k) == (synthesis, k)
    assert (finding.pooled is not None) == (synthesis == "pooled")


def test_two_trials_pool_when_the_protocol_says_so_with_a_wald_interval(
    registry, arms_of_means, protocol_text
):
    made = registry(protocol_text + "analysis: {min_trials: 2}\n")
    for name in "ab":
        made.arms(arms_of_means(name, EFFECTS[name]))
    finding = made.finding("mood")
    expected = pool(*figures(finding), interval="wald")
    assert finding.pooled.interval == "wald"
    assert finding.pooled.ci_low == pytest.approx(expected.ci_low)
    assert "one degree of freedom" in finding.pooled.note
    assert finding.prediction.low is None
    assert finding.prediction.reason


def test_only_included_trials_enter(registry, arms_of_means):
    made = registry()
    for name, status in zip("abcd", ["included", "awaiting", "excluded", "ongoing"], strict=True):
        made.trial(name, status=status).arms(arms_of_means(name, -0.5))
    assert [trial.trial_id for trial in made.finding("mood").trials] == ["a"]


def test_leaving_out_and_adding_one_by_one(four):
    finding = four.finding("mood")
    y, v = figures(finding)
    for place, left in enumerate(finding.leave_one_out):
        expected = pool(np.delete(y, place), np.delete(v, place))
        assert left.trial_id == finding.trials[place].trial_id
        assert left.estimate == pytest.approx(expected.estimate)
        assert left.ci_high == pytest.approx(expected.ci_high)
        assert left.k == 3
    assert [each.k for each in finding.cumulative] == [1, 2, 3, 4]
    assert [each.trial_id for each in finding.cumulative] == ["a", "b", "c", "d"]
    last = finding.cumulative[-1]
    assert (last.estimate, last.ci_low) == (finding.pooled.estimate, finding.pooled.ci_low)
    assert finding.cumulative[1].interval == "wald"


def test_the_common_model_says_there_is_nothing_to_predict(registry, arms_of_means, protocol_text):
    made = registry(protocol_text + "analysis: {model: common}\n")
    for name, effect in EFFECTS.items():
        made.arms(arms_of_means(name, effect))
    finding = made.finding("mood")
    assert (finding.pooled.model, finding.pooled.interval) == ("common", "wald")
    assert finding.heterogeneity.tau2 is None
    assert "nothing to predict" in finding.prediction.reason


def test_subgroups_are_pooled_apart_and_compared(registry, arms_of_means, protocol_text):
    made = registry(protocol_text + "analysis: {subgroups: [category]}\n")
    for name, effect in EFFECTS.items():
        made.trial(name, category="x" if name in "ab" else "y")
        made.arms(arms_of_means(name, effect))
    finding = made.finding("mood")
    [found] = finding.subgroups
    y, v = figures(finding)
    expected = subgroups(y, v, ["x", "x", "y", "y"])
    assert [level.level for level in found.levels] == ["x", "y"]
    assert found.q_between == pytest.approx(expected.q_between)
    assert found.p == pytest.approx(expected.p)
    assert found.df == 1


def test_a_level_is_one_in_whatever_capitals_blanks_and_dashes(
    registry, arms_of_means, protocol_text
):
    made = registry(protocol_text + "analysis: {subgroups: [category]}\n")
    spelt = {"a": "in-person", "b": "In–Person", "c": "in-person", "d": "on  line"}
    for name, effect in EFFECTS.items():
        made.trial(name, category=spelt[name]).arms(arms_of_means(name, effect))
    [found] = made.finding("mood").subgroups
    assert [(level.level, level.k) for level in found.levels] == [("in-person", 3), ("on line", 1)]


def test_one_level_is_no_subgroup(four, registry, arms_of_means, protocol_text):
    made = registry(protocol_text + "analysis: {subgroups: [category]}\n")
    for name, effect in EFFECTS.items():
        made.trial(name, category="x").arms(arms_of_means(name, effect))
    [found] = made.finding("mood").subgroups
    assert (found.levels, found.reason) == ((), "All trials have the same value: x.")


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("name", ["estimate", "precision"])
def test_levels_are_compared_where_each_has_an_estimate(place, name):
    """What a search did not find is no number, and the other levels alone are no answer."""
    known = [{"estimate": 0.1 * n, "precision": 25.0} for n in range(3)]
    q, p = _between(known)
    assert q == pytest.approx(25.0 * 2 * 0.1**2)
    assert p == pytest.approx(math.exp(-q / 2))
    known[place][name] = math.nan
    assert _between(known) is None


@pytest.mark.parametrize(
    ("k", "model", "low", "said"),
    [
        (3, "random", 0.5, None),
        (3, "random", math.nan, "could not be computed"),
        (3, "random", -math.inf, "could not be computed"),
        (2, "random", 0.5, "at least three trials"),
        (3, "common", 0.5, "nothing to predict"),
    ],
)
def test_a_prediction_is_given_or_it_is_said_why_there_is_none(k, model, low, said):
    values = {"prediction_low": low, "prediction_high": 2.0, "prediction_df": 1.0, "beyond": 0.3}
    answer = Answer(k, Settings(model=model), values, (), False, False)
    found = prediction_of(answer, "RR")
    assert found.low == (None if said else pytest.approx(math.exp(0.5)))
    assert found.beyond_threshold == (None if said else 0.3)
    assert (found.reason is None) == (said is None)
    assert said is None or said in found.reason


def test_small_study_effects_need_ten_trials(registry, arms_of_means):
    made = registry()
    for place in range(10):
        size = 20 + 10 * place
        made.arms(arms_of_means(f"t{place}", -1 + 0.1 * place, n=size))
        finding = made.finding("mood")
        if place == 8:
            assert finding.small_study.reason == "There are fewer than ten trials."
    y, v = figures(finding)
    sizes = [t.n_intervention for t in finding.trials]
    expected = egger(y, v, predictor=smd_predictor(sizes, sizes))
    assert finding.small_study.test == "egger-smd"
    assert finding.small_study.egger["p"] == pytest.approx(float(expected.p))


def test_a_moderator_is_regressed_on_from_ten_trials(registry, arms_of_means, protocol_text):
    made = registry(protocol_text + "analysis: {moderators: [year]}\n")
    for place in range(10):
        made.trial(f"t{place}", year=2000 + place)
        made.arms(arms_of_means(f"t{place}", -0.1 * place))
    [found] = made.finding("mood").moderators
    assert found.slope == pytest.approx(-0.1, abs=0.01)
    made.tables["trials"].pop()
    made.tables["arms"] = made.tables["arms"][:-2]
    [found] = made.finding("mood").moderators
    assert "fewer than ten" in (found.reason or "")


def test_events_and_participants_are_added_up(registry, two_arms):
    made = registry()
    for name in "abc":
        made.arms(two_arms(name, "relapse", {"events": 5, "n": 40}, {"events": 9, "n": 44}))
    finding = made.finding("relapse")
    assert (finding.n, finding.events) == (252, 42)
    assert finding.pooled.estimate == pytest.approx(math.exp(finding.pooled.log_estimate))


def test_trials_that_found_the_same_effect_leave_small_study_tests_nothing(registry, two_arms):
    here = registry()
    for place in range(10):
        here = here.contrast(
            f"t{place}", "mood", "SMD", estimate=-0.3, se=0.1 + place / 50, n_intervention=50
        )
    study = here.finding("mood").small_study
    assert study.egger is None
    assert study.reason == "The trials found the same effect, so there is nothing to test."
