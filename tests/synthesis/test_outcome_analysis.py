"""One outcome may be analysed otherwise than the review, in every respect."""

from __future__ import annotations

import pytest

from living_review.language import say
from living_review.language.facts.narrative import NotAsked
from living_review.living.edition import Edition
from living_review.living.finding_difference import finding_changes
from living_review.living.methods_difference import methods_changes
from living_review.pooling import pool
from living_review.protocol import parse_protocol
from living_review.words.method_words import (
    least_elsewhere,
    outcome_analysis_items,
    sensitivity_items,
)
from living_review.words.prose.trials import included_sentence
from living_review.words.question_words import eligibility_sentences

MOOD = "  - {id: mood, label: Low mood, measure: SMD, better: lower"
OWN = """, analysis: {
      model: common, level: 0.9, smd_variance: UB, min_trials: 2, sensitivity: [REML],
      subgroups: [site], moderators: [dose]}"""
REVIEW = "analysis: {sensitivity: [wald], subgroups: [category], moderators: [year]}\n"


@pytest.fixture
def both(registry, arms_of_means, protocol_text):
    """The same trials where low mood is analysed otherwise, and where it is not."""

    def made(own: str):
        text = protocol_text.replace(MOOD, MOOD + own) + REVIEW
        found = registry(text)
        for name, effect in {"a": -0.9, "b": -0.2}.items():
            found.trial(name, category="x", site=name, dose=1)
            found.arms(arms_of_means(name, effect))
            found.arms(arms_of_means(name, effect, outcome="score", higher_is_better="true"))
        return found

    return made(OWN), made("")


def test_each_choice_of_an_outcome_takes_the_place_of_the_review_s(both):
    own, _ = both
    finding = own.finding("mood")
    y = [trial.estimate for trial in finding.trials]
    v = [trial.se**2 for trial in finding.trials]
    expected = pool(y, v, tau2="common", interval="wald", level=0.9)
    assert (finding.synthesis, finding.pooled.model, finding.level) == ("pooled", "common", 0.9)
    assert finding.pooled.estimate == pytest.approx(expected.estimate)
    assert finding.pooled.ci_low == pytest.approx(expected.ci_low)
    assert [each.id for each in finding.sensitivity] == ["REML"]
    assert [each.moderator for each in finding.subgroups] == ["site"]
    assert [each.moderator for each in finding.moderators] == ["dose"]
    assert own.finding("score").synthesis == "narrative"


def test_the_variance_of_a_standardised_difference_may_be_its_own(both):
    own, usual = both
    found = [each.finding("mood").trials[0].se for each in (own, usual)]
    assert found[0] != found[1]


def test_methods_name_what_is_done_otherwise(both):
    own, usual = both
    (said,) = outcome_analysis_items(own.protocol)
    assert said.startswith(
        "Low mood: pooled where at least two trials gave results that can be pooled; "
    )
    assert "common-effect model by inverse variance" in said
    assert "confidence intervals (90%) follow the normal distribution (Wald)" in said
    assert "variance is the unbiased one" in said
    assert said.endswith("subgroups by site; meta-regression on dose.")
    assert least_elsewhere(own.protocol) == (("low mood", 2),)
    assert "For low mood: τ² estimated by REML." in sensitivity_items(own.protocol)
    assert outcome_analysis_items(usual.protocol) == ()
    assert least_elsewhere(usual.protocol) == ()


def test_methods_name_a_correlation_that_one_outcome_s_crossover_trials_are_given(
    registry, protocol_text
):
    own = ", analysis: {crossover_correlation: 0.7, crossover_correlation_source: Bland 2015}"
    text = protocol_text.replace(MOOD, MOOD + own)
    asked = "analysis: {crossover_correlation: 0.5, crossover_correlation_source: Elbourne 2002}\n"
    for usual in ("", asked):
        (said,) = outcome_analysis_items(registry(text + usual).protocol)
        assert (
            said == "Low mood: in crossover trials a correlation of 0.70 is assumed (Bland 2015)."
        )
    assert outcome_analysis_items(registry(protocol_text + asked).protocol) == ()


def test_a_correlation_of_one_outcome_does_not_have_the_source_of_another(registry, protocol_text):
    text = protocol_text.replace(MOOD, MOOD + ", analysis: {crossover_correlation: 0.7}")
    asked = "analysis: {crossover_correlation: 0.5, crossover_correlation_source: Elbourne 2002}\n"
    (said,) = outcome_analysis_items(registry(text + asked).protocol)
    assert said == "Low mood: in crossover trials a correlation of 0.70 is assumed."


def test_a_change_of_an_outcome_s_own_choices_is_a_change_of_its_methods(both):
    own, usual = (Edition(each.findings(), None, each.protocol) for each in both)
    said = methods_changes(usual, own)
    assert "The model of the outcome ‘Low mood’ is now common (before: not set)." in said
    assert any("sensitivity analysis ‘τ² estimated by REML’ was added" in text for text in said)
    (changed,) = [each for each in finding_changes(usual, own) if each.outcome == "mood"]
    assert {"the model", "the confidence level"} <= set(changed.methods_changed)


def _events(registry, two_arms, text):
    found = registry(text)
    for name, events in (("a", 4), ("b", 9), ("c", 20)):
        found.trial(name)
        for outcome in ("death", "relapse"):
            arms = {"events": events, "n": 80}, {"events": events + 3, "n": 81}
            found.arms(two_arms(name, outcome, *arms))
    return found


def test_an_outcome_is_not_pooled_where_the_protocol_asks_so(registry, two_arms, protocol_text):
    text = protocol_text.replace(
        "measure: OR, better: lower}", "measure: OR, better: lower, analysis: {pool: false}}"
    )
    found = _events(registry, two_arms, text).findings()
    of = {each.outcome: each for each in found.findings}
    assert of["relapse"].synthesis == "pooled"
    death = of["death"]
    assert (death.synthesis, death.pooled, death.sensitivity) == ("narrative", None, ())
    assert death.narrative.reason == say(NotAsked())
    assert "too few" not in included_sentence(death)
    assert included_sentence(death).endswith("not pooled, as the protocol asks.")
    said = outcome_analysis_items(parse_protocol(text))
    assert said == ("Death: not pooled: the result of each trial is described by itself.",)


def test_a_comparison_has_the_outcomes_that_it_names(registry, two_arms, protocol_text):
    text = protocol_text.replace(
        "comparator: usual care}\noutcomes",
        "comparator: usual care, outcomes: [death]}\n"
        "  - {id: all, label: All, intervention: support, comparator: usual care}\noutcomes",
    )
    found = _events(registry, two_arms, text).findings()
    assert [each.outcome for each in found.findings if each.comparison == "main"] == ["death"]
    assert len([each for each in found.findings if each.comparison == "all"]) > 1
    assert "outcomes: death" in eligibility_sentences(parse_protocol(text))[0]
