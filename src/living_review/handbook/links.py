"""Where the links of a page lead: to other pages, to files of the repository, or to nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath

from markupsafe import Markup

from living_review.ground.errors import TemplateFailure
from living_review.handbook.contents import Entry
from living_review.handbook.source import Source

_LINK = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Places:
    """What a link may lead to: the pages by their files, and the files around `docs`."""

    docs: Path
    pages: Mapping[str, Source]
    repository: str = ""

    def linked(self, body: str, entry: Entry) -> str:
        """Have the links of a page lead to where its neighbours stand in the site.

        Raises TemplateFailure for a link that leads nowhere.
        """
        return _LINK.sub(lambda found: self._link(found, entry), body)

    def _link(self, found: re.Match[str], entry: Entry) -> str:
        target, more, words = unescape(found[1]), found[2], found[3]
        if _ELSEWHERE.match(target):
            return found[0]
        address = self.address(target, entry.source)
        if address is None:
            return words
        said = self._titled(words, target, entry.source)
        return str(Markup('<a href="{}"{}>{}</a>').format(address, Markup(more), said))

    def _titled(self, words: str, target: str, source: str) -> Markup:
        """Give a page that is named by its file its title: on a site nobody sees files."""
        file = _within(target.partition("#")[0], source)
        named = file in self.pages and f"/{file}".endswith(f"/{words}")
        return Markup.escape(self.pages[file].title) if named else Markup(words)

    def address(self, target: str, source: str) -> str | None:
        """Give the address of a target, as seen from a page; None where it is named alone.

        Raises TemplateFailure where there is no such page, heading or file.
        """
        place, _, anchor = target.partition("#")
        file = _within(place, source)
        if file in self.pages:
            if anchor and anchor not in self.pages[file].anchors:
                raise TemplateFailure(
                    f"{source}: {target} leads to no heading; name one that {file} has."
                )
            return re.sub(r"\.md(?=#|$)", ".html", target)
        if not (self.docs / file).exists():
            raise TemplateFailure(f"{source}: {target} leads to no file; correct the link.")
        if not file.startswith("../"):
            return target  # it lies beside the pages, and is copied with them
        if not self.repository:
            return None
        kind = "tree" if (self.docs / file).is_dir() else "blob"
        within = file.removeprefix("../")
        return f"{self.repository.rstrip('/')}/{kind}/main/{within}" + (
            f"#{anchor}" if anchor else ""
        )


def _within(place: str, source: str) -> str:
    """Give the file that a page means, within `docs`."""
    here = PurePosixPath(source).parent.as_posix()
    return os.path.normpath(f"{here}/{place}").replace(os.sep, "/") if place else source
