"""What was done to a trial's figures, and why a row gives no effect, in each case there is."""

from __future__ import annotations

import math
from itertools import product

import pytest

from living_review.findings import Finding

UNLIKE = {"higher_is_better": "true"}


def trial_of(found: Finding, trial_id: str = "a"):
    return next(each for each in found.trials if each.trial_id == trial_id)


def notes(found: Finding) -> str:
    return " ".join(trial_of(found).notes)


@pytest.mark.parametrize("score", ["change", "final", ""])
def test_changes_from_baseline_are_noted_once(registry, two_arms, score):
    first, second = ({"mean": mean, "sd": 2, "score": score} for mean in (9, 10))
    found = registry().arms(two_arms("a", "mood", first, second)).finding("mood")
    assert ("Change from baseline" in notes(found)) == (score == "change")
    mixed = registry().arms(two_arms("a", "mood", first, {**second, "score": "final"}))
    told = notes(mixed.finding("mood", checked=False))
    assert told.count("Change from baseline") == (score == "change")


@pytest.mark.parametrize("design", ["cluster", "parallel", "crossover"])
@pytest.mark.parametrize("adjusted", ["true", "false"])
def test_clusters_that_a_comparison_may_not_allow_for_are_noted(registry, design, adjusted):
    made = registry().trial("a", design=design)
    made.contrast("a", "mood", "SMD", estimate=-0.4, se=0.1, adjusted=adjusted)
    told = notes(made.finding("mood", checked=False))
    assert ("cluster" in told.casefold()) == (design == "cluster" and adjusted == "false")
    assert ("djusted" in told) >= (adjusted == "true")


@pytest.mark.parametrize("known", ["t", "p"])
def test_from_what_a_spread_was_worked_out_is_noted(registry, known):
    """Of a difference of means that has neither an error nor an interval."""
    made = registry()
    figures = {"t": {"t": -2.5}, "p": {"p": 0.016}}[known]
    people = {"n_intervention": 30, "n_control": 30}
    made.contrast("a", "mood", "MD", estimate=-4, **people, **figures)
    found = trial_of(made.finding("mood"))
    assert found.estimate == pytest.approx(-0.64, abs=0.02)
    told = " ".join(found.notes)
    wanted = {"t": "t statistic", "p": "p-value"}[known]
    assert wanted in told or known in told.replace(",", " ").split(), told


@pytest.mark.parametrize("outcome", ["mood", "score", "hours"])
@pytest.mark.parametrize("ways", [*product(("true", "false"), repeat=2)])
def test_arms_that_run_against_each_other_or_their_outcome_give_no_effect(
    registry, two_arms, outcome, ways
):
    """An SMD is turned; where arms of a trial disagree, nobody knows which way it runs."""
    arms = [{"mean": 9, "sd": 2, "higher_is_better": way} for way in ways]
    made = registry().arms(two_arms("a", outcome, *arms)).findings(checked=False)
    faults = [each for each in made.quarantine if each.rule == "effect-direction"]
    good = "false" if outcome == "mood" else "true"
    fine = ways[0] == ways[1] and (outcome == "mood" or ways[0] == good)
    assert (faults == []) == fine
    for each in faults:
        assert (each.table, each.column, each.value) == ("arms", "higher_is_better", ways[0])
        assert (each.row, each.trial_id, each.file) == (2, "a", "arms.csv")


@pytest.mark.parametrize(("outcome", "figure"), [("mood", "mean"), ("relapse", "events")])
@pytest.mark.parametrize("lost", [0, 1])
def test_a_figure_that_is_missing_is_told_with_its_row(registry, two_arms, outcome, figure, lost):
    arms = [{"mean": 9, "sd": 2, "events": 4} for _ in range(2)]
    del arms[lost][figure]
    made = registry().arms(two_arms("a", outcome, *arms)).findings(checked=False)
    [fault] = [each for each in made.quarantine if each.rule.startswith("effect-")]
    assert (fault.rule, fault.column) == (f"effect-no-{figure}", figure)
    assert (fault.row, fault.value) == (2 + lost, None)
    one = registry().arms(two_arms("a", outcome, *arms)[:1]).findings(checked=False)
    [fault] = [each for each in one.quarantine if each.rule.startswith("effect-")]
    assert (fault.rule, fault.column, fault.value) == ("effect-one-side", "role", "intervention")


def test_a_crossover_trial_of_a_ratio_of_means_is_paired_by_its_relative_spreads(
    registry, two_arms, protocol_text
):
    made = registry(f"{protocol_text}analysis: {{crossover_correlation: 0.5}}\n")
    made.trial("a", design="crossover")
    first, second = ({"mean": m, "sd": s, "n": 20, **UNLIKE} for m, s in ((12, 3), (10, 4)))
    made.arms(two_arms("a", "hours", first, second))
    found = trial_of(made.finding("hours"))
    s1, s2 = 3 / 12, 4 / 10
    variance = (s1**2 + s2**2 - 2 * 0.5 * s1 * s2) / 20
    assert found.log_estimate == pytest.approx(math.log(1.2))
    assert found.se == pytest.approx(math.sqrt(variance))
    assert found.pairing == "assumed"


@pytest.mark.parametrize("ways", [*product(("intervention", "control", ""), repeat=2)])
def test_strata_that_give_no_effect_tell_a_direction_where_all_have_the_same(registry, ways):
    made = registry()
    for stratum, way in zip(("women", "men"), ways, strict=True):
        cells = {"estimate": "", "direction": way, "stratum": stratum}
        made.contrast("a", "mood", "SMD", **cells)
    found = trial_of(made.finding("mood", checked=False))
    assert (found.estimate, found.se) == (None, None)
    alike = ways[0] == ways[1] != ""
    assert found.direction == (f"favours_{ways[0]}" if alike else "unknown")
    assert "women" in " ".join(found.notes)


@pytest.mark.parametrize(("measure", "word"), [("RR", "risk"), ("IRR", "rate"), ("SMD", None)])
def test_thresholds_that_need_a_baseline_name_no_size_without_one(
    registry, protocol_text, measure, word
):
    head = protocol_text.partition("outcomes:")[0]
    time = ", person_time: {unit: years, per: 100}" * (measure == "IRR")
    sizes = "thresholds: {small: 0.05, source: us}"
    outcome = f"{{id: relapse, label: R, measure: {measure}, better: lower, {sizes}{time}}}"
    made = registry(f"{head}outcomes:\n  - {outcome}\n")
    for place, estimate in enumerate((0.8, 0.7, 0.9)):
        made.contrast(f"t{place}", "relapse", measure, estimate=estimate, se=0.1)
    note = made.finding("relapse", checked=False).thresholds_note
    assert (note is None) == (word is None)
    assert note is None or f"no {word} with the comparator" in note


def test_strata_of_which_one_is_not_counted_are_pooled_by_their_effects(registry, two_arms):
    made = registry()
    arms = two_arms("a", "relapse", {"events": 4, "n": 50}, {"events": 9, "n": 52})
    made.arms([{**row, "stratum": "women"} for row in arms])
    made.contrast("a", "relapse", "RR", estimate=0.5, se=0.3, stratum="men")
    found = trial_of(made.finding("relapse", checked=False))
    effects = (math.log(4 / 50 / (9 / 52)), math.log(0.5))
    weights = (1 / (1 / 4 - 1 / 50 + 1 / 9 - 1 / 52), 1 / 0.3**2)
    mean = sum(w * y for w, y in zip(weights, effects, strict=True)) / sum(weights)
    assert found.log_estimate == pytest.approx(mean)
    assert found.se == pytest.approx(sum(weights) ** -0.5)
