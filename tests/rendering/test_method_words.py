"""What Methods says of the choices a protocol makes."""

from __future__ import annotations

import pytest

from living_review.protocol import Protocol, load_protocol
from living_review.rendering.method_words import dependence_sentence, pooling_sentences


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
    assert "at least two trials gave usable data" in said[0]
