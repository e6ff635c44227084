"""Every page is written in every language that the program has words in."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import sample_documents
from shipped_sets import OTHERS

from living_review.document.report import website_texts as page_texts
from living_review.language import Words, say, speaking, words_in
from living_review.language.facts.overview import Status
from living_review.language.facts.questions import Schedule
from living_review.language.translation import begin
from living_review.protocol import Protocol, parse_protocol
from living_review.words import overview, question_words

SAMPLE = Path(sample_documents.__file__).with_name("sample_protocol.yml")

# What a sentence of the English pages can hardly be without.
DAY = dt.date(2026, 1, 1)
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


def living(text: str) -> Protocol:
    """Give the protocol of the samples with another living mode."""
    known = SAMPLE.read_text(encoding="utf-8")
    return parse_protocol(re.sub(r"(?m)^  living:\n(    .*\n)+", f"  living: {text}\n", known))


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_the_pages_say_of_the_living_mode_what_the_protocol_says(language: str) -> None:
    whole = sample_documents.findings()
    bare = tuple(each.model_copy(update={"source": None}) for each in whole.trials)
    empty = sample_documents.findings(trials=(), searches=())
    empty = empty.model_copy(
        update={"currency": empty.currency.model_copy(update={"last_search": None})}
    )
    ended = whole.model_copy(
        update={"currency": whole.currency.model_copy(update={"status": "retired"})}
    )
    unplanned = whole.currency.model_copy(update={"next_run": None})
    dated = {"next_run": DAY, "overdue": True, "last_search": None, "ongoing": 0}
    late = whole.currency.model_copy(update=dated)
    with speaking(Words(language)):
        kept_up = say(Status(status="active", next=None))
        monthly = say(Schedule(every="month", next=None))
        said = living("{status: active, every: month}")
        silent, retired = living("{}"), living("{status: retired}")
        assert kept_up in overview.status_sentence(whole, said.review.living)
        assert question_words.schedule_sentence(said, unplanned) == monthly
        assert overview.status_sentence(whole, silent.review.living).find(kept_up) == -1
        assert question_words.schedule_sentence(silent, unplanned) == ""
        assert question_words.schedule_sentence(silent, late) == say(
            Schedule(every=None, next=DAY, overdue=True)
        )
        missed = empty.model_copy(update={"currency": late})
        assert overview.status_sentence(missed, said.review.living) == say(
            Status(status="planned", next=DAY, overdue=True)
        )
        assert say(Schedule(every=None, next=DAY)) not in overview.status_sentence(
            missed, said.review.living
        )
        planned = overview.status_sentence(empty, said.review.living)
        assert say(Status(status="planned", next=None)) in planned
        assert kept_up not in planned
        lived, over = (
            page_texts(found, protocol, {}, None)
            for found, protocol in ((whole, said), (ended, retired))
        )
        unsourced = page_texts(whole.model_copy(update={"trials": bare}), silent, {}, None)
    for name, anchor in (("discussion.qmd", "living-limitations"), ("methods.qmd", "living-mode")):
        now, then = (section(pages[name], anchor) for pages in (lived, over))
        assert now[0] == then[0]
        assert now[1] != then[1], name
    assert monthly in lived["methods.qmd"]
    assert monthly not in unsourced["methods.qmd"]
    assert "trials.html#sources" not in section(unsourced["data.qmd"], "attribution")[1]


def section(page: str, anchor: str) -> tuple[str, str]:
    """Give the heading and the text of a section of a page."""
    heading, _, rest = page.partition(f" {{#{anchor}}}\n")
    return heading.rpartition("\n")[2], rest.partition("\n## ")[0]
