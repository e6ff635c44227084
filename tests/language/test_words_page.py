"""What docs/reference/words.md tells of facts, their words and their examples is what they are."""

from __future__ import annotations

from pathlib import Path

from living_review.reference.words_page import words_page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "words.md"


def test_the_page_of_facts_is_that_of_the_code() -> None:
    """Every word of a list, every field, and what every example says stands in it."""
    told = PAGE.read_text(encoding="utf-8")
    assert told == words_page(), "docs/reference/words.md is not up to date; run make schemas"
