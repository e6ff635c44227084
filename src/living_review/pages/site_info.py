"""What every page shows of the review, whoever sets the page: a site, or paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urljoin

from living_review import assets
from living_review.assets import brand

Progress = Callable[[str], None]

PRINT_SOURCES = "print"
# What goes with this version's own page, which stands at versions/N/ and not among the others.
VERSION_SOURCES = "versions"
# What a `quarto render` by hand reads besides the pages.
QUARTO_SOURCES = "quarto"


@dataclass(frozen=True)
class SiteLanguage:
    """A language that the site speaks: its tag, its name in itself, and where its pages stand."""

    tag: str
    name: str
    folder: str
    """'' for the main language, else a folder of its tag with a stroke behind it."""
    url: str | None
    """Where its site will stand, where that is known."""

    def page(self, name: str) -> str | None:
        """Give the address of one of its pages, where its site has one."""
        if self.url is None:
            return None
        return urljoin(self.url.rstrip("/") + "/", "" if name == "index.html" else name)


@dataclass(frozen=True)
class LogoImage:
    """One drawing of the logo: its file, its size in pixels of a page, its classes of style."""

    file: str
    width: int
    height: int
    classes: str


@dataclass(frozen=True)
class SiteLogo:
    """The logo as pages show it: once, or once for light and once for dark pages.

    `folder` leads from the root of the site to its files.
    """

    images: tuple[LogoImage, ...]
    on_paper: LogoImage
    alt: str
    icon: str = ""
    folder: str = f"{brand.FOLDER}/"


@dataclass(frozen=True)
class OrcidShown:
    """The ORCID iD of an author as a link: its address, and what readers see of it."""

    address: str
    text: str


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
    logo: SiteLogo | None = None
    languages: tuple[SiteLanguage, ...] = ()
    """All languages of the site, the main one first; none where there is one alone."""
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Texts that are in another language than the pages, for want of their own: text to tag."""

    described: Mapping[str, str] = field(default_factory=dict)
    """JSON-LD by the page that carries it, ready to stand in a script element."""
    card: str = ""
    """The file of the picture that goes with links to the site; empty where there is none."""
    card_alt: str = ""
    """What the picture says, in words."""
    changed: dt.date | None = None
    """The day of the version that is shown."""
    orcids: tuple[OrcidShown | None, ...] = ()
    """Of the authors, in their order; none where no author has one."""
    number: int | None = None
    """The version that is shown; None for a build that is none."""
    versions: tuple[tuple[int, dt.date], ...] = ()
    """The versions before, and their days."""

    @property
    def credited(self) -> tuple[tuple[str, OrcidShown | None], ...]:
        """Each author with the ORCID iD, where there is one."""
        return tuple(zip_longest(self.authors, self.orcids[: len(self.authors)]))

    @property
    def card_address(self) -> str | None:
        """The address of the picture, where the site has one: it has to be absolute."""
        return self.address(self.card) if self.card else None

    @property
    def folder(self) -> str:
        """The folder of this language within the site; '' for the main one."""
        return next((each.folder for each in self.languages if each.tag == self.language), "")

    @property
    def to_main(self) -> str:
        """The way from the folder of this language to that of the main one."""
        return "../" * self.folder.count("/")

    def address(self, page: str) -> str | None:
        """The page's canonical address, where the site has one."""
        if self.site_url is None:
            return None
        return urljoin(self.site_url.rstrip("/") + "/", "" if page == "index.html" else page)
