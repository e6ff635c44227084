"""What Quarto is told of a site: one set of settings, for a run of ours and for one by hand.

A run by hand, `quarto render` at the root of a review, reads `_quarto.yml` there. It is the team's:
a review begins with it, and nothing writes it again. All that a build knows stands in
`report/quarto/`, which `_quarto.yml` names, and which is made again with the report.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from living_review import assets
from living_review.language import say
from living_review.language.facts import site as facts
from living_review.language.facts.page_parts import Wide
from living_review.language.markdown import by_number, html_text
from living_review.pages.pandoc import read_page
from living_review.pages.site_info import QUARTO_SOURCES, OrcidShown, SiteInfo
from living_review.website.embedded import window_title
from living_review.website.frame import in_head
from living_review.website.head import for_programs
from living_review.website.policy import by_hand_policy, with_policy

SETTINGS, HEAD, HEADS = "website.yml", "head.html", "heads.json"
OUTPUT = "_rendered"
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
    # Tables of a finding are wide; texts keep a measure of their own.
    "grid": {"body-width": "960px", "margin-width": "230px"},
}


def configuration(site: SiteInfo, pages: Sequence[str]) -> dict[str, Any]:
    """What `_quarto.yml` says of a staged site, whose pages lie at its root."""
    project = {"type": "website", "output-dir": OUTPUT, "render": list(pages)}
    return {"project": project, **settings(site)}


def settings(site: SiteInfo, place: str = "") -> dict[str, Any]:
    """Give all that is said of a site besides where its pages lie: in the folder `place`."""
    own = f"{place}{QUARTO_SOURCES}/"
    document = dict(DOCUMENT)
    if site.bibliography is not None:
        document["bibliography"] = f"{own}{site.bibliography.name}"
        document["csl"] = f"{own}{assets.CITATION_STYLE.name}"
    return {
        "website": _website(site, place),
        "lang": site.language,
        "wide-content": say(Wide(number="{number}")),
        **document,
        "filters": [f"{own}{assets.QUARTO_FILTER.name}"],
        "format": {
            "html": {
                **HTML_FORMAT,
                # A run by hand has its pages at other addresses than the site.
                "canonical-url": site.site_url is not None and not place,
                # The first is what a reader sees who asked for none: light.
                "theme": {
                    scheme: ["default", f"{own}look/{scheme}.scss"] for scheme in ("light", "dark")
                },
                "respect-user-color-scheme": True,
                "css": f"{own}look/site.css",
                "include-in-header": [f"{own}{HEAD}"],
            }
        },
    }


def _website(site: SiteInfo, place: str) -> dict[str, Any]:
    """Say what stands around each page.

    Quarto puts its title raw behind that of each page; one that needs escapes is left to the bar.
    """
    title = by_number(site.title)
    website: dict[str, Any] = {"title": title} if title == site.title else {}
    colophon = say(facts.Colophon(site=site.title, version=site.version))
    authors = ", ".join(_credited(*each) for each in site.credited)
    footer = (by_number(colophon), authors, by_number(site.licence))
    website |= {
        "favicon": _favicon(site, place),
        "search": False,
        "navbar": {
            "title": title,
            **_logo_of_navbar(site, place),
            "left": [
                {"text": by_number(label), "href": place + re.sub(r"\.html$", ".qmd", href)}
                for label, href in site.nav
            ],
        },
        "page-footer": " · ".join(filter(None, footer)),
    }
    if site.notice:
        website["announcement"] = {"content": by_number(site.notice), "dismissable": False}
    if site.site_url is not None and not place:
        website["site-url"] = site.site_url
    return website


def _credited(author: str, orcid: OrcidShown | None) -> str:
    """Name an author for the foot of a page, which Quarto reads as Markdown."""
    name = by_number(author)
    return f"{name} ([{by_number(orcid.text)}]({orcid.address}))" if orcid else name


def _head(site: SiteInfo) -> str:
    """Give what the head of each page has more: authors, the feed, and what scripts need.

    Braces of texts are written as references, or they could open a short code.
    """
    lines = [f'<meta name="author" content="{html_text(author)}">' for author in site.authors]
    if site.feed:
        kind, title = "application/atom+xml", html_text(site.title)
        lines.append(f'<link rel="alternate" type="{kind}" href="{site.feed}" title="{title}">')
    inert = "\n".join(lines).replace("{", "&#123;").replace("}", "&#125;")
    return f"{inert}\n{in_head()}".lstrip()


def _favicon(site: SiteInfo, place: str) -> str:
    icon = site.logo.icon if site.logo else ""
    if site.logo and icon:
        return f"{place}{site.logo.folder}{icon}"
    return f"{place}{QUARTO_SOURCES}/icon.svg"


def _logo_of_navbar(site: SiteInfo, place: str) -> dict[str, Any]:
    """Show the logo of light pages in the bar, and of dark ones where there is another."""
    if site.logo is None:
        return {}
    files = (site.logo.images[each].file for each in (0, -1))
    first, last = (f"{place}{site.logo.folder}{file}" for file in files)
    shown: Any = first if first == last else {"light": first, "dark": last}
    return {"logo": shown, "logo-alt": by_number(site.logo.alt)}


def write_sources(folder: Path, site: SiteInfo) -> None:
    """Write what the settings name: look, filter, bibliography, sign of a tab."""
    look = folder / "look"
    look.mkdir(parents=True)
    for name, text in assets.quarto_files().items():
        if name == "site.css":
            text = text.replace(assets.QUARTO_FONTS, f"../../{site.to_main}assets/fonts/")
            text += assets.text("languages.css") if site.languages else ""
        (look / name).write_text(text, encoding="utf-8", newline="\n")
    for name, text in (("icon.svg", assets.text("icon.svg")), (HEAD, _head(site))):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    named = (assets.QUARTO_FILTER, assets.ACCESS, assets.CITATION_STYLE, site.bibliography)
    for file in filter(None, named):
        shutil.copyfile(file, folder / file.name)


def prepare_by_hand(report: Path, site: SiteInfo, name: str = "report") -> None:
    """Write into a report what a `quarto render` by hand reads of it: the main language alone."""
    if site.folder:
        return
    folder = report / QUARTO_SOURCES
    write_sources(folder, site)
    shutil.copyfile(assets.BESIDE, folder / assets.BESIDE.name)
    heads = {"policy": with_policy("<head>", by_hand_policy()).partition("\n")[2]}
    pages = {page.stem: _own_head(page, site) for page in sorted(report.glob("*.qmd"))}
    told = json.dumps({**heads, "pages": pages}, ensure_ascii=False, indent=1)
    (folder / HEADS).write_text(told + "\n", encoding="utf-8", newline="\n")
    text = as_yaml(settings(site, f"{name}/"))
    (folder / SETTINGS).write_text(text, encoding="utf-8", newline="\n")


def _own_head(source: Path, site: SiteInfo) -> str:
    """Give what a page by hand tells programs, as one of ours does in `framed_elsewhere`."""
    page, name = read_page(source), source.with_suffix(".html").name
    about = page.text("description", site.description)
    return for_programs(name, site, window_title(page, name, site), about)


def as_yaml(document: Mapping[str, Any]) -> str:
    """Write settings in the order they are given: Quarto takes the first theme for readers."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False)
