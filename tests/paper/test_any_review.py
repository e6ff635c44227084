"""Paper holds any review: the summary has two pages and no small letter, however much there is."""

from __future__ import annotations

import re
from pathlib import Path

import made_reviews
import pytest
from made_once import made_once
from pdf_conformance import faults_of
from read_paper import Paper

from living_review.paper import press

# Trials, outcomes, letters of each label, language: least and most of each, in every pair of two.
REVIEWS = [
    *((1, 1, 3, "en"), (1, 40, 120, "de"), (40, 1, 120, "es")),
    *((500, 40, 3, "es"), (60, 12, 120, "en")),
]
LEAST_OF_TEXT, LEAST_OF_ALL = 8.5, 6.5


@pytest.fixture(scope="module", params=REVIEWS, ids=lambda each: "-".join(map(str, each)))
def summary(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Paper, int]:
    def make(folder: Path) -> tuple[bytes, int]:
        findings = made_reviews.review(folder, *request.param)
        job = made_reviews.set_up(folder, findings, "summary")
        return press.press(job).data, len(re.findall(r'<tr class="rank-', job.markup))

    name = "summary " + "-".join(map(str, request.param))
    data, rows = made_once(tmp_path_factory, name, make)[1]
    assert faults_of(data) == set()
    return Paper(data), rows


@pytest.mark.xdist_group("any review")
def test_the_summary_has_two_pages_and_on_both_is_text(summary) -> None:
    paper, _ = summary
    assert len(paper.pdf.pages) == 2
    assert {each.page for each in paper.drawn if each.within is not None} == {1, 2}


@pytest.mark.xdist_group("any review")
def test_no_letter_of_the_summary_is_small(summary) -> None:
    paper, _ = summary
    assert min(each.size for each in paper.drawn if each.size) >= LEAST_OF_ALL
    for kind in ("TD", "TH", "LBody", "H1", "H2"):
        assert min(paper.sizes(kind)) >= LEAST_OF_TEXT, kind


@pytest.mark.xdist_group("any review")
def test_the_outcome_that_matters_most_stays_and_what_is_left_out_is_said(summary) -> None:
    paper, rows = summary
    shown = [each for each in paper.elements("TR") if re.match(r"O\d", each)]
    assert shown
    assert [each[:2] for each in shown] == [f"O{n}"[:2] for n in range(len(shown))]
    if len(shown) < rows:
        assert "https://example.org/review/review.pdf" in paper.links
