"""Sentences that were once said of results of which they are not so."""

from __future__ import annotations

import pytest
from sample_documents import findings
from sample_findings import recovery

from living_review.findings import Finding, Sensitivity, SmallStudy
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts.analyses import SameAsMain
from living_review.tables import explored, results
from living_review.tables.spec import Table, columns, number, row, without_empty_columns
from living_review.words import limits_words, prose
from living_review.words.exploration_words import sensitivity_sentence, small_study_sentence
from living_review.words.grammar import inside


def with_others(*estimates: float) -> Finding:
    """The sample, with as many other analyses that gave these estimates."""
    found = recovery()
    others = tuple(
        Sensitivity(
            id=f"other-{place}",
            label=f"Other {place}",
            k=found.k,
            pooled=found.pooled.model_copy(update={"estimate": value}),
            heterogeneity=None,
        )
        for place, value in enumerate(estimates)
    )
    return found.model_copy(update={"sensitivity": others})


def test_other_analyses_with_one_estimate_have_no_range():
    of_main = recovery().pooled.estimate
    said = sensitivity_sentence(with_others(of_main, of_main))
    assert "ranged from" not in said
    assert "each time." in said


def test_another_size_is_not_another_side():
    found = with_others(0.05, recovery().pooled.estimate)
    assert recovery().pooled.estimate >= 0.2, "the sample has a small effect"
    said = sensitivity_sentence(found)
    assert "The size of the effect differs in one analysis (other 0)." in said
    assert "side" not in said


def test_another_side_is_said_as_such():
    said = sensitivity_sentence(with_others(-0.3, recovery().pooled.estimate))
    assert "The side of the effect differs in one analysis (other 0)." in said
    assert "size" not in said


def test_without_thresholds_another_side_is_not_said_to_matter():
    bare = {"thresholds": None, "measure": "ROM"}
    found = with_others(0.99, 1.02)
    main = found.pooled.model_copy(update={"estimate": 1.02})
    said = sensitivity_sentence(found.model_copy(update={**bare, "pooled": main}))
    assert "not on the same side of no difference in one analysis (other 0); no threshold" in said
    again = with_others(1.03, 1.04).model_copy(update={**bare, "pooled": main})
    assert "The side of the effect is the same" in sensitivity_sentence(again)


def test_little_difference_has_no_side():
    found = with_others(-0.02, 0.03)
    main = found.pooled.model_copy(update={"estimate": 0.02})
    said = sensitivity_sentence(found.model_copy(update={"pooled": main}))
    assert said.endswith("Each estimate is little to no difference, as in the main analysis.")


@pytest.mark.parametrize("model", ["common", "random"])
def test_a_prediction_interval_that_is_not_given_is_not_referred_to(model):
    found = recovery()
    none = found.prediction.model_copy(update={"low": None, "high": None, "reason": "Why not."})
    pooled = found.pooled.model_copy(update={"model": model})
    said = prose.heterogeneity_sentence(
        found.model_copy(update={"prediction": none, "pooled": pooled})
    )
    assert "prediction interval" not in said
    assert ("τ²" in said) == (model == "random")
    assert "prediction interval" in prose.heterogeneity_sentence(found)


def test_trials_that_nobody_judged_are_not_said_to_be_at_low_risk():
    skipped = Sensitivity(
        id="low-risk-of-bias",
        label="Without trials at high risk of bias",
        k=4,
        pooled=None,
        heterogeneity=None,
        reason=say(SameAsMain()),
    )
    found = recovery().model_copy(update={"sensitivity": (skipped,)})
    unjudged = tuple(t.model_copy(update={"risk_of_bias": None}) for t in found.trials)
    (judged,) = explored.sensitivity(found, {}).footnotes
    (not_judged,) = explored.sensitivity(
        found.model_copy(update={"trials": unjudged}), {}
    ).footnotes
    assert "the same trials and methods" in judged.text
    assert not_judged.text.endswith("no trial’s risk of bias has been judged, so none is left out.")


def test_a_rule_of_thumb_is_said_of_the_outcomes_that_have_one():
    generic = recovery().model_copy(update={"thresholds_generic": True})
    own = recovery().model_copy(
        update={"outcome": "own", "outcome_label": "Sleep", "thresholds_generic": False}
    )
    said = " ".join(limits_words.limitation_sentences(findings(generic, own)))
    assert f"effect on {inside(generic.outcome_label)} follows" in said
    assert "for this outcome with" in said
    everywhere = " ".join(limits_words.limitation_sentences(findings(generic)))
    assert "large effect follows" in everywhere


def test_the_effect_of_the_only_trial_has_its_unit():
    only = recovery().trials[0]
    single = recovery().model_copy(
        update={"measure": "MD", "unit": "kg", "synthesis": "single", "pooled": None, "k": 1}
        | {"trials": (only,)}
    )
    assert f"{numbers.estimate(only.estimate, 'MD')} kg (95% CI" in results._result(single)


def test_names_of_people_keep_their_capital():
    assert inside("Wald interval") == "Wald interval"
    assert inside("Common-effect model") == "common-effect model"


def test_an_abbreviation_that_no_cell_holds_is_not_explained():
    head = columns("Trial", number("RR (95% CI)"), number("Participants"))
    short = (("CI", "confidence interval"), ("RR", "risk ratio"))
    silent = Table("t", "T", head, (row("A", "–", "20"),), abbreviations=short)
    assert without_empty_columns(silent).abbreviations == ()
    told = Table("t", "T", head, (row("A", "0.8 (0.5 to 1.3)", "20"),), abbreviations=short)
    assert without_empty_columns(told).abbreviations == short


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("egger", "Egger’s regression test for small-study effects, of effects on their standard"),
        ("egger-smd", "(Pustejovsky and Rodgers): slope 1.20"),
        ("harbord", "Harbord’s regression test for small-study effects in odds ratios: intercept"),
        ("peters", "weighted by events (Peters): slope 1.20 (standard error 0.500, p = 0.030)."),
        ("size", "on the number of people (√(1/n), weighted by n; Macaskill): slope 1.20"),
        ("person-time", "on the person-time: slope 1.20"),
    ],
)
def test_a_test_for_small_study_effects_is_called_by_its_name(test, said):
    study = SmallStudy(test=test, egger={"intercept": 1.2, "se": 0.5, "p": 0.03})
    found = recovery().model_copy(update={"small_study": study})
    assert said in small_study_sentence(found).replace("\u00a0", " ")
