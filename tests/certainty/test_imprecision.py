from __future__ import annotations

import importlib
import math

import pytest
from scipy.stats import norm

from living_review.certainty.case import case_of
from living_review.certainty.imprecision import imprecision
from living_review.certainty.inconsistency import inconsistency
from living_review.certainty.information import Information
from living_review.certainty.information_size import (
    for_hazards,
    for_means,
    for_rate_differences,
    for_risks,
)
from living_review.certainty.interval_width import Width
from living_review.findings import Heterogeneity
from living_review.ground import numbers
from living_review.language import say

THREE = ["low"] * 3
# The room has a function of the module's name.
imprecision_module = importlib.import_module("living_review.certainty.imprecision")


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
    ("n", "levels"), [(788.0, 0), (394.0, 0), (393.0, -1), (197.0, -1), (196.0, -2), (None, 0)]
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
    assert ("two trials of unknown size" in proposal.explanation) == (n < 788)


def test_without_a_pool_a_lower_bound_below_what_is_enough_gives_no_proposal(case, outcome):
    found = without_intervals(case(outcome(), judgements=THREE, n=100.0, n_missing=1))
    proposal = imprecision(found)
    assert proposal.levels is None
    assert "at least 100 participants; one trial of unknown size" in proposal.explanation


@pytest.mark.parametrize(
    ("effect", "n", "levels"),
    [
        ((2.0, 0.81, 2.43), 400.0, 0),
        ((2.0, 0.81, 2.44), 400.0, -1),
        ((2.0, 0.81, 2.44), 788.0, 0),
        ((2.0, 0.81, 2.43), 100.0, -2),
    ],
)
def test_half_of_the_information_is_enough_for_a_narrow_interval(case, outcome, effect, n, levels):
    proposal = imprecision(case(outcome(), effect, judgements=THREE, n=n))
    assert proposal.levels == levels
    assert ("so narrow that is enough" in proposal.explanation) == ((n, levels) == (400.0, 0))


@pytest.mark.parametrize(("n", "levels"), [(1999.0, -2), (2000.0, 0), (3000.0, 0)])
def test_thousands_of_people_are_enough_where_an_interval_lies_beyond_a_threshold(
    case, outcome, n, levels
):
    # The risk with the comparator is 50 per 1000, for which one trial would need thousands.
    baselines = ({"label": "Usual", "risk": 0.05, "source": "us"},)
    asked = outcome("RD", "lower", baseline_risks=baselines)
    proposal = imprecision(case(asked, (0.168, 0.132, 0.205), judgements=THREE, n=n))
    assert proposal.inputs["optimal_information_size"] > 2 * n
    assert proposal.levels == levels


def test_an_interval_over_a_threshold_is_no_better_than_one_beyond_it(case, outcome):
    within, over = (
        imprecision(case(outcome(), effect, judgements=THREE, n=100.0)).levels
        for effect in ((1.5, 0.81, 2.1), (1.5, 0.79, 2.1))
    )
    assert over <= within == -2


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
    found = case(outcome("RD", "lower"), (-0.15, -0.19, -0.11), judgements=THREE, n=600.0)
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
        ("RR", (0.3, 0.1, 0.89), -1),
        ("RR", (0.3, 0.1, 0.91), -2),
        ("OR", (3.0, 1.2, 7.6), -2),
        # 10 of 100 against 0 of 100.
        ("RR", (21.0, 1.25, 353.58), -2),
        # 2 of 29,000 against 0 of 29,000.
        ("RR", (5.0, 0.24, 104.14), -3),
        ("OR", (5.0, 0.26, 104.14), -2),
    ],
)
def test_where_no_risk_is_known_a_wide_interval_shows_too_little_information(
    case, outcome, measure, effect, levels
):
    bare = outcome(measure, "lower", thresholds=None, baseline_risks=())
    proposal = imprecision(case(bare, effect, judgements=THREE))
    assert proposal.levels == levels
    assert ("so far apart" in proposal.explanation) == bool(levels)


