"""Every text in front matter and around a page is shown as it is, and Quarto acts on none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stand_in_quarto as stand_in
from lxml import html as markup

from living_review.document.filters import front_matter
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts.site import PageTitle
from living_review.language.markdown import plain_of, yaml_string
from living_review.pages.site_info import SiteInfo
from living_review.website.frame import in_head
from living_review.website.site import build_site

SITE = SiteInfo("T", "en", (), "", "Version 4", (("Summary", "index.html"),), bibliography=None)
# What a protocol, a registry or a template might put where Quarto reads Markdown.
PAYLOADS = (
    "{{< env SECRET >}}",
    "x{{< env SECRET >}}y",
    "({{< env SECRET >}})",
    "{{{< env SECRET >}}}",
    "{{</* env SECRET */>}}",
    "{{< meta title >}} {{< include /etc/passwd >}}",
    "{{< video 'https://x.org/a.mp4' >}}",
    "{{<",
    ">}}",
    r"\{\{\< env SECRET \>\}\}",
    "$x^2$ and $$y$$",
    r"\(x\) \[y\]",
    r"$\href{javascript:alert(1)}{x}$",
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`<b>`{=html}",
    "```{=html}",
    "`r 1+1`",
    "[a](javascript:alert(1))",
    "![a](x.png)",
    "<https://x.org>",
    "[a]{.hidden #title onclick=x}",
    "@cochrane and [@cochrane]",
    "@fig-forest",
    "*a* _b_ **c** ~d~ ^e^ ~~f~~",
    "# a",
    "1. a",
    "- a",
    "> a",
    "a -- b --- c ... 'd' \"e\"",
    "key: value # no comment",
    "&lt;b&gt; &#123;&#123;",
    "[^1] ^[note] | : ! % & * {a} [b]",
)


@pytest.fixture(scope="module")
def payloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose every text is one of the payloads, a page each."""
    report, place = tmp_path_factory.mktemp("payloads"), tmp_path_factory.mktemp("out")
    for number, payload in enumerate(PAYLOADS):
        name = f"page{number}" if number else "index"
        front = front_matter(f"{payload} {number}", f"About {payload}")
        (report / f"{name}.qmd").write_text(f"{front}\n\nText.\n")
    every = " ".join(PAYLOADS)
    site = replace(SITE, title=every, authors=PAYLOADS, licence=every, notice=every)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", "xyzzy")
        stand_in.on_path(place, patch)
        build_site(report, place / "out", engine="quarto", site=site)
    return place / "out"


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_front_matter_is_shown_as_it_is_and_acts_on_nothing(payloads: Path, number: int) -> None:
    text = (payloads / (f"page{number}.html" if number else "index.html")).read_text()
    page = markup.document_fromstring(text)
    title, every = visible(f"{PAYLOADS[number]} {number}"), visible(" ".join(PAYLOADS))
    assert texts(page, "//main//h1") == [title]
    said = say(PageTitle(page=title, site=every)) if number else every
    assert texts(page, "//head/title") == [said]
    about = page.xpath("//meta[@name='description']/@content")
    assert about == [visible(f"About {PAYLOADS[number]}")]
    for place in ("navbar-title", "quarto-announcement-content"):
        assert texts(page, f"//*[@class='{place}']") == [every]
    assert ", ".join(map(visible, PAYLOADS)) in texts(page, "//*[@class='nav-footer']")[0]
    assert page.xpath("//meta[@name='author']/@content") == list(map(visible, PAYLOADS))
    assert "xyzzy" not in text
    # What runs is ours alone.
    assert len(page.xpath("//script")) == in_head().count("<script>")


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath(path)]


@pytest.mark.parametrize("text", [*PAYLOADS, " ".join(PAYLOADS)])
def test_what_is_escaped_for_front_matter_is_read_back(text: str) -> None:
    assert plain_of(json.loads(yaml_string(text))) == visible(text)
