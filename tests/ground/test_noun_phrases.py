"""Interventions and outcomes of any name stand in sentences that are grammatical."""

from __future__ import annotations

import pytest

from living_review.ground.noun_phrases import (
    is_phrase,
    number_unsure,
    object_unsure,
    plural,
    plural_before,
)

ONE = (
    *("antidepressant treatment", "yoga", "a vaccine against shingles", "support for carers"),
    *("cognitive behavioural therapy (CBT)", "mindfulness", "dialysis", "Pilates", "aerobics"),
    *("acceptance and commitment therapy", "yoga or meditation", "aspirin plus statins"),
    *(
        "a series of lessons",
        "exercise with weights",
        "screening in schools",
        "virus",
        "gymnastics",
        "EMDR",
    ),
)
SEVERAL = (
    *("antidepressants", "mutual support groups", "strength exercises", "NSAIDs", "SSRIs (oral)"),
    *("yoga and meditation", "vitamins B and D", "diet and exercise", "antibiotics", "opioids"),
    *("statins in high doses", "aspirin and anticoagulants", "peer workers", "children"),
    *("vitamins B12 and D", "antipsychotics"),
)
UNSURE = (
    "diet and exercise programme",
    "series of lessons",
    "plyometrics",
    "aspirin and low dose heparin",
)


@pytest.mark.parametrize("words", ONE)
def test_one_intervention_takes_a_verb_in_the_singular(words):
    assert not plural(words)


@pytest.mark.parametrize("words", SEVERAL)
def test_several_take_a_verb_in_the_plural(words):
    assert plural(words)
    assert not number_unsure(words)


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("opioids or exercise", True),
        ("exercise or opioids", False),
        ("yoga and meditation or statins", True),
        ("support for carers or peers", False),
        ("antidepressants", True),
        ("yoga", False),
    ],
)
def test_a_verb_before_alternatives_goes_by_the_first(words, many):
    assert plural_before(words) is many
    assert plural_before(words, "plural")


@pytest.mark.parametrize("words", UNSURE)
def test_words_that_do_not_tell_are_known_as_such(words):
    assert number_unsure(words)


@pytest.mark.parametrize("words", [*ONE, *SEVERAL, *UNSURE])
def test_what_the_protocol_says_counts(words):
    assert plural(words, "plural")
    assert not plural(words, "singular")


@pytest.mark.parametrize(
    "label",
    [
        *("being free of pain", "Being free of pain", "falling at least once", "any adverse event"),
        *("no longer meeting criteria for PTSD", "not smoking", "at least one fall"),
    ],
)
def test_labels_that_are_phrases_are_told_from_nouns(label):
    assert is_phrase(label)


@pytest.mark.parametrize("label", ["Depression", "death", "Remission", "ring", "Anything"])
def test_labels_that_are_nouns_stay_nouns(label):
    assert not is_phrase(label)


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        *(("Being able to walk", True), ("Living without pain", True), ("not sleeping well", True)),
        *(("Functioning in daily life", False), ("Walking distance", False), ("Pain", False)),
    ],
)
def test_a_score_that_is_called_by_a_phrase_is_asked_about(label, asked):
    assert object_unsure(label) == asked
