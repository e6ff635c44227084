from __future__ import annotations

import math

import pytest

from living_review.effects import hedges_g


def only(finding):
    [trial] = finding.trials
    return trial


def test_a_standardised_difference_is_taken_as_reported(registry):
    made = registry().contrast(
        "a", "mood", "SMD", estimate=-0.4, se=0.2, n_intervention=50, n_control=52
    )
    trial = only(made.finding("mood"))
    assert (trial.estimate, trial.se) == (-0.4, pytest.approx(0.2))
    assert (trial.from_, trial.n_control) == ("contrast", 52)


def test_a_mean_difference_is_standardised_by_the_sd_its_interval_implies(registry):
    made = registry().contrast(
        "a", "mood", "MD", estimate=-5, ci_low=-9, ci_high=-1, n_intervention=100, n_control=100
    )
    trial = only(made.finding("mood"))
    sd = 8 / (2 * 1.959963984540054) / math.sqrt(2 / 100)
    expected = hedges_g(-5 / sd, 100, 100)
    assert trial.estimate == pytest.approx(expected.estimate)
    assert trial.se == pytest.approx(math.sqrt(expected.variance))
    assert any("implied by the interval" in note for note in trial.notes)


def test_a_contrast_that_runs_the_other_way_is_turned(registry):
    made = registry().contrast(
        "a",
        "mood",
        "SMD",
        estimate=0.4,
        se=0.2,
        n_intervention=50,
        n_control=50,
        higher_is_better="true",
    )
    assert only(made.finding("mood")).estimate == -0.4


def test_a_risk_ratio_comes_out_on_the_natural_scale(registry):
    made = registry().contrast(
        "a", "relapse", "RR", estimate=0.5, ci_low=0.25, ci_high=1, n_intervention=50, n_control=50
    )
    trial = only(made.finding("relapse"))
    assert trial.estimate == pytest.approx(0.5)
    assert trial.ci_low == pytest.approx(0.25)
    assert trial.ci_high == pytest.approx(1)
    assert trial.log_estimate == pytest.approx(math.log(0.5))
    assert trial.direction == "favours_intervention"


@pytest.mark.parametrize(
    ("measure", "estimate", "direction"),
    [("HR", 0.5, "favours_intervention"), ("OR", 2.0, "favours_control")],
)
def test_another_measure_keeps_its_direction_alone(registry, measure, estimate, direction):
    made = registry().contrast(
        "a", "relapse", measure, estimate=estimate, se=0.2, n_intervention=50, n_control=50
    )
    finding = made.finding("relapse", checked=False)
    trial = only(finding)
    assert (trial.estimate, trial.in_pool, finding.k) == (None, False, 0)
    assert trial.direction == direction
    assert any(f"cannot be turned into {finding.measure}" in note for note in trial.notes)


def test_an_adjusted_contrast_is_noted(registry):
    made = registry().contrast(
        "a", "mood", "SMD", estimate=-0.4, se=0.2, n_intervention=5, n_control=5, adjusted="true"
    )
    assert "Adjusted for covariates, as reported." in only(made.finding("mood")).notes


def test_a_mean_difference_with_its_t_alone_is_standardised(registry):
    def finding(**spread):
        made = registry()
        made.contrast("a", "mood", "MD", estimate=-3, n_intervention=40, n_control=40, **spread)
        return made.finding("mood").trials[0]

    by_t, by_error = finding(t=-2.5), finding(se=1.2)
    assert by_t.in_pool
    assert by_t.estimate == pytest.approx(by_error.estimate, rel=1e-12)
    assert by_t.se == pytest.approx(by_error.se, rel=1e-12)
