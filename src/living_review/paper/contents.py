"""How the contents of a document are set: on one page, or as little more as can be."""

from __future__ import annotations

import html
import re
from math import ceil

# Lines of a first page below its title, and letters of a line, in one column and in each of two.
LINES, LETTERS, LETTERS_OF_TWO = 50, 100, 46
TWO_COLUMNS, FEW_PARTS = "in-two", "in-brief"
_PART = re.compile(r"<li>|</li>|<a [^>]*href=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def layout(contents: str) -> str:
    """Give the classes of contents: none, `in-two` columns, and `in-brief` with few parts.

    All parts of each section stand there while one page holds them, in one column or in two; where
    it does not, those of the results alone, which are the longest, go on over the page.
    """
    whole = _entries(contents)
    if _lines(whole, LETTERS) <= LINES:
        return ""
    if _lines(whole, LETTERS_OF_TWO) <= 2 * LINES:
        return TWO_COLUMNS
    return " ".join((TWO_COLUMNS, FEW_PARTS))


def _entries(contents: str) -> list[str]:
    """Give the texts of contents down to the second level, which is as deep as they are shown."""
    found, depth = [], 0
    for part in _PART.finditer(contents):
        if part[0] == "<li>":
            depth += 1
        elif part[0] == "</li>":
            depth -= 1
        elif depth <= 2:
            found.append(" ".join(html.unescape(_TAG.sub("", part[2])).split()))
    return found


def _lines(entries: list[str], letters: int) -> int:
    return sum(max(1, ceil(len(each) / letters)) for each in entries)
