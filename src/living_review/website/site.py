"""The website of a report: its pages by the engine that is asked for, and what lies beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from living_review.pages.site_info import Progress, SiteInfo
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
) -> None:
    """Write the website of `report` into the directory `out`, which may already hold files.

    Raises TemplateFailure for a page that cannot be rendered, EnvironmentFailure where the engine
    is missing.
    """
    sources = page_sources(report)
    out.mkdir(parents=True, exist_ok=True)
    if engine == "quarto":
        from living_review.website.quarto import render

        render(report, sources, out, site=site, progress=progress)
    else:
        embedded.write_pages(sources, out, site, progress or (lambda _: None))
    copy_files(report, out)
    if site.site_url is not None:
        (out / "sitemap.xml").write_text(_sitemap(sources, site), encoding="utf-8", newline="\n")


def _sitemap(sources: Sequence[Path], site: SiteInfo) -> str:
    """The sitemap, without dates, which would differ between two builds of one version."""
    addresses = [site.address(source.with_suffix(".html").name) for source in sources]
    urls = "".join(Markup("<url><loc>{}</loc></url>\n").format(address) for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
