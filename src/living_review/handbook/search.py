"""The index that is searched without a server: which words stand in which section.

It is a text in a stylesheet, as that of a report's website: browsers load it from disk, too, and
nothing in it can run.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from living_review.handbook.contents import Entry
from living_review.handbook.source import Section, Source, plain
from living_review.website.find import quoted

FILE = "assets/search.css"
_WORD = re.compile(r"[a-z0-9]+")
# A page of so many words is a list to look things up in: its headings are found, not its text.
LONGEST = 40_000
SHOWN = 110


def words(text: str) -> list[str]:
    """Give the words of a text as they are looked for: small, without accents, Greek spelled out.

    `handbook.js` reads what a reader types in the same way.
    """
    spelled = text.lower().replace("τ", "tau").replace("χ", "chi").replace("μ", "mu")
    bare = unicodedata.normalize("NFKD", spelled)
    return _WORD.findall("".join(each for each in bare if not unicodedata.combining(each)))


def stylesheet(pages: Mapping[Entry, Source]) -> str:
    """Write the index as a text that the list of what is found has."""
    return f'@charset "utf-8";\n#search-results {{ --index: {quoted(index(pages))} }}\n'


def index(pages: Mapping[Entry, Source]) -> dict[str, object]:
    """Give the pages, their sections, and in which of them each word stands."""
    places: dict[str, list[int]] = defaultdict(list)
    sections: list[tuple[int, str, str, str]] = []
    for number, source in enumerate(pages.values()):
        whole = len(source.body.split()) <= LONGEST
        for section in source.sections:
            told = {*words(section.heading), *(words(section.text) if whole else ())}
            for word in told:
                places[word].append(len(sections))
            heading = section.heading if section.anchor else ""
            sections.append((number, section.anchor, heading, _beginning(section)))
    return {
        "pages": [(source.title, entry.address, entry.part) for entry, source in pages.items()],
        "sections": sections,
        "words": {word: _steps(found) for word, found in sorted(places.items())},
    }


def _steps(numbers: Sequence[int]) -> str:
    """Write rising numbers by their differences, in base 36: short."""
    return " ".join(
        _short(each - before) for before, each in zip((0, *numbers), numbers, strict=False)
    )


def _short(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number or not text:
        number, last = divmod(number, 36)
        text = digits[last] + text
    return text


def _beginning(section: Section) -> str:
    """Give the first words below a heading, where these are a sentence."""
    for paragraph in re.split(r"\n\s*\n", section.text):
        words_here = " ".join(paragraph.split())
        line = plain(words_here)
        if line and words_here[0] not in "|-*#>" and not words_here.startswith("```"):
            return line if len(line) <= SHOWN else f"{line[:SHOWN].rsplit(' ', 1)[0]} …"
    return ""
