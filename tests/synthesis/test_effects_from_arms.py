from __future__ import annotations

import math

import pytest

from living_review.effects import (
    combine_arms,
    log_risk_ratio,
    mean_sd_from_quantiles,
    standardized_mean_difference,
)


def only(finding):
    [trial] = finding.trials
    return trial


def test_lower_is_better_means_a_negative_effect_favours_the_intervention(registry, arms_of_means):
    trial = only(registry().arms(arms_of_means("a", -0.6)).finding("mood"))
    expected = standardized_mean_difference(9.4, 1, 50, 10, 1, 50)
    assert trial.estimate == pytest.approx(expected.estimate, rel=1e-12)
    assert trial.se == pytest.approx(math.sqrt(expected.variance), rel=1e-12)
    assert trial.direction == "favours_intervention"
    assert trial.from_ == "arms"


def test_an_instrument_that_runs_the_other_way_is_turned_and_says_so(registry, arms_of_means):
    rows = arms_of_means("a", 0.6, higher_is_better="true")
    trial = only(registry().arms(rows).finding("mood"))
    assert trial.estimate == pytest.approx(-0.5954, abs=1e-3)
    assert trial.direction == "favours_intervention"
    assert any("turned" in note for note in trial.notes)
    assert trial.arms[0].mean == 10.6, "arms are shown as reported"


def test_a_mean_difference_that_runs_the_other_way_is_set_aside(registry, arms_of_means):
    findings = registry().arms(arms_of_means("a", 1, "score")).findings(checked=False)
    [entry] = [each for each in findings.quarantine if each.rule == "effect-direction"]
    assert (entry.trial_id, entry.column, entry.value) == ("a", "higher_is_better", "false")
    assert "cannot be turned round" in entry.reason
    score = next(each for each in findings.findings if each.outcome == "score")
    assert (score.synthesis, score.trials) == ("none", ())


def test_one_bad_outcome_does_not_stop_another(registry, arms_of_means):
    rows = [*arms_of_means("a", 1, "score"), *arms_of_means("a", -0.5)]
    assert registry().arms(rows).finding("mood").k == 1


@pytest.mark.parametrize(
    ("cells", "origin"),
    [
        ({"se": 1 / math.sqrt(50)}, "the standard errors of the means"),
        ({"ci_low": 0, "ci_high": 2 * 2.0095752371 / math.sqrt(50)}, "the intervals of the means"),
    ],
)
def test_a_missing_sd_is_computed_and_said_so(registry, two_arms, cells, origin):
    own = dict(cells)
    if "ci_low" in own:
        middle = (own["ci_low"] + own["ci_high"]) / 2
        own = {"ci_low": 10 - middle, "ci_high": 10 + middle}
    rows = two_arms("a", "mood", {"mean": 10, **own}, {"mean": 10, **own})
    trial = only(registry().arms(rows).finding("mood"))
    assert trial.arms[0].sd == pytest.approx(1, rel=1e-6)
    assert f"Standard deviations of both arms were computed from {origin}." in trial.notes


def test_medians_with_quartiles_give_means_and_sds(registry, two_arms):
    cells = {"median": 10, "q1": 8, "q3": 12, "n": 50}
    rows = two_arms("a", "mood", cells, {"mean": 11, "sd": 3})
    trial = only(registry().arms(rows).finding("mood"))
    expected = mean_sd_from_quantiles(50, q1=8, median=10, q3=12)
    assert trial.arms[0].mean == pytest.approx(expected.mean)
    assert trial.arms[0].sd == pytest.approx(expected.sd)
    assert any("of the intervention arm were computed from medians" in n for n in trial.notes)


def test_a_trial_without_any_spread_is_listed_and_never_pooled(registry, two_arms, arms_of_means):
    made = registry()
    for name in "bcd":
        made.arms(arms_of_means(name, -0.4))
    made.arms(two_arms("a", "mood", {"mean": 9}, {"mean": 10}))
    finding = made.finding("mood", checked=False)
    trial = next(each for each in finding.trials if each.trial_id == "a")
    assert (finding.k, finding.n) == (3, 300)
    assert not trial.in_pool
    assert trial.weight_percent is None
    assert trial.direction == "favours_intervention", "by the sign of the difference alone"
    assert [each.trial_id for each in finding.narrative.directions] == ["a"]
    assert "could not be pooled" in finding.narrative.statement


@pytest.mark.parametrize("outcome", ["mood", "score", "hours"])
def test_a_median_that_gives_no_mean_stops_nothing(registry, two_arms, arms_of_means, outcome):
    up = {"higher_is_better": "false" if outcome == "mood" else "true"}
    four = {"median": 10, "q1": 8, "q3": 12, "n": 4, **up}
    made = registry().arms(two_arms("a", outcome, four, {"mean": 11, "sd": 3, **up}))
    made.arms(arms_of_means("b", 1, outcome, **up))
    finding = made.finding(outcome)
    trial = next(each for each in finding.trials if each.trial_id == "a")
    assert (finding.k, trial.in_pool, trial.estimate) == (1, False, None)
    assert trial.direction == "unknown"
    assert any("No mean can be computed" in note for note in trial.notes)


