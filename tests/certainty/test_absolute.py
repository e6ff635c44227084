from __future__ import annotations

import pytest

from living_review.certainty.absolute import absolute_effects, better_off, familiar_effect
from living_review.certainty.absolute_words import _absolute
from living_review.language.facts import absolute_effects as facts

THREE = ["low"] * 3


@pytest.mark.parametrize(
    ("measure", "effect", "expected"),
    [
        ("RR", (0.5, 0.4, 1.2), (0.1, 0.08, 0.24)),
        ("OR", (0.5, 0.25, 2.0), (1 / 9, 1 / 17, 1 / 3)),
        ("RD", (-0.05, -0.3, 0.9), (0.15, 0.0, 1.0)),
    ],
)
def test_risks_with_the_intervention(outcome, finding, measure, effect, expected):
    asked = outcome(measure, "lower")
    [found] = absolute_effects(finding(asked, effect, judgements=THREE), asked)
    assert found.with_comparator == 0.2
    assert (
        found.with_intervention,
        found.with_intervention_ci_low,
        found.with_intervention_ci_high,
    ) == pytest.approx(expected)
    assert found.difference == pytest.approx(expected[0] - 0.2)
    assert found.ci_low <= found.difference <= found.ci_high


def test_without_a_baseline_in_the_protocol_the_median_of_the_trials_serves(outcome, finding, arm):
    asked = outcome("RR", "lower", baseline_risks=())
    made = finding(asked, (0.5, 0.4, 0.6), judgements=THREE)
    trials = tuple(
        trial.model_copy(update={"arms": (arm(role="control", n=100, events=events),)})
        for trial, events in zip(made.trials, (10, 40, 30), strict=True)
    )
    [found] = absolute_effects(made.model_copy(update={"trials": trials}), asked)
    assert found.baseline_risk == 0.3
    assert "median" in found.baseline_source


def test_a_mean_difference_has_no_absolute_effect(outcome, finding):
    asked = outcome("MD")
    assert absolute_effects(finding(asked, (1, 0, 2), judgements=THREE), asked) == ()


def test_an_smd_in_points(outcome, finding):
    asked = outcome(familiar={"instrument": "RAS", "sd": 13.7, "source": "us"})
    found = familiar_effect(
        finding(asked, (0.2, 0.1, 0.3), prediction=(-0.1, 0.5), judgements=THREE), asked
    )
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx((2.74, 1.37, 4.11))
    assert (found.prediction_low, found.prediction_high) == pytest.approx((-1.37, 6.85))


def test_a_single_trial_is_shown_in_points_and_a_narrative_is_not(outcome, finding):
    asked = outcome(familiar={"instrument": "RAS", "sd": 10, "source": "us"})
    assert familiar_effect(finding(asked, (0.2, 0.1, 0.3)), asked).estimate == 2
    assert familiar_effect(finding(asked, trials=[(0.2, 0.1, 0.3)] * 2), asked) is None


RESPONDER = {"label": "recovered", "risk": 0.3, "source": "us"}


def test_people_past_a_mark_follow_furukawa_and_leucht(outcome, finding):
    # Φ(Φ⁻¹(0.3) + 0.5) = Φ(−0.5244 + 0.5) = 0.4903.
    asked = outcome(responder=RESPONDER)
    found = better_off(finding(asked, (0.5, 0.2, 0.8), judgements=THREE), asked)
    assert found.with_intervention == pytest.approx(0.49027, abs=1e-5)
    assert (found.basis, found.with_comparator) == ("responders", 0.3)
    assert found.ci_low < found.with_intervention < found.ci_high


def test_without_a_mark_it_is_the_chance_of_doing_better(outcome, finding):
    # Φ(0.5/√2) = 0.6382 (McGraw and Wong 1992).
    asked = outcome()
    found = better_off(finding(asked, (0.5, 0.2, 0.8), judgements=THREE), asked)
    assert found.with_intervention == pytest.approx(0.63816, abs=1e-5)
    assert (found.basis, found.with_comparator) == ("superiority", 0.5)


@pytest.mark.parametrize("responder", [None, RESPONDER])
def test_better_off_is_the_same_whichever_way_the_outcome_runs(outcome, finding, responder):
    up, down = (outcome(better=way, responder=responder) for way in ("higher", "lower"))
    one = better_off(finding(up, (0.5, 0.2, 0.8), judgements=THREE), up)
    other = better_off(finding(down, (-0.5, -0.8, -0.2), judgements=THREE), down)
    assert one.with_intervention == pytest.approx(other.with_intervention)
    assert (one.ci_low, one.ci_high) == pytest.approx((other.ci_low, other.ci_high))


def test_no_difference_leaves_everyone_where_they_are(outcome, finding):
    asked = outcome(responder=RESPONDER)
    found = better_off(finding(asked, (0.0, -0.1, 0.1), judgements=THREE), asked)
    assert found.with_intervention == pytest.approx(0.3)


def test_only_a_standardised_difference_is_told_so(outcome, finding):
    asked = outcome("MD")
    assert better_off(finding(asked, (1, 0, 2), judgements=THREE), asked) is None


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("at", [None, "one year"])
@pytest.mark.parametrize("event", ["", "drop out"])
@pytest.mark.parametrize("kind", ["risk", "rate"])
def test_people_have_the_event_where_it_has_a_phrase_and_rates_and_outcomes_are_told_otherwise(
    outcome, finding, kind, event, at, held
):
    asked = outcome("RR", "lower")
    made = finding(asked, (0.5, 0.4, 0.6), judgements=THREE)
    [row] = absolute_effects(made, asked)
    time = "100 person-years" if kind == "rate" else None
    row = row.model_copy(update={"kind": kind, "at": at, "time": time, "held": held})
    told, *cut = _absolute(made.model_copy(update={"event": event}), row)
    assert isinstance(told, facts.People if event and kind == "risk" else facts.OfOutcome)
    assert (told.at, told.baseline) == (at or "", row.baseline_label)
    if isinstance(told, facts.People):
        assert told.event == event
    else:
        assert (told.outcome, told.time) == (made.outcome_label, time or "")
    assert cut == ([facts.Cut(of=kind)] if held else [])
