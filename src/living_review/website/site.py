"""The website of a report: its pages by the engine that is asked for, and what lies beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from markupsafe import Markup

from living_review.pages.page_template import page_template
from living_review.pages.site_info import VERSION_SOURCES, Progress, SiteInfo
from living_review.website import embedded
from living_review.website.report_files import copy_files, page_sources

Engine = Literal["embedded", "quarto"]


def build_site(
    report: Path,
    out: Path,
    *,
    engine: Engine = "embedded",
    site: SiteInfo,
    progress: Progress | None = None,
    files_ready: Callable[[], object] = lambda: None,
) -> None:
    """Write the website of `report` into the directory `out`, which may already hold files.

    `files_ready` waits for files in the `data/` of `report` that others may still write.
    Raises TemplateFailure for a page that cannot be rendered, EnvironmentFailure where the engine
    is missing.
    """
    sources = page_sources(report)
    out.mkdir(parents=True, exist_ok=True)
    if engine == "quarto":
        from living_review.website.quarto import render

        files_ready()
        render(report, sources, out, site=site, progress=progress)
    else:
        embedded.write_pages(sources, out, site, progress or (lambda _: None))
        files_ready()
    copy_files(report, out)
    if site.site_url is not None and not site.folder:
        (out / "sitemap.xml").write_text(_sitemap(sources, site), encoding="utf-8", newline="\n")
        # Robots ask for it at the root of a host alone.
        if urlsplit(site.site_url).path in ("", "/"):
            sitemap = Markup(site.address("sitemap.xml"))
            text = page_template("robots.txt").render(sitemap=sitemap)
            (out / "robots.txt").write_text(text, encoding="utf-8", newline="\n")


def _sitemap(sources: Sequence[Path], site: SiteInfo) -> str:
    """The sitemap: every page in each language, and the pages of versions.

    A page is as old as the version that is shown, so that two builds of one version do not differ.
    """
    names = [source.with_suffix(".html").name for source in sources]
    names += [_page_of(site.number)] if site.number else []
    shown = [(name, site.changed, True) for name in names]
    # Not every version before was published in every language of now.
    shown += [(_page_of(number), day, False) for number, day in site.versions]
    urls = Markup().join(
        Markup("<url><loc>{}</loc>{}{}</url>\n").format(
            address, _last_changed(day), _elsewhere(name, site) if everywhere else ""
        )
        for name, day, everywhere in shown
        for address in (_everywhere(name, site) if everywhere else [site.address(name)])
    )
    kinds = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    kinds += ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if site.languages else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {kinds}>\n{urls}</urlset>\n'


def _page_of(version: int) -> str:
    return f"{VERSION_SOURCES}/{version}/index.html"


def _last_changed(day: dt.date | None) -> Markup:
    return Markup("<lastmod>{}</lastmod>").format(day.isoformat()) if day else Markup()


def _everywhere(name: str, site: SiteInfo) -> list[str | None]:
    """Give the address of a page in each language."""
    return [each.page(name) for each in site.languages] or [site.address(name)]


def _elsewhere(name: str, site: SiteInfo) -> Markup:
    """Tell of a page where it stands in each language."""
    link = Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>')
    return Markup().join(link.format(each.tag, each.page(name)) for each in site.languages)
