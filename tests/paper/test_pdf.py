"""The PDFs: tagged, archivable, reproducible, set in our own fonts, with the data attached."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdf
import pytest
from made_logos import svg

from living_review import assets
from living_review.assets.brand import BODY, FOLDER, Brand, Family, OwnFace, Shades, wearing
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.language import speaking, words_in
from living_review.letters.scripts import notice
from living_review.pages.pandoc import Page
from living_review.pages.site_info import LogoImage, SiteInfo, SiteLogo
from living_review.paper import press
from living_review.paper.pdf import build_pdfs, print_html
from living_review.paper.print_figures import SVG, with_letters
from living_review.paper.print_job import Pressed, PrintJob

SAMPLE = Path(__file__).parents[1] / "shared" / "sample_report"
DATE = dt.date(2026, 11, 22)
ATTACHMENTS = (SAMPLE / "findings.json", SAMPLE / "data/trials.csv")
SITE = SiteInfo(
    title="Peer support & more",
    language="en",
    authors=("A. Author", "B. Author"),
    description="A sample",
    version="Version 4, 22 November 2026",
    nav=(),
    site_url="https://example.org/review",
    notice="A demonstration, not clinical advice.",
    bibliography=SAMPLE / "references.json",
)
OUR_FONTS = ("Review-Serif", "Review-Sans", "Review-Symbols", "Review-Marks", "Review-Boxes")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pdf")
    build_pdfs(SAMPLE, out, site=SITE, date=DATE, attachments=ATTACHMENTS)
    return out


@pytest.fixture(params=["summary.pdf", "review.pdf"])
def document(built: Path, request: pytest.FixtureRequest) -> pikepdf.Pdf:
    return pikepdf.open(built / request.param)


def job(markdown: str, **changes: Any) -> PrintJob:
    page = Page("x.md", markdown, {"title": "A title"})
    made = PrintJob(
        print_html(page, "summary", SITE, DATE), SAMPLE / "print" / "x.md", SAMPLE, DATE
    )
    return replace(made, **changes)


def fonts_of(pdf: pikepdf.Pdf) -> set[str]:
    return {
        str(each.FontName)[1:].partition("+")[2]
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    }


@dataclass
class Structure:
    """What the tag tree holds: how often each element stands in each other."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    elements: list[Any] = field(default_factory=list)

    def walk(self, node: Any, parent: str = "") -> Structure:
        if isinstance(node, pikepdf.Array):
            for child in node:
                self.walk(child, parent)
        elif isinstance(node, pikepdf.Dictionary):
            kind = str(node.get("/S", ""))
            if kind:
                self.pairs[parent, kind] += 1
                self.elements.append(node)
            if "/K" in node:
                self.walk(node.K, kind or parent)
        return self


def structure(pdf: pikepdf.Pdf) -> Structure:
    return Structure().walk(pdf.Root.StructTreeRoot.K)


def test_the_file_says_what_it_is_in_which_language_and_by_whom(document: pikepdf.Pdf) -> None:
    assert str(document.Root.Lang) == "en"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    title = str(document.docinfo["/Title"])
    assert title.startswith("Group peer support: the sample: ")
    assert str(document.docinfo["/Author"]) == "A. Author, B. Author"
    assert str(document.docinfo["/CreationDate"]) == "D:20261122"
    assert document.docinfo.get("/Subject")


