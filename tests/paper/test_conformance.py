"""Both PDFs are PDF/UA-1 and PDF/A-3a, as a checker of other people sees them, for any review."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import made_papers
import pikepdf
import pytest
from made_papers import DOCUMENTS, REVIEWS
from pdf_conformance import faults_of

pytestmark = pytest.mark.xdist_group("papers")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    return lambda name, document: made_papers.paper(tmp_path_factory, name, document)[0]


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("name", REVIEWS)
def test_a_made_up_review_is_faultless(name: str, document: str, papers) -> None:
    assert faults_of(papers(name, document)) == set()


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def without_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def without_its_title_shown(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def without_the_order_of_tabs(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        if "/Annots" in page:
            del page.Tabs


def without_what_a_figure_shows(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Figure")[0].Alt


def with_a_heading_that_jumps(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H2")[0].S = pikepdf.Name.H5


def with_rows_outside_a_table(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "Table")[0].S = pikepdf.Name.Div


def with_headings_that_head_nothing(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TH") + elements(pdf, "TD"):
        for key in ("/Scope", "/Headers"):
            if key in cell.A:
                del cell.A[key]


def without_its_claim(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"<pdfuaid:part>1</pdfuaid:part>", b""))


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    found = [
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == f"/{kind}"
    ]
    assert found, kind
    return found


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        (without_language, "LANGUAGE"),
        (without_tags, "STRUCT-TREE-ROOT"),
        (without_its_title_shown, "VIEWER-PREFERENCES"),
        (without_the_order_of_tabs, "PAGE-TABS"),
        (without_what_a_figure_shows, "FIGURE-ALTERNATIVE-TEXT"),
        (with_a_heading_that_jumps, "HEADING-NESTING"),
        (with_rows_outside_a_table, "TBODY-PARENT"),
        (with_headings_that_head_nothing, "TABLE-HEADERS-SCOPE"),
        (without_its_claim, "ID-PART"),
    ],
)
def test_the_checker_sees_what_is_wrong(
    spoiled: Callable[[pikepdf.Pdf], None], told: str, papers
) -> None:
    with pikepdf.open(BytesIO(papers("long labels", "review"))) as pdf:
        spoiled(pdf)
        written = BytesIO()
        pdf.save(written)
    assert re.search(told, " ".join(faults_of(written.getvalue())))


@pytest.mark.parametrize("name", REVIEWS)
def test_each_section_and_subsection_has_a_bookmark(name: str, papers) -> None:
    with pikepdf.open(BytesIO(papers(name, "review"))) as pdf, pdf.open_outline() as outline:
        headings = sum(len(elements(pdf, kind)) for kind in ("H1", "H2"))
        marks = len(outline.root) + sum(len(each.children) for each in outline.root)
        # The title of the document and the heading of its contents need none.
        assert marks == headings - 2
