"""What a template writes can run nothing, load nothing, send nothing, and lead nobody away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markupsafe import escape

from living_review.ground.errors import TemplateFailure
from living_review.pages.own_images import refuse_missing
from living_review.pages.page_faults import told_where
from living_review.pages.pandoc import Page, convert
from living_review.pages.safe_html import ActiveMarkup, refuse_active, refuse_scripts
from living_review.pages.site_info import SiteInfo
from living_review.website.embedded import page_html, write_assets
from living_review.website.policy import finding, page_policy, quarto_policy, with_policy

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = SiteInfo("A review", "en", (), "About it", "Version 1", (("Summary", "index.html"),))

# Each with HOST in the place of a server elsewhere.
ATTACKS = (
    "<script>window.pwned = 1</script>",
    "<script src='HOST/a.js'></script>",
    '<script src="data:text/javascript,window.pwned=1"></script>',
    '<SCRIPT type=module>import "HOST/m.js"; window.pwned = 1</SCRIPT>',
    '<img src=x onerror="window.pwned=1">',
    "<img src=x\nonerror\n=\nwindow.pwned=1>",
    '<img/onerror="window.pwned=1"/src=x>',
    "<svg onload=window.pwned=1></svg>",
    "<svg><script>window.pwned=1</script></svg>",
    '<svg><animate onbegin="window.pwned=1" attributeName=x dur=1s></svg>',
    '<svg><set attributeName="href" to="javascript:window.pwned=1"/></svg>',
    '<svg><use href="HOST/u.svg#x"/></svg>',
    '<svg><image href="HOST/i.png"/></svg>',
    '<svg><foreignObject><iframe src="HOST/f"></iframe></foreignObject></svg>',
    "<svg><style>@import url(HOST/s.css)</style></svg>",
    '<svg><rect fill="url(HOST/p.svg#x)"/></svg>',
    '<math><mtext><img src="x" onerror="window.pwned=1"></mtext></math>',
    '<math href="javascript:window.pwned=1">x</math>',
    '<iframe src="HOST/i"></iframe>',
    '<iframe srcdoc="&lt;script&gt;parent.pwned=1&lt;/script&gt;"></iframe>',
    '<object data="HOST/o"></object>',
    '<embed src="HOST/e">',
    '<portal src="HOST/p"></portal>',
    '<meta http-equiv="refresh" content="0; url=HOST/away">',
    '<META HTTP-EQUIV=Refresh CONTENT="0;HOST/away">',
    '<base href="HOST/">',
    '<link rel="stylesheet" href="HOST/c.css">',
    '<link rel="dns-prefetch" href="HOST/">',
    '<link rel="prefetch" href="HOST/pre">',
    "<style>@import 'HOST/s.css'; p { background: url(HOST/b.png) }</style>",
    '<p style="background: url(HOST/b.png)">x</p>',
    '<p style="background: u\\72l(HOST/b.png)">x</p>',
    '<p style="background-image: image-set(&quot;HOST/b.png&quot; 1x)">x</p>',
    '<form action="HOST/send" method="post"><button>Go</button></form>',
    '<input autofocus onfocus="window.pwned=1">',
    '<button formaction="HOST/b">Go</button>',
    '<textarea></textarea><img src="HOST/t.png" title="x">',
    '<video src="HOST/v.mp4" autoplay></video>',
    '<audio src="HOST/a.mp3" autoplay></audio>',
    '<video poster="HOST/p.png"></video>',
    '<table background="HOST/t.png"><tr><td>x</td></tr></table>',
    '<a href="javascript:window.pwned=1">x</a>',
    '<a href=" java\tscript:window.pwned=1">x</a>',
    '<a href="&#106;avascript&colon;window.pwned=1">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a ping="HOST/ping" href="index.html">x</a>',
    '<a target="_top" href="index.html">x</a>',
    "<template><script>window.pwned=1</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=window.pwned=1>"></noscript>',
    '<title><a title="</title><script>window.pwned=1</script>">x</a></title>',
    '<svg><p><title><a title="</title><img src=x onerror=window.pwned=1>">x</a></title></p></svg>',
    "<!--><script>window.pwned=1</script>-->",
    "<!-- --!><script>window.pwned=1</script> -->",
    "<![CDATA[<script>window.pwned=1</script>]]>",
    "<?php x ?><script>window.pwned=1</script>",
    "</main></article><script>window.pwned=1</script>",
    "<p title='<script>window.pwned=1</script>'>x</p>",
    "<scr<script>ipt>window.pwned=1</script>",
    "<custom-element></custom-element>",
    '<p is="x-y">x</p>',
    "<plaintext>",
    "<dialog open>x</dialog>",
    '<img srcset="HOST/a.png 1x">',
    '<img src="HOST/a.png" alt="x">',
    '<picture><source srcset="HOST/a.png"><img src="x.png" alt=""></picture>',
)


def raw(markup: str) -> Page:
    return Page("index.qmd", f"Text\n\n```{{=html}}\n{markup}\n```\n")


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_that_could_act_stops_the_build(attack: str, tmp_path: Path) -> None:
    hostile = f"<p>Text</p>\n{attack.replace('HOST', 'https://elsewhere.example')}\n"

    def looked_at() -> None:
        refuse_missing(refuse_active(hostile, "index.qmd"), "index.qmd", tmp_path, tmp_path)

    with pytest.raises(TemplateFailure, match=r"^index\.qmd: .* out of the template\.$"):
        looked_at()


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_it_stops_a_page_and_a_document(medium: str) -> None:
    with pytest.raises(ActiveMarkup, match="a page may hold no <script>"):
        convert(raw("<p>x</p>\n<script>x</script>"), medium=medium)


@pytest.mark.parametrize(
    "markup",
    [
        '<table id="x" class="a"><caption>T</caption><tr><th scope="row">1</th></tr></table>',
        '<p class="note" lang="de" dir="ltr" title="a &lt; b">A &lt; B</p>',
        '<a href="finding-x.html#top">x</a><a href="https://doi.org/10.1/x">y</a>',
        '<a href="mailto:a@example.org">m</a>',
        "<details open><summary>More</summary><p>Text</p></details>",
        '<col style="width: 12.5%"><span style="color: rgb(1, 2, 3)">x</span>',
        '<svg viewBox="0 0 10 10" role="img"><title>Q</title><path d="M0 0h10" fill="#000"/></svg>',
        '<math><mi>x</mi><mo form="prefix">−</mo></math>',
        "<!-- a remark of the team -->",
        '<dl><dt>a</dt><dd data-x="1">b</dd></dl>',
    ],
)
def test_markup_that_only_shows_something_is_published(markup: str) -> None:
    assert refuse_active(markup, "index.qmd") == ()


@pytest.mark.parametrize(
    ("markup", "files"),
    [
        ('<img src="fig/a.svg" alt="">', ("fig/a.svg",)),
        ('<img srcset="fig/a.svg 1x, fig/b.svg 2x" alt="">', ("fig/a.svg", "fig/b.svg")),
    ],
)
def test_the_files_that_an_image_shows_are_named(markup: str, files: tuple[str, ...]) -> None:
    assert refuse_active(markup, "index.qmd") == files


@given(
    st.lists(
        st.sampled_from(
            (
                *("<", ">", "</", "/>", "'", '"', " ", "=", "!--", "-->", "&lt;", "`", "\n", "x"),
                *("script", "svg", "title", "img", "p", "a", "style", "iframe", "onerror", "href"),
                *("src", "javascript:1", "url(//e.example)", "meta", "textarea", "math", "]]>"),
            )
        ),
        max_size=14,
    ).map("".join)
)
def test_whatever_passes_holds_nothing_that_acts_for_a_parser_of_html(text: str) -> None:
    try:
        refuse_active(text, "index.qmd")
    except ActiveMarkup:
        return
    tree = lxml_html.fromstring(f"<div>{text}</div>")
    for element in tree.iter():
        assert str(element.tag) not in ("script", "iframe", "meta", "style", "textarea", "object")
        for key, value in element.attrib.items():
            assert not key.startswith("on")
            assert "javascript:" not in value or key not in ("href", "src")


def test_the_line_of_the_template_is_named(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "sections").mkdir(parents=True)
    hostile = '<iframe src="https://elsewhere.example/x"></iframe>'
    text = f"One\n\n```{{{{ '=html' }}}}\n{hostile}\n```\n"
    (own / "sections" / "living.md.j2").write_text(text)
    with (
        pytest.raises(TemplateFailure, match=r"^templates/sections/living\.md\.j2, line 4: '<ifr"),
        told_where(own, tmp_path),
    ):
        convert(raw(hostile))


class Elsewhere:
    """A server elsewhere, and what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.server.shutdown()
    server.server.server_close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_in_a_browser_the_policy_alone_stops_what_would_act(
    browser: Browser, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The markup is let through here, to see that the second wall stands without the first."""
    monkeypatch.setattr("living_review.pages.pandoc.refuse_active", lambda *_: ())
    write_assets(tmp_path)
    (tmp_path / "evil.js").write_text("window.pwned = 1")
    leads_away = ("refresh", "Refresh")
    beside = '<script src="evil.js"></script>'
    attacks = [beside, *(each for each in ATTACKS if not any(w in each for w in leads_away))]
    # Markup that may swallow what follows stands alone; of the rest several share a page.
    swallow = ("<plain", "<text", "<title", "<!", "<?", "<temp", "<nosc", "</main", "<scr", "<svg")
    alone = [each for each in attacks if any(mark in each for mark in swallow)]
    rest = [each for each in attacks if each not in alone]
    attacks = alone + ["\n".join(rest[at : at + 8]) for at in range(0, len(rest), 8)]
    for number, attack in enumerate(attacks):
        hostile = raw(attack.replace("HOST", elsewhere.address))
        (tmp_path / f"{number}.html").write_text(page_html(hostile, f"{number}.html", SITE))
    page = browser.new_page()
    for number, attack in enumerate(attacks):
        page.goto((tmp_path / f"{number}.html").as_uri())
        page.evaluate("[...document.forms].forEach(form => form.submit())")
        page.evaluate(
            "[...document.links].filter(a => a.protocol == 'javascript:').forEach(a => a.click())"
        )
        page.wait_for_timeout(20)
        assert page.url.endswith(f"/{number}.html"), attack
        assert page.evaluate("window.pwned === undefined"), attack
    page.wait_for_timeout(200)
    page.close()
    assert [each for each in elsewhere.asked if each not in ("/favicon.ico",)] == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_in_a_browser_our_own_script_runs_under_the_policy(
    browser: Browser, tmp_path: Path
) -> None:
    write_assets(tmp_path)
    (tmp_path / "index.html").write_text(page_html(Page("index.qmd", "Text"), "index.html", SITE))
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "index.html").as_uri())
    assert page.is_visible("button.scheme")
    page.click("button.scheme")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.close()
    assert said == []


def test_every_page_has_the_policy_before_anything_it_governs() -> None:
    html = page_html(Page("index.qmd", "Text"), "index.html", SITE)
    head = html.partition("</head>")[0]
    assert head.index("Content-Security-Policy") < min(head.index("<link"), head.index("<script"))
    policy = page_policy(finding())
    assert escape(policy) in head
    for directive in ("default-src 'none'", "base-uri 'none'", "form-action 'none'"):
        assert directive in policy
    script = policy.partition("script-src ")[2].partition(";")[0]
    assert script.startswith("'sha256-")
    assert "unsafe" not in script
    assert "http" not in policy


QUARTO = """<!DOCTYPE html>
<html lang="en"><head>
<meta charset="utf-8">
<script src="site_libs/quarto.js"></script>
<script>window.inHead = 1</script>
<style>p { color: red }</style>
</head><body class="x"><nav><a href="#" onclick="window.toggled = 1">Toggle</a></nav>
<main id="quarto-document-content"><p>Text one = two</p></main> <!-- /main -->
<script id = "quarto-html-after-body" type="application/javascript">window.after = 1</script>
</body></html>
"""


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_page_that_quarto_framed_runs_quarto_s_scripts_and_no_later_one(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "site_libs").mkdir()
    (tmp_path / "site_libs" / "quarto.js").write_text("window.fromFile = 1")
    text = with_policy(QUARTO, quarto_policy(QUARTO))
    (tmp_path / "x.html").write_text(text.replace("Text one", "<script>window.pwned=1</script>"))
    page = browser.new_page()
    page.goto((tmp_path / "x.html").as_uri())
    page.click("nav a")
    ran = "[window.inHead, window.after, window.fromFile, window.toggled, window.pwned]"
    assert page.evaluate(ran) == [1, 1, 1, 1, None]
    page.close()


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>",
        '<META http-equiv="refresh">',
        '<img src=x onerror="x">',
        '<img src="https://e.example/x.png">',
        "<iframe src=x></iframe>",
        "</main><script>x</script><main>",
    ],
)
def test_what_quarto_would_let_through_is_refused_in_its_pages(markup: str) -> None:
    page = QUARTO.replace("Text", markup)
    content = page[page.find("<main") : page.rfind("</main>")]
    with pytest.raises(TemplateFailure):
        refuse_scripts(content, "index.html")
    refuse_scripts(QUARTO[QUARTO.find("<main") : QUARTO.rfind("</main>")], "index.html")
