"""Builds as a user runs them: halves, looks aside, and nothing lost on failure."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from living_review.ground.errors import TemplateFailure
from living_review.runs.build import build

BCG = Path(__file__).parents[2] / "examples" / "bcg"
BEFORE_THE_LAST = dt.date(1994, 3, 2)
THE_LAST, LABEL = "COMSTOCK_1976", "Comstock et al 1976"


@pytest.fixture
def review(tmp_path: Path, verified_here: None) -> Path:
    """A review with no site, whose PDFs are set for real; one of its trials came late."""
    root = tmp_path / "review"
    shutil.copytree(BCG, root)
    trials = root / "data" / "registry" / "trials.csv"
    lines = trials.read_text(encoding="utf-8").splitlines(keepends=True)
    late = [
        each.replace("1994-03-02", "1999-01-01") if each.startswith(THE_LAST) else each
        for each in lines
    ]
    trials.write_text("".join(late), encoding="utf-8")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_half_a_build_keeps_the_other_half_of_the_same_findings(review: Path) -> None:
    build(review, only="pdf")
    assert not (review / "_site" / "index.html").exists()
    build(review, only="html")
    assert (review / "_site" / "summary.pdf").exists()
    index = review / "_site" / "index.html"
    assert '<a href="summary.pdf">' in index.read_text(encoding="utf-8")
    trials = review / "data" / "registry" / "trials.csv"
    text = trials.read_text(encoding="utf-8")
    trials.write_text(text.replace("Aronson 1948", "Aronson 1948a"), encoding="utf-8")
    build(review, only="html")
    assert not (review / "_site" / "summary.pdf").exists(), "a PDF of other findings was kept"
    text = index.read_text(encoding="utf-8")
    assert "summary.pdf" in text
    assert 'href="summary.pdf"' not in text, "a page links to a PDF that is not there"
    assert 'href="review.pdf"' not in text


def test_a_template_that_fails_leaves_site_and_report_whole(review: Path) -> None:
    build(review, only="html")
    site, report = tree(review / "_site"), tree(review / "report")
    (review / "templates").mkdir()
    (review / "templates" / "discussion.qmd.j2").write_text("{{ nothing_of_the_kind }}\n")
    with pytest.raises(TemplateFailure, match=r"discussion\.qmd\.j2, line 1.*nothing_of_the_kind"):
        build(review, only="html")
    assert tree(review / "_site") == site
    assert tree(review / "report") == report
    assert {path.name for path in review.iterdir()} == {"data", "templates", "report", "_site"}


def test_a_look_back_or_aside_leaves_the_report_alone(review: Path, tmp_path: Path) -> None:
    trials = review / "_site" / "trials.html"
    build(review, only="html")
    report = tree(review / "report")
    assert LABEL in trials.read_text(encoding="utf-8")
    build(review, only="html", out=tmp_path / "aside")
    build(review, only="html", as_of=BEFORE_THE_LAST)
    assert tree(review / "report") == report
    assert LABEL not in trials.read_text(encoding="utf-8")
