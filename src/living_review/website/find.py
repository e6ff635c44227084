"""What words are looked for in on this site: an index that a page loads once its box is used.

The index is a text in a stylesheet, which browsers load from disk, too, and in which nothing can
run. It has every page and heading, and as many sentences as it has room for; `_in_turn` says in
which order.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

FILE = "assets/find.css"
# So many bytes at most, where titles and headings alone have not more.
ROOM = 90_000
# A sentence of more letters is cut: it is read in a list.
LONGEST = 220
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_NO_SENTENCES = re.compile(
    r"<(svg|math|nav|footer|script|style|template)\b.*?</\1\s*>"
    r"|<span\b[^>]*\baria-hidden=.*?</span>"
    r'|<div class="choose".*?</div>\s*</div>',
    re.DOTALL | re.IGNORECASE,
)
# A table is figures in rows: what is found of it are the heads of its rows, as the names of trials.
_TABLE = re.compile(r"<table\b.*?</table\s*>", re.DOTALL | re.IGNORECASE)
_ROW_HEAD = re.compile(r'<th\b[^>]*\bscope="row"[^>]*>.*?</th>', re.DOTALL)
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>|<!--.*?-->""",
    re.DOTALL | re.IGNORECASE,
)
_ID = re.compile(r'\sid="([^"\s]*)"')
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|ruby|rt|rp|s|samp|small|span|strong|"
    "sub|sup|time|u|var|wbr"
)
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_MARK_OF_NOTE = re.compile(r"<sup>.*?</sup>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\bal\.)\s+(?=[^a-zß-öø-ÿ])")


@dataclass
class Section:
    """What stands below one heading; below the title of the page where it has no anchor."""

    anchor: str
    heading: str
    rows: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PageText:
    """A page as it is looked through."""

    title: str
    sections: tuple[Section, ...]


def page_text(page: str) -> PageText:
    """Read the HTML of a page: what stands in its `main`, or all of it where there is none."""
    found = _MAIN.search(page)
    content = _NO_SENTENCES.sub(" ", found[0] if found else page)
    content = _TABLE.sub(_heads_of_rows, content)
    title, sections, inside = "", [Section("", "")], ""
    for element, anchor, text in _blocks(content):
        # What is folded under an anchor has a summary for a heading.
        heading = element in _HEADINGS or (element == "summary" and inside != "")
        if element == "h1":
            title = title or text
        elif heading and text:
            # An anchor leads to one heading: that of a section or a fold to the one at its head.
            sections.append(Section(anchor or inside, text))
            inside = ""
        elif element in ("section", "details") and anchor:
            inside = anchor
        if element == "th":
            sections[-1].rows.append(text)
        elif element != "h1" and not heading:
            sections[-1].sentences += sentences(text)
    return PageText(title, tuple(sections))


def _heads_of_rows(table: re.Match[str]) -> str:
    return _MARK_OF_NOTE.sub("", "".join(_ROW_HEAD.findall(table[0])))


def _blocks(content: str) -> Iterator[tuple[str, str, str]]:
    """Give each element that is no part of a line, its anchor, and the text up to the next one."""
    element, anchor, begun = "", "", 0
    for tag in _TAG.finditer(content):
        name = (tag["name"] or "span").lower()
        if _INLINE.fullmatch(name):
            continue
        yield element, anchor, plain(content[begun : tag.start()])
        own = _ID.search(tag["rest"])
        element, anchor = ("", "") if tag["end"] else (name, html.unescape(own[1]) if own else "")
        begun = tag.end()
    yield element, anchor, plain(content[begun:])


def plain(markup: str) -> str:
    """Give the text of a line of HTML."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def sentences(text: str) -> list[str]:
    """Take a text apart into sentences that have letters or digits, cut where they are too long."""
    return [_cut(each) for each in _SENTENCE_END.split(text) if any(map(str.isalnum, each))]


def _cut(sentence: str) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[:LONGEST].rsplit(' ', 1)[0]} …"


def index(pages: Mapping[str, PageText], room: int = ROOM) -> dict[str, object]:
    """Write the index of pages, given by their addresses in the order of a reader.

    Headings that several pages have are written once. A blank, which no anchor has, stands in an
    anchor for what the page's address has behind its first `-`: the sections of all findings are
    called alike.
    """
    heads: dict[tuple[str, str], int] = {}
    table: list[list[object]] = []
    entries: list[list[object]] = []
    for address, page in pages.items():
        own: list[list[object]] = [
            [heads.setdefault(_head(address, each), len(heads))] for each in page.sections
        ]
        entries += own
        table.append([address, page.title, own])
    whole: dict[str, object] = {"heads": list(heads), "pages": table}
    left = room - len(written(whole).encode())
    for sentence, entry in _in_turn(list(pages.values()), entries):
        left -= len(written(sentence).encode()) + 1
        if left < 0:
            break
        entry.append(sentence)
    return whole


def _head(address: str, section: Section) -> tuple[str, str]:
    key = address.removesuffix(".html").partition("-")[2]
    return section.anchor.replace(key, " ", 1) if key else section.anchor, section.heading


def _in_turn(
    pages: Sequence[PageText], entries: Sequence[list[object]]
) -> Iterator[tuple[str, list[object]]]:
    """Give what wants a place, each text once in the whole site, with the entry of its section.

    First the heads of all rows, then the first sentence of every section, then the second, and so
    on: what is left out for want of room stands last in its section, on every page alike.
    """
    sections = [section for page in pages for section in page.sections]
    known: set[str] = set()

    both = list(zip(sections, entries, strict=True))
    in_turn = [(_cut(each), entry) for section, entry in both for each in section.rows]
    for rank in range(max((len(each.sentences) for each in sections), default=0)):
        in_turn += [
            (section.sentences[rank], entry)
            for section, entry in both
            if rank < len(section.sentences)
        ]
    for text, entry in in_turn:
        if text not in known:
            known.add(text)
            yield text, entry


def written(value: object) -> str:
    """Write as JSON that has neither line ends nor `'` nor `<`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate({0x27: "\\u0027", 0x3C: "\\u003c", 0x7F: "\\u007f"})


def stylesheet(pages: Mapping[str, PageText]) -> str:
    """Write the index of pages as a text that the box in which words are looked for has."""
    return f'@charset "utf-8";\n.find {{ --index: {quoted(index(pages))} }}\n'


def quoted(value: object) -> str:
    """Write as a text of a stylesheet, between quotation marks."""
    text = written(value).replace("\\", "\\\\")
    return f"'{text}'"


__all__ = [
    "FILE",
    "PageText",
    "Section",
    "index",
    "page_text",
    "quoted",
    "sentences",
    "stylesheet",
]
