"""Quarto is given a whole project, checked before it is trusted, and its pages are taken over."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from living_review import assets
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.language.markdown import escape
from living_review.pages.pandoc import pandoc_path
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.website import quarto
from living_review.website.site import build_site

SAMPLE = Path(__file__).parents[1] / "shared" / "sample_report"
SITE = SiteInfo(
    title="Peer <script>support</script> & more",
    language="en",
    authors=("A. Author",),
    description="A sample.",
    version="Version 4",
    nav=(("Summary", "index.html"), ("Results", "results.html")),
    notice="A demonstration.",
    bibliography=SAMPLE / "references.json",
)
# Stands in for Quarto: writes down what it is given and renders each page to a line of HTML.
FAKE = """#!{python}
import json, os, sys, pathlib, shutil
log = pathlib.Path({log!r})
arguments = sys.argv[1:]
calls = json.loads(log.read_text()) if log.exists() else []
calls.append(arguments)
log.write_text(json.dumps(calls))
if arguments == ["--version"]:
    print({version!r})
elif arguments[0] == "inspect":
    if {fault!r}:
        sys.exit("\\x1b[31mERROR: Validation of YAML failed in _quarto.yml\\x1b[39m")
    print(json.dumps({{"quarto": {{"version": {version!r}}}}}))
elif arguments[0] == "render":
    project = pathlib.Path(arguments[1])
    shutil.copytree(project, log.parent / "staged")
    out = project / arguments[arguments.index("--output-dir") + 1]
    (out / "site_libs").mkdir(parents=True)
    (out / "site_libs/theme.css").write_text("x")
    for page in project.glob("*.qmd"):
        if page.stem != {skipped!r}:
            (out / page.with_suffix(".html").name).write_text("<p>" + page.stem + "</p>")
