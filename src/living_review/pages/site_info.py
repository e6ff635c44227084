"""What every page shows of the review, whoever sets the page: a site, or paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from living_review import assets

Progress = Callable[[str], None]

PRINT_SOURCES = "print"
# What goes with this version's own page, which stands at versions/N/ and not among the others.
VERSION_SOURCES = "versions"


@dataclass(frozen=True)
class SiteInfo:
    """What every page shows of the review; `nav` holds (label, address) in reading order."""

    title: str
    language: str
    authors: tuple[str, ...]
    description: str
    version: str
    nav: tuple[tuple[str, str], ...]
    site_url: str | None = None
    notice: str = ""
    licence: str = ""
    bibliography: Path | None = assets.BIBLIOGRAPHY
    feed: str | None = None

    def address(self, page: str) -> str | None:
        """The page's canonical address, where the site has one."""
        if self.site_url is None:
            return None
        return urljoin(self.site_url.rstrip("/") + "/", "" if page == "index.html" else page)
