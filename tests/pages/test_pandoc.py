"""Markdown becomes HTML as Quarto would make it, and a registry's text never becomes markup."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from living_review import assets
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.ground.kept import keeping, making_afresh
from living_review.language import Words, speaking
from living_review.language.markdown import escape
from living_review.pages import pandoc
from living_review.pages.pandoc import Page, convert, read_page
from living_review.paper.formulas import drawn_formulas

SAMPLE = Path(__file__).parents[1] / "shared" / "sample_report"
REFERENCES = SAMPLE / "references.json"


def body(text: str, medium: str = "screen") -> str:
    return convert(Page("page.qmd", text), medium=medium).body


def written(folder: Path, text: str) -> Page:
    path = folder / "page.qmd"
    path.write_text(text, encoding="utf-8")
    return read_page(path)


def test_figures_tables_and_equations_are_numbered_in_reading_order() -> None:
    text = (
        "See @fig-b, @fig-a, @tbl-t, [-@fig-b] and [@fig-a; @fig-b]; @eq-e.\n\n"
        '![First](a.svg){#fig-a fig-alt="A"}\n\n![Second](b.svg){#fig-b fig-alt="B"}\n\n'
        "| x | y |\n|---|---|\n| 1 | 2 |\n\n: Caption {#tbl-t}\n\n$$x$$ {#eq-e}\n"
    )
    page = lxml_html.fromstring(body(text))
    links = [(a.get("href"), a.text_content()) for a in page.iter("a")]
    assert links == [
        ("#fig-b", "Figure\u00a02"),
        ("#fig-a", "Figure\u00a01"),
        ("#tbl-t", "Table\u00a01"),
        ("#fig-b", "2"),
        ("#fig-a", "Figure\u00a01"),
        ("#fig-b", "Figure\u00a02"),
        ("#eq-e", "Equation\u00a01"),
    ]
    captions = [each.text_content().strip() for each in page.iter("figcaption", "caption")]
    assert captions == ["Figure\u00a01: First", "Figure\u00a02: Second", "Table\u00a01: Caption"]
    assert page.get_element_by_id("eq-e").text_content().strip().endswith("(1)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("See @fig-none.", 'Nothing on the page has the label "fig-none"'),
        (
            '![A](a.svg){#fig-a fig-alt="A"}\n\n![B](b.svg){#fig-a fig-alt="B"}\n',
            'The label "fig-a" is given twice',
        ),
        ("![Far](https://example.org/x.png)", 'The image "https://example.org/x.png" lies outside'),
        ("![Far](//example.org/x.png)", 'The image "//example.org/x.png" lies outside'),
        ("![](a.svg)", 'The image "a.svg" has no alternative text'),
        (r"$\frac{a$", "Pandoc refused the page"),
    ],
)
def test_a_fault_of_a_page_is_one_sentence_with_its_name(text: str, said: str) -> None:
    with pytest.raises(TemplateFailure) as failure:
        body(text)
    assert str(failure.value).startswith("page.qmd: ")
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


def test_an_unknown_citation_is_named() -> None:
    with pytest.raises(TemplateFailure, match="@nobody2020 is not in the bibliography"):
        convert(Page("page.qmd", "So said [@nobody2020]."), bibliography=REFERENCES)


def test_citations_are_numbered_and_linked_to_the_references() -> None:
    page = lxml_html.fromstring(
        convert(
            Page("page.qmd", "So [@dersimonian1986].\n\n::: {#refs}\n:::\n"),
            bibliography=REFERENCES,
        ).body
    )
    citation = page.find_class("citation")[0]
    assert citation.text_content() == "[1]"
    entry = page.get_element_by_id(citation.find("a").get("href")[1:])
    assert "DerSimonian R, Laird N. Meta-analysis in clinical trials." in entry.text_content()
    assert "https://doi.org/10.1016/0197-2456(86)90046-2" in entry.text_content()


@pytest.mark.parametrize(("language", "said"), [("en", "et al."), ("de", "u. a.")])
def test_references_have_the_words_of_the_language(language: str, said: str) -> None:
    with speaking(Words(language)):
        found = convert(
            Page("page.qmd", "So [@akl2024].\n\n::: {#refs}\n:::\n"),
            bibliography=assets.HERE / "bibliography.json",
        )
    assert said in lxml_html.fromstring(found.body).text_content().replace("\xa0", " ")


def test_table_headings_say_what_they_head() -> None:
    page = lxml_html.fromstring(body("| Outcome | k |\n|---|--:|\n| Hope | 3 |\n"))
    scopes = [(th.text_content(), th.get("scope")) for th in page.iter("th")]
    assert scopes == [("Outcome", "col"), ("k", "col"), ("Hope", "row")]


def test_wide_content_lies_in_one_named_region_the_keyboard_reaches() -> None:
    text = (
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Sensitivity {#tbl-s}\n\n"
        "::: {.wide}\n```{=html}\n<table><caption>Raw &amp; all</caption>"
        '<tr><td>1</td></tr></table>\n```\n:::\n\n![Forest](a.svg){#fig-f fig-alt="F"}\n'
    )
    regions = lxml_html.fromstring(body(text)).find_class("wide")
    assert [
        (region.get("role"), region.get("tabindex"), region.get("aria-label")) for region in regions
    ] == [
        ("group", "0", "Table\u00a01: Sensitivity"),
        ("group", "0", "Raw all"),
        ("group", "0", "Figure\u00a01: Forest"),
    ]
    assert not lxml_html.fromstring(body(text, "print")).xpath("//*[@tabindex]")


def test_a_narrow_screen_gets_the_figure_drawn_for_it_under_one_alternative_text() -> None:
    text = '![F](fig/a.svg){#fig-a fig-alt="What it shows" compact="fig/a-compact.svg"}'
    page = lxml_html.fromstring(body(text))
    [picture] = page.iter("picture")
    [source], [image] = picture.iter("source"), picture.iter("img")
    assert source.get("srcset") == "fig/a-compact.svg"
    assert (image.get("src"), image.get("alt")) == ("fig/a.svg", "What it shows")
    elsewhere = text.replace("fig/a-compact.svg", "https://example.org/a.svg")
    assert "example.org" not in body(elsewhere)


def test_callouts_and_tabs_are_boxes_on_screen_and_stand_open_on_paper() -> None:
    text = (
        '::: {.callout-note title="One"}\nA\n:::\n\n::: {.callout-warning}\n## Two\nB\n:::\n\n'
        '::: {.callout-tip collapse="true"}\n## Three\nC\n:::\n\n'
        "::: {.panel-tabset}\n## Four\nD\n\n## Five\nE\n:::\n"
    )
    screen = lxml_html.fromstring(body(text))
    assert [box.get("aria-label") for box in screen.find_class("callout")] == ["One", "Two", None]
    assert [each.text_content().strip() for each in screen.iter("summary")] == [
        "Three",
        "Four",
        "Five",
    ]
    paper = lxml_html.fromstring(body(text, "print"))
    assert list(paper.iter("details")) == []
    assert [each.text_content().strip() for each in paper.find_class("tab-title")] == [
        "Four",
        "Five",
    ]


def test_what_is_folded_has_its_heading_and_anchor_outside_and_lies_open_on_paper() -> None:
    text = (
        "# A {#a}\n\n:::: {.fold}\n## Under *it* {#b}\n\n| x | y |\n|---|---|\n| 1 | 2 |\n::::\n\n"
        ':::: {.fold title="As a table"}\nB\n::::\n\n'
        ':::: {.fold .on-phones title="As a figure"}\nC\n::::\n\n'
        'Term\n:   :::: {.fold title="Two changes"}\n    - One\n    - Other\n    ::::\n\n'
        ":   ::: {#c}\n    Next\n    :::\n"
    )
    screen = lxml_html.fromstring(body(text))
    folds = list(screen.iter("details"))
    heads = ["Under it", "As a table", "As a figure", "Two changes"]
    assert [each.get("class") for each in folds] == ["fold", "fold", "fold on-phones", "fold"]
    assert [next(each.iter("summary")).text_content().strip() for each in folds] == heads
    assert [each.get("id") for each in folds] == ["b", None, None, None]
    assert [len(list(each.iter("table", "li"))) for each in folds] == [1, 0, 0, 2]
    assert not any(each.get("open") for each in folds)
    assert not screen.xpath("//details//*[@id='c'] | //details//h2")
    paper = lxml_html.fromstring(f"<div>{body(text, 'print')}</div>")
    assert [each.text for each in paper.iter("h2")] == ["Under "]
    assert not list(paper.iter("details"))
    assert paper.text_content().split()[-3:] == ["One", "Other", "Next"]


def test_content_for_one_medium_is_kept_from_the_other() -> None:
    text = (
        '::: {.content-visible when-format="html"}\nscreen\n:::\n\n'
        '::: {.content-visible when-format="pdf"}\npaper\n:::\n\n'
        '::: {.content-hidden when-format="html"}\nnot screen\n:::\n'
    )
    assert lxml_html.fromstring(body(text)).text_content().split() == ["screen"]
    assert lxml_html.fromstring(f"<div>{body(text, 'print')}</div>").text_content().split() == [
        "paper",
        "not",
        "screen",
    ]


def test_a_footnote_mark_is_a_link_within_a_superscript() -> None:
    assert '<sup><a href="#fn1"' in body("Text[^a].\n\n[^a]: Note.\n")


def test_links_lead_to_pages_and_on_paper_to_the_website() -> None:
    page = Page("page.qmd", "[R](results.qmd#x)")
    assert 'href="results.html#x"' in convert(page).body
    paper = convert(page, medium="print", site_url="https://example.org/review").body
    assert 'href="https://example.org/review/results.html#x"' in paper
    assert "href" not in convert(page, medium="print").body


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`<b>x</b>`{=html}",
    r"\input{/etc/passwd} \textbf{x}",
    "[link](javascript:alert(1))",
    "![](https://example.org/pixel.png)",
    "---\ntitle: taken over\n---",
    "::: {.callout-note}",
    "```{=html}\n<script>alert(1)</script>\n```",
    "{{< include /etc/passwd >}}",
    "@dersimonian1986 and @fig-x",
    "$\\alpha$ ~~gone~~ ^up^ H~2~O [^1]",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; &#60;",
    "‮evil‬ \u200b",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_unescaped_text_never_becomes_active_markup(text: str, medium: str) -> None:
    """Were a template to forget to escape, the reader's settings still keep scripts out."""
    try:
        page = lxml_html.fromstring(f"<div>{body('Cell: ' + ' '.join(text.split()), medium)}</div>")
    except TemplateFailure:
        return
    assert not page.xpath("//script | //iframe | //object | //embed | //form | //style | //link")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not [href for href in page.xpath("//@href | //@src") if "javascript" in href]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    shown = lxml_html.fromstring(body(escape(text))).text_content()
    assert shown.strip() == lxml_html.fromstring(f"<p>{_visible(text)}</p>").text_content()