"""


def install(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    version: str = "1.6.42",
    fault: bool = False,
    skipped: str = "",
) -> Path:
    """Put the stand-in on PATH; the returned file tells how it was called."""
    log = folder / "calls.json"
    program = folder / "bin" / "quarto"
    program.parent.mkdir()
    program.write_text(
        FAKE.format(
            python=sys.executable, log=str(log), version=version, fault=fault, skipped=skipped
        )
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return log


def test_quarto_is_inspected_first_then_rendered_to_html(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = install(tmp_path, monkeypatch)
    seen: list[str] = []
    build_site(SAMPLE, tmp_path / "out", engine="quarto", site=SITE, progress=seen.append)
    version, inspect, render = json.loads(log.read_text())
    assert version == ["--version"]
    assert inspect[0] == "inspect"
    assert render == ["render", inspect[1], "--to", "html", "--output-dir", "_rendered"]
    assert "index.html" in seen
    assert not Path(inspect[1]).exists()


def test_both_engines_write_the_same_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch)
    build_site(SAMPLE, tmp_path / "quarto", engine="quarto", site=SITE)
    build_site(SAMPLE, tmp_path / "embedded", site=SITE)

    def addresses(out: Path) -> set[str]:
        found = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
        return {name for name in found if not name.startswith(("assets/", "site_libs/"))}

    assert addresses(tmp_path / "quarto") == addresses(tmp_path / "embedded")
    assert "fig/forest-recovery.svg" in addresses(tmp_path / "quarto")


@pytest.mark.parametrize("engine", ["quarto", "embedded"])
@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_every_page_leads_to_itself_in_the_other_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Any, language: str
) -> None:
    install(tmp_path, monkeypatch)
    spoken = (
        SiteLanguage("en", "English", "", None),
        SiteLanguage("pt-BR", "Português <do Brasil>", "pt-BR/", None),
    )
    site = replace(SITE, language=language, languages=spoken)
    build_site(SAMPLE, tmp_path / "out", engine=engine, site=site)
    main = language == "en"
    way, tag, name = (
        ("pt-BR/", "pt-BR", "Português &lt;do Brasil&gt;") if main else ("../", "en", "English")
    )
    pages = sorted((tmp_path / "out").glob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        link = f'<a href="{way}{page.name}" lang="{tag}" hreflang="{tag}">{name}</a>'
        assert text.count(link) == 1
        assert f'<span lang="{language}" aria-current="true">' in text
        if "</head>" in text:
            there = f"{'' if main else '../'}{page.name}"
            assert f'<link rel="alternate" hreflang="x-default" href="{there}">' in text


def test_the_staged_project_has_pages_at_its_root_and_nothing_for_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch)
    build_site(SAMPLE, tmp_path / "out", engine="quarto", site=SITE)
    staged = tmp_path / "staged"
    settings = yaml.safe_load((staged / "_quarto.yml").read_text())
    assert "index.qmd" in settings["project"]["render"]
    assert not (staged / "print").exists()
    assert settings["format"]["html"]["html-table-processing"] == "none"
    assert settings["format"]["html"]["html-math-method"] == "mathml"
    assert settings["engine"] == "markdown"
    named = [
        settings["bibliography"],
        settings["csl"],
        *settings["filters"],
        settings["format"]["html"]["css"],
        *(layers[-1] for layers in settings["format"]["html"]["theme"].values()),
    ]
    assert [name for name in named if not (staged / name).is_file()] == []


def test_text_of_the_review_cannot_become_markup_in_the_settings() -> None:
    settings = quarto.configuration(SITE, ["index.qmd"])
    title = settings["website"]["title"]
    shown = subprocess.run(
        [pandoc_path(), "-f", "markdown", "-t", "plain"],
        input=title,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == SITE.title


def test_a_missing_quarto_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert not quarto.usable()
    with pytest.raises(EnvironmentFailure, match="--html embedded"):
        build_site(SAMPLE, tmp_path / "out", engine="quarto", site=SITE)


def test_a_quarto_beside_the_python_that_runs_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch)
    program = tmp_path / "bin" / "quarto"
    assert quarto.quarto_path() == str(program)
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("sys.executable", str(program.with_name("python")))
    assert quarto.quarto_path() == str(program)


@pytest.mark.parametrize("version", ["1.5.57", "0.9.1", "nightly", ""])
def test_an_old_or_unknown_quarto_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    install(tmp_path, monkeypatch, version=version)
    with pytest.raises(EnvironmentFailure, match=r"1\.6 or newer"):
        quarto.quarto_path()


@pytest.mark.parametrize("version", ["1.6.0", "1.11.0", "2.0.1"])
def test_a_recent_quarto_is_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    install(tmp_path, monkeypatch, version=version)
    assert quarto.usable()


def test_what_quarto_refuses_is_passed_on_without_its_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, fault=True)
    with pytest.raises(TemplateFailure, match=r"report \(ERROR: .* in _quarto\.yml\); "):
        build_site(SAMPLE, tmp_path / "out", engine="quarto", site=SITE)


def test_a_page_that_quarto_leaves_out_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, skipped="results")
    with pytest.raises(TemplateFailure, match="no page for results"):
        build_site(SAMPLE, tmp_path / "out", engine="quarto", site=SITE)


def test_the_settings_at_the_root_are_those_of_the_staged_project(project_root: Path) -> None:
    root = yaml.safe_load((project_root / "_quarto.yml").read_text())
    staged = quarto.configuration(SITE, [])
    for key in (*quarto.DOCUMENT, "lang"):
        assert root[key] == staged[key]
    assert {key: root["format"]["html"].get(key) for key in quarto.HTML_FORMAT} == dict(
        quarto.HTML_FORMAT
    )
    named = [
        root["bibliography"],
        root["csl"],
        *root["filters"],
        root["project"]["post-render"],
        root["format"]["html"]["css"],
        *(layers[-1] for layers in root["format"]["html"]["theme"].values()),
    ]
    assert [name for name in named if not (project_root / name).is_file()] == []


def test_the_written_quarto_styles_are_those_of_the_table() -> None:
    written = {path.name: path.read_text() for path in (assets.HERE / "quarto").iterdir()}
    assert written == dict(assets.quarto_files())


def test_pages_rendered_at_the_root_move_up_with_their_addresses(tmp_path: Path) -> None:
    site = tmp_path / "_site"
    (site / "report/fig").mkdir(parents=True)
    (site / "site_libs").mkdir()
    (site / "report/fig/x.svg").write_text("<svg/>")
    (site / "report/index.html").write_text(
        '<meta name="quarto:offset" content="../"><link href="../site_libs/a.css">'
        '<a href="../report/results.html">R</a><a href="finding.html">F</a><img src="fig/x.svg">'
        '<link rel="canonical" href="https://x.org/r/report/index.html">'
    )
    (site / "sitemap.xml").write_text("<loc>https://x.org/r/report/index.html</loc>")
    subprocess.run(
        [pandoc_path(), "lua", str(assets.HERE / "to_root.lua")],
        env={**os.environ, "QUARTO_PROJECT_OUTPUT_DIR": str(site)},
        check=True,
    )
    assert (site / "index.html").read_text() == (
        '<meta name="quarto:offset" content="./"><link href="site_libs/a.css">'
        '<a href="results.html">R</a><a href="finding.html">F</a><img src="fig/x.svg">'
        '<link rel="canonical" href="https://x.org/r/index.html">'
    )
    assert (site / "sitemap.xml").read_text() == "<loc>https://x.org/r/index.html</loc>"
    assert (site / "fig/x.svg").is_file()
    assert not (site / "report").exists()


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not installed")
def test_real_quarto_renders_the_sample_with_the_same_numbers(tmp_path: Path) -> None:
    build_site(SAMPLE, tmp_path / "quarto", engine="quarto", site=SITE)
    build_site(SAMPLE, tmp_path / "embedded", site=SITE)
    for name in ("index.html", "finding-peer-recovery-post.html"):
        text = (tmp_path / "quarto" / name).read_text()
        for number in ("0.11", "−0.05") if name == "index.html" else ("0.11", "0.28", "0.004"):
            assert number in text
        assert "Table\u00a01" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: T\nfilters: [/tmp/x.lua]\n---\nText", "sets 'filters'"),
        ("---\ntitle: T\nengine: jupyter\n---\nText", "sets 'engine'"),
        ("---\ntitle: T\nformat: {html: {include-in-header: /etc/passwd}}\n---\nx", "'format'"),
        ("---\ntitle: T\n---\n{{< include /etc/passwd >}}", "would act upon '{{< include"),
        ("---\ntitle: T\n---\nA {{< env SECRET >}}", "would act upon"),
        ("---\ntitle: T\n---\n```{python}\nimport os\n```", "would act upon '```{python}'"),
        ("---\ntitle: T\n---\n  ~~~~ {r, echo=FALSE}\n1\n~~~~", "would act upon"),
        ("---\ntitle: T\n---\n```{=html}\n<script>1</script>\n```", "no <script>"),
        ("---\ntitle: T\n---\n![x](none.png)", "does not exist"),
    ],
)
def test_what_quarto_would_act_upon_is_refused_before_it_runs(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "index.qmd").write_text(text)
    with pytest.raises(TemplateFailure, match=re.escape(said)):
        quarto._look_at(tmp_path / "index.qmd", tmp_path, SITE)


def test_text_from_a_registry_is_nothing_to_act_upon(tmp_path: Path) -> None:
    text = escape("{{< include x >}} ```{python} <script>")
    (tmp_path / "index.qmd").write_text(f"---\ntitle: T\n---\n{text}\n\n{text}\n")
    quarto._look_at(tmp_path / "index.qmd", tmp_path, SITE)
