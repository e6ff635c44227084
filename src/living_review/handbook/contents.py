"""Which pages the documentation has, in which part and order: `docs/_quarto.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from living_review.ground.errors import TemplateFailure

SETTINGS = "_quarto.yml"


@dataclass(frozen=True)
class Entry:
    """One page: its file within `docs/`, what the navigation calls it, and where it stands."""

    source: str
    label: str
    part: str
    group: str = ""

    @property
    def address(self) -> str:
        """Its address within the site."""
        return f"{self.source.removesuffix('.md')}.html"


@dataclass(frozen=True)
class Contents:
    """The settings of the site, and its pages in reading order, the index first."""

    title: str
    description: str
    repository: str
    """The address of the repository; where there is none, its files are named and not linked."""
    entries: tuple[Entry, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts, in order."""
        return tuple(dict.fromkeys(each.part for each in self.entries if each.part))

    def of(self, part: str) -> tuple[Entry, ...]:
        """Give the pages of a part."""
        return tuple(each for each in self.entries if each.part == part)


def read_contents(docs: Path) -> Contents:
    """Read the order of the pages, and hold it against the files.

    Raises TemplateFailure where a page that is listed is not there, or one that is there is not
    listed once: no reader would find it.
    """
    settings: Mapping[str, Any] = yaml.safe_load((docs / SETTINGS).read_text(encoding="utf-8"))
    site = settings["website"]
    entries = tuple(_entries(site["sidebar"]["contents"]))
    listed = [each.source for each in entries]
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    if missing := sorted(set(listed) - there):
        raise TemplateFailure(f"{SETTINGS}: there is no page {missing[0]}; write it or remove it.")
    if unlisted := sorted(there - set(listed)):
        raise TemplateFailure(f"{SETTINGS}: {unlisted[0]} is in no part; list it where it belongs.")
    if twice := sorted({each for each in listed if listed.count(each) > 1}):
        raise TemplateFailure(f"{SETTINGS}: {twice[0]} is listed twice; leave it in one part.")
    return Contents(site["title"], site["description"], site.get("repo-url", ""), entries)


def _entries(listed: Sequence[Any], part: str = "", group: str = "") -> Iterator[Entry]:
    """Walk the list as Quarto has it: pages, and sections of pages."""
    for each in listed:
        if "section" in each:
            inner = (part, each["section"]) if part else (each["section"], "")
            yield from _entries(each["contents"], *inner)
        else:
            yield Entry(each["href"], each["text"], part, group)
