"""The head of a page: cards and data for programs, the sitemap, what robots find."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html

from living_review.pages.pandoc import Page
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.website.embedded import page_html
from living_review.website.head import for_programs, framed_elsewhere
from living_review.website.policy import early, finding, hashed, quarto_policy, script
from living_review.website.site import _sitemap, build_site

URL = "https://example.org/review"
SITE = SiteInfo(
    title="Peer support",
    language="en",
    authors=("A. Author",),
    description="A sample",
    version="Version 3",
    nav=(("Summary", "index.html"),),
    site_url=URL,
    described={"index.html": '{"@type": "Thing"}', "versions": '{"@type": "CreativeWork"}'},
    card="card.png",
    card_alt="What was found",
    changed=dt.date(2026, 11, 28),
    number=3,
    versions=((1, dt.date(2026, 11, 1)), (2, dt.date(2026, 11, 14))),
)
HOSTILE = '"><script>alert(1)</script>&'
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def head(name: str, site: SiteInfo = SITE, title: str = "T", about: str = "D") -> Any:
    text = for_programs(name, site, title, about)
    return lxml_html.fromstring(f"<html><head>{text}</head><body></body></html>")


def told(page: Any) -> dict[str, str]:
    return {
        each.get("property") or each.get("name"): each.get("content") for each in page.iter("meta")
    }


def test_a_link_to_a_page_has_a_card() -> None:
    assert told(head("index.html")) == {
        "og:type": "article",
        "og:title": "T",
        "og:description": "D",
        "og:site_name": "Peer support",
        "og:url": f"{URL}/",
        "og:image": f"{URL}/card.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "What was found",
        "twitter:card": "summary_large_image",
    }
    assert told(head("results.html"))["og:type"] == "website"


@pytest.mark.parametrize("name", ["index.html", "results.html", "versions/3/index.html"])
def test_without_an_address_there_is_no_picture_and_no_link(name: str) -> None:
    cards = told(head(name, replace(SITE, site_url=None)))
    assert not [each for each in cards.values() if "://" in each or "card.png" in each]
    assert cards["twitter:card"] == "summary"


def test_the_page_of_a_version_has_no_picture_of_a_later_one() -> None:
    page = head("versions/3/index.html")
    assert "og:image" not in told(page)
    assert [json.loads(each.text)["@type"] for each in page.iter("script")] == ["CreativeWork"]
    assert not list(head("results.html").iter("script"))


def test_hostile_words_stay_words() -> None:
    site = replace(SITE, title=HOSTILE, card_alt=HOSTILE, language="pt-BR")
    page = head("index.html", site, HOSTILE, HOSTILE)
    cards = told(page)
    assert {cards[f"og:{part}"] for part in ("title", "description", "site_name")} == {HOSTILE}
    assert cards["og:locale"] == "pt_BR"
    assert [each.get("type") for each in page.iter("script")] == ["application/ld+json"]


def test_both_engines_put_the_same_into_a_page_and_a_policy_names_scripts_alone() -> None:
    ours = page_html(Page("index.qmd", "Text", {"title": "Ti"}), "index.html", SITE)
    page = lxml_html.fromstring(ours)
    assert [each.text for each in page.iter("script")] == [
        early(),
        '{"@type": "Thing"}',
        script(),
        finding(),
    ]
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    named = " ".join(map(hashed, (early(), script(), finding())))
    assert f"script-src {named};" in policy
    bare = (
        '<html><head><title>Peer support</title><meta name="description" content="A sample">'
        "<script>run()</script></head><body></body></html>"
    )
    theirs = framed_elsewhere(bare, "index.html", SITE)
    other = lxml_html.fromstring(theirs)
    cards = told(other)
    del cards["description"]
    assert cards.items() <= told(page).items()
    assert [each.text for each in other.iter("script")] == ["run()", '{"@type": "Thing"}']
    named = quarto_policy(theirs)
    assert hashed("run()") in named
    assert hashed('{"@type": "Thing"}') not in named
    assert hashed("more()") in quarto_policy('<script type="module">more()</script>')


def sitemap(site: SiteInfo) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Read a sitemap: address to its day and to where it stands in other languages."""
    sources = [Path("index.qmd"), Path("data.qmd")]
    document = etree.fromstring(_sitemap(sources, site).encode())
    between = (each.tail or "" for each in document.iter())
    assert not "".join(between).strip(), "text stands in elements that hold nothing else"
    return {
        each.findtext("s:loc", namespaces=NAMES): (
            each.findtext("s:lastmod", namespaces=NAMES),
            {e.get("hreflang"): e.get("href") for e in each.findall("x:link", namespaces=NAMES)},
        )
        for each in document.findall("s:url", namespaces=NAMES)
    }


def test_the_sitemap_has_every_page_and_version_with_its_day() -> None:
    assert sitemap(SITE) == {
        f"{URL}/": ("2026-11-28", {}),
        f"{URL}/data.html": ("2026-11-28", {}),
        f"{URL}/versions/3/index.html": ("2026-11-28", {}),
        f"{URL}/versions/1/index.html": ("2026-11-01", {}),
        f"{URL}/versions/2/index.html": ("2026-11-14", {}),
    }
    unpublished = sitemap(replace(SITE, number=None, versions=(), changed=None))
    assert unpublished == {f"{URL}/": (None, {}), f"{URL}/data.html": (None, {})}


def test_the_sitemap_has_each_language_but_versions_that_may_lack_one() -> None:
    both = (SiteLanguage("en", "English", "", URL), SiteLanguage("es", "E", "es/", f"{URL}/es/"))
    found = sitemap(replace(SITE, languages=both))
    there = {"en": f"{URL}/versions/3/index.html", "es": f"{URL}/es/versions/3/index.html"}
    assert [found[address] for address in there.values()] == [("2026-11-28", there)] * 2
    assert found[f"{URL}/es/"][1] == {"en": f"{URL}/", "es": f"{URL}/es/"}
    assert f"{URL}/es/versions/1/index.html" not in found


@pytest.mark.parametrize("path", ["", "/", "/review"])
def test_robots_are_told_of_the_sitemap_at_the_root_of_a_host_alone(
    path: str, tmp_path: Path
) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "index.qmd").write_text("---\ntitle: T\n---\nText\n")
    site = replace(SITE, site_url=f"https://example.org{path}", bibliography=None)
    build_site(tmp_path / "r", tmp_path / "o", site=site)
    robots = tmp_path / "o" / "robots.txt"
    assert robots.exists() is (path != "/review")
    if robots.exists():
        assert "Sitemap: https://example.org/sitemap.xml\n" in robots.read_text()