def _visible(text: str) -> str:
    import html

    from living_review.ground.visible_text import visible

    return html.escape(visible(text))


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="<>&*_`~^$@#[](){}|\\!-+=.:'\"\n aé1", min_size=1, max_size=30))
def test_any_escaped_text_survives_the_reader(text: str) -> None:
    from living_review.ground.visible_text import visible

    found = lxml_html.fromstring(f"<div>{body('x ' + escape(text) + ' y')}</div>")
    assert " ".join(found.text_content().split()) == " ".join(f"x {visible(text)} y".split())


def test_front_matter_is_taken_from_the_top_alone(tmp_path: Path) -> None:
    page = written(tmp_path, "---\ntitle: 'A: b'\n---\nText\n\n---\ntitle: Other\n---\n")
    assert page.front == {"title": "A: b"}
    assert "title: Other" in lxml_html.fromstring(convert(page).body).text_content()


@pytest.mark.parametrize(
    ("front", "line"),
    [("title: a: b", "line 2"), ("title: x\nkey: [", "line 3"), ("- a", "line 2")],
)
def test_broken_front_matter_is_named_with_its_line(tmp_path: Path, front: str, line: str) -> None:
    with pytest.raises(TemplateFailure, match=rf"page\.qmd, {line}"):
        written(tmp_path, f"---\n{front}\n---\nText\n")


