"""Instruments that the protocol keeps out of the main analysis, and results without a size."""

from __future__ import annotations

import pytest

from living_review.ground import numbers
from living_review.ground.errors import BadInput
from living_review.pooling import pool
from living_review.protocol import parse_protocol
from living_review.words.exploration_words import sensitivity_sentence
from living_review.words.overview import missing_sentences, without_data_sentences
from living_review.words.set_aside_words import kept_out_sentence

ANALYSIS = """
analysis:
  sensitivity:
    - common
    - {id: others, label: With other instruments, instruments: any}
"""


@pytest.fixture
def made(registry, arms_of_means, protocol_text):
    plain = "measure: SMD, better: lower}"
    kept = (
        "measure: SMD, better: lower, instruments: {Mood Scale: {}, Work Mood: {main: false}, "
        "Joy: {main: false, higher_is_better: true}}}"
    )
    text = protocol_text.replace(plain, kept)
    assert text != protocol_text
    found = registry(text + ANALYSIS)
    for name, effect in {"a": -0.9, "b": -0.2, "c": 0.1}.items():
        found.trial(name).arms(arms_of_means(name, effect, instrument="Mood Scale"))
    found.arms(arms_of_means("a", -2.0, instrument="work mood"))
    found.trial("d").arms(arms_of_means("d", -0.4, instrument="Work Mood"))
    found.trial("e").arms(arms_of_means("e", 0.6, instrument="Joy", higher_is_better="true"))
    return found


def others(finding):
    return next(each for each in finding.sensitivity if each.id == "others")


def test_the_main_analysis_leaves_them_out(made):
    assert [trial.trial_id for trial in made.finding("mood").trials] == ["a", "b", "c"]


def test_a_trial_that_has_one_beside_another_says_so(made):
    first, second, _ = made.finding("mood").trials
    assert first.instrument == "Mood Scale"
    assert any("work mood, which the protocol keeps out" in note for note in first.notes)
    assert second.notes == ()


def test_a_sensitivity_analysis_takes_them_and_turns_what_runs_the_other_way(made):
    finding = made.finding("mood")
    found = others(finding)
    assert found.trials_added == ("d", "e")
    effects = {t.trial_id: (t.estimate, t.se) for t in finding.trials}
    # Two arms of 50 whose means differ by 0.4 and 0.6 standard deviations.
    j = 1 - 3 / (4 * 98 - 1)
    more = [(-0.4 * j, -0.4), (-0.6 * j, -0.6)]
    y = [e for e, _ in effects.values()] + [g for g, _ in more]
    v = [se**2 for _, se in effects.values()] + [2 / 50 + g**2 / 200 for g, _ in more]
    assert found.pooled.estimate == pytest.approx(pool(y, v).estimate, abs=2e-3)


def test_with_no_instrument_kept_out_nothing_is_another(registry, arms_of_means, protocol_text):
    found = registry(protocol_text + ANALYSIS)
    for name, effect in {"a": -0.9, "b": -0.2, "c": 0.1}.items():
        found.trial(name).arms(arms_of_means(name, effect, instrument="Mood Scale"))
    assert others(found.finding("mood")).reason.startswith("It uses the same trials")


def test_an_analysis_of_one_outcome_is_asked_of_no_other(registry, arms_of_means, protocol_text):
    one = ANALYSIS.replace("instruments: any", "outcomes: [score], exclude: {trial_id: [a]}")
    found = registry(protocol_text + one)
    for name, effect in {"a": -0.9, "b": -0.2, "c": 0.1, "d": 0.2}.items():
        found.trial(name).arms(arms_of_means(name, effect))
        found.arms(arms_of_means(name, effect, "score", higher_is_better="true"))
    assert [each.id for each in found.finding("mood").sensitivity] == ["common"]
    assert others(found.finding("score")).trials_removed == ("a",)


def test_an_analysis_of_an_outcome_that_nobody_knows_is_a_fault(protocol_text):
    one = ANALYSIS.replace("instruments: any", "instruments: any, outcomes: [moood]")
    with pytest.raises(BadInput, match="no outcome has the id 'moood'"):
        parse_protocol(protocol_text + one)


@pytest.mark.parametrize("better", ["true", "false"])
@pytest.mark.parametrize(
    ("says", "means"),
    [
        ("intervention", "favours_intervention"),
        ("control", "favours_control"),
        ("unclear", "unknown"),
    ],
)
def test_a_direction_alone_is_told_and_never_pooled(registry, says, means, better):
    made = registry().contrast(
        "a", "mood", "SMD", estimate="", direction=says, higher_is_better=better
    )
    finding = made.finding("mood")
    [trial] = finding.trials
    assert (trial.direction, trial.in_pool, trial.estimate, trial.n) == (means, False, None, None)
    assert finding.narrative.directions[0].direction == means
    assert finding.pooled is None


def test_a_figure_beside_a_direction_is_what_counts(registry):
    made = registry().contrast(
        "a", "mood", "SMD", estimate=-0.4, se=0.2, n_intervention=50, n_control=52,
        direction="control",
    )  # fmt: skip
    [trial] = made.finding("mood").trials
    assert (trial.estimate, trial.direction) == (-0.4, "favours_intervention")


def test_a_pool_beside_a_main_analysis_without_one_is_told(registry, arms_of_means, protocol_text):
    kept = "measure: SMD, better: lower, instruments: {Work Mood: {main: false}}}"
    text = protocol_text.replace("measure: SMD, better: lower}", kept)
    found = registry(text + ANALYSIS)
    found.trial("a").arms(arms_of_means("a", -0.5, instrument="Mood Scale"))
    for name in "bc":
        found.trial(name).arms(arms_of_means(name, -0.5, instrument="Work Mood"))
    finding = found.finding("mood")
    assert finding.pooled is None
    said = sensitivity_sentence(finding)
    pooled = others(finding).pooled
    assert said.startswith("The main analysis does not pool. One other analysis takes further")
    assert numbers.estimate(pooled.estimate, "SMD") in said
    assert said.endswith("No conclusion rests on it.")


def test_trials_that_report_by_such_instruments_alone_are_named(made):
    finding = made.finding("mood")
    kept = {each.trial_id: each.instruments for each in finding.kept_out}
    assert kept == {"d": ("Work Mood",), "e": ("Joy",)}
    said = kept_out_sentence(finding)
    assert said.startswith("Two further trials reported it by instruments that the protocol keeps")
    assert "(Work Mood)" in said
    assert "(Joy)" in said


def test_a_trial_that_the_comparison_does_not_ask_for_is_not_named(made, arms_of_means):
    made.trial("f", status="awaiting").arms(arms_of_means("f", -0.4, instrument="Joy"))
    assert "f" not in {each.trial_id for each in made.finding("mood").kept_out}


def test_an_outcome_reported_by_such_instruments_alone_is_not_said_to_be_without_data(
    registry, arms_of_means, protocol_text
):
    kept = "measure: SMD, better: lower, instruments: {Joy: {main: false}}}"
    found = registry(protocol_text.replace("measure: SMD, better: lower}", kept))
    found.trial("a").arms(arms_of_means("a", -0.9, instrument="Joy"))
    findings = found.findings()
    mood = next(each for each in findings.findings if each.outcome == "mood")
    assert (mood.trials, mood.reported) == ((), True)
    told = missing_sentences(findings, mood.comparison)
    label = mood.outcome_label
    assert not any("no trial gave usable data" in each and label.lower() in each for each in told)
    assert any(each.startswith(label) and "one trial reported it by" in each for each in told)
    assert label.lower() not in " ".join(without_data_sentences(findings)).lower()
