from __future__ import annotations

from dataclasses import replace

import pytest

from living_review.certainty.inconsistency import inconsistency
from living_review.certainty.proposal import Proposal
from living_review.findings import Subgroup

BENEFIT, LITTLE_EFFECT, HARM = (0.6, 0.4, 0.8), (0.0, -0.2, 0.2), (-0.6, -0.8, -0.4)


@pytest.mark.parametrize(
    ("trials", "levels"),
    [
        ([BENEFIT] * 4, 0),
        ([BENEFIT] * 3 + [(0.9, 0.85, 0.95)] * 3, 0),
        ([BENEFIT] * 2 + [LITTLE_EFFECT], -1),
        ([BENEFIT] * 4 + [LITTLE_EFFECT], -1),
        ([BENEFIT] * 5 + [LITTLE_EFFECT], 0),
        ([BENEFIT] * 2 + [LITTLE_EFFECT] * 2, -1),
        ([BENEFIT] * 2 + [HARM], -2),
        ([BENEFIT] * 3 + [HARM], -1),
        ([BENEFIT] * 5 + [HARM], 0),
        ([BENEFIT] * 2 + [LITTLE_EFFECT] * 2 + [HARM] * 2, -2),
    ],
)
def test_levels_follow_the_evidence_that_is_contradicted(case, outcome, trials, levels):
    found = case(outcome(), (0.3, 0.0, 0.6), trials=trials)
    assert inconsistency(found).levels == levels


@pytest.mark.parametrize(
    ("other", "levels"),
    [
        # Shared parts of intervals of 0.4: none, a tenth, more; then a difference that is trivial.
        ((0.1, -0.1, 0.3), -1),
        ((0.14, -0.06, 0.34), -1),
        ((0.15, -0.05, 0.35), 0),
        ((0.19, 0.18, 0.199), -1),
    ],
)
def test_trials_contradict_one_another_where_intervals_hardly_overlap(case, outcome, other, levels):
    found = case(outcome(), (0.3, 0.0, 0.6), trials=[(0.5, 0.3, 0.7), (0.5, 0.3, 0.7), other])
    assert inconsistency(found).levels == levels


def test_trials_on_two_sides_of_a_threshold_that_are_close_do_not_contradict(case, outcome):
    trials = [(0.19, 0.18, 0.195), (0.25, 0.24, 0.26), (0.25, 0.24, 0.26)]
    assert inconsistency(case(outcome(), (0.23, 0.2, 0.26), trials=trials)).levels == 0


@pytest.mark.parametrize(("weight", "levels"), [(10.0, 0), (19.9, 0), (20.0, -1), (60.0, -1)])
def test_a_trial_of_little_weight_contradicts_nothing_that_counts(case, outcome, weight, levels):
    found = case(
        outcome(),
        (0.4, 0.1, 0.7),
        trials=[LITTLE_EFFECT, *[BENEFIT] * 9],
        weights=[weight, *[(100.0 - weight) / 9] * 9],
    )
    assert inconsistency(found).levels == levels


def test_a_large_trial_against_many_small_ones_counts_by_what_it_tells(case, outcome):
    # In the pool it weighs no more than the others; it holds most of the information.
    found = case(outcome(), (0.4, 0.1, 0.7), trials=[LITTLE_EFFECT, *[BENEFIT] * 9])
    large = found.finding.trials[0].model_copy(update={"se": 0.01})
    trials = (large, *found.finding.trials[1:])
    changed = found.finding.model_copy(update={"trials": trials})
    assert inconsistency(found).levels == 0
    assert inconsistency(type(found)(**{**vars(found), "finding": changed})).levels == -1


def test_trials_beside_a_pool_are_not_laid_against_those_in_it(case, outcome):
    found = case(outcome(), (0.6, 0.4, 0.8), trials=[BENEFIT] * 3 + [HARM])
    first = [each.model_copy(update={"in_pool": each.trial_id != "t3"}) for each in _trials(found)]
    pooled = inconsistency(_with(found, trials=tuple(first), k=3))
    assert pooled.levels == 0
    assert pooled.explanation == "The trials' estimates lie in the range of important benefit."
    assert pooled.bands["the_intervals"] == "overlap"
    assert pooled.inputs["trials"] == 3


def test_all_trials_are_laid_against_one_another_where_nothing_is_pooled(case, outcome):
    found = case(outcome(), trials=[BENEFIT, HARM])
    first = [each.model_copy(update={"in_pool": each.trial_id != "t1"}) for each in _trials(found)]
    apart = inconsistency(_with(found, trials=tuple(first), k=1, synthesis="narrative"))
    assert apart.levels == -2
    assert apart.inputs["trials"] == 2
    assert "benefit and important harm" in apart.explanation


def _trials(case):
    return case.finding.trials


def _with(case, **changed):
    return replace(case, finding=case.finding.model_copy(update=changed))


