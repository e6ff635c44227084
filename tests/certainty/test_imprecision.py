from __future__ import annotations

import math

import pytest
from scipy.stats import norm

from living_review.certainty.imprecision import imprecision
from living_review.certainty.information_size import (
    for_hazards,
    for_means,
    for_rate_differences,
    for_risks,
)

THREE = ["low"] * 3


@pytest.mark.parametrize(
    ("effect", "levels"),
    [
        ((0.3, 0.21, 0.4), 0),
        ((0.3, 0.1, 0.4), -1),
        ((0.3, 0.21, 0.6), -1),
        ((0.3, 0.1, 0.6), -2),
        ((0.0, -0.1, 0.1), 0),
        ((0.0, -0.1, 0.3), -1),
        ((0.0, -0.3, 0.3), -2),
        ((0.0, -1.0, 1.0), -2),
        ((0.2, 0.2, 0.49), 0),
        ((0.2, 0.2, 0.5), -1),
    ],
)
def test_levels_follow_the_thresholds_crossed(case, outcome, effect, levels):
    assert imprecision(case(outcome(), effect, judgements=THREE)).levels == levels


@pytest.mark.parametrize(
    ("n", "levels"), [(788.0, 0), (787.0, -1), (400.0, -1), (393.0, -2), (None, 0)]
)
def test_a_large_effect_must_have_the_information(case, outcome, n, levels):
    proposal = imprecision(case(outcome(), (1.0, 0.81, 1.3), judgements=THREE, n=n))
    assert proposal.levels == levels
    assert proposal.inputs["optimal_information_size"] == 788


@pytest.mark.parametrize(("n", "levels"), [(788.0, 0), (787.0, 0), (100.0, 0)])
def test_a_total_that_is_a_lower_bound_is_not_held_against_the_evidence(case, outcome, n, levels):
    found = case(outcome(), (1.0, 0.81, 1.3), judgements=THREE, n=n, n_missing=2)
    proposal = imprecision(found)
    assert proposal.levels == levels
    assert f"at least {n:.0f} participants" in proposal.explanation
    assert ("two trials do not report how many" in proposal.explanation) == (n < 788)


def test_without_a_pool_a_lower_bound_below_what_is_enough_gives_no_proposal(case, outcome):
    found = case(outcome(), judgements=THREE, n=100.0, n_missing=1)
    proposal = imprecision(found)
    assert proposal.levels is None
    assert "at least 100 participants; one trial does not report how many" in proposal.explanation


def test_a_large_difference_in_points_must_have_the_information_too(case, outcome, arm):
    asked = outcome("MD", thresholds={"small": 2, "moderate": 4, "large": 6, "source": "us"})
    found = case(asked, (8, 6.5, 9.5), judgements=THREE, n=100.0)
    trials = tuple(
        trial.model_copy(update={"arms": (arm(role="control", n=50, mean=1, sd=10),)})
        for trial in found.finding.trials
    )
    changed = found.finding.model_copy(update={"trials": trials})
    found = type(found)(**{**vars(found), "finding": changed})
    assert imprecision(found).inputs["optimal_information_size"] == 788
    assert imprecision(found).levels == -2


def test_a_large_difference_in_risk_must_have_the_information_too(case, outcome):
    found = case(outcome("RD", "lower"), (-0.15, -0.19, -0.11), judgements=THREE, n=1000.0)
    proposal = imprecision(found)
    assert proposal.inputs["optimal_information_size"] == for_risks(0.2)
    assert proposal.levels == -1


@pytest.mark.parametrize(
    ("measure", "effect", "levels"),
    [
        ("OR", (0.3, 0.15, 0.6), -1),
        ("OR", (0.3, 0.2, 0.45), 0),
        ("RR", (0.3, 0.16, 0.47), 0),
        ("RR", (0.3, 0.15, 0.6), -1),
    ],
)
def test_where_no_risk_is_known_a_wide_interval_shows_too_little_information(
    case, outcome, measure, effect, levels
):
    bare = outcome(measure, "lower", thresholds=None, baseline_risks=())
    proposal = imprecision(case(bare, effect, judgements=THREE))
    assert proposal.levels == levels
    assert ("so far apart" in proposal.explanation) == bool(levels)


def test_a_modest_effect_is_not_asked_for_information(case, outcome):
    proposal = imprecision(case(outcome(), (0.3, 0.21, 0.4), judgements=THREE, n=20.0))
    assert proposal.levels == 0
    assert proposal.inputs["optimal_information_size"] is None


@pytest.mark.parametrize(
    ("effect", "levels"),
    [
        # At 200 per 1000: 0.9 is 20 fewer, 0.75 50 fewer, 0.5 100 fewer.
        ((0.85, 0.8, 0.89), 0),
        ((0.85, 0.8, 0.95), -1),
        ((1.0, 0.8, 1.3), -2),
    ],
)
def test_a_ratio_is_judged_as_a_difference_in_risk(case, outcome, effect, levels):
    found = case(outcome("RR", "lower"), effect, judgements=THREE)
    assert imprecision(found).levels == levels


