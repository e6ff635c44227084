"""A PDF reads as its source says: aloud, copied and searched, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import made_reviews
import pytest
from made_once import made_once
from pdf_conformance import faults_of
from read_paper import Paper

from living_review import assets
from living_review.paper import press

BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "figcaption",
    "caption",
    "br",
    "div",
}
LIGATURES = {"ff", "ft", "fi", "fl", "ffi", "ffl", "fj", "tt", "Th"}


class Source(HTMLParser):
    """The blocks of text of a document, but what stands in drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self.inside = self.drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag in ("main", "header")
        self.drawing += tag == "svg"
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in ("main", "header")
        self.drawing -= tag == "svg"
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.drawing:
            self.blocks[-1] += data


def letters(text: str) -> str:
    """A text without blanks, and without pages that are referred to."""
    return re.sub(r"[\s\u00ad\u200b]+|\s*\(\d+\)", "", text)


def sentences(markup: str) -> Iterator[str]:
    source = Source()
    # What says that something is left out is shown where it is.
    source.feed(re.sub(r'<div class="where-[^"]*">.*?</div>', "", markup, flags=re.DOTALL))
    for block in source.blocks:
        yield from filter(None, map(letters, re.split(r"(?<=[.!?:;]) ", block)))


@pytest.fixture(scope="module", params=["review", "summary"])
def set_and_source(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Paper, str]:
    def make(folder: Path) -> tuple[bytes, str]:
        findings = made_reviews.review(folder, 4, 2, 3, "en")
        # So long that the head of each page is cut, and an ellipsis stands there and in the text.
        title = f"And so on … {made_reviews.WORDS * 4}"
        renamed = findings.review.model_copy(update={"title": title})
        findings = findings.model_copy(update={"review": renamed})
        job = made_reviews.set_up(folder, findings, request.param)
        return press.press(job).data, job.markup

    _, (data, markup) = made_once(tmp_path_factory, f"{request.param} of four trials", make)
    assert faults_of(data) == set()
    return Paper(data), markup


@pytest.mark.xdist_group("papers")
def test_every_sentence_is_read_aloud_and_copied_as_it_is_written(set_and_source) -> None:
    paper, markup = set_and_source
    aloud = letters(paper.read_aloud)
    copied = letters("".join(each.text for each in paper.drawn if each.within is not None))
    source = list(sentences(markup))
    assert len(source) > 50
    assert [each for each in source if each not in aloud] == []
    assert [each for each in source if each not in copied] == []
    assert aloud.count("…") == "".join(source).count("…")


@pytest.mark.xdist_group("papers")
def test_no_letter_is_too_small_to_read(set_and_source) -> None:
    paper, _ = set_and_source
    assert min(each.size for each in paper.drawn if each.size) >= 6.5
    assert min(paper.sizes("LBody")) >= 8.5


@pytest.mark.xdist_group("papers")
def test_no_letter_reads_as_a_piece_of_text(set_and_source) -> None:
    """A letter that hides others would read as these wherever it stands."""
    paper, _ = set_and_source
    read = {text for font in paper.fonts for text in font.values()}
    assert {text for text in read if len(text) > 1} <= LIGATURES


def test_the_print_styles_let_the_setter_cut_no_text() -> None:
    for size in ("A4", "letter"):
        rules = assets.print_stylesheet(size)
        assert not re.search("text-overflow|block-ellipsis|line-clamp|max-lines", rules)
