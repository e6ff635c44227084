"""The website: whole pages, one frame, nothing from anywhere else, usable by everybody."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
import stand_in_quarto as stand_in
from lxml import html as lxml_html

from living_review import assets
from living_review.ground.errors import TemplateFailure
from living_review.pages.pandoc import Page, pandoc_path
from living_review.pages.site_info import SiteInfo
from living_review.website.embedded import page_html
from living_review.website.policy import early, finding, hashed, lighting, script
from living_review.website.site import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

SAMPLE = Path(__file__).parents[1] / "shared" / "sample_report"
PAGES = ("Summary", "Results", "Discussion", "Trials", "Methods", "Search", "Versions", "Data")
STOPS_WHERE_IT_SCROLLS = """() => [...document.querySelectorAll('.wide')].every(
  each => (each.tabIndex == 0) == (each.scrollWidth > each.clientWidth + 1))"""
# What axe passes is not told: to describe it takes as long as to look.
MISSED = {"resultTypes": ["violations"], "preload": False}
# What a page does when its size changes is done with the next frame.
DRAWN = """() => new Promise(
  done => requestAnimationFrame(() => requestAnimationFrame(done)))"""
SITE = SiteInfo(
    title="Peer <support> & more",
    language="en",
    authors=("A. Author", "B. Author"),
    description='A "sample"',
    version="Version 4, 22 November 2026",
    nav=tuple((p, "index.html" if p == "Summary" else f"{p.lower()}.html") for p in PAGES),
    site_url="https://example.org/review",
    notice="A demonstration, not clinical advice.",
    bibliography=SAMPLE / "references.json",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build_site(SAMPLE, out, site=SITE)
    return out


def tree(path: Path) -> Any:
    return lxml_html.fromstring(path.read_text(encoding="utf-8"))


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_source_is_a_page_and_every_file_beside_it_is_there(built: Path) -> None:
    assert {p.stem for p in built.glob("*.html")} == {p.stem for p in SAMPLE.glob("*.qmd")}
    for name in ("findings.json", "data/trials.csv", "fig/forest-recovery.svg", "sitemap.xml"):
        assert (built / name).is_file()
    assert not (built / "print").exists()
    assert not list(built.rglob("*.qmd"))


def test_two_builds_have_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build_site(SAMPLE, tmp_path, site=SITE)
    assert fingerprint(tmp_path) == fingerprint(built)


def test_every_local_address_leads_somewhere(built: Path) -> None:
    pdfs = {"summary.pdf", "review.pdf"}
    for page in built.glob("*.html"):
        document = tree(page)
        for address in document.xpath("//a/@href | //link/@href | //script/@src | //img/@src"):
            name, _, anchor = str(address).partition("#")
            if re.match(r"[a-z]+:", name) or name in pdfs:
                continue
            target = built / name if name else page
            assert target.is_file(), f"{page.name} leads to {address}"
            if anchor:
                assert anchor in tree(target).xpath("//@id"), f"{page.name} leads to {address}"


def test_nothing_is_loaded_from_anywhere_else(built: Path) -> None:
    for path in (*built.glob("*.html"), *built.glob("assets/*.*")):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r"(?:src=|url\(|@import|fetch\()\s*[\"']?(https?:)?//", text)
        assert loaded == [], path.name
    policy = tree(built / "index.html").xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_menu_marks_the_page_and_for_a_finding_the_results(built: Path) -> None:
    marked = "//nav[@aria-label='Main']//a[@aria-current]"
    index = tree(built / "index.html").xpath(marked)
    assert [(a.text, a.get("aria-current")) for a in index] == [("Summary", "page")]
    finding = tree(built / "finding-peer-recovery-post.html")
    assert [(a.text, a.get("aria-current")) for a in finding.xpath(marked)] == [("Results", "true")]
    crumbs = [each.text_content() for each in finding.xpath("//nav[@aria-label='Breadcrumb']//li")]
    assert crumbs == ["Summary", "Results", "Personal recovery at the end of the intervention"]


def test_each_page_has_one_main_heading_a_skip_link_and_its_language(built: Path) -> None:
    for path in built.glob("*.html"):
        page = tree(path)
        assert page.get("lang") == "en"
        assert len(page.xpath("//h1")) == 1
        assert len(page.xpath("//main[@id='content']")) == 1
        assert page.xpath("//body/a[1]/@href") == ["#content"]


def test_contents_are_listed_where_there_is_something_to_list(built: Path) -> None:
    headings = tree(built / "finding-peer-recovery-post.html").xpath("//nav[@class='contents']//a")
    assert [a.text for a in headings] == [
        "Forest plot",
        "Sensitivity",
        "Leave one out",
        "Certainty",
    ]
    assert not tree(built / "results.html").xpath("//nav[@class='contents']")


def test_text_of_the_review_is_escaped_in_the_frame(built: Path) -> None:
    page = tree(built / "discussion.html")
    assert page.findtext(".//title") == "Discussion – Peer <support> & more"
    assert page.xpath("//meta[@name='description']/@content") == ['A "sample"']
    assert not page.xpath("//support")


def test_front_matter_cannot_become_markup() -> None:
    hostile = '"><script>alert(1)</script>'
    front = {"title": hostile, "description": hostile, "pagetitle": hostile, "parent": hostile}
    page = lxml_html.fromstring(page_html(Page("x.qmd", "Text", front), "x.html", SITE))
    assert [script.text for script in page.iter("script")] == [early(), script(), finding()]
    assert page.findtext(".//h1") == hostile


def test_the_address_of_the_site_is_given_only_where_there_is_one(tmp_path: Path) -> None:
    build_site(SAMPLE, tmp_path, site=replace(SITE, site_url=None))
    assert not (tmp_path / "sitemap.xml").exists()
    assert not tree(tmp_path / "index.html").xpath("//link[@rel='canonical']")


def test_canonical_addresses_and_the_sitemap_agree(built: Path) -> None:
    listed = re.findall(r"<loc>(.*?)</loc>", (built / "sitemap.xml").read_text())
    canonical = {tree(p).xpath("//link[@rel='canonical']/@href")[0] for p in built.glob("*.html")}
    assert set(listed) == canonical
    assert "https://example.org/review/" in canonical


FIGURE = '![C](fig/a.svg){#fig-a fig-alt="A" width=9 height=9 compact="fig/b.svg"%s}\n'
LIT = ' trials="A B" places="0,1,2 1,2,3" places-narrow="0,3,4 1,4,5"'


def test_only_a_page_whose_figures_tell_places_of_trials_has_the_script_for_it() -> None:
    lit, dark = (page_html(Page("x.qmd", FIGURE % each), "x.html", SITE) for each in (LIT, ""))
    assert lit.count(lighting()) == lit.count(hashed(lighting()).strip("'")) == 1
    assert lighting() not in dark
    assert hashed(lighting()).strip("'") not in dark
    (image,) = lxml_html.fromstring(lit).xpath("//figure/*[@class='wide']/picture//img")
    told = [image.get(f"data-{each}") for each in ("trials", "places", "places-narrow")]
    assert told == re.findall(r'="([^"]*)"', LIT)
    assert re.search(r"innerHTML|insertAdjacent|document\.write|eval\(", lighting()) is None
    assert len(lighting()) < 4096


def test_the_figure_of_a_version_has_its_drawing_for_phones_beside_it() -> None:
    text = FIGURE.replace("fig/", "./") % ""
    made = page_html(Page("x.qmd", text), "versions/3/index.html", SITE, lasting=True)
    (source,) = lxml_html.fromstring(made).xpath("//picture/source")
    assert source.get("srcset") == "./b.svg"


def test_a_page_of_quarto_tells_where_trials_stand_as_ours_does(tmp_path: Path) -> None:
    ours = tmp_path / "ours.lua"
    place = assets.QUARTO_FILTER.as_posix()
    told = {"ours": place, "beside": assets.HERE.as_posix(), "input": "x.qmd", "included": ""}
    text = stand_in.UNDER_QUARTO % {name: json.dumps(each) for name, each in told.items()}
    ours.write_text(text, encoding="utf-8")
    command = [pandoc_path(), "-f", "markdown", "-t", "html5", "-L", str(ours)]
    done = subprocess.run(command, input=FIGURE % LIT, capture_output=True, text=True, check=True)
    (image,) = lxml_html.fromstring(done.stdout).xpath("//figure//*[@class='wide']//img")
    told = [image.get(f"data-{each}") for each in ("trials", "places", "places-narrow")]
    assert told == re.findall(r'="([^"]*)"', LIT)


def test_the_notice_stands_once_where_a_template_gives_it_a_place() -> None:
    own = page_html(Page("x.qmd", f"::: {{.notice}}\n{SITE.notice}\n:::\n"), "x.html", SITE)
    assert own.count(SITE.notice) == 1
    assert page_html(Page("x.qmd", "Text"), "x.html", SITE).count(SITE.notice) == 1


def test_a_faulty_page_stops_the_build_with_its_name(tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.mkdir()
    (report / "index.qmd").write_text("Fine")
    (report / "trials.qmd").write_text("See @fig-nowhere")
    with pytest.raises(TemplateFailure, match=r"^trials\.qmd: "):
        build_site(report, tmp_path / "out", site=SITE)


def test_a_report_without_a_start_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateFailure, match=r"no index\.qmd"):
        build_site(tmp_path, tmp_path / "out", site=SITE)


def test_a_page_in_a_script_from_right_to_left_says_so() -> None:
    page = page_html(Page("x.qmd", "Text"), "x.html", replace(SITE, language="ar"))
    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.browser
def test_no_page_is_wider_than_the_screen_or_fails_axe(built: Path, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for name in ("index", "results", "finding-peer-recovery-post"):
        page.goto((built / f"{name}.html").as_uri())
        page.evaluate(Axe().axe_script)
        for width, scheme in product((360, 768, 1280), schemes):
            where = name, width, scheme
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(DRAWN)
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wide) == 0, where
            found = page.evaluate("options => axe.run(options).then(r => r.violations)", MISSED)
            assert found == [], where
    context.close()


@pytest.mark.browser
def test_pages_work_from_disk_with_our_fonts_and_the_chosen_colours(
    built: Path, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 900}, color_scheme="dark")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.goto((built / "index.html").as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click(".scheme")
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    assert page.evaluate(ground) == light
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    )
    assert {name.strip('"') for name in loaded} >= {"Review Sans", "Review Serif"}
    assert page.evaluate("document.querySelector('.wide').tabIndex") == 0
    folded = "document.querySelector('.contents > details').open"
    assert not page.evaluate(folded)
    page.goto((built / "finding-peer-recovery-post.html").as_uri())
    assert as_heard(context.new_cdp_session(page)) >= {
        ("rowheader", "Common effect"),
        ("columnheader", "SMD"),
        ("cell", "0.10"),
    }
    assert page.evaluate("getComputedStyle(document.querySelector('td')).display") == "block"
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_selector(".wide:not([tabindex])", state="attached")
    page.goto((built / "index.html").as_uri())
    assert page.evaluate(folded)
    assert faults == []
    context.close()


def as_heard(session: CDPSession) -> set[tuple[str, str]]:
    """Give the roles and names that Chromium tells a screen reader."""
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return {
        (each["role"]["value"], each.get("name", {}).get("value", ""))
        for each in nodes
        if not each["ignored"]
    }