def test_of_several_baseline_risks_the_worst_counts(case, outcome):
    baselines = tuple(
        {"label": label, "risk": risk, "source": "us"}
        for label, risk in (("Lo", 0.05), ("Hi", 0.4))
    )
    found = case(
        outcome("RR", "lower", baseline_risks=baselines), (0.9, 0.88, 0.96), judgements=THREE
    )
    proposal = imprecision(found)
    assert proposal.levels == -1
    assert proposal.inputs["interval_at_Lo"] == "within the range of little to no difference"
    assert "400 per 1000" in proposal.explanation


@pytest.mark.parametrize(
    ("effect", "levels"), [((0.8, 0.76, 0.9), 0), ((0.9, 0.7, 1.1), -1), ((1, 0.7, 1.3), -2)]
)
def test_without_thresholds_the_line_of_no_difference_decides(case, outcome, effect, levels):
    found = case(
        outcome("OR", "lower", thresholds=None, baseline_risks=()), effect, judgements=THREE
    )
    assert imprecision(found).levels == levels


@pytest.mark.parametrize(
    ("n", "trials", "levels"),
    [
        (300.0, [(0.3, 0.21, 0.4)] * 2, -2),
        (500.0, [(0.3, 0.21, 0.4)] * 2, -1),
        (900.0, [(0.3, 0.21, 0.4)] * 2, 0),
        (900.0, [(0.3, 0.1, 0.4)] * 2, -1),
        (None, [(0.3, 0.21, 0.4)] * 2, None),
    ],
)
def test_trials_that_are_not_pooled_are_judged_by_their_participants(
    case, outcome, n, trials, levels
):
    assert imprecision(case(outcome(), trials=trials, n=n)).levels == levels


@pytest.mark.parametrize("effect", [0.1, 0.2, 0.5, 0.8])
def test_the_information_size_for_means_is_that_of_a_t_test(effect):
    from statsmodels.stats.power import TTestIndPower

    arm = TTestIndPower().solve_power(effect_size=effect, alpha=0.05, power=0.8)
    assert for_means(effect) == pytest.approx(2 * arm, abs=2.5)


@pytest.mark.parametrize("baseline", [0.05, 0.2, 0.5])
def test_the_information_size_for_risks_has_the_power_it_claims(baseline):
    from statsmodels.stats.proportion import power_proportions_2indep

    arm = for_risks(baseline) / 2
    found = power_proportions_2indep(-0.25 * baseline, baseline, arm, return_results=False)
    assert found == pytest.approx(0.8, abs=0.005)


@pytest.mark.parametrize(("sds", "levels"), [((10, 10), -1), ((2, 2), 0), ((None, None), None)])
def test_points_are_standardised_to_know_how_much_information_is_enough(
    case, outcome, arm, sds, levels
):
    # 2 points are 0.2 SD where the SD is 10 (788 people), and a whole SD where it is 2 (36).
    asked = outcome("MD", thresholds={"small": 2, "source": "us"})
    found = case(asked, trials=[(3, 2.5, 4)] * 2, n=500.0)
    trials = tuple(
        trial.model_copy(update={"arms": (arm(role="control", n=50, mean=1, sd=sd),)})
        for trial, sd in zip(found.finding.trials, sds, strict=True)
    )
    changed = found.finding.model_copy(update={"trials": trials})
    found = type(found)(**{**vars(found), "finding": changed})
    assert imprecision(found).levels == levels


@pytest.mark.parametrize("ratio", [0.5, 0.75, 1.5])
def test_the_events_for_a_hazard_ratio_have_the_power_they_claim(ratio):
    # Events in arms of one size: var(log HR) = 4/d (Schoenfeld 1983).
    z = abs(math.log(ratio)) / math.sqrt(4.0 / for_hazards(ratio))
    assert norm.cdf(z - norm.ppf(0.975)) == pytest.approx(0.8, abs=0.01)


def test_the_events_for_a_hazard_ratio_of_a_half_are_the_66_of_the_textbooks():
    assert for_hazards(0.5) == 66


@pytest.mark.parametrize("rate", [0.05, 1.0, 3.0])
def test_the_events_for_a_rate_difference_have_the_power_they_claim(rate):
    from statsmodels.stats.rates import power_poisson_diff_2indep

    time = for_rate_differences() / (rate + 0.75 * rate)
    found = power_poisson_diff_2indep(
        0.75 * rate, rate, time, method_var="alt", return_results=False
    )
    assert found == pytest.approx(0.8, abs=0.002)