@pytest.mark.parametrize(("effect", "levels"), [((1.1, 0.2, 6.0), -3), ((1.1, 0.3, 4.0), -2)])
def test_a_wide_interval_about_a_modest_effect_is_not_said_to_be_of_a_large_one(
    case, outcome, effect, levels
):
    bare = outcome("RR", "lower", thresholds=None, baseline_risks=())
    proposal = imprecision(case(bare, effect, judgements=THREE))
    assert proposal.levels == levels
    assert "so large an effect" not in proposal.explanation
    assert ("leaves everything open" in proposal.explanation) == (levels == -3)


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


def test_each_of_several_baseline_risks_is_rated_by_itself(case, outcome):
    baselines = tuple(
        {"label": label, "risk": risk, "source": "us"}
        for label, risk in (("Lo", 0.05), ("Hi", 0.4))
    )
    found = case(
        outcome("RR", "lower", baseline_risks=baselines), (0.9, 0.88, 0.96), judgements=THREE
    )
    low, high = (imprecision(found.at(view)) for view in found.views)
    assert (low.levels, high.levels) == (0, -1)
    assert low.inputs["interval_at_Lo"] == "within the range of little to no difference"
    assert "interval_at_Hi" not in low.inputs
    assert "400 per 1000" in high.explanation
    assert imprecision(found) == low


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
def test_trials_that_do_not_all_give_an_interval_are_judged_by_their_participants(
    case, outcome, n, trials, levels
):
    found = without_intervals(case(outcome(), trials=trials, n=n))
    assert imprecision(found).levels == levels


def test_of_one_trial_with_an_interval_nothing_is_said_that_takes_two(case, outcome):
    found = case(outcome(), trials=[(-0.05, -0.48, 0.38)] * 4, n=400.0)
    first, *others = found.finding.trials
    bare = {"se": None, "ci_low": None, "ci_high": None, "in_pool": False}
    trials = (first, *(trial.model_copy(update=bare) for trial in others))
    spread = Heterogeneity(tau2=0.0, tau=0.0, i2=0.0, q=9.0, q_df=3.0, q_p=0.03)
    for heterogeneity in (None, spread):
        changed = found.finding.model_copy(
            update={"trials": trials, "k": 1, "heterogeneity": heterogeneity}
        )
        proposal = imprecision(type(found)(**{**vars(found), "finding": changed}))
        assert proposal.explanation.startswith(
            "No interval was pooled. The interval of the one trial that gives one (−0.48 to 0.38) "
            "runs from a small harm to a small benefit."
        )
        assert proposal.inputs["trials_differ"] == "not known of one trial"


def without_intervals(found):
    """Take the standard error of the last trial away."""
    *others, last = found.finding.trials
    trials = (*others, last.model_copy(update={"se": None}))
    changed = found.finding.model_copy(update={"trials": trials})
    return type(found)(**{**vars(found), "finding": changed})


@pytest.mark.parametrize(
    ("trials", "levels"),
    [
        ([(0.3, 0.21, 0.4), (0.35, 0.1, 0.6)], 0),
        ([(0.3, 0.15, 0.45), (0.35, 0.1, 0.6)], -1),
        ([(0.3, 0.1, 0.55), (0.35, 0.1, 0.6)], -2),
        # They differ by more than chance: what each leaves open counts.
        ([(0.3, 0.21, 0.4), (0.9, 0.75, 1.05)], -2),
        ([(0.0, -0.15, 0.15), (0.3, 0.21, 0.4)], -1),
    ],
)
def test_trials_that_are_not_pooled_are_judged_by_what_their_intervals_leave_open(
    case, outcome, trials, levels
):
    assert imprecision(with_errors(case(outcome(), trials=trials))).levels == levels


def with_errors(found):
    """Give every trial the standard error of its interval."""
    trials = tuple(
        each.model_copy(update={"se": (each.ci_high - each.ci_low) / 3.92})
        for each in found.finding.trials
    )
    changed = found.finding.model_copy(update={"trials": trials, "heterogeneity": None})
    return case_of(changed, found.outcome, {}, found.currency, 10)


