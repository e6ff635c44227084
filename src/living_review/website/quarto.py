"""The website through Quarto: the same pages at the same addresses, under Quarto's own frame."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from markupsafe import Markup

from living_review.ground.disk import work_folder
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.ground.programs import found_program
from living_review.ground.visible_text import cut_short
from living_review.language.markdown import yaml_string
from living_review.pages.own_images import refuse_missing
from living_review.pages.page_faults import PageFault
from living_review.pages.pandoc import Page, convert, read_page
from living_review.pages.safe_html import refuse_scripts
from living_review.pages.site_info import QUARTO_SOURCES, Progress, SiteInfo
from living_review.website.embedded import window_title, write_assets, write_index
from living_review.website.find import page_text
from living_review.website.head import framed_elsewhere
from living_review.website.policy import quarto_policy, with_policy
from living_review.website.quarto_project import OUTPUT, as_yaml, configuration, write_sources
from living_review.website.report_files import copy_files
from living_review.website.switch import alternates, switch

OLDEST = (1, 6)
REMEDY = (
    "install Quarto 1.6 or newer from quarto.org or with pip install 'living-review[quarto]', or "
    "build with --html embedded"
)
TIME_LIMIT = 900.0
# Quarto writes a list for a search that no page has, and addresses with the time of its run.
NOT_TAKEN = ("search.json", "sitemap.xml", "robots.txt")
# Folders of a site that Quarto made and the program's own engine has not.
OF_QUARTO = ("site_libs", QUARTO_SOURCES)
# Of what Quarto is given, pages show these.
SHOWN = ("look/site.css", "icon.svg")

SETTINGS = ("title", "subtitle", "pagetitle", "description", "keywords", "parent", "toc")
# A cell that a program would run, whatever its language, and a short code.
_ACTED_UPON = re.compile(
    r"^[ \t]*(?:`{3,}|~{3,})\s*\{[A-Za-z][^}\n]*\}|\{\{<[^\n]{0,40}", re.MULTILINE
)


def quarto_path() -> str:
    """The Quarto program on PATH or beside this Python.

    Raises EnvironmentFailure, with the remedy, where it is missing, broken or older than 1.6.
    """
    return _found()[0]


def quarto_version() -> str:
    """The version of that Quarto, as it says it itself."""
    return _found()[1]


def _found() -> tuple[str, str]:
    program = found_program("quarto")
    if program is None:
        raise EnvironmentFailure(f"Quarto is not on PATH; {REMEDY}.")
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as fault:
        raise EnvironmentFailure(
            f"Quarto at {program} does not run ({fault}); {REMEDY}."
        ) from fault
    found = re.match(r"(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        raise EnvironmentFailure(f"Quarto at {program} is version {said or 'unknown'}; {REMEDY}.")
    return program, said


def usable() -> bool:
    """Whether a Quarto that can render the website is installed."""
    try:
        quarto_path()
    except EnvironmentFailure:
        return False
    return True


def check() -> None:
    """Say what Quarto lacks before anything is computed: its version, and whether it reads us.

    Raises EnvironmentFailure, or TemplateFailure where it refuses the settings of every site.
    """
    program = quarto_path()
    site = SiteInfo("Review", "en", (), "", "", (("Summary", "index.html"),))
    with work_folder() as work:
        page = f"---\ntitle: {site.title}\n---\n"
        (work / "index.qmd").write_text(page, encoding="utf-8", newline="\n")
        project = work.resolve()
        _write_project(project, ["index.qmd"], site)
        _inspect(program, project)


def render(
    report: Path,
    sources: Sequence[Path],
    out: Path,
    *,
    site: SiteInfo,
    progress: Progress | None = None,
) -> None:
    """Render the pages with Quarto into `out`, from a copy, so that the report stays untouched.

    Raises EnvironmentFailure where Quarto cannot be used, TemplateFailure where it refuses.
    """
    program = quarto_path()
    for source in sources:
        _look_at(source, report, site)
    with work_folder() as work:
        project = work.resolve()
        stage(report, sources, project, site=site)
        _inspect(program, project)
        _run(
            [program, "render", str(project), "--to", "html", "--output-dir", OUTPUT],
            project,
            "render",
        )
        rendered = project / OUTPUT
        pages = sorted(rendered.glob("*.html"))
        missing = {source.stem for source in sources} - {page.stem for page in pages}
        if missing:
            raise TemplateFailure(
                f"Quarto wrote no page for {', '.join(sorted(missing))}; "
                "build with --html embedded and report the page."
            )
        titles = {source.stem: read_page(source) for source in sources}
        texts = {page.name: page_text(_guard(page, titles[page.stem], site)) for page in pages}
        for name in NOT_TAKEN:
            (rendered / name).unlink(missing_ok=True)
        shutil.rmtree(rendered / QUARTO_SOURCES, ignore_errors=True)
        for name in SHOWN:
            shown = rendered / QUARTO_SOURCES / name
            shown.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / QUARTO_SOURCES / name, shown)
        shutil.copytree(rendered, out, dirs_exist_ok=True)
    write_index(texts, out, site)
    if not site.folder:
        # The pages of versions wear them, whoever made the others, and those of other languages.
        write_assets(out, languages=bool(site.languages))
    if progress is not None:
        for page in pages:
            progress(page.name)


def _look_at(source: Path, report: Path, site: SiteInfo) -> None:
    """Refuse in a source what Quarto would act upon: settings, cells, short codes, and markup.

    A page's own settings go before those of the project: they may name filters and programs to run.
    A short code may read any file and variable of this machine.
    """
    page = read_page(source)
    for key in page.front:
        if key not in SETTINGS:
            raise PageFault(
                page.name,
                f"The front matter sets '{key}', and a page may set {', '.join(SETTINGS)}; take it "
                "out of the template.",
                f"{key}:",
            )
    for found in _ACTED_UPON.finditer(page.body):
        raise PageFault(
            page.name,
            f"Quarto would act upon {found[0]!a}; take it out of the template.",
            found[0],
        )
    converted = convert(page, bibliography=site.bibliography, site_url=site.site_url)
    refuse_missing(converted.images, page.name, report, report)


def _guard(page: Path, source: Page, site: SiteInfo) -> str:
    """Look through what Quarto made of a page, say its title exactly, and give it its policy.

    With several languages it is told of the others, too. Gives the page.
    """
    html = page.read_text(encoding="utf-8")
    start, end = html.find("<main"), html.rfind("</main>")
    refuse_scripts(html[start:end], page.name)
    if start >= 0:
        html = html[:start] + in_order(html[start:end]) + html[end:]
    html = with_title(
        html,
        window_title(source, page.name, site),
        source.text("description", site.description),
    )
    html = framed_elsewhere(html, page.name, site)
    if site.languages:
        html = html.replace("</head>", f"{alternates(page.name, site)}</head>", 1)
        found = re.search(r"<main\b[^>]*>", html)
        at = found.end() if found else 0
        html = f"{html[:at]}\n{switch(page.name, site)}{html[at:]}"
    html = with_policy(html, quarto_policy(html))
    page.write_text(html, encoding="utf-8", newline="\n")
    return html


def with_title(html: str, title: str, description: str) -> str:
    """Put into the head of a page what its window is called, and what it is about.

    Quarto makes both from what it reads as Markdown.
    """
    head, end, rest = html.partition("</head>")
    head = re.sub(r'<title>.*?</title>|<meta name="description"[^>]*>', "", head, flags=re.DOTALL)
    said = Markup("<title>{}</title>\n").format(title)
    said += Markup('<meta name="description" content="{}">\n').format(description)
    return f"{head}{said}{end}{rest}" if end else html


def in_order(html: str) -> str:
    """Write the attributes of figures in one order: Quarto's Lua tables have none.

    So two runs of one Quarto give the same bytes.
    """
    return _TAG.sub(lambda tag: f"<{tag[1]}{_in_order(tag[2])}{tag[3]}>", html)


def _in_order(attributes: str) -> str:
    found = _ATTRIBUTE.findall(attributes)
    return "".join(f" {each}" for each in sorted(found, key=_rank))


def _rank(attribute: str) -> tuple[bool, bool, str]:
    name = attribute.partition("=")[0]
    return name != "id", name != "class", name


# An address in an attribute may hold a stroke at its end, as may the tag; neither is quoted twice.
_TAG = re.compile(
    r"""<(div|figure|img|span|a|section|figcaption)((?:\s+[^\s=<>"'/]+(?:="[^"]*"|='[^']*')?)+)(\s*/?)>"""
)
_ATTRIBUTE = re.compile(r"""[^\s=<>"'/]+(?:="[^"]*"|='[^']*')?""")


def stage(report: Path, sources: Sequence[Path], project: Path, *, site: SiteInfo) -> None:
    """Write a whole Quarto project: the pages at its root, so that no address gains a folder.

    Of front matter a page keeps its title, which Quarto shows as it is, and its wish for contents.
    """
    for source in sources:
        page = read_page(source)
        lines = [f"title: {yaml_string(page.text('title', site.title))}"]
        if "toc" in page.front:
            lines.append(f"toc: {'true' if page.front['toc'] else 'false'}")
        text = "\n".join(("---", *lines, "---", "", page.body))
        (project / source.name).write_text(text, encoding="utf-8", newline="\n")
    copy_files(report, project)
    _write_project(project, [source.name for source in sources], site)


def _write_project(project: Path, pages: Sequence[str], site: SiteInfo) -> None:
    write_sources(project / QUARTO_SOURCES, site)
    text = as_yaml(configuration(site, pages))
    (project / "_quarto.yml").write_text(text, encoding="utf-8", newline="\n")


def _inspect(program: str, project: Path) -> None:
    """Let Quarto check the configuration before the long run."""
    said = _run([program, "inspect", str(project)], project, "inspect")
    try:
        json.loads(said)
    except ValueError as fault:
        raise EnvironmentFailure(
            f"'quarto inspect' gave no JSON, so this Quarto cannot be relied on; {REMEDY}."
        ) from fault


def _run(command: list[str], project: Path, step: str) -> str:
    """Run Quarto and give what it printed."""
    try:
        done = subprocess.run(
            command, capture_output=True, cwd=project, timeout=TIME_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise EnvironmentFailure(f"'quarto {step}' did not finish ({fault}); {REMEDY}.") from fault
    if done.returncode:
        said = done.stderr.decode(errors="replace") or done.stdout.decode(errors="replace")
        reason = reason_in(said).replace(f"{project}/", "")
        raise TemplateFailure(
            f"'quarto {step}' refused the report ({reason or 'it gave no reason'}); correct the "
            "template, or build with --html embedded."
        )
    return done.stdout.decode(errors="replace")


def reason_in(said: str) -> str:
    """Find in what Quarto printed why it stopped: from its last error to the trace of its code.

    Behind an error of a filter Quarto warns that there was one, which is no reason.
    """
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", said).splitlines()]
    lines = [line for line in lines if line and not line.startswith("WARN: Error encountered")]
    begins = [number for number, line in enumerate(lines) if _ERROR.match(line)]
    if not begins:
        lines = [line for line in lines if not _OF_A_TRACE.match(line)][-1:]
    told = takewhile(lambda line: not _OF_A_TRACE.match(line), lines[begins[-1] if begins else 0 :])
    return cut_short(" ".join(told), LONGEST_REASON)


_ERROR = re.compile(r"ERROR|Error running filter")
_OF_A_TRACE = re.compile(r"Stack trace:|stack traceback:|at \S+.*:\d+\)?$|\[C\]: in")
LONGEST_REASON = 600
