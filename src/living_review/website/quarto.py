"""The website through Quarto: the same pages at the same addresses, under Quarto's own frame."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from living_review import assets
from living_review.assets.brand import PLAIN, worn
from living_review.ground.disk import work_folder
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.ground.programs import found_program
from living_review.language import say
from living_review.language.facts.page_parts import Wide
from living_review.pages.own_images import refuse_missing
from living_review.pages.page_faults import PageFault
from living_review.pages.pandoc import convert, read_page
from living_review.pages.safe_html import refuse_scripts
from living_review.pages.site_info import Progress, SiteInfo
from living_review.website.head import framed_elsewhere
from living_review.website.policy import quarto_policy, with_policy
from living_review.website.report_files import copy_files
from living_review.website.switch import alternates, switch

OLDEST = (1, 6)
REMEDY = (
    "install Quarto 1.6 or newer from quarto.org or with pip install 'living-review[quarto]', or "
    "build with --html embedded"
)
OUTPUT = "_rendered"
ASSETS = "assets"
TIME_LIMIT = 900.0

SETTINGS = ("title", "subtitle", "pagetitle", "description", "keywords", "parent", "toc")
# A cell that a program would run, whatever its language, and a short code.
_ACTED_UPON = re.compile(
    r"^[ \t]*(?:`{3,}|~{3,})\s*\{[A-Za-z][^}\n]*\}|\{\{<[^\n]{0,40}", re.MULTILINE
)
# Nothing runs, nothing is fetched, and our tables stay as they are; `smart` is off as in pandoc.py.
DOCUMENT: Mapping[str, Any] = {
    "engine": "markdown",
    "execute": {"enabled": False},
    "link-citations": True,
}
HTML_FORMAT: Mapping[str, Any] = {
    "from": "markdown-smart",
    "html-table-processing": "none",
    "html-math-method": "mathml",
    "citations-hover": False,
    "footnotes-hover": False,
    "crossrefs-hover": False,
    "code-copy": False,
    "anchor-sections": False,
    "toc": True,
    "toc-depth": 3,
}


def quarto_path() -> str:
    """The Quarto program on PATH or beside this Python.

    Raises EnvironmentFailure, with the remedy, where it is missing, broken or older than 1.6.
    """
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
    return program


def usable() -> bool:
    """Whether a Quarto that can render the website is installed."""
    try:
        quarto_path()
    except EnvironmentFailure:
        return False
    return True


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
        pages = sorted((project / OUTPUT).glob("*.html"))
        missing = {source.stem for source in sources} - {page.stem for page in pages}
        if missing:
            raise TemplateFailure(
                f"Quarto wrote no page for {', '.join(sorted(missing))}; "
                "build with --html embedded and report the page."
            )
        for page in pages:
            _guard(page, site)
        shutil.copytree(project / OUTPUT, out, dirs_exist_ok=True)
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


def _guard(page: Path, site: SiteInfo) -> None:
    """Look through what Quarto made of a page, and give it the policy of its own scripts.

    With several languages it is told of the others, too.
    """
    html = page.read_text(encoding="utf-8")
    content = html[html.find("<main") : html.rfind("</main>")]
    refuse_scripts(content, page.name)
    html = framed_elsewhere(html, page.name, site)
    if site.languages:
        html = html.replace("</head>", f"{alternates(page.name, site)}</head>", 1)
        found = re.search(r"<main\b[^>]*>", html)
        at = found.end() if found else 0
        html = f"{html[:at]}\n{switch(page.name, site)}{html[at:]}"
    page.write_text(with_policy(html, quarto_policy(html)), encoding="utf-8", newline="\n")


def stage(report: Path, sources: Sequence[Path], project: Path, *, site: SiteInfo) -> None:
    """Write a whole Quarto project: the pages at its root, so that no address gains a folder."""
    for source in sources:
        shutil.copyfile(source, project / source.name)
    copy_files(report, project)
    copied = project / ASSETS
    shutil.copytree(assets.HERE / "quarto", copied / "quarto")
    (copied / "fonts").mkdir()
    for name, text in assets.quarto_files().items() if worn() != PLAIN else ():
        (copied / "quarto" / name).write_text(text, encoding="utf-8", newline="\n")
    for font in assets.font_files():
        shutil.copyfile(font, copied / "fonts" / font.name)
    for name, path in assets.own_font_files().items():
        shutil.copyfile(path, copied / "fonts" / name)
    if site.languages:
        style = copied / "quarto" / "site.css"
        text = style.read_text(encoding="utf-8") + assets.text("languages.css")
        style.write_text(text, encoding="utf-8", newline="\n")
    for file in (assets.FILTER, assets.CITATION_STYLE):
        shutil.copyfile(file, copied / file.name)
    if site.bibliography is not None:
        shutil.copyfile(site.bibliography, copied / site.bibliography.name)
    text = yaml.safe_dump(
        configuration(site, [source.name for source in sources]), allow_unicode=True
    )
    (project / "_quarto.yml").write_text(text, encoding="utf-8", newline="\n")


def configuration(site: SiteInfo, pages: Sequence[str]) -> dict[str, Any]:
    """What `_quarto.yml` says of a staged site."""
    website: dict[str, Any] = {
        **_logo(site),
        "title": _plain(site.title),
        "description": _plain(site.description),
        "search": False,
        "navbar": {
            **_logo_of_navbar(site),
            "left": [
                {"text": _plain(label), "href": re.sub(r"\.html$", ".qmd", href)}
                for label, href in site.nav
            ],
        },
        "page-footer": " · ".join(_plain(part) for part in (site.version, site.licence) if part),
    }
    if site.notice:
        website["announcement"] = {"content": _plain(site.notice), "dismissable": False}
    if site.site_url is not None:
        website["site-url"] = site.site_url
    document = dict(DOCUMENT)
    if site.bibliography is not None:
        document["bibliography"] = f"{ASSETS}/{site.bibliography.name}"
        document["csl"] = f"{ASSETS}/{assets.CITATION_STYLE.name}"
    return {
        "project": {
            "type": "website",
            "output-dir": OUTPUT,
            "render": list(pages),
            "resources": [f"{ASSETS}/fonts/*"],
        },
        "website": website,
        "lang": site.language,
        "wide-content": say(Wide(number="{number}")),
        "author": list(site.authors),
        **document,
        "filters": [f"{ASSETS}/{assets.FILTER.name}"],
        "format": {
            "html": {
                **HTML_FORMAT,
                "canonical-url": site.site_url is not None,
                "theme": {
                    scheme: ["default", f"{ASSETS}/quarto/{scheme}.scss"]
                    for scheme in ("light", "dark")
                },
                "respect-user-color-scheme": True,
                "css": f"{ASSETS}/quarto/site.css",
            }
        },
    }


def _logo(site: SiteInfo) -> dict[str, Any]:
    """Set the sign of a tab where the logo is square."""
    icon = site.logo.icon if site.logo else ""
    return {"favicon": f"{site.logo.folder}{icon}"} if site.logo and icon else {}


def _logo_of_navbar(site: SiteInfo) -> dict[str, Any]:
    """Show the logo of light pages in the bar, and of dark ones where there is another."""
    if site.logo is None:
        return {}
    first, last = (f"{site.logo.folder}{site.logo.images[place].file}" for place in (0, -1))
    shown: Any = first if first == last else {"light": first, "dark": last}
    return {"logo": shown, "logo-alt": _plain(site.logo.alt)}


def _plain(text: str) -> str:
    """Text where Quarto reads Markdown: what could be markup is escaped, the rest is left alone."""
    return re.sub(r"([\\`*_{}\[\]<>$~^@#|])", r"\\\1", text)


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
        reasons = [line.strip() for line in said.splitlines() if line.strip()]
        reason = re.sub(r"\x1b\[[0-9;]*m", "", reasons[-1]) if reasons else ""
        reason = reason.replace(str(project) + "/", "")
        raise TemplateFailure(
            f"'quarto {step}' refused the report ({reason or 'it gave no reason'}); correct the "
            "template, or build with --html embedded."
        )
    return done.stdout.decode(errors="replace")