def test_several_arms_of_one_role_are_combined(registry, two_arms):
    first, control = two_arms("a", "mood", {"mean": 8, "sd": 2, "n": 30}, {"mean": 10, "sd": 2})
    second = {**first, "arm": "another", "mean": 9, "sd": 3, "n": 20}
    trial = only(registry().arms([first, second, control]).finding("mood"))
    together = combine_arms([30, 20], [8, 9], [2, 3])
    assert trial.arms[0].n == 50
    assert trial.arms[0].mean == pytest.approx(together.mean)
    assert trial.arms[0].sd == pytest.approx(together.sd)
    assert "Two intervention arms were combined into one." in trial.notes


def test_a_cluster_trial_counts_for_fewer_people_in_its_variance_alone(registry, arms_of_means):
    rows = arms_of_means("a", -0.5, cluster_size=11, icc=0.1)
    trial = only(registry().trial("a", design="cluster").arms(rows).finding("mood"))
    expected = standardized_mean_difference(9.5, 1, 25, 10, 1, 25)
    assert trial.se == pytest.approx(math.sqrt(expected.variance))
    assert (trial.n_intervention, trial.n_control) == (50, 50)
    assert any("100 people count as 50" in note for note in trial.notes)


def test_an_uncorrected_cluster_trial_says_so(registry, arms_of_means):
    trial = only(
        registry().trial("a", design="cluster").arms(arms_of_means("a", -1)).finding("mood")
    )
    # How much too narrow, and whether at all, depends on a correlation that nobody knows.
    said = "Cluster-randomised, and not corrected for it: its interval is probably too narrow."
    assert said in trial.notes


@pytest.mark.parametrize(
    "reported", [{"icc": 0, "cluster_size": 11}, {"icc": 0.1, "cluster_size": 1}]
)
def test_a_cluster_trial_whose_figures_change_nothing_is_not_said_to_lack_them(
    registry, arms_of_means, reported
):
    rows = arms_of_means("a", -1, **reported)
    trial = only(registry().trial("a", design="cluster").arms(rows).finding("mood"))
    assert not any("too narrow" in note for note in trial.notes)
    assert any("nothing is corrected" in note for note in trial.notes)


def test_a_zero_cell_gets_half_an_event_and_says_so(registry, two_arms):
    rows = two_arms("a", "relapse", {"events": 0}, {"events": 5})
    trial = only(registry().arms(rows).finding("relapse"))
    expected = log_risk_ratio(0, 50, 5, 50)
    assert trial.log_estimate == pytest.approx(expected.estimate)
    assert trial.estimate == pytest.approx(math.exp(expected.estimate))
    assert any("half an event" in note for note in trial.notes)
    assert trial.arms[0].events == 0


def test_a_trial_without_events_is_listed_but_says_nothing_about_a_ratio(registry, two_arms):
    finding = (
        registry().arms(two_arms("a", "relapse", {"events": 0}, {"events": 0})).finding("relapse")
    )
    trial = only(finding)
    assert (trial.estimate, trial.in_pool, trial.direction) == (None, False, "unknown")
    assert (finding.k, finding.synthesis) == (0, "single")


def test_an_intervention_arm_alone_is_set_aside(registry, two_arms):
    first, _ = two_arms("a", "mood", {"mean": 8, "sd": 2}, {})
    findings = registry().arms([first]).findings()
    assert all(not each.trials for each in findings.findings)
    assert any(each.trial_id == "a" for each in findings.quarantine)


def test_means_for_an_outcome_of_events_are_set_aside(registry, arms_of_means):
    findings = registry().arms(arms_of_means("a", 1, "relapse")).findings()
    assert any(each.trial_id == "a" and each.column == "events" for each in findings.quarantine), [
        each.rule for each in findings.quarantine
    ]


def test_ratio_of_means_is_shown_as_a_ratio(registry, two_arms):
    rows = two_arms(
        "a",
        "hours",
        {"mean": 12, "sd": 2, "higher_is_better": "true"},
        {"mean": 10, "sd": 2, "higher_is_better": "true"},
    )
    trial = only(registry().arms(rows).finding("hours"))
    assert trial.estimate == pytest.approx(1.2)
    assert trial.log_estimate == pytest.approx(math.log(1.2))


@pytest.mark.parametrize("means", [(0.2, 0.5), (3.0, 2.0), (-0.2, -0.5), (-3, -2), (1, -2), (0, 2)])
def test_means_of_one_sign_have_a_ratio_without_their_spread_too(registry, two_arms, means):
    """It is what the trial found, and is not pooled; means of two signs have no ratio at all."""
    first, second = ({"mean": each, "higher_is_better": "true"} for each in means)
    made = registry().arms(two_arms("a", "hours", first, second))
    trial = only(made.finding("hours", checked=False))
    assert (trial.in_pool, trial.se) == (False, None)
    if means[0] * means[1] > 0:
        assert trial.estimate == pytest.approx(means[0] / means[1])
    else:
        assert trial.estimate is None


@pytest.mark.parametrize(
    ("own", "of_comparator", "told"),
    [
        ("table 2", "table 2", "table 2"),
        ("table 2", "figure 1", "table 2; figure 1"),
        ("", "figure 1", "figure 1"),
        ("table 2", "", "table 2"),
        ("", "", None),
    ],
)
def test_an_effect_has_the_sources_of_its_arms_each_once(
    registry, two_arms, own, of_comparator, told
):
    arms = two_arms("a", "mood", {"mean": 8, "sd": 2}, {"mean": 10, "sd": 2})
    for arm, source in zip(arms, (own, of_comparator), strict=True):
        arm["source"] = source
    assert only(registry().arms(arms).finding("mood")).source == told
