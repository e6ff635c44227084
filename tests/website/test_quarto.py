"""Quarto is given a whole project, checked before it is trusted, and its pages are taken over."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stand_in_quarto as stand_in
import yaml
from likeness import compared
from lxml import html as markup

from living_review import assets
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.language.markdown import escape
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.website import quarto
from living_review.website.find import FILE
from living_review.website.frame import find_box, placing
from living_review.website.policy import choosing, copying, finding, hashed, lighting
from living_review.website.quarto_project import as_yaml, configuration, prepare_by_hand, settings
from living_review.website.report_files import page_sources
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
_NAMES = ("index", "results", "finding-peer-recovery-post")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages of the sample, one of which holds what Quarto draws otherwise than we."""
    report = tmp_path_factory.mktemp("small")
    for name in _NAMES:
        shutil.copyfile(SAMPLE / f"{name}.qmd", report / f"{name}.qmd")
    shutil.copytree(SAMPLE / "fig", report / "fig")
    (report / "findings.json").write_text("{}")
    return report


@pytest.fixture(scope="module")
def made(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That report as Quarto makes it; beside it lies what was called."""
    place = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        stand_in.on_path(place, patch)
        build_site(small, place / "out", engine="quarto", site=SITE)
    return place


def test_quarto_is_inspected_first_then_rendered_to_html(made: Path) -> None:
    version, inspect, render = json.loads((made / "calls.json").read_text())
    assert version == ["--version"]
    assert inspect[0] == "inspect"
    assert render == ["render", inspect[1], "--to", "html", "--output-dir", "_rendered"]
    assert not Path(inspect[1]).exists()


def test_both_engines_write_the_same_addresses(made: Path, small: Path, tmp_path: Path) -> None:
    build_site(small, tmp_path / "embedded", site=SITE)

    def addresses(out: Path) -> set[str]:
        found = {path.relative_to(out) for path in out.rglob("*") if path.is_file()}
        return {path.as_posix() for path in found if path.parts[0] not in quarto.OF_QUARTO}

    ours = addresses(tmp_path / "embedded")
    # What versions' pages wear is there, too.
    assert addresses(made / "out") == ours
    assert {"fig/forest-recovery.svg", "assets/site.css", "assets/icon.svg", FILE} <= ours


def test_a_page_by_quarto_finds_words_lights_up_trials_and_sorts_by_the_scripts_of_ours(
    made: Path, small: Path, tmp_path: Path
) -> None:
    build_site(small, tmp_path / "embedded", site=SITE)
    theirs, ours = ((out / FILE).read_text() for out in (made / "out", tmp_path / "embedded"))
    for found in (r'\["([\w-]+\.html)"', r'"(sensitivity|forest-plot|certainty)"', "Leave one out"):
        assert re.findall(found, theirs) == re.findall(found, ours) != []
    page = (made / "out/finding-peer-recovery-post.html").read_text()
    (box,) = markup.document_fromstring(page).xpath("//head/template[@id='find-box']")
    assert str(find_box()).strip() in page
    assert box is not None
    for script in (placing(), finding(), copying(), choosing(), lighting()):
        assert page.count(f"<script>{script}</script>") == 1
        assert html.escape(hashed(script)) in page.partition("default-src")[2].partition(">")[0]
    sheet = assets.quarto_stylesheet()
    for rules in (assets.text("added.css"), "#quarto-announcement.hidden"):
        assert rules in sheet


@pytest.mark.parametrize("engine", ["quarto", "embedded"])
@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_every_page_leads_to_itself_in_the_other_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Path, engine: Any, language: str
) -> None:
    stand_in.on_path(tmp_path, monkeypatch)
    spoken = (
        SiteLanguage("en", "English", "", None),
        SiteLanguage("pt-BR", "Português <do Brasil>", "pt-BR/", None),
    )
    site = replace(SITE, language=language, languages=spoken)
    build_site(small, tmp_path / "out", engine=engine, site=site)
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


def test_the_staged_project_has_pages_at_its_root_and_nothing_for_print(tmp_path: Path) -> None:
    quarto.stage(SAMPLE, page_sources(SAMPLE), tmp_path, site=SITE)
    text = (tmp_path / "_quarto.yml").read_text()
    settings = yaml.safe_load(text)
    assert "index.qmd" in settings["project"]["render"]
    assert not (tmp_path / "print").exists()
    assert settings["format"]["html"]["html-table-processing"] == "none"
    assert settings["format"]["html"]["html-math-method"] == "mathml"
    assert settings["engine"] == "markdown"
    # The first theme is what readers see.
    assert text.index("light:") < text.index("dark:")
    assert [name for name in named_files(settings) if not (tmp_path / name).is_file()] == []


def named_files(settings: dict[str, Any]) -> list[str]:
    form = settings["format"]["html"]
    return [
        *(settings["bibliography"], settings["csl"], *settings["filters"], form["css"]),
        *form["include-in-header"],
        *(layers[-1] for layers in form["theme"].values()),
    ]


def test_a_wide_table_and_a_figure_scroll_alone_and_can_be_focused(made: Path) -> None:
    page = markup.parse(str(made / "out/finding-peer-recovery-post.html"))
    for path in ("//main//table", "//main//img[starts-with(@src, 'fig/')]"):
        found = page.xpath(path)
        assert found
        for each in found:
            (region,) = (above for above in each.iterancestors() if "wide" in above.classes)
            assert region.attrib["tabindex"] == "0"
            assert region.attrib["role"] == "group"
            assert region.attrib["aria-label"]


def test_light_is_what_readers_see_and_the_script_of_the_site_is_there(made: Path) -> None:
    text = (made / "out/index.html").read_text()
    assert 'class="nav-fixed quarto-light"' in text
    assert "data-due" in text
    assert '<link href="quarto/icon.svg" rel="icon">' in text


def test_two_runs_of_one_quarto_give_the_same_bytes(made: Path) -> None:
    text = (made / "out/finding-peer-recovery-post.html").read_text()
    inside = text[text.index("<main") : text.index("</main>")]
    for _ in range(5):
        turned = stand_in.shuffled(inside)
        assert quarto.in_order(turned) == quarto.in_order(inside)
    assert quarto.in_order(inside) == inside


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
    stand_in.on_path(tmp_path, monkeypatch)
    program = tmp_path / "bin" / "quarto"
    assert quarto.quarto_path() == str(program)
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("sys.executable", str(program.with_name("python")))
    assert quarto.quarto_path() == str(program)


@pytest.mark.parametrize("version", ["1.5.57", "0.9.1", "nightly", ""])
def test_an_old_or_unknown_quarto_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    stand_in.on_path(tmp_path, monkeypatch, version=version)
    with pytest.raises(EnvironmentFailure, match=r"1\.6 or newer"):
        quarto.quarto_path()


@pytest.mark.parametrize("version", ["1.6.0", "1.11.0", "2.0.1"])
def test_a_recent_quarto_is_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    stand_in.on_path(tmp_path, monkeypatch, version=version)
    assert quarto.usable()
    assert quarto.quarto_version() == version


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("inspect", r"\(ERROR: Validation of YAML in _quarto\.yml failed\. .* no sidebars\.\); "),
        ("render", r"\(Error running filter main\.lua: main\.lua:7: no such node\); "),
    ],
)
def test_what_quarto_refuses_is_passed_on_without_its_colours_and_its_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Path, fault: str, said: str
) -> None:
    stand_in.on_path(tmp_path, monkeypatch, fault=fault)
    with pytest.raises(TemplateFailure, match=said) as caught:
        build_site(small, tmp_path / "out", engine="quarto", site=SITE)
    assert "trace" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert not list((tmp_path / "out").iterdir())


def test_what_quarto_lacks_is_told_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given a site of one page with the settings of every site, and reads them."""
    seen: list[tuple[str, str, str, list[str]]] = []

    def inspect(program: str, project: Path) -> None:
        page, told = (project / name for name in ("index.qmd", "_quarto.yml"))
        files = sorted(each.name for each in project.iterdir())
        seen.append((program, page.read_text("utf-8"), told.read_text("utf-8"), files))

    monkeypatch.setattr(quarto, "quarto_path", lambda: "q")
    monkeypatch.setattr(quarto, "_inspect", inspect)
    quarto.check()
    ((program, page, told, files),) = seen
    assert (program, page) == ("q", "---\ntitle: Review\n---\n")
    bare = SiteInfo("Review", "en", (), "", "", (("Summary", "index.html"),))
    assert told == as_yaml(configuration(bare, ["index.qmd"]))
    assert files == ["_quarto.yml", "index.qmd", "quarto"]


def test_a_page_that_quarto_leaves_out_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    stand_in.on_path(tmp_path, monkeypatch, skipped="results")
    with pytest.raises(TemplateFailure, match="no page for results"):
        build_site(small, tmp_path / "out", engine="quarto", site=SITE)


def test_the_settings_at_the_root_are_those_a_review_begins_with(project_root: Path) -> None:
    root = (project_root / "_quarto.yml").read_text()
    assert root == (project_root / "template/_quarto.yml").read_text()


def test_a_run_by_hand_is_told_the_same_as_one_of_ours(tmp_path: Path) -> None:
    site = replace(SITE, site_url="https://x.org/r", feed="feed.xml")
    staged, by_hand = settings(site), settings(site, "report/")
    text = as_yaml(staged).replace("quarto/", "report/quarto/")
    text = text.replace("href: ", "href: report/").replace("canonical-url: true", "")
    text = text.replace("  site-url: https://x.org/r\n", "")
    by_hand["format"]["html"].pop("canonical-url")
    assert yaml.safe_load(text) == by_hand
    prepare_by_hand(tmp_path / "report", site)
    written = yaml.safe_load((tmp_path / "report/quarto/website.yml").read_text())
    assert written == settings(site, "report/")
    assert [name for name in named_files(written) if not (tmp_path / name).is_file()] == []


def test_a_run_by_hand_loses_nothing_that_a_build_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Path, project_root: Path
) -> None:
    stand_in.on_path(tmp_path / "program", monkeypatch)
    review = tmp_path / "review"
    shutil.copytree(small, review / "report")
    shutil.copyfile(project_root / "template/_quarto.yml", review / "_quarto.yml")
    (review / "_quarto.yml.local").write_text("website: {search: true}\n")
    site = replace(SITE, feed="feed.xml", nav=(*SITE.nav, ("Certainty", "results.html")))
    prepare_by_hand(review / "report", site)
    built = review / "_site"
    build_site(small, built, site=site)
    for name in ("summary.pdf", "review.pdf", "feed.xml", "versions/1/index.html", "es/index.html"):
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_bytes(name.encode())

    def everything(folder: Path) -> dict[str, bytes]:
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    before = everything(built)
    for _ in range(2):
        subprocess.run(["quarto", "render"], cwd=review, check=True)
    assert everything(built) == before
    rendered = everything(review / "_quarto-site")
    pages = {f"report/{name}.html" for name in _NAMES}
    assert {f"report/{name}" for name in before if not name.endswith("map.xml")} <= set(rendered)
    assert all(rendered[page] != before[page.removeprefix("report/")] for page in pages)
    assert b"report/index.html" in rendered["index.html"]
    text = rendered["report/index.html"].decode()
    assert 'class="quarto-announcement-content"' in text
    assert "Certainty" in text
    assert 'type="application/atom+xml" href="feed.xml"' in text
    # What programs are told, and what may be loaded, stands there as in a page of ours.
    head = text.partition("</head>")[0]
    told = markup.document_fromstring(before["index.html"]).xpath("//meta[@property]/@content")
    assert markup.document_fromstring(head).xpath("//meta[@property]/@content") == told
    assert len(told) == 4
    assert head.count("Content-Security-Policy") == 1
    assert "default-src 'none'" in html.unescape(head)
    for found in re.findall(r'(?:href|src)="((?!https?:|#)[^"#]+)', text):
        where = os.path.normpath(f"report/{found}")
        assert where in rendered or found.endswith((".html", ".csv", ".pdf")), found


