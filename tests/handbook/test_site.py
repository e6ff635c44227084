"""The documentation as a site: each page is reached, leads somewhere, and is found by its words."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from living_review.ground.errors import TemplateFailure
from living_review.handbook.contents import Entry, read_contents
from living_review.handbook.links import Places
from living_review.handbook.search import words
from living_review.handbook.site import Handbook, page_html
from living_review.handbook.source import anchors, read_source
from living_review.handbook.within_reach import within_reach

from .conftest import LONG

pytestmark = pytest.mark.xdist_group("handbook")

OURS = re.compile(r"/work/|/tmp/|/root/|localhost|127\.0\.0\.1|file://")


def pages(site: Path) -> dict[str, lxml.html.HtmlElement]:
    own = [path for path in site.rglob("*.html") if "sample" not in path.parts]
    return {path.relative_to(site).as_posix(): lxml.html.parse(path).getroot() for path in own}


def test_every_link_leads_to_a_page_and_a_place_of_it(docs_site: Path, book: Handbook) -> None:
    found = pages(docs_site)
    later = {name.replace(".md", ".html") for name in LONG}
    assert found.keys() | later >= {entry.address for entry in book.sources}
    ids = {name: set(page.xpath("//@id")) for name, page in found.items()}
    linked, dead = set(), []
    for name, page in found.items():
        for link in page.xpath("//a/@href"):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (
                (docs_site / name).parent / unquote(parts.path)
                if parts.path
                else (docs_site / name)
            )
            address = target.resolve().relative_to(docs_site.resolve()).as_posix()
            linked.add(address)
            if address in later or target.suffix != ".html" or "sample" in target.parts:
                dead += [] if address in later or target.is_file() else [(name, link)]
            elif parts.fragment not in {"", *ids.get(address, ())} or address not in found:
                dead.append((name, link))
    assert dead == []
    assert linked >= {entry.address for entry in book.sources} | {"search.html", "gallery.html"}


def test_the_index_names_every_page_and_each_has_its_neighbours(
    docs_site: Path, book: Handbook
) -> None:
    found = pages(docs_site)
    told = set(found["index.html"].xpath("//div[@class='text']//a/@href"))
    assert {entry.address for entry in book.sources} - told == {"index.html"}
    way = [entry.address for entry in book.sources]
    for before, after in pairwise(way):
        for name, rel, other in ((before, "next", after), (after, "prev", before)):
            if name in found:
                root = "../" * name.count("/")
                assert found[name].xpath(f"//a[@rel='{rel}']/@href") == [f"{root}{other}"]


def test_a_page_has_its_part_its_headings_and_no_place_of_ours(docs_site: Path) -> None:
    for name, page in pages(docs_site).items():
        assert len(page.xpath("//h1")) == 1, name
        assert page.xpath("//nav[@class='menu']//a/text()") == [
            *("Tutorial", "How-to", "Reference", "Explanation", "Gallery")
        ]
        if "/" in name:
            assert len(page.xpath("//nav[@class='menu']//a[@aria-current='true']")) == 1, name
            assert page.xpath("//nav[@class='pages']//a[@aria-current='page']"), name
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        if "search" not in name:
            assert not OURS.search(page.xpath("string(/html/head)")), name
            linked = [*page.xpath("//@href"), *page.xpath("//@src")]
            assert not [each for each in linked if OURS.search(each)], name


def test_the_gallery_shows_a_figure_of_each_kind(docs_site: Path) -> None:
    page = pages(docs_site)["gallery.html"]
    assert page.xpath("//h3/text()") == ["Forest plot", "Forest plot by subgroup", "Funnel plot"]
    assert page.xpath("//figure//img/@alt")[0] == "A & B: forest-a.svg"
    assert page.xpath("//figure//a/@href")[0] == "gallery/sample/finding-a.html"


# The index


def test_every_heading_is_in_the_index(docs_site: Path, book: Handbook) -> None:
    page = pages(docs_site)["search.html"]
    assert not page.xpath("//script[@type]"), "the index is loaded once somebody searches"
    place = docs_site / page.xpath("//ol[@id='search-results']/@data-index")[0]
    style = place.read_text("utf-8")
    table = json.loads(style[style.index("'") + 1 : style.rindex("'")].replace("\\\\", "\\"))
    assert (docs_site / "search.html").stat().st_size < 100_000
    headings = {(each[0], each[1]) for each in table["sections"]}
    for number, source in enumerate(book.sources.values()):
        assert {(number, anchor) for anchor in source.anchors} <= headings
    listed = set(page.xpath("//div[@id='every-page']//a/@href"))
    assert "explanation/grade.html#when-a-decision-is-stale" in listed
    assert all(re.fullmatch(r"[a-z0-9]+", word) for word in table["words"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("τ² of Knapp-Hartung", ["tau2", "of", "knapp", "hartung"]),
        ("Genésung É", ["genesung", "e"]),
    ],
)
def test_words_are_looked_for_as_they_are_typed(text: str, found: list[str]) -> None:
    assert words(text) == found


# What is refused


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    listed = (
        "[{text: A, href: index.md}, {section: How-to, contents: [{text: B, href: how-to/b.md}]}]"
    )
    (tmp_path / "docs" / "_quarto.yml").write_text(
        f"website: {{title: T, description: D, sidebar: {{contents: {listed}}}}}\n"
    )
    (tmp_path / "docs" / "index.md").write_text("# A\n\n[b](how-to/b.md#one-and-two)\n")
    (tmp_path / "docs" / "how-to" / "b.md").write_text(
        "# B\n\n## One, and `two`\n\n## One, and two\n"
    )
    return tmp_path / "docs"


@pytest.mark.parametrize(
    ("page", "said"),
    [("how-to/b.md", "there is no page how-to/b.md"), ("how-to/c.md", "how-to/c.md is in no part")],
)
def test_a_page_that_is_not_there_or_not_listed_stops_the_build(
    docs: Path, page: str, said: str
) -> None:
    path = docs / page
    if path.exists():
        path.unlink()
    else:
        path.write_text("# C\n")
    with pytest.raises(TemplateFailure, match=said):
        read_contents(docs)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("how-to/b.md#three", "leads to no heading"),
        ("how-to/gone.md", "leads to no file"),
        ("../gone", "leads to no file"),
    ],
)
def test_a_link_that_leads_nowhere_stops_the_build(docs: Path, target: str, said: str) -> None:
    (docs / "index.md").write_text(f"# A\n\nA [link]({target}).\n")
    entries = [Entry("index.md", "A", ""), Entry("how-to/b.md", "B", "How-to")]
    book = Handbook(
        docs, read_contents(docs), {each: read_source(docs / each.source) for each in entries}
    )
    with pytest.raises(TemplateFailure, match=said):
        page_html(book, entries[0])


def test_a_file_of_the_repository_is_linked_where_its_address_is_known(docs: Path) -> None:
    (docs.parent / "src").mkdir()
    (docs.parent / "README.md").write_text("# R\n")
    entry = Entry("how-to/b.md", "B", "How-to")
    body = '<a href="../../src">it</a>, <a href="../../README.md#r">that</a>'
    assert Places(docs, {}).linked(body, entry) == "it, that"
    there = Places(docs, {}, "https://example.org/r/").linked(body, entry)
    assert 'href="https://example.org/r/tree/main/src"' in there
    assert 'href="https://example.org/r/blob/main/README.md#r"' in there


def test_a_page_that_is_named_by_its_file_is_called_by_its_title(docs: Path) -> None:
    entry, source = Entry("index.md", "A", ""), read_source(docs / "how-to" / "b.md")
    places = Places(docs, {"how-to/b.md": source})
    for label, said in (("b.md", "B"), ("that page", "that page")):
        linked = places.linked(f'<a href="how-to/b.md">{label}</a>', entry)
        assert linked == f'<a href="how-to/b.html">{said}</a>'


def test_code_is_reached_by_keys_and_an_empty_cell_heads_nothing() -> None:
    found = within_reach('<pre class="sh"><code>a</code></pre><pre><th scope="col"></th><th>b</th>')
    regions = re.findall(
        r'<pre class="([\w ]+)" role="group" tabindex="0" aria-label="([^"]+)">', found
    )
    assert regions == [("sh wide", "Code 1"), ("wide", "Code 2")]
    assert found.endswith("<td></td><th>b</th>")


def test_equal_headings_have_places_of_their_own() -> None:
    assert anchors(["One, and `two`", "One, and two", "A [b](c.md) – τ²"]) == [
        *("one-and-two", "one-and-two-1", "a-b--τ²")
    ]
