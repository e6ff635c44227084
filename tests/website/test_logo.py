"""The logo on pages: once where one serves all, twice where dark pages have their own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from made_logos import svg

from living_review.assets.brand import Brand, Logo, Picture, wearing
from living_review.document.site_facts import _logo
from living_review.pages.pandoc import Page
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.website.embedded import page_html
from living_review.website.shelf import version_page

SITE = SiteInfo("A & B", "en", (), "", "Version 1", (("Summary", "index.html"),))


def picture(name: str, colour: str, width: int = 80) -> Picture:
    return Picture(name, svg(), width, 40, (colour,))


def images(page: str) -> list[str]:
    return re.findall(r'<img class="([^"]*)" src="([^"]*)" alt="([^"]*)"', page)


@pytest.mark.parametrize(
    ("light", "dark", "shown"),
    [
        ("#777777", "", ["logo "]),
        ("#222222", "", ["logo light", "logo dark on-light"]),
        ("#ffffff", "", ["logo light on-dark", "logo dark"]),
        ("#c8102e", "#ffffff", ["logo light", "logo dark"]),
    ],
)
def test_a_logo_is_seen_on_light_and_on_dark_pages(light: str, dark: str, shown: list[str]) -> None:
    first = picture("a.svg", light)
    logo = Logo(first, picture("b.svg", dark) if dark else first, "Ours")
    with wearing(Brand(logo=logo)):
        made = _logo()
    assert made is not None
    classes = [f"logo {each.classes}" for each in made.images]
    assert classes == shown


def test_pages_and_versions_name_the_file_where_it_stands(tmp_path: Path) -> None:
    square = picture("logo.svg", "#777777", width=40)
    with wearing(Brand(logo=Logo(square, square, 'Ours "<', square))):
        german = SiteLanguage("de", "Deutsch", "de/", None)
        site = replace(SITE, logo=_logo())
        further = replace(
            site, language="de", languages=(SiteLanguage("en", "English", "", None), german)
        )
    page = page_html(Page("x.md", "Text.", {}), "index.html", site)
    assert images(page) == [("logo ", "brand/logo.svg", "Ours &#34;&lt;")]
    assert '<link rel="icon" href="brand/logo.svg">' in page
    assert images(page_html(Page("x.md", "", {}), "a.html", further))[0][1] == "../brand/logo.svg"
    source = tmp_path / "page.md"
    source.write_text("Text.", encoding="utf-8")
    # Beside the page of a version its own logo stays, whatever the site wears later.
    assert images(version_page(source, 3, site)) == [
        ("logo on-light", "logo.svg", "Ours &#34;&lt;")
    ]
