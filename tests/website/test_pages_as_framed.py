"""What every page is framed with, and the policies of pages, kept as text.

The frame is what the page template is given, without what is said in words or done by scripts.
UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from living_review import assets
from living_review.assets import font_files
from living_review.pages import pandoc
from living_review.pages.site_info import LogoImage, SiteInfo, SiteLanguage, SiteLogo
from living_review.website import embedded, framed, policy, site, switch
from living_review.website.embedded import page_html, parent_page, write_assets

KEPT = Path(__file__).with_name("frames.txt")
LEFT_OUT = ("site", "policy", "script", "scripts", "said")
NAV = (("Home", "index.html"), ("Results", "results.html"), ("Data", "data.html"))
ENGLISH = SiteLanguage("en", "English", "", "https://example.org/review")
ARABIC = SiteLanguage("ar", "العربية", "ar/", "https://example.org/review/ar/")
BARE = SiteLanguage("fr", "français", "fr/", None)
IMAGE = LogoImage("logo.svg", 40, 20, "")
ALONE = SiteInfo("A & B", "en", ("Us",), "What it is.", "Version 3", NAV)
OWN: dict[str, Any] = {**vars(ALONE), "site_url": "https://example.org/review", "feed": "feed.xml"}
SITES = {
    "alone": ALONE,
    "with a notice": SiteInfo(**{**OWN, "notice": "Old.", "logo": SiteLogo((IMAGE,), IMAGE, "Us")}),
    "of two": SiteInfo(**{**OWN, "languages": (ENGLISH, ARABIC)}),
    "in the other": SiteInfo(
        **{
            **OWN,
            "language": "ar",
            "languages": (ENGLISH, ARABIC, BARE),
            "logo": SiteLogo((IMAGE,), IMAGE, "Us"),
            "nav": NAV[1:],
        }
    ),
    "with a logo of its own": SiteInfo(
        **{**OWN, "logo": SiteLogo((IMAGE,), IMAGE, "Us", folder="")}
    ),
}
PAGES: tuple[tuple[str, dict[str, object]], ...] = (
    ("index.html", {"title": "Home", "toc": False}),
    ("results.html", {}),
    ("finding-a.html", {"title": "A finding", "pagetitle": "Of A", "description": "It is A."}),
    ("versions/3/index.html", {"title": "Version 3", "parent": "data.qmd", "toc": True}),
    ("else.html", {"parent": "nowhere.html"}),
)
BODIES = {
    "with a box": ('<div class="notice">x</div>', "<li>" * 3),
    "with three": ("<p>", "<li>" * 3),
    "with two": ("<p>", "<li>" * 2),
}


def frames(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    given: dict[str, Any] = {}
    template = SimpleNamespace(render=lambda **names: given.update(names) or "")
    monkeypatch.setattr(framed, "page_template", lambda name: template)
    for (name, front), (kind, own) in product(PAGES, SITES.items()):
        for body, (text, contents) in BODIES.items():
            # The body and its contents depend on neither site nor page.
            if body != "with three" and (kind, name) not in (
                ("alone", "results.html"),
                *(("with a notice", each) for each, _ in PAGES),
            ):
                continue
            found = SimpleNamespace(body=text, contents=contents, images=())
            monkeypatch.setattr(pandoc, "convert", lambda *_, found=found, **__: found)
            for lasting in (False, True) if name == "versions/3/index.html" else (False,):
                page_html(pandoc.Page(name, "", front), name, own, lasting=lasting)
                yield f"## {name}, {kind}, {body}{', lasting' * lasting}"
                for key, value in given.items():
                    if key not in LEFT_OUT and value not in ("", [], None):
                        yield f"{key}: {str(value).strip()}"


def test_pages_are_framed_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(frames(monkeypatch)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize(
    ("name", "front", "above"),
    [
        ("finding-a.html", {}, "results.html"),
        ("finding-a.html", {"parent": "a.qmd"}, "a.html"),
        ("index.html", {}, None),
        ("my-finding-a.html", {}, None),
        ("a.html", {"parent": "b.qmd.html"}, "b.qmd.html"),
    ],
)
def test_the_page_above_is_told_or_that_of_the_results(
    name: str, front: dict[str, object], above: str | None
) -> None:
    assert parent_page(name, pandoc.Page(name, "", front)) == above


def test_the_switch_leads_to_each_language_that_has_the_page() -> None:
    own = SITES["in the other"]
    name = "versions/3/index.html"
    ways = re.findall(r'href="([^"]*)" lang="(\w+)"', switch.switch(name, own))
    assert ways == [("../../../versions/3/index.html", "en"), ("../../../fr/" + name, "fr")]
    assert '<span lang="ar" aria-current="true">' in switch.switch(name, own)
    assert switch.switch(name, own, {"ar"}) == switch.switch(name, ALONE) == Markup()
    assert 'lang="ar"' not in switch.switch(name, own, {"en"})
    told = re.findall(r'hreflang="([\w-]+)" href="([^"]*)"', switch.alternates("index.html", own))
    assert told == [
        ("en", "https://example.org/review/"),
        ("ar", "https://example.org/review/ar/"),
        ("fr", "../fr/index.html"),
        ("x-default", "https://example.org/review/"),
    ]
    assert "x-default" not in switch.alternates("a.html", own, set())
    some = switch.alternates("a.html", own, {"ar"})
    assert re.findall(r'hreflang="([\w-]+)"', some) == ["ar", "x-default"]


def test_a_map_of_a_site_has_every_page_in_every_language() -> None:
    sources = [Path("index.qmd"), Path("a.qmd")]
    alone = site._sitemap(sources, SITES["with a notice"])
    assert re.findall("<loc>(.*?)</loc>", alone) == [
        *("https://example.org/review/", "https://example.org/review/a.html"),
    ]
    assert "xhtml" not in alone
    both = site._sitemap(sources, SITES["of two"])
    places = re.findall("<loc>(.*?)</loc>", both)
    assert places == [
        *("https://example.org/review/", "https://example.org/review/ar/"),
        *("https://example.org/review/a.html", "https://example.org/review/ar/a.html"),
    ]
    assert both.count("<xhtml:link ") == 8
    assert 'xmlns:xhtml="http://www.w3.org/1999/xhtml">' in both
    assert both.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns=')


def test_what_a_browser_may_do_is_written_out() -> None:
    said = policy.page_policy().split("; ")
    every = [policy.hashed(policy.early()), policy.hashed(policy.script())]
    assert said[1] == f"script-src {' '.join(every)}"
    more = " ".join((*every, policy.hashed(policy.finding())))
    assert f"; script-src {more}; " in policy.page_policy(policy.finding())
    assert [said[0], *said[2:]] == [
        "default-src 'none'",
        "style-src 'self' file: 'unsafe-inline'",
        "style-src-elem 'self' file:",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' file: data:",
        "font-src 'self' file:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    own = policy.hashed("p{}")
    assert policy.alone_policy("p{}") == (
        f"default-src 'none'; style-src {own}; style-src-attr 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )
    by_hand = policy.by_hand_policy().split("; ")
    assert by_hand[:4] == [
        "default-src 'none'",
        "script-src 'self' file: 'unsafe-inline'",
        "style-src 'self' file: 'unsafe-inline'",
        "style-src-elem 'self' file: 'unsafe-inline'",
    ]
    assert by_hand[7:] == ["connect-src 'self' ws://localhost:*", *said[-2:]]
    assert [policy.styles_inside("; ".join(each)) for each in (by_hand, said)] == [True, False]
    page = (
        "<script src='a.js'>x</script><SCRIPT>one()</SCRIPT ><script type=b>\ntwo()</script>"
        "<script>one()</script><a onclick=\"three()\" onLoad = 'four()'>"
    )
    given = policy.quarto_policy(page)
    scripts = " ".join(map(policy.hashed, ("one()", "\ntwo()", "three()", "four()")))
    assert f"script-src 'self' file: {scripts} 'unsafe-hashes'; " in given
    assert "style-src-elem 'self' file: 'unsafe-inline'; " in given
    assert "script-src 'self' file:; " in policy.quarto_policy("<p>")
    assert policy.hashed("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    framed = policy.with_policy(f'<head id="a">{policy.META.pattern}<head>', "a'b")
    assert framed.startswith(
        '<head id="a">\n<meta http-equiv="Content-Security-Policy" content="a&#x27;b">'
    )
    assert policy.with_policy(framed, "c").count("http-equiv") == framed.count("http-equiv")


@pytest.mark.parametrize(
    "name", ["copy.js", "find.js", "handbook.js", "light.js", "rows.js", "site.js"]
)
def test_a_script_goes_without_indents_and_comments_and_is_else_as_it_is_written(name: str) -> None:
    written = assets.text(name)
    short = policy.shortened(written)
    assert "`" not in short, "a text of several lines would lose its indents"
    assert all(each and each == each.strip() for each in short.splitlines())
    assert not re.search(r"^/\*", short, re.MULTILINE)
    lines = [each.strip() for each in written.splitlines() if each.strip()]
    left = iter(short.splitlines())
    kept = next(left)
    within = False
    for line in lines:
        if line == kept and not within:
            kept = next(left, "")
            continue
        within = within or line.startswith("/*")
        assert within, f"{line} is no comment"
        within = not line.endswith("*/")
    assert (kept, within) == ("", False)
    assert policy.shortened(short) == short
    code = "/* a */ one();\n/* b */\ntwo(); /* c */\n"
    assert policy.shortened(code) == "/* a */ one();\ntwo(); /* c */\n"


def test_figures_of_the_same_trials_name_them_once() -> None:
    def figure(names: str, kind: str = "img") -> str:
        return f'<{kind} src="a.svg" data-trials="{names}" data-places="0,1,2">'

    given = [figure("A B"), figure("A B"), figure("B C"), figure("B C"), figure("A B")]
    named = embedded._lighter("<p>".join(given)).split("<p>")
    assert named == [
        *(given[0], '<img src="a.svg" data-places="0,1,2">'),
        *(given[2], '<img src="a.svg" data-places="0,1,2">'),
        given[4],
    ]
    assert embedded._lighter(figure("A", "tr")) == figure("A", "tr")


def test_figures_of_known_size_wait_until_they_are_near_but_for_the_first() -> None:
    first, other, unknown = (
        f'<img src="{name}" alt="A > b"{size} />'
        for name, size in (
            ("fig/a.svg", ' width="9" height="9"'),
            ("./fig/b.svg", ' width="9" height="9"'),
            ("fig/c.svg", ""),
        )
    )
    found = embedded._lighter(first + other + unknown + '<img src="logo.svg" width="9" height="9">')
    assert found.count('loading="lazy"') == 1
    assert '<img loading="lazy" src="./fig/b.svg"' in found


@pytest.mark.parametrize("languages", [True, False])
def test_the_look_of_the_switch_is_there_where_there_is_one(
    tmp_path: Path, languages: bool
) -> None:
    for _ in range(2):
        write_assets(tmp_path, languages=languages)
    style = (tmp_path / "assets" / "site.css").read_text("utf-8")
    assert style.endswith(assets.text("languages.css")) == languages
    names = sorted(path.name for path in (tmp_path / "assets").iterdir())
    assert names == ["fonts", "icon.svg", "site.css", "site.js"]
    shipped = sorted((tmp_path / "assets" / "fonts").iterdir())
    assert [each.name for each in shipped] == sorted(each.name for each in font_files())


def test_the_fonts_of_a_brand_lie_beside_those_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "drawn.woff2"
    own.write_bytes(b"a font")
    monkeypatch.setattr(assets, "own_font_files", lambda: {"ours-400.woff2": own})
    write_assets(tmp_path)
    fonts = tmp_path / "assets" / "fonts"
    assert (fonts / "ours-400.woff2").read_bytes() == b"a font"
    assert len(list(fonts.iterdir())) == len(font_files()) + 1


def test_the_first_fault_stops_what_waits_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def read(source: Path) -> None:
        begun.append(source.name)
        time.sleep(0.01)
        raise ValueError(source.name)

    monkeypatch.setattr(pandoc, "read_page", read)
    sources = [Path(f"{number}.qmd") for number in range(100)]
    with pytest.raises(ValueError, match=r"0\.qmd"):
        embedded.write_pages(sources, tmp_path, ALONE, lambda _: None)
    assert len(begun) < 50


@pytest.mark.parametrize("name", ["index.html", "a.html", "versions/3/index.html"])
def test_a_language_without_an_address_is_reached_from_where_one_stands(name: str) -> None:
    there = tuple(replace(each, url=None) for each in SITES["in the other"].languages)
    own = replace(SITES["in the other"], languages=there)
    told = dict(re.findall(r'hreflang="([\w-]+)" href="([^"]*)"', switch.alternates(name, own)))
    up = "../" * (name.count("/") + 1)
    ways = {each.tag: f"{up}{each.folder}{name}" for each in there}
    assert told == {**ways, "x-default": ways[there[0].tag]}
