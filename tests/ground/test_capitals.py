"""What begins has a capital in every alphabet that writes one there, and in no other."""

from __future__ import annotations

import pytest

from living_review.ground.capitals import capitalised


@pytest.mark.parametrize(
    ("written", "begun"),
    [
        ("", ""),
        ("a", "A"),
        ("pain at rest", "Pain at rest"),
        ("BMI", "BMI"),
        ("16 weeks", "16 weeks"),
        ("“quoted”", "“quoted”"),
        ("éa", "Éa"),
        ("θεραπεία", "Θεραπεία"),
        ("боль", "Боль"),
        ("ցավ", "Ցավ"),
        ("ტკივილი", "ტკივილი"),
        ("ألم", "ألم"),
        ("כאב", "כאב"),
        ("疼痛", "疼痛"),
        ("ǆep", "ǅep"),
        ("ßa", "Ssa"),
        ("ﬁt", "Fit"),
    ],
)
def test_the_first_letter_is_as_titles_have_it(written: str, begun: str) -> None:
    assert capitalised(written) == begun
    assert capitalised(begun) == begun


@pytest.mark.parametrize("code", [*range(0x10D0, 0x10FB), *range(0x10FD, 0x1100)])
def test_no_sentence_of_georgian_begins_with_a_capital(code: int) -> None:
    """Its capitals are for whole words, and few fonts have them."""
    assert chr(code).upper() != chr(code)
    assert capitalised(f"{chr(code)}x") == f"{chr(code)}x"
