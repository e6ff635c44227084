"""A review of counts, built whole: thirteen trials of BCG vaccine, risk ratios, a funnel plot.

Its figures are those of metafor 3.8.1 for dat.bcg (Colditz et al. 1994, JAMA 271:698-702).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from living_review.document.orphan_numbers import orphan_numbers
from living_review.protocol import load_protocol
from living_review.runs.build import Built, build

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("bcg")

REVIEW = Path(__file__).parents[2] / "examples" / "bcg"
PAGE = "finding-vaccine-tuberculosis-follow-up"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(REVIEW, out=tmp_path_factory.mktemp("bcg") / "site", only="html")


@pytest.fixture(scope="module")
def pages(built: Built) -> Mapping[str, str]:
    """The words of each page, one space between them."""
    return {
        path.stem: " ".join(html.unescape(re.sub(r"<[^>]*>", " ", path.read_text())).split())
        for path in sorted(built.out.glob("*.html"))
    }


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("index", "BCG vaccine probably reduces tuberculosis slightly (13 trials, 357"),
        ("index", "No trial gave usable data on death from any cause."),
        ("index", "The review is retired and is no longer kept up to date."),
        ("index", "High incidence: 30 per 1000"),
        ("index", "High incidence: 15 per 1000 (10 to 22)"),
        ("results", "The review includes 13 trials; how many people were randomised is not"),
        (PAGE, "The pooled risk ratio (RR) was 0.49 (95% confidence interval, CI, 0.33 to 0.73)"),
        (PAGE, "The estimate favours BCG vaccine; the whole interval lies on that side."),
        (PAGE, "between 0.14 and 1.76 (95% prediction interval), a range that includes effects"),
        (
            PAGE,
            "tuberculosis: 30 of 1000 people with no vaccine and 15 (10 to 22) with BCG vaccine, "
            "15 fewer (8 to 20 fewer)",
        ),
        (PAGE, "τ² 0.313 (95% CI 0.120 to 1.111)"),
        (PAGE, "the logarithm of the risk ratio changes by −0.0291 (standard error 0.008"),
        (PAGE, "Latitude explains 76% of the variation between these trials."),
        (PAGE, "weighted by events (Peters): slope −504.01 (standard error 396.802, p = 0.23)"),
        (PAGE, "By allocation: Q for the difference between subgroups 1.86 on 2 degrees"),
        ("discussion", "The certainty of the one rated result was lowered by inconsistency."),
        ("methods", "Risk ratios and odds ratios are pooled on the log scale"),
    ],
)
def test_a_review_of_counts_says(pages: Mapping[str, str], page: str, sentence: str) -> None:
    assert sentence in pages[page]


def test_no_page_speaks_of_what_this_review_has_not(pages: Mapping[str, str]) -> None:
    for name, text in pages.items():
        for stranger in ("SMD", "peer", " nan", "significan"):
            assert stranger not in text, (name, stranger)


def test_no_page_holds_a_number_the_findings_do_not(built: Built) -> None:
    asked = load_protocol(REVIEW / "data" / "protocol.yml")
    for path in built.out.glob("*.html"):
        body = path.read_text(encoding="utf-8").partition("<main")[2]
        assert orphan_numbers("<main" + body, built.findings, asked) == (), path.name


def test_the_funnel_plot_and_both_forest_plots_are_drawn(built: Built) -> None:
    page = (built.out / f"{PAGE}.html").read_text(encoding="utf-8")
    shown = set(re.findall(r'src="fig/([a-z-]+?)-vaccine-', page))
    assert {"forest", "leave-one-out", "cumulative", "funnel"} <= shown
