"""Builds as a user runs them: identical bytes, halves, refusals, and nothing lost on failure."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from living_review.ground.errors import BadInput, TemplateFailure
from living_review.paper.fonts_used import fonts_used
from living_review.runs.build import build

pytestmark = pytest.mark.xdist_group("shipped-review")


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    """A copy of the shipped review with no site."""
    shutil.copytree(project_root / "data", tmp_path / "review" / "data")
    return tmp_path / "review"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_registry_gives_the_same_bytes(
    review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    build(review)
    first = tree(review / "_site")
    build(review)
    second = tree(review / "_site")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert {"summary.pdf", "review.pdf", "index.html", "findings.json"} <= first.keys()
    assert fonts_used(review / "_site") == (), "its letters are those of the program's own fonts"


def test_half_a_build_keeps_the_other_half_of_the_same_findings(review: Path) -> None:
    build(review, only="pdf")
    assert not (review / "_site" / "index.html").exists()
    build(review, only="html")
    assert (review / "_site" / "summary.pdf").exists()
    index = review / "_site" / "index.html"
    assert '<a href="summary.pdf">' in index.read_text(encoding="utf-8")
    trials = review / "data" / "registry" / "trials.csv"
    text = trials.read_text(encoding="utf-8")
    trials.write_text(text.replace("Cook 2012 (WRAP)", "Cook 2012a (WRAP)"), encoding="utf-8")
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
    build(review, only="html")
    report = tree(review / "report")
    build(review, only="html", out=tmp_path / "aside")
    build(review, only="html", as_of=dt.date(2019, 7, 12))
    assert tree(review / "report") == report
    assert "Poulsen" not in (review / "_site" / "trials.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("out", [".", "..", "data", "report/fig"])
def test_a_build_never_replaces_the_review_itself(review: Path, out: str) -> None:
    before = tree(review)
    with pytest.raises(BadInput, match="folder of its own"):
        build(review, out=review / out)
    assert tree(review) == before


def test_a_build_never_replaces_a_folder_it_did_not_make(review: Path, tmp_path: Path) -> None:
    precious = tmp_path / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("ten years")
    with pytest.raises(BadInput, match="not a site of this program"):
        build(review, out=precious)
    assert (precious / "chapter.txt").read_text() == "ten years"