@pytest.mark.parametrize("value", ["2026-13-45", "2026-02-30", "0b_"])
def test_a_date_that_there_is_not_is_told(tmp_path: Path, value: str) -> None:
    with pytest.raises(TemplateFailure, match=r"page\.qmd: .* that there is not .*quotation marks"):
        written(tmp_path, f"---\ntitle: x\ndate: {value}\n---\nText\n")


def test_control_characters_are_dropped(tmp_path: Path) -> None:
    assert written(tmp_path, "a\x00b\x0bc\td\n").body == "abc\td\n"


def test_a_missing_pandoc_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(EnvironmentFailure, match="pip install --force-reinstall pypandoc_binary"):
        body("Text")


def test_the_same_page_gives_the_same_bytes() -> None:
    source = read_page(SAMPLE / "index.qmd")
    made = {convert(source, bibliography=REFERENCES) for _ in range(4)}
    assert len(made) == 1


def test_a_formula_is_drawn_on_the_baseline_with_its_tex_as_title() -> None:
    drawn = drawn_formulas(body(r"So $\tau^2 < 1$.", "print"), "page.md")
    picture = lxml_html.fromstring(drawn).find(".//svg")
    assert picture is not None
    assert picture.findtext("title") == r"\tau^2 < 1"
    assert "vertical-align:-" in picture.get("style", "")
    assert r"\(" not in drawn


