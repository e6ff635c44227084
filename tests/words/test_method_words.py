"""What Methods says of the choices a protocol makes."""

from __future__ import annotations

from itertools import product

import pytest

from living_review.protocol import Protocol, load_protocol
from living_review.synthesis.requests import Settings
from living_review.words.method_words import (
    dependence_sentence,
    pooling_sentences,
    sensitivity_items,
)
from living_review.words.question_words import eligibility_sentences


@pytest.fixture
def protocol(project_root) -> Protocol:
    return load_protocol(project_root / "data" / "protocol.yml")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("pick", "one is used, in the order of the protocol"),
        ("combine", "a variance that assumes a correlation of 0.70 between them"),
        ("three-level", "in a three-level model with a cluster-robust interval"),
    ],
)
def test_methods_say_what_became_of_several_instruments(
    protocol: Protocol, choice: str, words: str
) -> None:
    analysis = protocol.analysis.model_copy(
        update={"dependence": choice, "instrument_correlation": 0.7}
    )
    said = dependence_sentence(protocol.model_copy(update={"analysis": analysis}))
    assert words in said
    assert said.startswith("Several eligible arms of one trial are combined into one; where")


def test_methods_never_say_that_one_trial_alone_is_pooled(protocol: Protocol) -> None:
    analysis = protocol.analysis.model_copy(update={"min_trials": 1})
    said = pooling_sentences(protocol.model_copy(update={"analysis": analysis}))
    assert "at least two trials give results that can be pooled" in said[0]


NAMED = {
    "wald": "the normal distribution (Wald)",
    "knapp-hartung": "Knapp and Hartung",
    "t": "the t distribution [",
}
CHOICES = [
    (method, model, interval, measures)
    for method, model, interval, measures in product(
        ("inverse-variance", "mantel-haenszel", "peto"),
        ("random", "common"),
        ("knapp-hartung", "wald", "t"),
        (("SMD",), ("OR",), ("OR", "SMD"), ("RR", "RD"), ("HR", "OR")),
    )
    if not (method == "peto" and model == "random")
]


@pytest.mark.parametrize(("method", "model", "interval", "measures"), CHOICES)
def test_methods_name_the_intervals_that_are_made_and_no_others(
    protocol: Protocol, method: str, model: str, interval: str, measures: tuple[str, ...]
) -> None:
    choice = {"method": method, "model": model, "interval": interval, "safeguard": "none"}
    analysis = protocol.analysis.model_copy(update=choice)
    outcomes = tuple(
        protocol.outcomes[0].model_copy(update={"id": f"o{at}", "measure": measure})
        for at, measure in enumerate(measures)
    )
    asked = protocol.model_copy(update={"analysis": analysis, "outcomes": outcomes})
    made = {Settings.of(analysis, None, measure).interval for measure in measures}
    said = " ".join(pooling_sentences(asked))
    assert {name for name, words in NAMED.items() if f"follow {words}" in said} == made
    assert ("With two trials only" in said) == ("knapp-hartung" in made)


def test_a_trial_that_an_analysis_names_is_told_by_its_label(protocol: Protocol) -> None:
    labels = {"A1999": "Adams 1999 (TREE)", "B2001": "Brown 2001"}
    named = {"trial_id": ["A1999", "B2001"]}
    (first, *_), (comparison, *_) = protocol.analysis.sensitivity, protocol.comparisons
    analyses = (
        first.model_copy(update={"include": {}, "exclude": named, "outcomes": ()}),
        first.model_copy(update={"include": named, "exclude": {}, "outcomes": ()}),
    )
    changed = protocol.model_copy(
        update={
            "analysis": protocol.analysis.model_copy(update={"sensitivity": analyses}),
            "comparisons": (comparison.model_copy(update={"exclude": named}),),
        }
    )
    who = "Adams 1999 (TREE) or Brown 2001"
    without, only, *_ = sensitivity_items(changed, labels)
    assert f"(not {who})" in without
    assert f"({who})" in only
    assert f"not {who}" in eligibility_sentences(changed, labels)[0]