def test_no_prediction_interval_changes_a_level(case, outcome):
    def proposal(prediction):
        return inconsistency(
            case(outcome(), (0.3, 0.25, 0.4), prediction=prediction, trials=[BENEFIT] * 3)
        )

    assert proposal((0.25, 0.4)).levels == proposal((-0.9, 1.5)).levels == 0
    assert proposal((0.25, 0.4)).fingerprint == proposal((-0.9, 1.5)).fingerprint
    told = proposal((-0.9, 1.5)).inputs["prediction_interval_in"]
    assert told == "important benefit, little to no difference and important harm"


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
        ([(0.3, -0.1, 0.7), (-0.3, -0.7, 0.1)], 0),
        ([(0.6, 0.3, 0.9), (-0.6, -0.9, -0.3)], -2),
    ],
)
def test_trials_that_are_not_pooled_are_compared_by_range_and_overlap(
    case, outcome, trials, levels
):
    assert inconsistency(case(outcome(), trials=trials)).levels == levels


def test_polarity_turns_benefit_and_harm_and_changes_no_level(case, outcome):
    trials = [BENEFIT, BENEFIT, LITTLE_EFFECT]
    flipped = [(-mean, -high, -low) for mean, low, high in trials]
    higher = case(outcome(), (0.3, 0.25, 0.4), trials=trials)
    lower = case(outcome(better="lower"), (-0.3, -0.4, -0.25), trials=flipped)
    assert inconsistency(higher).explanation == inconsistency(lower).explanation
    assert inconsistency(higher).fingerprint == inconsistency(lower).fingerprint


def test_a_subgroup_that_differs_is_pointed_out_and_changes_no_level(case, outcome):
    def proposal(p):
        split = Subgroup(moderator="category", levels=(), q_between=4.0, df=1, p=p)
        found = case(
            outcome(),
            (0.3, 0.25, 0.4),
            trials=[BENEFIT, BENEFIT, HARM],
            subgroups=(split,),
        )
        return inconsistency(found)

    assert proposal(0.04).levels == proposal(0.4).levels == -2
    assert "differs between trials by category" in proposal(0.04).explanation
    assert "subgroup" not in proposal(0.4).explanation
    assert proposal(0.04).inputs["differs_between_subgroups_of"] == "category"


def test_a_ratio_is_judged_at_every_baseline_and_shown_on_its_own_scale(case, outcome):
    # 0.5 is 10 fewer in 1000 at a risk of 0.02 and 200 fewer at 0.4; 0.98 is 8 fewer there.
    def proposal(*risks):
        baselines = tuple({"label": str(r), "risk": r, "source": "us"} for r in risks)
        asked = outcome("RR", "lower", baseline_risks=baselines)
        trials = [(0.5, 0.4, 0.6), (0.5, 0.4, 0.6), (0.98, 0.9, 1.07)]
        return inconsistency(case(asked, (0.7, 0.5, 0.99), prediction=(0.5, 0.99), trials=trials))

    assert proposal(0.02).levels == 0
    assert proposal(0.4).levels == -1
    assert proposal(0.02, 0.4).levels == 0
    assert proposal(0.4, 0.02).levels == -1
    assert proposal(0.02).inputs["relative_prediction_interval"] == "excludes no difference"


@pytest.mark.parametrize("pooled", [True, False])
def test_a_decision_taken_by_the_earlier_rule_is_known_and_stale_by_the_change_of_rule(
    case, outcome, pooled
):
    def hashes(**bands):
        return earlier("inconsistency", "inconsistency-ranges/1", bands).fingerprint

    trials = [BENEFIT, BENEFIT, LITTLE_EFFECT]
    if pooled:
        proposal = inconsistency(case(outcome(), (0.4, 0.1, 0.7), trials=trials))
        before = hashes(
            the_confidence_interval="in important benefit",
            the_prediction_interval="reaching nothing besides",
            the_spread_of_trials="not both ways",
            a_subgroup_that_could_explain="none",
        )
    else:
        proposal = inconsistency(case(outcome(), trials=trials))
        before = hashes(the_estimates="in neighbouring ranges", the_intervals="do not all overlap")
    assert proposal.recognises(before)
    assert proposal.moved_since(before) == "The rule was changed after the decision was taken."


def earlier(name, rule, bands):
    return Proposal(
        name=name,
        levels=0,
        rule=rule,
        threshold="",
        citation="",
        explanation="",
        bands=bands,
    )


@pytest.mark.parametrize(
    ("rule", "levels", "said"),
    [
        ("made-up/2", -1, "The rule now proposes something else than when the decision was taken."),
        ("made-up/1", 0, "The rule was changed after the decision was taken."),
        ("made-up/1", -1, "The rule was changed after the decision was taken."),
    ],
)
def test_another_rule_is_not_told_as_another_proposal(rule, levels, said):
    then = earlier("risk_of_bias", rule, {"the_weight": "most of it"})
    now = replace(then, rule="made-up/2", levels=levels)
    assert now.moved_since(then.fingerprint) == said
