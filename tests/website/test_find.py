"""What words of the site are found: every heading, sentences as there is room, and text only."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.from_the_right import apart
from living_review.language import speaking, words_in
from living_review.pages.site_info import SiteInfo
from living_review.website.embedded import write_index, write_pages
from living_review.website.find import (
    LONGEST,
    ROOM,
    PageText,
    Section,
    index,
    page_text,
    sentences,
    stylesheet,
    written,
)
from living_review.website.policy import finding

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "</script><img src=x onerror=alert(1)>"
WORDS_AND_MORE = st.characters(codec="utf-8")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)


def places(found: dict[str, Any]) -> Iterator[tuple[str, str, str, list[str]]]:
    """Read an index as a page's script does: address, title, heading, sentences."""
    for address, title, sections in found["pages"]:
        key = address.removesuffix(".html").partition("-")[2]
        for number, *kept in sections:
            anchor, heading = found["heads"][number]
            yield f"{address}#{anchor.replace(' ', key, 1)}", title, heading, kept


def of_size(outcomes: int, trials: int) -> dict[str, PageText]:
    """Give the pages of a review of so many outcomes and trials, in four parts each."""
    rows = [f"Trial of the group {each} (Somewhere {2000 + each % 26})" for each in range(trials)]
    pages = {"trials.html": PageText("Trials", (Section("", ""), Section("t", "All", rows)))}
    for each in range(outcomes):
        key = f"support-outcome_{each}-post"
        told = [f"Sentence {n} tells of outcome {each} in some more words." for n in range(40)]
        parts = ("effect", "sensitivity", "subgroups", "certainty")
        sections = (Section(f"{part}-{key}", part, [], list(told)) for part in parts)
        pages[f"finding-{key}.html"] = PageText(f"Outcome {each}", (Section("", ""), *sections))
    return pages


def test_a_page_is_read_as_headings_rows_and_sentences() -> None:
    page = (
        "<header><h1>Not this</h1></header><main id='c'><header><h1>A &amp; b</h1></header>"
        "<p>Before <em>all</em>. Cook et al. Found it.</p>"
        '<section id="one"><h2>One <span aria-hidden="true">⊕⊕</span></h2><p>First; 0.3 more.</p>'
        '<table><tbody><tr><th scope="row" title="a > b">Cook 2012<sup>a</sup></th><td>7</td></tr>'
        '</tbody></table><section id="two"><h3 id="own">Two</h3><ul><li>An item</li><li>—</li></ul>'
        "</section><svg><text>drawn</text></svg></section><p>After<br>it</p>"
        '<details id="three"><summary>Three</summary><p>Folded.</p></details>'
        "<details><summary>As a table</summary></details></main><p>No</p>"
    )
    assert page_text(page) == PageText(
        "A & b",
        (
            Section("", "", [], ["Before all.", "Cook et al. Found it."]),
            Section("one", "One", ["Cook 2012"], ["First; 0.3 more."]),
            Section("own", "Two", [], ["An item", "After", "it"]),
            Section("three", "Three", [], ["Folded.", "As a table"]),
        ),
    )
    assert sentences("It is. 5 are! É is? so it is… Yes") == [
        "It is.",
        "5 are!",
        "É is? so it is…",
        "Yes",
    ]


def test_a_long_sentence_is_cut_behind_the_last_word_that_has_room() -> None:
    for length in range(1, 9):
        words = ["abcdefgh"[:length]] * 300
        (cut,) = sentences(" ".join(words))
        kept = cut.removesuffix(" …")
        assert kept.split() == words[: len(kept.split())]
        assert len(kept) < LONGEST <= len(kept) + 1 + length, length
    for letters, whole in ((LONGEST, True), (LONGEST + 1, False)):
        sentence = ("ab " * 99 + "cd" * 9)[-letters:].lstrip()
        assert (sentences(sentence.rjust(letters, "x")) == [sentence.rjust(letters, "x")]) == whole


