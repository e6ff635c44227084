"""What Quarto is asked to do and what becomes of its answers, a step at a time, without Quarto."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.pages.pandoc import Page
from living_review.pages.site_info import LogoImage, SiteInfo, SiteLanguage, SiteLogo
from living_review.website import quarto, quarto_project, switch
from living_review.website.quarto_project import as_yaml, configuration

LIGHT, DARK = LogoImage("l.svg", 4, 2, ""), LogoImage("d.svg", 4, 2, "")
BARE: dict[str, Any] = {
    "title": "T", "language": "en", "authors": ("A. Author",), "description": "D", "version": "V",
    "nav": (("Home_1", "index.html"),),
}  # fmt: skip


def settings(**other: Any) -> dict[str, Any]:
    return configuration(SiteInfo(**{**BARE, **other}), ["index.qmd"])


@pytest.mark.parametrize(
    ("logo", "favicon", "bar"),
    [
        (None, "quarto/icon.svg", None),
        (SiteLogo((LIGHT,), LIGHT, "Us*"), "quarto/icon.svg", "brand/l.svg"),
        (SiteLogo((LIGHT,), LIGHT, "Us*", "i.svg"), "brand/i.svg", "brand/l.svg"),
        (SiteLogo((LIGHT, DARK), LIGHT, "Us*"), "quarto/icon.svg",
         {"light": "brand/l.svg", "dark": "brand/d.svg"}),
    ],
)  # fmt: skip
def test_a_logo_stands_in_the_bar_and_a_square_one_on_the_tab(
    logo: SiteLogo | None, favicon: Any, bar: Any
) -> None:
    if logo is not None:
        logo = SiteLogo(logo.images, logo.on_paper, logo.alt, logo.icon, folder="brand/")
    website = settings(logo=logo)["website"]
    assert website.get("favicon") == favicon
    assert website["navbar"].get("logo") == bar
    assert website["navbar"].get("logo-alt") == (None if logo is None else "Us&#42;")


def test_what_a_site_has_is_told_and_nothing_else() -> None:
    plain = settings()
    assert "announcement" not in plain["website"]
    assert "site-url" not in plain["website"]
    assert plain["format"]["html"]["canonical-url"] is False
    assert not {"bibliography", "csl"} & set(settings(bibliography=None))
    assert plain["website"]["page-footer"] == "T&#46; V. · A&#46; Author"
    assert plain["website"]["search"] is False
    assert plain["website"]["navbar"]["left"] == [{"text": "Home&#95;1", "href": "index.qmd"}]
    assert plain["project"]["render"] == ["index.qmd"]
    assert "author" not in plain
    full = settings(
        notice="Old.", site_url="https://e.org", licence="CC", bibliography=Path("x/refs.json")
    )
    assert full["website"]["announcement"] == {"content": "Old&#46;", "dismissable": False}
    assert full["website"]["site-url"] == "https://e.org"
    assert full["format"]["html"]["canonical-url"] is True
    assert full["website"]["page-footer"] == "T&#46; V. · A&#46; Author · CC"
    assert full["bibliography"] == "quarto/refs.json"
    assert full["csl"].startswith("quarto/")


BY_HAND = """\
website:
  favicon: report/quarto/icon.svg
  search: false
  navbar:
    title: T&#42;
    left:
    - text: Home&#95;1
      href: report/index.qmd
  page-footer: T&#42;&#46; V. · A&#46; Author · CC
  announcement:
    content: Old&#46;
    dismissable: false
lang: en
wide-content: Wide content {number}
engine: markdown
execute:
  enabled: false
link-citations: true
bibliography: report/quarto/refs.json
csl: report/quarto/numbered.csl
filters:
- report/quarto/quarto.lua
format:
  html:
    from: markdown-smart
    html-table-processing: none
    html-math-method: mathml
    citations-hover: false
    footnotes-hover: false
    crossrefs-hover: false
    code-copy: false
    anchor-sections: false
    toc: true
    toc-depth: 3
    grid:
      body-width: 960px
      margin-width: 230px
    canonical-url: false
    theme:
      light:
      - default
      - report/quarto/look/light.scss
      dark:
      - default
      - report/quarto/look/dark.scss
    respect-user-color-scheme: true
    css: report/quarto/look/site.css
    include-in-header:
    - report/quarto/head.html