def test_a_formula_that_cannot_be_drawn_is_named() -> None:
    with pytest.raises(TemplateFailure, match=r"page\.md: the formula .* cannot be drawn"):
        drawn_formulas(r'<span class="math inline">\(\frac{a\)</span>', "page.md")


def test_what_pandoc_made_of_the_very_same_is_taken_and_of_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVING_REVIEW_CACHE", str(tmp_path / "kept"))
    works = tmp_path / "works.json"
    ran: list[list[str]] = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda c, **more: ran.append(c) or run(c, **more))

    def made(body: str = "A text [@a].", title: str = "One", **options: Any) -> str:
        works.write_text(f'[{{"id": "a", "type": "book", "title": "{title}"}}]', encoding="utf-8")
        options.setdefault("bibliography", works)
        with keeping():
            return convert(Page("p.qmd", body), **options).body

    others: list[tuple[str, dict[str, Any]]] = [
        ("A text [@a].", {}),
        ("A text  [@a], too.", {}),
        ("A text [@a].", {"title": "Two"}),
        ("A text [@a].", {"medium": "print"}),
        ("A text [@a].", {"site_url": "https://example.org/"}),
        ("A text.", {}),
    ]
    first = [made(body, **options) for body, options in others]
    assert len(ran) == len(others)
    assert [made(body, **options) for body, options in others] == first
    assert len(ran) == len(others)
    monkeypatch.setattr(pandoc, "_pandoc", lambda program: b"another")
    assert made() == first[0]
    assert len(ran) == len(others) + 1
    with making_afresh():
        assert made() == first[0]
    for _ in range(2):
        with pytest.raises(TemplateFailure, match="not in the bibliography"):
            made("A text [@nobody].")
    assert len(ran) == len(others) + 4


def test_every_filter_decides_what_pandoc_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in assets.FILTER.parent.glob("*.lua"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(assets, "FILTER", tmp_path / "filter.lua")
    told = set()
    for path in sorted(tmp_path.glob("*.lua")):
        path.write_text("-- otherwise")
        pandoc._pandoc.cache_clear()
        told.add(pandoc._pandoc(pandoc.pandoc_path()))
    pandoc._pandoc.cache_clear()
    assert len(told) == len(list(tmp_path.glob("*.lua"))) > 2
