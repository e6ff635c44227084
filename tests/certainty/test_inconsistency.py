from __future__ import annotations

from dataclasses import replace

import pytest

from living_review.certainty.inconsistency import inconsistency
from living_review.findings import Subgroup


@pytest.mark.parametrize(
    ("interval", "prediction", "levels"),
    [
        ((0.3, 0.25, 0.4), (0.22, 0.45), 0),
        ((0.3, 0.25, 0.4), (0.1, 0.5), -1),
        ((0.3, 0.25, 0.4), (-0.3, 0.9), -2),
        ((0.0, -0.1, 0.1), (-0.15, 0.15), 0),
        ((0.0, -0.1, 0.1), (-0.15, 0.25), -1),
        ((0.0, -0.1, 0.1), (-0.3, 0.3), -2),
        ((0.1, -0.3, 0.5), (-0.9, 1.2), 0),
    ],
)
def test_levels_follow_the_ranges_the_prediction_interval_adds(
    case, outcome, interval, prediction, levels
):
    found = case(outcome(), interval, prediction=prediction, judgements=["low"] * 3)
    assert inconsistency(found).levels == levels


def test_a_range_of_large_benefit_is_no_other_range_than_that_of_small_benefit(case, outcome):
    found = case(outcome(), (0.4, 0.25, 0.45), prediction=(0.21, 1.5), judgements=["low"] * 3)
    assert inconsistency(found).levels == 0


@pytest.mark.parametrize(("tau", "levels"), [(0.1, 0), (0.25, -1)])
def test_trials_on_both_sides_count_when_true_effects_differ_by_a_threshold(
    case, outcome, tau, levels
):
    trials = [(0.4, 0.1, 0.7), (-0.3, -0.6, 0.0), (0.1, -0.2, 0.4)]
    found = case(outcome(), (0.1, -0.6, 0.8), prediction=(-1, 1.2), trials=trials, tau=tau)
    assert inconsistency(found).levels == levels


def test_i2_decides_nothing(case, outcome):
    def proposal(i2):
        found = case(outcome(), (0.3, 0.25, 0.4), judgements=["low"] * 3)
        spread = found.finding.heterogeneity.model_copy(update={"i2": i2})
        changed = found.finding.model_copy(update={"heterogeneity": spread})
        return inconsistency(type(found)(**{**vars(found), "finding": changed}))

    assert proposal(0.0).levels == proposal(99.0).levels
    assert proposal(0.0).fingerprint == proposal(99.0).fingerprint
    assert proposal(99.0).inputs["i2_percent"] == 99.0


def test_one_trial_is_not_assessed(case, outcome):
    proposal = inconsistency(case(outcome(), (0.3, 0.2, 0.4)))
    assert proposal.levels is None
    assert proposal.domain().state == "not assessed"
    assert "There is one trial" in proposal.explanation


def test_several_trials_without_effects_are_not_called_one(case, outcome):
    found = case(outcome(), trials=[(0.9, 0.7, 1.1), (0.1, -0.1, 0.3)])
    silent = tuple(each.model_copy(update={"estimate": None}) for each in found.finding.trials)
    finding = found.finding.model_copy(update={"trials": silent, "k": 0})
    proposal = inconsistency(
        replace(found, finding=finding, views=(replace(found.view, trials={}),))
    )
    assert proposal.levels is None
    assert "one trial" not in proposal.explanation
    assert "Fewer than two trials gave an effect" in proposal.explanation


@pytest.mark.parametrize(
    ("trials", "levels"),
    [
        ([(0.3, 0.1, 0.5), (0.4, 0.2, 0.6)], 0),
        ([(0.3, 0.1, 0.5), (0.1, -0.1, 0.3)], 0),
        ([(0.9, 0.7, 1.1), (0.1, -0.1, 0.3)], -1),
        ([(0.3, -0.1, 0.7), (-0.3, -0.7, 0.1)], -1),
        ([(0.6, 0.3, 0.9), (-0.6, -0.9, -0.3)], -2),
    ],
)
def test_trials_that_are_not_pooled_are_compared_by_range_and_overlap(
    case, outcome, trials, levels
):
    assert inconsistency(case(outcome(), trials=trials)).levels == levels


def test_polarity_turns_benefit_and_harm_and_changes_no_level(case, outcome):
    higher = case(outcome(), (0.3, 0.25, 0.4), prediction=(-0.3, 0.9), judgements=["low"] * 3)
    lower = case(
        outcome(better="lower"),
        (-0.3, -0.4, -0.25),
        prediction=(-0.9, 0.3),
        judgements=["low"] * 3,
    )
    assert inconsistency(higher).explanation == inconsistency(lower).explanation
    assert inconsistency(higher).fingerprint == inconsistency(lower).fingerprint


def test_a_subgroup_that_differs_is_pointed_out_and_changes_no_level(case, outcome):
    def proposal(p):
        split = Subgroup(moderator="category", levels=(), q_between=4.0, df=1, p=p)
        found = case(
            outcome(),
            (0.3, 0.25, 0.4),
            prediction=(-0.3, 0.9),
            judgements=["low"] * 3,
            subgroups=(split,),
        )
        return inconsistency(found)

    assert proposal(0.04).levels == proposal(0.4).levels == -2
    assert "differs between trials by category" in proposal(0.04).explanation
    assert "subgroup" not in proposal(0.4).explanation
    assert proposal(0.04).inputs["differs_between_subgroups_of"] == "category"


def test_a_ratio_is_judged_at_every_baseline_and_shown_on_its_own_scale(case, outcome):
    # 0.5 to 0.99 is 10 to 0.2 fewer in 1000 at a risk of 0.02, and 200 to 4 fewer at 0.4.
    def proposal(*risks):
        baselines = tuple({"label": str(r), "risk": r, "source": "us"} for r in risks)
        asked = outcome("RR", "lower", baseline_risks=baselines)
        return inconsistency(
            case(asked, (0.7, 0.6, 0.8), prediction=(0.5, 0.99), judgements=["low"] * 3)
        )

    assert proposal(0.02).levels == 0
    assert proposal(0.4).levels == -1
    assert proposal(0.02, 0.4).levels == -1
    assert proposal(0.02).inputs["relative_prediction_interval"] == "excludes no difference"