"""


def test_the_settings_of_a_run_by_hand_are_written_as_teams_know_them() -> None:
    """A team's `_quarto.yml` names them: nothing runs, and nothing is fetched."""
    told = {"notice": "Old.", "licence": "CC", "bibliography": Path("x/refs.json"), "title": "T*"}
    site = SiteInfo(**{**BARE, **told, "site_url": "https://e.org", "feed": "feed.xml"})
    assert as_yaml(quarto_project.settings(site, "report/")) == BY_HAND
    staged = configuration(site, ["index.qmd", "a.qmd"])
    assert staged["project"] == {
        "type": "website",
        "output-dir": "_rendered",
        "render": ["index.qmd", "a.qmd"],
    }
    head = quarto_project._head(replace(site, title="{{< x >}}"))
    assert head.startswith(
        '<meta name="author" content="A. Author">\n'
        '<link rel="alternate" type="application/atom+xml" href="feed.xml" '
        'title="&#123;&#123;&lt; x &gt;&#125;&#125;">\n<template'
    )
    assert quarto_project._head(SiteInfo(**{**BARE, "authors": ()})).startswith("<template")


@pytest.mark.parametrize(
    ("code", "out", "err", "said"),
    [
        (0, "{}", "", None),
        (1, "", "a\n\n\x1b[31mwrong in {work}/a.qmd\x1b[0m\n \n", r"\(wrong in a\.qmd\)"),
        (1, "told here", "", r"\(told here\)"),
        (1, "", "", r"\(it gave no reason\)"),
    ],
)
def test_the_last_line_that_quarto_says_is_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, out: str, err: str, said: str | None
) -> None:
    given: list[Any] = []

    def run(command: list[str], **options: Any) -> Any:
        given.append((command, options))
        told = [each.replace("{work}", str(tmp_path)).encode() for each in (out, err)]
        return SimpleNamespace(returncode=code, stdout=told[0], stderr=told[1])

    monkeypatch.setattr(quarto.subprocess, "run", run)
    if said is None:
        assert quarto._run(["quarto"], tmp_path, "render") == "{}"
    else:
        with pytest.raises(TemplateFailure, match=rf"'quarto render' refused the report {said}"):
            quarto._run(["quarto"], tmp_path, "render")
    limits = {"capture_output": True, "cwd": tmp_path, "timeout": 900.0, "check": False}
    assert given == [(["quarto"], limits)]


def test_a_quarto_that_does_not_end_or_says_no_json_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("quarto", 9)

    monkeypatch.setattr(quarto.subprocess, "run", slow)
    with pytest.raises(EnvironmentFailure, match="'quarto render' did not finish"):
        quarto._run(["quarto"], tmp_path, "render")
    asked: list[Any] = []
    for answer, refused in (("{}", False), ("no", True)):
        monkeypatch.setattr(
            quarto, "_run", lambda *given, answer=answer: asked.append(given) or answer
        )
        if refused:
            with pytest.raises(EnvironmentFailure, match="'quarto inspect' gave no JSON"):
                quarto._inspect("q", tmp_path)
        else:
            quarto._inspect("q", tmp_path)
    assert asked == [(["q", "inspect", str(tmp_path)], tmp_path, "inspect")] * 2


def test_a_page_has_the_title_and_the_description_that_we_give_it_and_no_other() -> None:
    ours = '<title>A &lt; B</title>\n<meta name="description" content="&#34;C&#34;">\n'
    page = '<head><title>\nX\n</title><meta name="description" content="Y"><meta name="z"></head>Z'
    assert quarto.with_title(page, "A < B", '"C"') == f'<head><meta name="z">{ours}</head>Z'
    assert quarto.with_title("<title>X</title>", "A", "C") == "<title>X</title>"


@pytest.mark.parametrize("name", ["div", "figure", "img", "span", "a", "section", "figcaption"])
def test_attributes_stand_in_one_order_whatever_order_they_came_in(name: str) -> None:
    ordered = ['id="z"', 'class="y x"', "alt='a'", "data-b", 'src="c/"', 'width="9"']
    for turned in (ordered, ordered[::-1], ordered[3:] + ordered[:3]):
        given = f"<{name} {'  '.join(turned)} /><p id='b' class='a'>"
        assert quarto.in_order(given) == f"<{name} {' '.join(ordered)} /><p id='b' class='a'>"
    for left in (f"<{name}>", f"</{name}>", f"<{name}x b='1' a='2'>", "<p src='b' alt='a'>"):
        assert quarto.in_order(left) == left