@pytest.mark.parametrize(
    ("effect", "levels", "counted"),
    [
        ((0.35, -0.1, 0.8), -1, 1),
        ((0.35, 0.1, 0.6), -1, 1),
        ((0.35, 0.15, 0.45), 0, 1),
        ((0.35, 0.25, 0.45), 0, 0),
    ],
)
def test_what_an_interval_crosses_because_trials_contradict_is_counted_once(
    case, outcome, effect, levels, counted
):
    # One benefit in three is contradicted: a level for inconsistency.
    trials = [(0.6, 0.5, 0.7), (0.6, 0.5, 0.7), (0.05, -0.05, 0.15)]
    found = with_errors(case(outcome(), effect, trials=trials))
    proposal = imprecision(found)
    assert inconsistency(found).levels == -1
    assert proposal.levels == levels
    told = "one level" if counted else "no levels"
    assert proposal.inputs["counted_under_inconsistency"] == told
    assert ("is counted under inconsistency" in proposal.explanation) == bool(counted)


def test_what_an_interval_crosses_because_trials_differ_in_size_is_imprecision(case, outcome):
    trials = [(0.6, 0.5, 0.7), (0.6, 0.5, 0.7), (0.25, 0.15, 0.35)]
    found = with_errors(case(outcome(), (0.45, 0.1, 0.75), trials=trials))
    proposal = imprecision(found)
    assert inconsistency(found).levels == 0
    assert proposal.levels == -2
    assert "counted here and not under inconsistency" in proposal.explanation


@pytest.mark.parametrize(
    ("tau2", "interval", "said"),
    [
        (0.04, "knapp-hartung", "that it reaches further because they differ is counted here"),
        (0.0, "knapp-hartung", "because the interval of Knapp and Hartung allows for how far"),
        (0.0, "t", "because the interval allows for how few trials there are, is counted here"),
    ],
)
def test_a_wide_interval_is_laid_to_trials_that_differ_only_where_they_vary(
    case, outcome, tau2, interval, said
):
    trials = [(0.6, 0.5, 0.7), (0.6, 0.5, 0.7), (0.25, 0.15, 0.35)]
    found = with_errors(case(outcome(), (0.45, 0.1, 0.75), trials=trials))
    changed = found.finding.model_copy(
        update={
            "heterogeneity": Heterogeneity(
                tau2=tau2, tau=math.sqrt(tau2), i2=0.0, q=4.7, q_df=2.0, q_p=0.1
            ),
            "pooled": found.finding.pooled.model_copy(update={"interval": interval}),
        }
    )
    proposal = imprecision(case_of(changed, found.outcome, {}, found.currency, 10))
    assert said in proposal.explanation
    assert ("No variation between trials was estimated" in proposal.explanation) is (tau2 == 0)
    assert ("If the trials did not differ" in proposal.explanation) is (tau2 > 0)


def test_trials_that_agree_tell_no_less_together_than_the_most_precise_alone(case, outcome):
    trials = [(0.35, 0.22, 0.48), (0.36, 0.2, 0.52), (0.34, 0.1, 0.58)]
    proposal = imprecision(with_errors(case(outcome(), (0.35, 0.15, 0.55), trials=trials)))
    assert proposal.levels == 0
    assert "because they are few the interval is wider" in proposal.explanation


@pytest.mark.parametrize(
    ("risk", "effect", "n", "levels"),
    [
        # Two deaths and one in 1800 people: 3 fewer to 117 more per 1000.
        (0.003, (0.69, 0.012, 39.9), 1800.0, -3),
        (0.003, (0.69, 0.012, 39.9), 90_000.0, -2),
        (0.2, (0.9, 0.45, 1.6), 300.0, -3),
        (0.2, (0.9, 0.55, 1.6), 300.0, -2),
        (0.2, (0.9, 0.45, 1.6), 900.0, -2),
    ],
)
def test_three_levels_where_few_people_leave_everything_open(
    case, outcome, risk, effect, n, levels
):
    baselines = ({"label": "Usual", "risk": risk, "source": "us"},)
    limits = {"small": 0.002, "moderate": 0.005, "large": 0.01, "source": "us"}
    if risk > 0.1:
        limits = {"small": 0.02, "moderate": 0.05, "large": 0.1, "source": "us"}
    asked = outcome("RR", "lower", baseline_risks=baselines, thresholds=limits)
    proposal = imprecision(case(asked, effect, judgements=THREE, n=n))
    assert proposal.levels == levels
    assert ("everything an effect could be" in proposal.explanation) == (levels == -3)


