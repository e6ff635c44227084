"""An author's ORCID iD stands wherever authors are named, and names stay where there is none."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import sample_documents
import yaml
from lxml import html as lxml_html
from markupsafe import Markup

from living_review.document import downloads
from living_review.document.credits import authors
from living_review.document.site_facts import described, site_info
from living_review.findings import Findings
from living_review.language import Words, speaking
from living_review.language.markdown import Markdown
from living_review.pages.pandoc import read_page
from living_review.paper.pdf import print_html
from living_review.protocol.authors import Author
from living_review.synthesis.document import review_info
from living_review.website.framed import Framed, framed
from living_review.website.quarto_project import _website

SAMPLE, PROTOCOL = sample_documents.findings(), sample_documents.protocol()
NUMBER = "0000-0002-1825-0097"
ADDRESS = f"https://orcid.org/{NUMBER}"
NAMES = ("Ana *O'Neil* <b>", "A Group", "C. D.")


def with_authors(orcids: tuple[str | None, ...]) -> Findings:
    review = SAMPLE.review.model_copy(update={"authors": NAMES, "orcids": orcids})
    return SAMPLE.model_copy(update={"review": review})


SOME, NONE = with_authors((NUMBER, None, None)), with_authors(())


def links(markup: str) -> list[tuple[str, str]]:
    page = lxml_html.document_fromstring(markup)
    return [(each.get("href"), each.text_content()) for each in page.xpath("//a[@class='orcid']")]


def test_findings_hold_them_beside_the_names() -> None:
    given = (Author(name="A", orcid=NUMBER), Author(name="B"))
    for listed, orcids in ((given, (NUMBER, None)), (given[1:], ())):
        review = PROTOCOL.review.model_copy(update={"authors": listed})
        info = review_info(PROTOCOL.model_copy(update={"review": review}))
        assert info.authors == tuple(each.name for each in listed)
        assert info.orcids == orcids
        assert [name for name, _ in info.credited] == list(info.authors)


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_pages_paper_and_methods_link_to_it(language: str) -> None:
    shown = f"ORCID {NUMBER}"
    with speaking(Words(language)):
        for found, expected in ((SOME, [(ADDRESS, shown)]), (NONE, [])):
            site = site_info(found)
            page = Framed(title="T", body=Markup(""), pagetitle="T", description="D")
            foot = lxml_html.document_fromstring(framed("index.html", site, page))
            assert links(lxml_html.tostring(foot, encoding="unicode")) == expected
            (line,) = foot.xpath("//footer//p[contains(., 'A Group')]")
            behind = f" ({shown})" if expected else ""
            assert line.text_content() == f"{NAMES[0]}{behind}, A Group, C. D."
            assert (f"[{shown}]({ADDRESS})" in authors(found)) is bool(expected)
            assert (f"]({ADDRESS})" in _website(site, "")["page-footer"]) is bool(expected)
            said = authors(found)
            assert isinstance(said, Markdown)
            assert said.endswith("C\\. D.")
            assert "<b>" not in said


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_methods_print_the_authors_as_they_are_marked(language: str, project_root: Path) -> None:
    """A filter would make text of the links."""
    template = project_root / f"templates/{language}/sections/methods.md.j2"
    assert "{{ authors }}" in template.read_text(encoding="utf-8")


def test_paper_links_to_it(tmp_path: Path) -> None:
    source = tmp_path / "review.md"
    source.write_text("---\ntitle: T\n---\n\nText.\n", encoding="utf-8")
    for found, expected in ((SOME, [(ADDRESS, f"ORCID {NUMBER}")]), (NONE, [])):
        markup = print_html(read_page(source), "review", site_info(found), dt.date(2026, 1, 2))
        assert links(markup) == expected


def test_programs_are_told_of_a_person() -> None:
    site = described(site_info(SOME), SOME, PROTOCOL)
    for page, key in (("index.html", "author"), ("data.html", "creator")):
        person, *others = json.loads(site.described[page])[key]
        assert person["@type"] == "Person"
        assert person["@id"] == person["sameAs"] == ADDRESS
        assert person["identifier"]["value"] == NUMBER
        assert others == [{"name": name} for name in NAMES[1:]]


def test_the_citation_file_has_it_and_files_without_a_field_do_not() -> None:
    with_one, without = yaml.safe_load(downloads.cff(SOME)), yaml.safe_load(downloads.cff(NONE))
    assert with_one["authors"][0] == {"name": NAMES[0], "orcid": ADDRESS}
    assert with_one["authors"][1:] == without["authors"][1:] == [{"name": n} for n in NAMES[1:]]
    assert downloads.ris(SOME) == downloads.ris(NONE)
    assert downloads.bibtex(SOME) == downloads.bibtex(NONE)
