from __future__ import annotations

from dataclasses import replace

import pytest

from living_review.certainty.risk_of_bias import _share, risk_of_bias, shares_of_weight
from living_review.findings import Arm
from living_review.language import say

EFFECT = (0.3, 0.21, 0.4)


@pytest.mark.parametrize(
    ("judgements", "weights", "levels"),
    [
        (["low"] * 3, [40, 40, 20], 0),
        (["low", "low", "high"], [40, 35, 25], 0),
        (["high"] * 3, [40, 40, 20], -2),
        (["high", "high", "low"], [40, 35, 25], -2),
        (["high", "low", "low"], [50, 30, 20], -1),
        (["some concerns"] * 3, [40, 40, 20], -1),
        (["low", "some concerns", "some concerns"], [60, 20, 20], 0),
        ([None, None, "low"], [40, 20, 40], None),
        ([None, "low", "low"], [20, 40, 40], 0),
        (["no information", "no information", "high"], [40, 20, 40], None),
        (["unclear", "unclear", "high"], [40, 20, 40], -1),
    ],
)
def test_levels_follow_the_share_of_weight(case, outcome, judgements, weights, levels):
    proposal = risk_of_bias(case(outcome(), EFFECT, judgements=judgements, weights=weights))
    assert proposal.levels == levels


@pytest.mark.parametrize(("without", "levels"), [(0.25, 0), (0.1, -1), (0.6, -1)])
def test_a_mixed_body_is_judged_by_whether_results_differ(case, outcome, without, levels):
    found = case(
        outcome(),
        EFFECT,
        judgements=["high", "low", "some concerns"],
        weights=[40, 30, 30],
        without_high=without,
    )
    assert risk_of_bias(found).levels == levels


@pytest.mark.parametrize("measure", ["ROM", "MD", "RR", "HR", "IRD"])
@pytest.mark.parametrize(
    ("judgements", "levels"),
    [(["high", "low", "some concerns"], -1), (["high", "low", "low"], 0)],
)
def test_without_thresholds_no_effect_moves_to_another_range(
    case, outcome, measure, judgements, levels
):
    ratio = measure in ("ROM", "RR", "HR")
    time = {"person_time": {"unit": "years", "per": 100}} if measure == "IRD" else {}
    own = outcome(measure, better="lower", thresholds=None, **time)
    effect = (1.02, 0.9, 1.1) if ratio else (0.02, -0.1, 0.1)
    found = case(
        own,
        effect,
        judgements=judgements,
        weights=[40, 30, 30],
        without_high=0.99 if ratio else -0.01,
    )
    proposal = risk_of_bias(found)
    assert proposal.levels == levels
    assert proposal.inputs["without_high_risk"] == "no threshold says what a range is"
    assert "range" not in proposal.explanation
    assert "0.99 in place of 1.02" in proposal.explanation or not ratio


def test_trials_that_are_not_pooled_weigh_by_their_participants(case, outcome):
    found = case(outcome(), judgements=["high", "low"])
    shares, basis = shares_of_weight(found)
    assert basis == "participants"
    assert (shares["high"], shares["low"]) == (50, 50)


def test_rates_that_are_not_pooled_weigh_by_their_time_where_people_are_not_known(case, outcome):
    time = {"person_time": {"unit": "years", "per": 100}}
    found = case(outcome("IRR", better="lower", **time), judgements=["high", "low"])
    spent = {"high": 90.0, "low": 30.0}

    def of(trial):
        share = spent[trial.risk_of_bias.overall] / 2
        arms = [
            Arm(role=role, n=None, mean=None, sd=None, events=3, time_at_risk=share)
            for role in ("intervention", "control")
        ]
        return trial.model_copy(update={"n": None, "arms": tuple(arms)})

    trials = tuple(of(trial) for trial in found.finding.trials)
    finding = found.finding.model_copy(update={"trials": trials})
    shares, basis = shares_of_weight(replace(found, finding=finding))
    assert basis == "time"
    assert (shares["high"], shares["low"]) == (75, 25)


def test_the_explanation_gives_the_shares(case, outcome):
    found = case(outcome(), EFFECT, judgements=["high", "low", None], weights=[60, 30, 10])
    assert risk_of_bias(found).explanation == (
        "Share of the weight: 60% in trials at high risk of bias, 30% in trials at low risk of "
        "bias and 10% in trials not yet judged."
    )


def test_shares_that_cross_nothing_leave_the_fingerprint(case, outcome):
    def fingerprint(*weights):
        judgements = ["high", "low", "low"]
        return risk_of_bias(
            case(outcome(), EFFECT, judgements=judgements, weights=weights)
        ).fingerprint

    assert fingerprint(60, 30, 10) == fingerprint(55, 25, 20)
    assert fingerprint(60, 30, 10) != fingerprint(45, 30, 25)


@pytest.mark.parametrize(
    ("judgements", "said"),
    [
        (["high"], "The one trial is at high risk of bias."),
        (["some concerns"] * 3, "All trials raise some concerns."),
    ],
)
def test_trials_that_are_all_alike_need_no_shares(case, outcome, judgements, said):
    assert risk_of_bias(case(outcome(), EFFECT, judgements=judgements)).explanation == said


def test_a_share_that_is_rounded_to_a_limit_is_said_not_to_reach_it():
    said = {each: say(_share(each, "high")) for each in (49.97, 50.0, 74.6, 49.2)}
    assert said == {
        49.97: "just under 50% in trials at high risk of bias",
        50.0: "50% in trials at high risk of bias",
        74.6: "just under 75% in trials at high risk of bias",
        49.2: "49% in trials at high risk of bias",
    }