def test_the_metadata_claim_pdf_a_3a_and_pdf_ua_1(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    packet = document.Root.Metadata.read_bytes()
    assert packet.count(b"<rdf:RDF") == 1
    assert b"PDF/UA identification schema" in packet
    assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_every_font_is_embedded_and_one_of_ours(document: pikepdf.Pdf) -> None:
    names = fonts_of(document)
    assert names
    assert [name for name in names if not name.startswith(OUR_FONTS)] == []
    for each in document.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
            assert "/FontFile2" in each or "/FontFile3" in each


def test_the_tags_nest_as_pdf_ua_asks(document: pikepdf.Pdf) -> None:
    found = structure(document)
    kinds = {child for _, child in found.pairs}
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/Figure", "/Link", "/Caption"} <= kinds
    allowed = {
        "/L": {"/LI", "/L", "/Caption"},
        "/LI": {"/Lbl", "/LBody"},
        "/Table": {"/Caption", "/THead", "/TBody", "/TFoot", "/TR"},
        "/THead": {"/TR"},
        "/TBody": {"/TR"},
        "/TR": {"/TH", "/TD"},
    }
    wrong = [
        (parent, child)
        for parent, child in found.pairs
        if parent in allowed and child not in allowed[parent]
    ]
    assert wrong == []
    assert all(str(each.get("/Alt", "")) for each in found.elements if each.S == "/Figure")


def test_table_cells_know_their_headings(document: pikepdf.Pdf) -> None:
    cells = [each for each in structure(document).elements if each.S == "/TD"]
    assert cells
    assert all("/Headers" in each.A for each in cells)


def test_each_heading_of_a_table_says_which_way_it_heads(document: pikepdf.Pdf) -> None:
    rows = [each for each in structure(document).elements if each.S == "/TR"]
    headings = [cell for row in rows for cell in row.K if cell.S == "/TH"]
    assert {str(each.A.Scope) for each in headings} == {"/Row", "/Column"}
    for row in rows:
        beside = any(cell.S == "/TD" for cell in row.K)
        scopes = {str(cell.A.Scope) for cell in row.K if cell.S == "/TH"}
        assert scopes <= {"/Row" if beside else "/Column"}


def test_every_link_is_described_and_leads_into_the_file_or_the_web(document: pikepdf.Pdf) -> None:
    links = [a for page in document.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
    assert links
    for link in links:
        assert str(link.get("/Contents", ""))
        address = str(link.A.URI) if "/A" in link else ""
        assert not address or address.startswith("https://")
    for page in document.pages:
        assert page.Tabs == "/S"


def test_the_data_are_attached_once_with_their_kind(document: pikepdf.Pdf) -> None:
    listed = [(str(f.UF), str(f.AFRelationship), str(f.EF.F.Subtype)) for f in document.Root.AF]
    assert listed == [
        ("findings.json", "/Source", "/application/json"),
        ("trials.csv", "/Data", "/text/csv"),
    ]
    attached = document.attachments["findings.json"].get_file().read_bytes()
    assert attached == ATTACHMENTS[0].read_bytes()


def test_headings_are_bookmarks(built: Path) -> None:
    with pikepdf.open(built / "review.pdf") as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[:2] == ["Summary of findings", "What changed"]
    assert "A formula" in titles


def test_each_page_is_numbered_and_after_the_first_headed(built: Path) -> None:
    pages = pypdf.PdfReader(built / "review.pdf").pages
    assert len(pages) >= 4
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        head = "Group peer support: the sample Version 4, 22 November 2026"
        assert (head in text) == (number > 1)


def test_text_and_signs_can_be_read_back(built: Path) -> None:
    pages = pypdf.PdfReader(built / "summary.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "Last search 12 July 2019",
        "SMD 0.11 (−0.06 to 0.28)",
        "⊕⊕◯◯",
        "τ² = 0.02, I² ≤ 40%",
        "Only on paper",
    ):
        assert words in text
    assert "Only on the screen" not in text
    assert "\\hat" not in text


def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build_pdfs(SAMPLE, tmp_path, site=SITE, date=DATE, attachments=ATTACHMENTS)
    for name in ("summary.pdf", "review.pdf"):
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_no_path_of_the_building_machine_is_in_the_file(document: pikepdf.Pdf) -> None:
    home = str(SAMPLE).encode()
    for each in document.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image":
            try:
                assert home not in each.read_bytes()
            except pikepdf.PdfError:
                continue
        assert home.decode() not in repr(each)


def test_letter_paper_is_an_option() -> None:
    with pikepdf.open(BytesIO(press.press(job("Text", paper="letter")).data)) as document:
        assert [float(x) for x in document.pages[0].MediaBox][2:] == [612, 792]
    with pikepdf.open(BytesIO(press.press(job("Text")).data)) as document:
        assert [round(float(x)) for x in document.pages[0].MediaBox][2:] == [595, 842]


def test_text_in_another_script_is_set_in_a_font_of_the_machine() -> None:
    """Our fonts hold Latin and Greek; a title in another script must still be legible."""
    with pikepdf.open(BytesIO(press.press(job("Ελληνικά, Żółć and кириллица")).data)) as document:
        names = fonts_of(document)
    assert any(name.startswith("Review-Serif") for name in names)
    assert any(not name.startswith(OUR_FONTS) for name in names)


def test_an_image_without_alternative_text_stops_the_build() -> None:
    markup = job("Text").markup.replace("<main>", '<main><img src="../fig/forest-recovery.svg">')
    with pytest.raises(TemplateFailure, match=r"x\.md: .*forest-recovery.*alt"):
        press.press(job("Text", markup=markup))


@pytest.mark.parametrize("name", ["summary", "review"])
def test_an_ellipsis_is_copied_as_one_and_a_long_title_keeps_to_its_corner(name: str) -> None:
    title = "Group support for people with a condition: a living systematic review " * 6
    page = Page("x.md", "Text here. " * 900 + "\n\n`x.org/… (data.csv)`", {"title": title})
    made = job("Text", markup=print_html(page, name, SITE, DATE))
    pages = pypdf.PdfReader(BytesIO(press.press(made).data)).pages
    assert "x.org/… (data.csv)" in pages[-1].extract_text()
    said = " ".join(pages[1].extract_text().split())
    head = said[said.index("Group support") :].partition("…")[0]
    assert 100 < len(head) < 200
    assert title.startswith(head)


def test_a_document_without_a_language_stops_the_build() -> None:
    markup = job("Text").markup.replace('<html lang="en">', "<html>")
    with pytest.raises(TemplateFailure, match="lang"):
        press.press(job("Text", markup=markup))


@pytest.mark.parametrize(
    "address", ["../fig/none.svg", "../../../../etc/passwd", "https://example.org/pixel.png"]
)
def test_nothing_outside_the_report_is_read(address: str) -> None:
    with pytest.raises(TemplateFailure, match=re.escape(Path(address).name)):
        press.press(job(f"![Picture]({address})"))


def test_what_fails_in_the_other_process_is_told_as_it_is(tmp_path: Path) -> None:
    report = tmp_path / "report"
    shutil.copytree(SAMPLE, report)
    (report / "print/summary.md").write_text("![Picture](../fig/none.svg)")
    with pytest.raises(TemplateFailure, match=r"^summary\.md: .*none\.svg"):
        build_pdfs(report, tmp_path / "out", site=SITE, date=DATE)


def test_a_missing_library_names_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        def find_spec(self, name: str, *rest: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0': no such file")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(EnvironmentFailure) as failure:
        press.load_weasyprint()
    assert "libpango-1.0-0, which is missing" in str(failure.value)
    assert str(failure.value).endswith(
        "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


OUTLINED = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<g data-text="A &amp; b" style="fill: #1b1f24"
 transform="translate(4.00 24.00) scale(0.0085 -0.0085)">
<use xlink:href="#m-b15" x="0"/>
<defs><path id="m-b15" d="M0 0"/><path id="m-b16" d="M1 1"/></defs></g>
<g><use xlink:href="#m-b15" x="9"/></g></svg>"""


def test_outlined_letters_become_text_and_other_marks_keep_their_outlines() -> None:
    drawn = ElementTree.fromstring(with_letters(OUTLINED))
    (text,) = drawn.iter(f"{{{SVG}}}text")
    assert (text.get("x"), text.get("y"), text.text) == ("4.00", "24.00", "A & b")
    assert "font-size: 8.5px" in text.get("style", "")
    assert "font-weight: 600" in text.get("style", "")
    assert len(list(drawn.iter(f"{{{SVG}}}use"))) == 1
    assert [path.get("id") for path in drawn.iter(f"{{{SVG}}}path")] == ["m-b15"]


def test_a_figure_without_outlined_letters_is_left_alone() -> None:
    figure = (SAMPLE / "fig/forest-recovery.svg").read_bytes()
    assert with_letters(figure) is figure


PLAIN = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" viewBox="0 0 200 60">
<text x="4" y="20" style="font-size: 9px">Whole line</text>
<text x="4 14 24" y="40">abc</text></svg>"""


def test_a_line_of_a_figure_is_set_as_words_and_placed_letters_stay_placed(tmp_path: Path) -> None:
    (tmp_path / "print").mkdir()
    (tmp_path / "f.svg").write_bytes(PLAIN)
    page = Page("x.md", '![Picture](../f.svg){#fig-a fig-alt="Two lines"}', {"title": "A title"})
    markup = print_html(page, "summary", SITE, DATE)
    data = press.press(PrintJob(markup, tmp_path / "print" / "x.md", tmp_path, DATE)).data
    contents = pypdf.PdfReader(BytesIO(data)).pages[0].get_contents()
    assert contents is not None
    placed = re.findall(rb"1 0 0 -1 (\d+ [24]0) Tm", contents.get_data())
    assert placed == [b"4 20", b"4 40", b"14 40", b"24 40"]
    assert "Whole line" in pypdf.PdfReader(BytesIO(data)).pages[0].extract_text()


@pytest.mark.parametrize(("most", "lines", "pages"), [(None, 140, 3), (2, 140, 2), (2, 3, 2)])
def test_a_summary_has_as_many_pages_as_it_is_asked_for(tmp_path, most, lines, pages):
    told = "".join(f"<p>Sentence {i} of a summary.</p>" for i in range(lines))
    markup = (
        '<html lang="en"><title>T</title><body class="summary"><main>'
        f'<div class="lead">{told}</div><div class="flowing"><p>End</p></div></main></body>'
    )
    source = tmp_path / "print" / "summary.md"
    job = PrintJob(markup, source, tmp_path, DATE, most_pages=most)
    with pikepdf.open(BytesIO(press.press(job).data)) as document:
        assert len(document.pages) == pages


def set_on_paper(
    body: str,
    tmp_path: Path,
    kind: str = "summary",
    most: int | None = None,
    language: str = "en",
) -> Any:
    """The pages of a PDF, set from HTML."""
    markup = (
        f'<html lang="{language}"><title>T</title><body class="{kind}"><main>{body}</main></body>'
    )
    made = press.press(
        PrintJob(markup, tmp_path / "print" / "x.md", tmp_path, DATE, most_pages=most)
    )
    return pypdf.PdfReader(BytesIO(made.data)).pages


@pytest.mark.parametrize(("most", "pages", "plots"), [(None, 3, 4), (2, 2, 2)])
def test_a_summary_too_long_for_two_pages_has_the_plots_that_matter_most(
    most: int | None, pages: int, plots: int, tmp_path: Path
) -> None:
    figures = "".join(
        f'<figure><div style="height: 160mm">Plot {n}</div></figure>' for n in range(1, 5)
    )
    body = (
        f'<div class="two-up plots">{figures}</div>'
        '<div class="where-plots-are-left-out"><p>Others stand elsewhere.</p></div>'
        '<div class="two-up flowing">'
        f"<div><p>{'Reasons are given. ' * 250}</p></div><div></div></div>"
    )
    made = set_on_paper(body, tmp_path, most=most)
    assert len(made) == pages
    told = "".join(page.extract_text() for page in made)
    assert [f"Plot {n}" in told for n in range(1, 5)].count(True) == plots
    assert ("Others stand elsewhere." in told) == (plots == 2)


def rows_told(page: Any) -> list[str]:
    return re.findall(r"(?:Trial|Pooled|Predicted) \d+", page.extract_text())


@pytest.mark.parametrize("above", range(225, 253, 3))
def test_no_row_of_a_table_is_alone_at_the_foot_or_the_head_of_a_page(
    above: int, tmp_path: Path
) -> None:
    rows = "".join(f"<tr><th>Trial {n}</th><td>1</td></tr>" for n in range(4))
    totals = "".join(
        f'<tr class="group"><th>{name} 0</th><td>1</td></tr>' for name in ("Pooled", "Predicted")
    )
    body = (
        f'<div style="height: {above - 25}mm"></div><table><caption>A table</caption>'
        f"<thead><tr><th>Trial</th><th>n</th></tr></thead><tbody>{rows}{totals}</tbody></table>"
    )
    split = [rows_told(page) for page in set_on_paper(body, tmp_path, "review")]
    assert sum(map(len, split)) == 6
    for part in filter(None, split):
        assert len(part) >= 2, split
        assert part[0].startswith("Trial"), split


@pytest.mark.parametrize(("language", "divided"), [("de", True), ("en", False)])
def test_a_word_longer_than_its_column_is_divided_as_its_language_does(
    language: str, divided: bool, tmp_path: Path
) -> None:
    body = '<table style="width: 25mm"><tr><td>Standardabweichungen</td></tr></table>'
    [page] = set_on_paper(body, tmp_path, "review", language=language)
    assert ("Standardabwei\u2010\nchungen" in page.extract_text()) == divided


def test_the_number_of_a_page_is_said_in_the_order_of_the_language(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    macro = '{% macro page_of(page, pages) %}Of {{ pages }} pages this is {{ page }}"{% endmacro %}'
    (tmp_path / "words" / "paper.j2").write_text(macro, encoding="utf-8")
    with speaking(words_in(tmp_path)):
        html = print_html(Page("x.md", "Text"), "review", SITE, DATE)
    style = '"Of " counter(pages) " pages this is " counter(page)'
    assert f"@bottom-right {{ content: {style} }}" in html


def test_what_is_said_of_one_report_stays_on_one_page(tmp_path: Path) -> None:
    entries = "".join(
        f"<dt>Name {n}</dt><dd><p>Title {n}</p></dd><dd><p>Source {n}</p></dd>" for n in range(60)
    )
    pages = set_on_paper(f'<div class="reports"><dl>{entries}</dl></div>', tmp_path, "review")
    told = [f"{page.extract_text()}\n" for page in pages]
    assert len(told) > 1
    for n in range(60):
        assert sum(f"Name {n}\n" in page and f"Source {n}\n" in page for page in told) == 1, n


def test_a_link_to_a_page_that_the_document_holds_leads_there_with_its_number(
    tmp_path: Path,
) -> None:
    told = "# Methods {#methods}\n\n## Rules {#rules}\n\nText. [More](methods.html#rules) is here. "
    text = f"{told}[All](methods.html), [others](trials.html)."
    page = Page("x.md", text, {"title": "A title"})
    markup = print_html(page, "review", SITE, DATE)
    assert re.findall(r'href="([^"]*)" class="in-document"', markup) == ["#rules", "#methods"]
    made = job("Text", markup=markup)
    said = pypdf.PdfReader(BytesIO(press.press(made).data)).pages[0].extract_text()
    assert "More (1) is here" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "https://example.org/review/trials.html" in markup


def test_a_link_that_leads_nowhere_on_paper_is_part_of_its_sentence() -> None:
    page = Page("x.md", "A sentence. [Details](other.html).", {"title": "A title"})
    nowhere = replace(SITE, site_url="")
    assert "A sentence. Details." in print_html(page, "review", nowhere, DATE)


def test_a_letter_that_no_font_has_is_a_box_and_stops_nothing() -> None:
    """The last letters for private use; the first ones are signs in some fonts."""
    made = press.press(job("Before \U0010fff0\U0010fff1 after, and Smith ≥ ≤ 2010"))
    assert made.lacking == {"\U0010fff0", "\U0010fff1"}
    with pikepdf.open(BytesIO(made.data)) as document:
        assert len(document.pages) == 1
    text = pypdf.PdfReader(BytesIO(made.data)).pages[0].extract_text()
    assert "\U0010fff0\U0010fff1" in text, "a box is still the letter that it stands for"
    assert "≥ ≤ 2010" in text


def test_what_to_install_is_named_for_letters_without_a_font() -> None:
    said = notice(frozenset("김กक👍"))
    assert said is not None
    for package in ("fonts-noto-cjk", "fonts-noto-core", "fonts-noto-color-emoji"):
        assert package in said
    assert notice(frozenset()) is None


# A PDF that wears a brand.
OURS = assets.FONTS / "ttf"
TEXT = """# Results

*Some* text with ⊕⊕◯◯ and a [link](https://example.org).

![A plot](../fig/forest-recovery.svg){fig-alt="A plot of trials"}

| Trial | Effect |
|---|---|
| One | 0.2 |

## What follows

- One
- Two
"""
LOGO = LogoImage("logo.svg", 80, 40, "")
BRANDED = replace(SITE, logo=SiteLogo((LOGO,), LOGO, "Institute of Tests"))


def brand_in(report: Path) -> Brand:
    """Give a brand whose files lie in a folder of their own; its logo is put into the report."""
    shutil.copytree(SAMPLE, report)
    (report / FOLDER).mkdir()
    (report / FOLDER / "logo.svg").write_bytes(svg())
    faces = []
    for weight in (400, 600):
        file = report.parent / f"own-{weight}.ttf"
        shutil.copyfile(OURS / f"review-sans-{weight}.ttf", file)
        faces.append(OwnFace(weight, False, file, file))
    return Brand(light=Shades(accent="#00a0df"), body=Family(BODY, tuple(faces)))


def pressed_in(report: Path, brand: Brand) -> Pressed:
    source = report / "print" / "x.md"
    with wearing(brand):
        markup = print_html(Page("x.md", TEXT, {}), "summary", BRANDED, DATE, report=report)
    return press.press(PrintJob(markup, source, report, DATE, most_pages=2, brand=brand))


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory) -> pikepdf.Pdf:
    report = tmp_path_factory.mktemp("branded") / "report"
    path = report.parent / "summary.pdf"
    path.write_bytes(pressed_in(report, brand_in(report)).data)
    return pikepdf.open(path)


def test_a_branded_file_is_whole_as_any_other(branded: pikepdf.Pdf) -> None:
    for holds in (
        test_the_metadata_claim_pdf_a_3a_and_pdf_ua_1,
        test_the_tags_nest_as_pdf_ua_asks,
        test_no_path_of_the_building_machine_is_in_the_file,
    ):
        holds(branded)


def test_a_logo_is_told_in_words(branded: pikepdf.Pdf) -> None:
    figures = [each for each in structure(branded).elements if each.S == "/Figure"]
    assert str(figures[0].Alt) == "Institute of Tests"


def test_a_font_of_a_brand_comes_before_the_programs(branded: pikepdf.Pdf) -> None:
    families = {
        str(each.FontFamily)
        for each in branded.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    }
    assert BODY in families
    # What it lacks is set in the others, and nothing else is.
    assert families <= {BODY, "Review Sans", "Review Symbols", "Review Marks"}
