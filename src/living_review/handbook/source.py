"""One page of the documentation as it is written: its title, its headings and their text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from living_review.ground.errors import TemplateFailure

_FENCED = re.compile(r"^ *```.*?^ *```[ \t]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.+?)[ \t]*$", re.MULTILINE)
_MARKUP = re.compile(r"`([^`]*)`|\[([^\]]*)\]\([^)]*\)|\*\*?([^*]+)\*\*?")


@dataclass(frozen=True)
class Section:
    """A heading with the text up to the next one; the first of a page has no anchor."""

    heading: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Source:
    """A page: what stands below its title, and its sections."""

    title: str
    body: str
    sections: tuple[Section, ...]

    @property
    def anchors(self) -> frozenset[str]:
        """Every place of the page that a link can lead to."""
        return frozenset(each.anchor for each in self.sections if each.anchor)


def read_source(path: Path) -> Source:
    """Read a page; its title is its first line.

    Raises TemplateFailure for a page that begins otherwise.
    """
    text = path.read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    if not first.startswith("# "):
        raise TemplateFailure(f"{path.name}, line 1: a page begins with its title, '# …'.")
    body = _without_comments(rest)
    return Source(plain(first[2:]), body, tuple(_sections(plain(first[2:]), body)))


def _without_comments(text: str) -> str:
    """Take out what is a mark for programs; what stands in a block stays."""
    blocks: list[str] = _FENCED.findall(text)
    between = [_COMMENT.sub("", each) for each in _FENCED.split(text)]
    blocks.append("")
    return "".join(a + b for a, b in zip(between, blocks, strict=True))


def _sections(title: str, body: str) -> list[Section]:
    prose = _FENCED.sub(lambda found: re.sub(r"^#", " #", found[0], flags=re.MULTILINE), body)
    found = list(_HEADING.finditer(prose))
    starts = [0, *(each.end() for each in found)]
    ends = [*(each.start() for each in found), len(prose)]
    names = [title, *(plain(each[2]) for each in found)]
    places = ["", *anchors([each[2] for each in found])]
    texts = [prose[start:end] for start, end in zip(starts, ends, strict=True)]
    return [Section(*each) for each in zip(names, places, texts, strict=True)]


def anchors(headings: list[str]) -> list[str]:
    """Give headings their anchors as a repository and Pandoc's `gfm` do; a second has a number."""
    seen: Counter[str] = Counter()
    given = []
    for heading in headings:
        kept = "".join(each for each in plain(heading).lower() if _stays(each))
        name = kept.strip().replace(" ", "-")
        given.append(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return given


def _stays(sign: str) -> bool:
    return sign in " -_" or unicodedata.category(sign)[0] in "LNM"


def plain(text: str) -> str:
    """Give the words of a line without the marks of code, links and weight."""
    return _MARKUP.sub(
        lambda found: next(each for each in found.groups() if each is not None), text
    )
