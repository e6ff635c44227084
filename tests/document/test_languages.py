"""Every page is written in every language that the program has words in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sample_documents
from shipped_sets import OTHERS

from living_review.language import Words, speaking, words_in
from living_review.language.translation import begin

# What a sentence of the English pages can hardly be without.
ENGLISH = re.compile(r"\b(?:the|and|was|were|which|their|trials|effect)\b")


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return sample_documents.pages()


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_is_written_in_another_language(language: str, english: dict[str, str]) -> None:
    with speaking(Words(language)):
        pages = sample_documents.pages()
    assert set(pages) == set(english)
    # What is left are labels, notes and reasons that the sample holds as texts, which are English.
    left, found = (len(ENGLISH.findall(" ".join(each.values()))) for each in (pages, english))
    assert left < 0.25 * found


@pytest.mark.parametrize("language", OTHERS)
def test_the_pages_of_a_language_have_the_headings_and_links_of_english(
    language: str, english: dict[str, str]
) -> None:
    with speaking(Words(language)):
        pages = sample_documents.pages()
    for name, text in pages.items():
        for pattern in (r"\{#[\w-]+\}", r"\]\([^)\s]+\)", r"\[@[\w;@ ]+\]"):
            assert sorted(re.findall(pattern, text)) == sorted(
                re.findall(pattern, english[name])
            ), (name, pattern)


def test_a_set_that_is_begun_writes_every_page(tmp_path: Path, english: dict[str, str]) -> None:
    begin(tmp_path / "eo")
    with speaking(words_in(tmp_path, "eo")):
        pages = sample_documents.pages(templates=tmp_path)
    assert set(pages) == set(english)
