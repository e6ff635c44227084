"""What a review words otherwise around its pages is shown, and shown as text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from living_review.ground.errors import TemplateFailure
from living_review.language import speaking, words_in
from living_review.pages.pandoc import Page, convert
from living_review.pages.site_info import SiteInfo
from living_review.paper.pdf_links import link_what_is_there
from living_review.website.embedded import page_html
from living_review.website.marked_up import marked_up
from living_review.website.policy import copying, finding, page_policy, script

SITE = SiteInfo("Review", "en", ("A",), "About", "Version 1", (("Start", "index.html"),))
HOSTILE = '"</script><b>\\'


def own(tmp_path: Path, subject: str, macros: str) -> Path:
    folder = tmp_path / "templates"
    (folder / "words").mkdir(parents=True)
    (folder / "words" / f"{subject}.j2").write_text(macros, encoding="utf-8")
    return folder


def test_words_of_a_review_are_text_to_the_script_of_its_pages(tmp_path: Path) -> None:
    macros = (
        "{% macro colours(scheme) %}{{ scheme }}" + HOSTILE + "{% endmacro %}"
        "{% macro overdue() %}" + HOSTILE + "{% endmacro %}"
        "{% macro find(part, number) %}{{ part }}" + HOSTILE + "{% endmacro %}"
        "{% macro copying(part) %}{{ part }}" + HOSTILE + "{% endmacro %}"
    )
    usual, usual_policy = script(), page_policy()
    with speaking(words_in(own(tmp_path, "site", macros))):
        text, policy = script(), page_policy()
        page = page_html(Page("index.qmd", "Text"), "index.html", SITE)
        others = finding(), copying()
    for each in others:
        assert "</script" not in each
        (told,) = re.findall(r"said = (\{.*\});", each)
        assert all(value == key + HOSTILE for key, value in json.loads(told).items())
    assert "</script" not in text
    said = re.search(r'auto: ("(?:[^"\\]|\\.)*"), light', text)
    assert said is not None
    assert json.loads(said[1]) == "auto" + HOSTILE
    assert text in page
    assert policy != usual_policy, "the hash is that of the script that the page holds"
    assert (script(), page_policy()) == (usual, usual_policy)


def test_figures_and_boxes_are_called_as_a_review_calls_them(tmp_path: Path) -> None:
    macros = (
        "{% macro before_caption(kind, number) %}{{ number }}. {{ kind }} –{% endmacro %}"
        "{% macro box(kind) %}Beachte{% endmacro %}"
        "{% macro wide(number) %}Breit {{ number }} %{% endmacro %}"
    )
    body = "::: {.callout-note}\nText\n:::\n\n| a | b |\n|--|--|\n| c | d |\n\n: Title {#tbl-x}\n\n"
    with speaking(words_in(own(tmp_path, "page_parts", macros))):
        shown = convert(Page("x.qmd", body + "| a | b |\n|--|--|\n| c | d |\n")).body
    assert '<span class="caption-number">1. table – </span>Title' in shown
    assert 'aria-label="Beachte"' in shown
    assert 'aria-label="Breit 2 %"' in shown


def test_a_link_to_a_missing_pdf_comes_back_whatever_was_said_of_it(tmp_path: Path) -> None:
    linked = '<p><a href="summary.pdf">Two <em>pages</em></a></p>'
    (tmp_path / "index.html").write_text(linked, encoding="utf-8")
    macros = "{% macro no_pdf() %}not [here] <b>{% endmacro %}"
    with speaking(words_in(own(tmp_path, "site", macros))):
        link_what_is_there(tmp_path, ["summary.pdf"])
    told = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Two <em>pages</em> [not (here) &lt;b&gt;]</span>" in told
    (tmp_path / "summary.pdf").touch()
    link_what_is_there(tmp_path, ["summary.pdf"])
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == linked


def test_a_sentence_of_the_shelf_leads_where_it_names_and_nowhere_else() -> None:
    places = {"site": "../../index.html"}
    assert marked_up("See [the <site>](site), `a < b`.", places) == (
        'See <a href="../../index.html">the &lt;site&gt;</a>, <code>a &lt; b</code>.'
    )
    with pytest.raises(TemplateFailure, match="did you mean 'site'"):
        marked_up("See [it](sites).", places)