def test_a_heading_is_reached_by_its_own_anchor_or_that_of_the_section_it_begins() -> None:
    page = (
        '<main><div id="box"><h2>In a box</h2></div><section id="a"><section><h2>Within</h2>'
        '<p>x</p><h3>Below</h3><table><tr><th scope="row">Row</th></tr></table></section>'
        "</section></main>"
    )
    sections = page_text(page).sections
    assert [each.rows for each in sections] == [[], [], [], ["Row"]]
    of = [(each.anchor, each.heading) for each in sections]
    assert of == [("", ""), ("", "In a box"), ("a", "Within"), ("", "Below")]


def test_what_pages_of_results_have_alike_is_written_once() -> None:
    pages = {
        f"finding-{key}.html": PageText(key, (Section(f"effect-{key}-of-{key}", "Effect"),))
        for key in ("pain-end", "mood-end")
    }
    heads = [(f"effect- -of-{page.title}", "Effect") for page in pages.values()]
    assert index(pages)["heads"] == heads
    once = {
        a: PageText(p.title, (Section(f"effect-{p.title}", "Effect"),)) for a, p in pages.items()
    }
    assert index(once)["heads"] == [("effect- ", "Effect")]


@given(titles=st.lists(WORDS, min_size=1, max_size=5), heads=st.lists(WORDS, max_size=5))
def test_every_title_and_heading_is_found_where_it_stands(
    titles: list[str], heads: list[str]
) -> None:
    body = "".join(
        f'<section id="h{n}"><h2>{html.escape(h)}</h2></section>' for n, h in enumerate(heads)
    )
    pages = {
        f"page-{n}.html": page_text(f"<main><h1>{html.escape(title)}</h1>{body}</main>")
        for n, title in enumerate(titles)
    }
    found = json.loads(written(index(pages, room=0)))
    wanted = [(f"page-{n}.html#", " ".join(t.split()), "") for n, t in enumerate(titles)]
    wanted += [
        (f"page-{n}.html#h{m}", " ".join(titles[n].split()), " ".join(head.split()))
        for n, m in product(range(len(titles)), range(len(heads)))
        if (head := heads[m])
    ]
    assert sorted(each[:3] for each in places(found)) == sorted(wanted)


@pytest.mark.parametrize(("outcomes", "trials"), [(0, 0), (1, 1), (40, 500), (80, 100)])
def test_an_index_has_room_for_so_much_whatever_the_size_of_the_review(
    outcomes: int, trials: int
) -> None:
    pages = of_size(outcomes, trials)
    found = index(pages)
    assert len(written(found).encode()) <= ROOM
    assert len(stylesheet(pages).encode()) < 100_000
    kept = [told for _, _, _, told in places(found)]
    assert sum(map(len, kept)) == len({each for told in kept for each in told}), "each once"
    of_findings = [told for address, _, _, told in places(found) if "#effect" in address]
    assert len({len(told) for told in of_findings}) <= 2, "left out on every page alike"
    assert all(of_findings), "the first sentence of every section stands before any second"
    trials_found = next(told for address, _, _, told in places(found) if "#t" in address)
    assert len(trials_found) == trials


def test_what_is_left_out_is_what_stands_last() -> None:
    pages = of_size(3, 5)
    whole = index(pages, room=10**9)
    for room in range(0, len(written(whole).encode()) + 10, 97):
        found = index(pages, room)
        for (_, _, _, some), (_, _, _, every) in zip(places(found), places(whole), strict=True):
            assert some == every[: len(some)]
    assert written(index(pages, len(written(whole).encode()))) == written(whole)