@pytest.mark.parametrize("main", ["<main>", '<main class="content" id="a">', ""])
@pytest.mark.parametrize("languages", [True, False])
def test_a_page_of_quarto_is_told_of_the_languages_and_carries_its_policy(
    tmp_path: Path, main: str, languages: bool
) -> None:
    two = (SiteLanguage("en", "English", "", None), SiteLanguage("es", "español", "es/", None))
    page = tmp_path / "index.html"
    page.write_text(f"<head></head><body>{main}Text</main></body><i></head></i>")
    quarto._guard(page, Page("index.qmd", ""), SiteInfo(**BARE, languages=two if languages else ()))
    text = page.read_text()
    assert text.count("Content-Security-Policy") == 1
    assert (switch.CLASS in text) == languages
    assert text.count('rel="alternate"') == (3 if languages else 0)
    if languages:
        assert text.index('rel="alternate"') < text.index("</head>")
        before = text[: text.index(switch.CLASS)]
        assert before.rstrip().endswith(f"{main}\n<nav".rstrip()) if main else True
        assert text.endswith("</body><i></head></i>")


def test_only_the_main_part_of_a_page_of_quarto_is_looked_through_and_put_in_order(
    tmp_path: Path,
) -> None:
    """What stands around it is Quarto's own frame, which has scripts and its own figures."""
    figure, ordered = "<img src='a' id='b'>", "<img id='b' src='a'>"
    page, script = tmp_path / "index.html", "<script>frame()</script>"
    frame = f"<head></head>{script}{figure}<main>{{}}</main>{script}{figure}"
    for within in (figure, f"<p>A main text: &lt;/main&gt;.</p>{figure}"):
        page.write_text(frame.format(within))
        quarto._guard(page, Page("index.qmd", ""), SiteInfo(**BARE))
        body = page.read_text().partition("</head>")[2]
        expected = within.replace(figure, ordered)
        assert body == f"{script}{figure}<main>{expected}</main>{script}{figure}"
    page.write_text(frame.format(script))
    with pytest.raises(TemplateFailure):
        quarto._guard(page, Page("index.qmd", ""), SiteInfo(**BARE))


def test_a_quarto_that_does_not_run_is_told_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "quarto"
    monkeypatch.setattr(quarto, "found_program", lambda _: str(program))
    with pytest.raises(EnvironmentFailure, match=rf"Quarto at {program} does not run \(.*No such"):
        quarto.quarto_version()
    assert not quarto.usable()


def test_in_a_folder_of_a_language_nothing_is_prepared_for_a_run_by_hand(tmp_path: Path) -> None:
    two = (SiteLanguage("de", "Deutsch", "", None), SiteLanguage("en", "English", "en/", None))
    quarto_project.prepare_by_hand(tmp_path, SiteInfo(**BARE, languages=two))
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("front", "kept"),
    [
        ("title: 'Yes: 5'\n", {"title": "Yes: 5"}),
        ("subtitle: no\n", {"title": "The review"}),
        ("title: A\ntoc: true\nparent: x.qmd\n", {"title": "A", "toc": True}),
        ("title: A\ntoc: false\n", {"title": "A", "toc": False}),
    ],
)
def test_of_front_matter_a_staged_page_keeps_its_title_and_its_wish_for_contents(
    front: str, kept: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarto, "_write_project", lambda *_: None)
    report, project = tmp_path / "report", tmp_path / "project"
    for folder in (report, project):
        folder.mkdir()
    source = report / "a.qmd"
    source.write_text(f"---\n{front}---\n\nIts text.\n", "utf-8")
    quarto.stage(report, [source], project, site=SiteInfo("The review", "en", (), "", "", ()))
    _, head, body = (project / "a.qmd").read_text("utf-8").split("---\n")
    assert yaml.safe_load(head) == kept
    assert body.strip() == "Its text."
