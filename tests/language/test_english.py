from __future__ import annotations

import pytest

from living_review.ground.noun_phrases import plural
from living_review.language.english import capitalised, counted, listed


@pytest.mark.parametrize(
    ("phrase", "many"),
    [
        ("group peer support", False),
        ("mutual support groups", True),
        ("support for carers", False),
        ("mindfulness", False),
        ("analysis", False),
        ("psychoeducation groups for families", True),
        ("SSRIs", True),
        ("haemodialysis", False),
        ("", False),
    ],
)
def test_the_number_of_a_noun_phrase_is_that_of_its_head(phrase, many):
    assert plural(phrase) is many


def test_small_grammar():
    assert [counted(n, "trial") for n in (0, 1, 2, 12)] == [
        "no trials",
        "one trial",
        "two trials",
        "12 trials",
    ]
    assert [listed(text) for text in ("", "A", "AB", "ABC")] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert capitalised("mRNA") == "MRNA"
