"""Pages link to the PDFs that stand beside them and were set from the same sources."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
import sample_documents

from living_review.language import Words, say, speaking
from living_review.language.facts.site import NoPdf
from living_review.paper.pdf_links import link_what_is_there, set_from, write_sources
from living_review.runs.build import _keep_other_halves

if TYPE_CHECKING:
    from living_review.runs.rendering import Rendered

PDFS = ("summary.pdf", "review.pdf")
PAGE = (
    '<ul><li><a href="summary.pdf">Two <em>pages</em></a></li>\n'
    '<li><a href="review.pdf" class="x">The whole\nreview</a></li></ul>\n'
    '<a href="summary-of-findings.html">Table</a>'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def shown(site: Path) -> str:
    link_what_is_there(site, PDFS)
    return (site / "index.html").read_text(encoding="utf-8")


def test_a_link_to_a_missing_pdf_becomes_words_and_a_link_again(site: Path) -> None:
    without = shown(site)
    assert "href" not in without.partition("summary-of")[0].removesuffix('<a href="')
    assert "Two <em>pages</em> [not made with these pages]" in without
    assert "The whole\nreview [not made with these pages]" in without
    assert shown(site) == without
    (site / "summary.pdf").write_bytes(b"%PDF")
    assert '<a href="summary.pdf">Two <em>pages</em></a></li>' in shown(site)
    assert "review [not made" in shown(site)
    (site / "review.pdf").write_bytes(b"%PDF")
    assert shown(site) == PAGE.replace(' class="x"', "")


def test_a_pdf_is_that_of_the_pages_only_where_text_and_figures_are_the_same(
    tmp_path: Path,
) -> None:
    report, out = tmp_path / "report", tmp_path / "site"
    for name in ("print/review.md", "print/summary.md", "fig/forest.svg", "index.qmd"):
        (report / name).parent.mkdir(parents=True, exist_ok=True)
        (report / name).write_text(name)
    out.mkdir()
    assert not set_from(out, report)
    write_sources(report, out)
    assert set_from(out, report)
    (report / "index.qmd").write_text("not of the PDFs")
    assert set_from(out, report)
    for name in ("print/summary.md", "fig/forest.svg"):
        (report / name).write_text("other")
        assert not set_from(out, report)
        (report / name).write_text(name)
    (report / "fig" / "more.svg").write_text("more")
    assert not set_from(out, report)


def test_a_page_says_in_its_own_language_that_a_pdf_was_not_made(tmp_path: Path) -> None:
    target, staged = tmp_path / "site", tmp_path / "staged"
    for folder in (staged, staged / "de"):
        folder.mkdir()
        (folder / "index.html").write_text(PAGE, encoding="utf-8")

    @contextmanager
    def spoken() -> Iterator[None]:
        with speaking(Words("de")):
            yield

    found = sample_documents.findings()
    german = SimpleNamespace(
        site=SimpleNamespace(folder="de"),
        edition=SimpleNamespace(findings=found),
        report=tmp_path,
        spoken=spoken,
    )
    rendered = SimpleNamespace(findings=found, report=tmp_path, others=(german,))
    _keep_other_halves(target, staged, cast("Rendered", rendered), "html")
    with spoken():
        why = say(NoPdf())
    pages = [(each / "index.html").read_text(encoding="utf-8") for each in (staged, staged / "de")]
    assert [f"[{why}]" in page for page in pages] == [False, True]
    assert f"[{say(NoPdf())}]" in pages[0]
