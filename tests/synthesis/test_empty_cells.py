"""Trials with an empty cell: what is added where, and that no event points nowhere."""

from __future__ import annotations

import pytest

from living_review.certainty.absolute_words import absolute_sentences
from living_review.findings import AbsoluteEffect
from living_review.words.exploration_words import leave_one_out_sentence
from living_review.words.prose import difference, directions_sentence, included_sentence

RELAPSE = "{id: relapse, label: Relapse, measure: %s, better: lower}"


def review(registry, two_arms, protocol_text, counts, measure="RD", analysis=""):
    """Give a registry of trials with these counts: events and people, intervention then control."""
    head = protocol_text.partition("outcomes:")[0]
    found = registry(f"{head}outcomes:\n  - {RELAPSE % measure}\n{analysis}")
    for name, (e1, n1, e2, n2) in counts.items():
        rows = two_arms(name, "relapse", {"events": e1, "n": n1}, {"events": e2, "n": n2})
        found.arms(rows)
    return found


NO_EVENTS = {"a": (0, 10, 0, 100), "b": (0, 12, 0, 120), "c": (0, 8, 0, 90)}


def test_without_events_the_risk_difference_is_zero_in_each_trial_and_in_the_pool(
    registry, two_arms, protocol_text
):
    finding = review(registry, two_arms, protocol_text, NO_EVENTS).finding("relapse")
    assert [trial.estimate for trial in finding.trials] == [0.0, 0.0, 0.0]
    assert finding.pooled.estimate == 0.0
    a, n1, c, n2 = 0.5, 11, 0.5, 101
    variance = a * (n1 - a) / n1**3 + c * (n2 - c) / n2**3
    assert finding.trials[0].se ** 2 == pytest.approx(variance)
    assert "for the variance only" in finding.trials[0].notes[0]


def test_a_trial_without_events_favours_nobody(registry, two_arms, protocol_text):
    few = {name: NO_EVENTS[name] for name in ("a", "b")}
    finding = review(registry, two_arms, protocol_text, few).finding("relapse")
    assert {trial.direction for trial in finding.trials} == {"unknown"}
    assert "No trial had an event." in finding.narrative.statement
    assert "favour" not in finding.narrative.statement
    assert directions_sentence(finding).startswith("Nobody had the event among 22 people")


def test_trials_without_events_are_counted_beside_those_with(registry, two_arms, protocol_text):
    counts = {"a": (0, 10, 0, 100), "b": (1, 50, 9, 50)}
    finding = review(registry, two_arms, protocol_text, counts).finding("relapse")
    assert "One favoured support and one had no event." in finding.narrative.statement
    assert (
        directions_sentence(finding) == "Of two trials, one favours support and one had no event."
    )


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_a_ratio_has_half_an_event_added_and_a_difference_has_not(
    registry, two_arms, protocol_text, measure
):
    counts = {"a": (0, 40, 9, 41)}
    trial = review(registry, two_arms, protocol_text, counts, measure).finding("relapse").trials[0]
    expected = {
        "OR": (0.5 * 32.5) / (40.5 * 9.5),
        "RR": (0.5 / 41) / (9.5 / 42),
        "RD": -9 / 41,
    }
    assert trial.estimate == pytest.approx(expected[measure])
    assert ("variance only" in trial.notes[0]) == (measure == "RD")


def test_a_pool_without_events_says_so_and_its_zero_has_no_side(registry, two_arms, protocol_text):
    finding = review(registry, two_arms, protocol_text, NO_EVENTS).finding("relapse")
    assert " Nobody had the event among 30 people" in included_sentence(finding)
    pooled = finding.pooled
    said = difference(pooled.estimate, pooled.ci_low, pooled.ci_high, finding)
    assert said == "no difference (155 fewer to 155 more per 1000)"
    row = AbsoluteEffect(
        baseline_label="Low",
        baseline_risk=0.1,
        with_comparator=0.1,
        with_intervention=0.1,
        with_intervention_ci_low=0.09,
        with_intervention_ci_high=0.11,
        difference=0.0,
        ci_low=-0.01,
        ci_high=0.01,
    )
    [sentence] = absolute_sentences(finding.model_copy(update={"absolute": (row,)}))
    assert "no difference (10 fewer to 10 more)" in sentence


EVERYBODY = {"a": (10, 10, 30, 30), "b": (20, 20, 30, 30), "c": (30, 30, 30, 30)}


def test_where_everybody_had_the_event_nobody_is_said_to_have_had_none(
    registry, two_arms, protocol_text
):
    finding = review(registry, two_arms, protocol_text, EVERYBODY).finding("relapse")
    assert finding.pooled.estimate == 0.0
    assert " Everybody had the event: all 60 people with" in included_sentence(finding)
    assert "without events" not in " ".join(finding.trials[0].notes)
    assert leave_one_out_sentence(finding).endswith("the pooled RD stays 0.000.")
    two = {name: EVERYBODY[name] for name in ("a", "b")}
    apart = review(registry, two_arms, protocol_text, two).finding("relapse")
    assert "In every trial everybody had the event." in apart.narrative.statement
    assert directions_sentence(apart).startswith("Everybody had the event: all 30 people")
    mixed = {"a": (0, 10, 0, 100), "b": (20, 20, 30, 30)}
    both = review(registry, two_arms, protocol_text, mixed).finding("relapse")
    assert "One had no event and one had the event in everybody." in both.narrative.statement


def test_a_difference_of_zero_has_its_unit(registry, two_arms, protocol_text):
    finding = review(registry, two_arms, protocol_text, NO_EVENTS).finding("relapse")
    rates = finding.model_copy(update={"measure": "MD", "unit": "mmHg"})
    assert difference(0.0, -4.5, 4.5, rates) == (
        "no difference (4.50 mmHg lower to 4.50 mmHg higher)"
    )