def test_a_team_that_loads_from_elsewhere_takes_the_policy_of_pages_by_hand_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project_root: Path
) -> None:
    stand_in.on_path(tmp_path / "program", monkeypatch)
    review, page = tmp_path / "review", "report/index.html"
    (review / "report").mkdir(parents=True)
    (review / "report/index.qmd").write_text("---\ntitle: T\n---\n\nText.\n")
    shutil.copyfile(project_root / "template/_quarto.yml", review / "_quarto.yml")
    prepare_by_hand(review / "report", replace(SITE, bibliography=None))
    (review / "_quarto.yml.local").write_text("page-policy: false\n")
    subprocess.run(["quarto", "render"], cwd=review, check=True)
    made = (review / "_quarto-site" / page).read_text()
    assert "Content-Security-Policy" not in made
    assert "og:title" in made


def test_the_written_quarto_styles_are_those_of_the_table() -> None:
    written = {path.name: path.read_text() for path in (assets.HERE / "quarto").iterdir()}
    assert written == dict(assets.quarto_files())


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not installed")
def test_real_quarto_renders_the_sample_with_the_same_numbers(tmp_path: Path) -> None:
    build_site(SAMPLE, tmp_path / "quarto", engine="quarto", site=SITE)
    build_site(SAMPLE, tmp_path / "embedded", site=SITE)
    for name in ("index.html", "finding-peer-recovery-post.html"):
        text = html.unescape((tmp_path / "quarto" / name).read_text())
        for number in ("0.11", "−0.05") if name == "index.html" else ("0.11", "0.28", "0.004"):
            assert number in text
        assert "Table\u00a01" in text
    # Labelled tables, boxes and tab sets are drawn otherwise.
    otherwise = ("index.html", "finding-peer-recovery-post.html")
    for page, alike in compared(tmp_path / "embedded", tmp_path / "quarto").items():
        assert min(alike) >= (0.9 if page in otherwise else 0.97), (page, alike)


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