@pytest.mark.parametrize(
    ("effect", "n", "levels"),
    [
        ((1.5, 0.24, 9.8), 80.0, -3),
        ((1.5, 0.26, 9.8), 80.0, -2),
        ((1.5, 0.24, 9.8), 8000.0, -2),
        ((1.01, 0.95, 1.07), 80.0, -1),
        ((1.2, 0.9, 1.6), 80.0, -2),
        ((1.2, 0.9, 1.6), 800.0, -1),
    ],
)
def test_without_thresholds_generic_limits_of_ratios_tell_how_wide_an_interval_is(
    case, outcome, effect, n, levels
):
    baselines = ({"label": "Usual", "risk": 0.2, "source": "us"},)
    asked = outcome("RR", "lower", thresholds=None, baseline_risks=baselines)
    assert imprecision(case(asked, effect, judgements=THREE, n=n)).levels == levels


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
    found = without_intervals(case(asked, trials=[(3, 2.5, 4)] * 2, n=500.0))
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


def test_people_of_trials_that_do_not_count_are_not_said_to_be_all_there_are():
    part = Information("participants", 48000.0, 7911284.0, of_some=True)
    said = say(part.told())
    assert said.startswith("There are 48,000 participants in the trials that count, fewer")


@pytest.mark.parametrize("k", [2, 4, 5, 6, 11])
def test_of_trials_that_differ_and_tell_as_much_each_counts(case, outcome, k):
    """None is below a fifth of the information, or below the most precise: the range is of all."""
    places = [-2.0 + 0.3 * each for each in range(k)]
    found = case(
        outcome(), trials=[(e, e - 0.25, e + 0.25) for e in places], judgements=["low"] * k
    )
    said = imprecision(found).explanation
    assert numbers.interval(places[0] - 0.25, places[-1] + 0.25, "SMD") in said


@pytest.mark.parametrize(
    ("told", "within", "by_spread", "saved", "said"),
    [
        # saved under inconsistency: what trials alone leave open is as much as, less or more
        (-2, -1, 1, 1, ("IfTrialsWereAlike", "inconsistency alone")),
        (-2, -2, 0, 1, ("IfTrialsWereAlike", "inconsistency")),
        (-1, -2, 0, 1, ("IfTrialsWereAlike", "inconsistency")),
        # counted here
        (-2, -1, 1, 0, ("IfTrialsWereAlike", "here alone")),
        (-2, -2, 1, 0, None),
        (-1, -2, 1, 0, None),
        (-2, -1, 0, 0, None),
        (-1, -1, 0, 0, None),
    ],
)
def test_the_spread_of_trials_is_told_where_it_alone_leaves_something_open(
    case, outcome, monkeypatch, told, within, by_spread, saved, said
):
    found = case(outcome(), (0.3, 0.1, 0.6), judgements=THREE)
    monkeypatch.setattr(imprecision_module, "_varies", lambda _: True)
    width = Width(told, within, 2, by_spread=by_spread)
    fact = imprecision_module._spread(found, found.view, width, saved)
    assert (None if fact is None else (type(fact).__name__, fact.counted)) == said
    monkeypatch.setattr(imprecision_module, "_varies", lambda _: False)
    fact = imprecision_module._spread(found, found.view, width, saved)
    counted = "inconsistency" if saved else "here"
    by_chance = ("ByChanceAlone", counted) if saved or by_spread else None
    assert (None if fact is None else (type(fact).__name__, fact.counted)) == by_chance
