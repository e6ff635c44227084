"""Texts that stand wrong on a page are told by their kind, and those that stand right are not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from browser_boxes import boxes
from playwright.sync_api import Browser, Page
from sample_everything import decided
from sample_findings import recovery
from shipped_sets import SETS

from living_review import assets
from living_review.findings import Finding
from living_review.language import Words, speaking
from living_review.tables import evidence_profile
from living_review.tables.html import draw

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("handbook")]

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
FRAME = "font: 16px/1.2 sans-serif; margin: 0; overflow-wrap: break-word"
MEDIA: tuple[Literal["screen", "print"], ...] = ("screen", "print")
LETTERS = {"a": "M0 0L0 700L500 700L500 0Z"}
WRONG = {
    "two texts in one place": ("overlap", '<p>One</p><p style="margin-top: -2.4em">Other</p>'),
    "a text on a field": (
        "overlap",
        '<p>Some words</p><input aria-label="x" style="display: block; margin-top: -2.2em">',
    ),
    "a line too low for its letters": ("overlap", '<p style="line-height: 0.3">Up<br>Down</p>'),
    "cut by dots": (
        "clipped",
        '<p style="width: 5em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap">'
        "Many words that have no room</p>",
    ),
    "cut below": ("clipped", '<p style="height: 1.2em; overflow: hidden">Up<br>Down</p>'),
    "asked in a field without room": (
        "clipped",
        '<input placeholder="Find all that can be found here" style="width: 6em">',
    ),
    "beside the window": (
        "outside",
        '<p style="position: fixed; left: -20px">Words</p>',
    ),
    "a page that is too wide": ("sideways", '<p style="width: 500px">Words</p>'),
    "a word wider than its cell": (
        "sticks out",
        f'<table style="table-layout: fixed; width: 9em; overflow-wrap: normal">'
        f"<tr><td>{LONG[:18]}<td>",
    ),
    "a word of a column without room": (
        "broken",
        '<p style="width: 3em; overflow-wrap: anywhere">randomised trials</p>',
    ),
    "letters that are small": ("small", '<p style="font-size: 10px">Words</p>'),
}
RIGHT = {
    "plain": f"<h1>One</h1><p>Words <sup>1</sup> and <a href='#x'>more</a>, {LONG}</p>",
    "for those who listen": (
        '<p style="position: absolute; width: 1px; height: 1px; overflow: hidden">Heard</p>'
        '<p style="position: absolute; clip-path: inset(50%); width: 1px; height: 1px">Heard</p>'
    ),
    "a way past the menu": '<a href="#main" style="position: absolute; left: -100vw">Skip</a>',
    "that scrolls": (
        '<div style="overflow-x: auto"><p style="width: 600px">One</p></div>'
        '<div style="overflow-y: auto; height: 2em"><p>One</p><p>Other</p></div><p>Below</p>'
    ),
    "closed": "<details><summary>More</summary><p>Words</p></details><p>Below</p>",
    "a button": "<p><button>Press</button> <label>Ask <input></label></p>",
    "tight lines": '<h1 style="line-height: 1.05">One<br>Other</h1>',
    "an address": '<p style="width: 9em">https://example.org/a-way/of-words/entry123456789</p>',
    "words at their hyphens": '<p style="width: 4em">self-management and cost/benefit</p>',
}


def drawing(*texts: tuple[str, float, float, float]) -> str:
    path = "".join(f'<path id="g-{name}" d="{way}"/>' for name, way in LETTERS.items())
    said = "".join(
        f'<g data-text="{words}" '
        f'transform="translate({x} {y}) scale({size / 1000} {-size / 1000})">'
        + "".join(f'<use xlink:href="#g-a" x="{500 * n}"/>' for n in range(len(words)))
        + "</g>"
        for words, x, y, size in texts
    )
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {names} viewBox="0 0 300 100"><defs>{path}</defs>{said}</svg>'


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page(viewport={"width": 360, "height": 700})
    yield made
    made.close()


def kinds(page: Page, body: str, folder: Path) -> set[str]:
    file = folder / "page.html"
    file.write_text(f'<!doctype html><html lang="en"><body style="{FRAME}">{body}', "utf-8")
    page.goto(file.as_uri())
    return {each.split(":")[0] for each in boxes.looked_at(page, boxes.Drawings())}


@pytest.mark.parametrize("name", WRONG)
def test_a_text_that_stands_wrong_is_told(name: str, page: Page, tmp_path: Path) -> None:
    kind, body = WRONG[name]
    assert kinds(page, body, tmp_path) == {kind}


@pytest.mark.parametrize("name", RIGHT)
def test_a_text_that_stands_right_is_not(name: str, page: Page, tmp_path: Path) -> None:
    assert not kinds(page, RIGHT[name], tmp_path)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ((("aaaa", 10, 20, 9), ("aaaa", 10, 40, 9)), set()),
        ((("aaaa", 10, 20, 9), ("aaaa", 20, 22, 9)), {"overlap"}),
        ((("aaaa", 290, 20, 9),), {"outside"}),
        ((("aaaa", 10, 20, 5),), {"small"}),
    ],
)
def test_the_texts_of_a_figure_are_looked_at(
    texts: tuple[tuple[str, float, float, float], ...],
    told: set[str],
    page: Page,
    tmp_path: Path,
) -> None:
    (tmp_path / "drawn.svg").write_text(drawing(*texts), "utf-8")
    image = '<img src="drawn.svg" alt="Drawn" width="300" height="100">'
    assert kinds(page, image, tmp_path) == told


def rated(levels: int) -> Finding:
    """A finding of which every domain is rated down by so many levels, or is not judged."""
    finding = recovery()
    domains = tuple(
        each.model_copy(update={"state": "proposed", "proposed": levels, "levels": levels})
        for each in finding.certainty.domains
    )
    rating = finding.certainty.model_copy(update={"domains": domains})
    return finding.model_copy(update={"certainty": rating})


@pytest.mark.parametrize("language", SETS)
def test_no_word_of_a_table_of_ratings_is_broken(language: str, page: Page, tmp_path: Path) -> None:
    findings = [rated(0), rated(-1), rated(-2), rated(-3), *decided()]
    with speaking(Words(language)):
        text = draw(evidence_profile.profile(findings, findings[0].comparison))
    [table] = re.findall(r"<table.*</table>", text, re.DOTALL)
    (tmp_path / "fonts").mkdir()
    for each in assets.font_files():
        shutil.copy(each, tmp_path / "fonts")
    (tmp_path / "site.css").write_text(assets.site_stylesheet(), "utf-8")
    (tmp_path / "page.html").write_text(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<link rel="stylesheet" href="site.css"><body><div class="page has-contents"><main>'
        f'<article class="text"><div class="wide">{table}</div></article></main></div>',
        "utf-8",
    )
    page.goto((tmp_path / "page.html").as_uri())
    for width in (1280, 800, 360):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate(boxes.READY)
        assert not boxes.looked_at(page, boxes.Drawings()), width


@pytest.mark.parametrize(
    ("width", "kind", "most"), [(360, "stack", 20), (360, "reports", 20), (1280, "long", 100)]
)
def test_what_is_longer_than_a_few_screens_scrolls_by_itself_but_not_on_paper(
    width: int, kind: str, most: int, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "site.css").write_text(assets.site_stylesheet(), "utf-8")
    page.set_viewport_size({"width": width, "height": 700})
    for many in (most, most + 1):
        rows = f"<tr><th>One<td>{'<br>word' * 3}" * many
        body = f'<div class="wide"><table class="{kind}"><tbody>{rows}</table></div>'
        if kind == "reports":
            report = f"<dt>One<dd>{'<br>word' * 3}"
            body = f'<div class="reports"><dl>{report * many}</dl></div>'
        (tmp_path / "page.html").write_text(
            f'<!doctype html><link rel="stylesheet" href="site.css"><main>{body}</main>', "utf-8"
        )
        page.goto((tmp_path / "page.html").as_uri())
        heights = []
        for medium in MEDIA:
            page.emulate_media(media=medium)
            heights.append(page.evaluate("document.querySelector('.wide, dl').offsetHeight"))
        assert (heights[0] <= 0.8 * 700 + 2) is (many > most)
        assert heights[1] > 700
    page.emulate_media(media="screen")