@given(text=st.text(WORDS_AND_MORE))
def test_a_browser_reads_from_the_stylesheet_what_was_written(text: str) -> None:
    pages = {"a.html": PageText(text, (Section("x", HOSTILE + text, [HOSTILE], [text]),))}
    style = stylesheet(pages)
    quoted = style[style.index("'") + 1 : style.rindex("'")]
    assert not {"'", "<", "\n", "\r", "\f"} & set(quoted), "it ends neither text nor element"
    assert re.fullmatch(r"(?:[^\\]|\\\\)*", quoted, re.DOTALL), "what is escaped is a backslash"
    told = json.loads(quoted.replace("\\\\", "\\"))
    assert told == json.loads(json.dumps(index(pages)))


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_the_script_that_finds_makes_text_only_and_says_all_its_words(
    project_root: Path, language: str
) -> None:
    with speaking(words_in(project_root / "templates", language)):
        text = finding()
    assert re.search(r"innerHTML|insertAdjacent|document\.write|eval\(", text) is None
    (said,) = map(json.loads, re.findall(r"said = (\{.*\});", text))
    assert set(said) == {"label", "none", "all", "first"}
    assert all("{number}" in said[each] for each in ("all", "first"))
    spoken = {"en": "Nothing found.", "es": "No se ha encontrado nada.", "de": "Nichts gefunden."}
    assert said["none"] == spoken[language]


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_in_a_browser_words_are_found_by_keyboard_from_disk_and_a_citation_is_copied(
    browser: Browser, tmp_path: Path
) -> None:
    body = "Text of *the front* page.\n\n## Depresión und Größe {#d}\n\nτ² was 1,573. "
    body += f"{apart('تجربة')}7 and {apart('ניסוי')} 35.\n\n"
    body += HOSTILE.replace("<", "\\<") + "\n\n::: {.cite}\nUs. *A*  & b.\n:::\n"
    for name, text in {"index": "Nothing.", "finding-a-b": body}.items():
        (tmp_path / f"{name}.qmd").write_text(f"---\ntitle: Of {name}\n---\n{text}\n")
    site = SiteInfo("T", "en", (), "", "", (("Home", "index.html"),))
    write_pages(sorted(tmp_path.glob("*.qmd")), tmp_path, site, lambda _: None)
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto((tmp_path / "index.html").as_uri())
    assert page.locator("link[href*=find]").count() == 0, "nothing is loaded before it is wanted"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "", "no single letter does anything"
    page.keyboard.press("Control+/")
    page.wait_for_selector("link[href*=find]", state="attached")
    for typed, marked in {
        "depresion GROSSE": ["Depresión", "Größe"],
        "tau2": ["τ²"],
        "1573": ["1,573"],
        "onerr alert": ["onerror", "alert"],
        "front": ["front"],
        "تجربة7": [f"{apart('تجربة')}7"],
        "ניסוי 35": [apart("ניסוי"), "35"],
    }.items():
        page.fill(".find input", typed)
        assert page.locator(".found li mark").all_inner_texts() == marked, typed
        assert page.inner_text(".found [role=status]") == "Places found: 1"
    page.fill(".find input", "of ind")
    assert page.inner_text(".found li").startswith("Of index")
    page.fill(".find input", "nowhere to be seen")
    assert page.inner_text(".found [role=status]") == "Nothing found."
    page.keyboard.press("Escape")
    assert page.inner_text(".found [role=status]") == ""
    page.fill(".find input", "grö")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "find-words"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/finding-a-b.html#d")
    page.evaluate("void (navigator.clipboard.writeText = async text => { window.copied = text; })")
    page.click(".cite button")
    assert page.inner_text(".cite [role=status]") == "Copied."
    assert page.evaluate("window.copied") == "Us. A & b."
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.evaluate("void (document.execCommand = () => false)")
    page.click(".cite button")
    page.wait_for_function("document.querySelector('.cite [role=status]').innerText.length > 9")
    assert page.evaluate("String(getSelection())") == "Us. A & b."
    page.close()
    assert said == []


def test_the_pages_of_the_menu_come_first(tmp_path: Path) -> None:
    texts: Mapping[str, PageText] = {
        name: PageText(name, (Section("", ""),)) for name in ("a.html", "b.html", "index.html")
    }
    nav = (("Home", "index.html"), ("B", "b.html"))
    write_index(dict(texts), tmp_path, SiteInfo("T", "en", (), "", "", nav))
    text = (tmp_path / "assets" / "find.css").read_text(encoding="utf-8")
    assert re.findall(r'\["(\w+)\.html"', text) == ["index", "b", "a"]
