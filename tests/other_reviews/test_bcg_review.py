"""A review of counts, built whole: thirteen trials of BCG vaccine, risk ratios, a funnel plot.

Its figures are those of metafor 3.8.1 for dat.bcg (Colditz et al. 1994, JAMA 271:698-702).
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copytree

import pytest

from living_review.document.orphan_numbers import orphan_numbers
from living_review.ground.folder import ReviewFolder
from living_review.protocol import load_protocol
from living_review.runs.build import Built, build
from living_review.runs.editions import computed

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("bcg")

ROOT = Path(__file__).parents[2]
REVIEW = ROOT / "examples" / "bcg"
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
        (
            PAGE,
            "Meta-regression on absolute latitude (13 trials): for every 10 degrees more, the risk "
            "ratio is multiplied by 0.75 (95% CI 0.62 to 0.90); t −3.55 on 11 degrees of freedom, "
            "p = 0.005. The regression leaves τ² 0.076 and I² 68% (Q 30.73 on 11 degrees of "
            "freedom, p = 0.001); R² is 76%, the share of the variation between these trials that "
            "goes with absolute latitude. Trials were not randomised to it: a relation between "
            "trials may have other reasons, and need not hold between the people within a trial.",
        ),
        ("methods", "effects are regressed on absolute latitude, one at a time"),
        (PAGE, "weighted by events (Peters): slope −504.01 (standard error 396.802, p = 0.23)"),
        (PAGE, "By allocation: Q for the difference between subgroups 1.86 on 2 degrees"),
        ("discussion", "The certainty of the one rated result was lowered by inconsistency."),
        ("methods", "Risk ratios and odds ratios are pooled on the log scale"),
    ],
)
def test_a_review_of_counts_says(pages: Mapping[str, str], page: str, sentence: str) -> None:
    assert sentence in pages[page]


FIELDS = {
    "ci": ("ci_low", "ci_high"),
    "q": ("q", "q_df", "q_p"),
    "per10": ("per_effect", "per_ci_low", "per_ci_high"),
}


def in_metafor(fit: str) -> Iterator[tuple[str, list[float]]]:
    for line in (ROOT / "validation" / "regressions.txt").read_text().splitlines()[1:]:
        name, field, *values = line.split()
        if name == fit:
            yield field, [float(value) for value in values]


def test_regressions_are_those_of_metafor(built: Built, tmp_path: Path) -> None:
    copytree(REVIEW / "data", tmp_path / "data")
    protocol = tmp_path / "data" / "protocol.yml"
    protocol.write_text(protocol.read_text().replace("measure: RR", "measure: RD"))
    edition = computed(
        ReviewFolder(tmp_path), as_of=None, today=dt.date(2026, 11, 28), progress=lambda *_: None
    )
    for fit, findings in (("RR", built.findings), ("RD", edition.findings)):
        (found,) = findings.findings[0].moderators
        for field, expected in in_metafor(f"{fit}-REML-knha"):
            if field in ("first", "last"):
                point = found.line[0 if field == "first" else -1]
                own = [point.estimate, point.ci_low, point.ci_high]
            else:
                own = [getattr(found, each) for each in FIELDS.get(field, (field,))]
            bound = 1e-8 if field in ("centre", "q") else 1e-6
            assert own == pytest.approx(expected, rel=bound, abs=1e-12), (fit, field)
        assert (found.per, found.df) == (10, 11)


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
