"""The texts of a report as a reader meets them: headings, paragraphs, items and cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_TABLE = re.compile(r"^```\{=html\}\n(.*?)^```$", re.S | re.M)
_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.S | re.M)
_FIGURE = re.compile(
    r"!\[([^\]]*)\]\([^)]*\)(?:\{(?:[^}\"]*?"
    r'(?:fig-alt="((?:[^"\\]|\\.)*)"|"[^"]*"))*[^}"]*\})?'
)
_SPAN = re.compile(r"\[([^\[\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_ENDS = re.compile(r"(?<=[.!?])[*”’)]*\s+(?=[A-Z“(\[*Τττ])")


@dataclass(frozen=True)
class Heading:
    """A heading with its level and its anchor."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Passage:
    """A paragraph, an item of a list, or a term with its definition; `under` is its heading."""

    text: str
    under: str
    item: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the passage."""
        return tuple(each.strip() for each in _ENDS.split(self.text) if each.strip())


@dataclass(frozen=True)
class Grid:
    """A table: its caption, its headings, the cells of its rows, line by line, and its notes."""

    id: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    notes: tuple[str, ...]
    question: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """One document."""

    name: str
    title: str
    description: str
    parts: tuple[Heading | Passage | Grid, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The prose of the document."""
        return tuple(each for each in self.parts if isinstance(each, Passage))

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of the document."""
        return tuple(each for each in self.parts if isinstance(each, Grid))


def page_of(name: str, text: str) -> Page:
    """Read a source document."""
    title = description = ""
    if front := _FRONT.match(text):
        found = dict(re.findall(r'^(\w+): "(.*)"$', front[1], re.M))
        title, description = found.get("title", ""), found.get("description", "")
        text = text[front.end() :]
    parts: list[Heading | Passage | Grid] = []
    under = ""
    at = 0
    for found_table in (*_TABLE.finditer(text), None):
        end = found_table.start() if found_table else len(text)
        for part in _prose(text[at:end], under):
            if isinstance(part, Heading):
                under = part.anchor
            parts.append(part)
        if found_table:
            if "<table" in found_table[1]:
                parts.append(grid_of(found_table[1]))
            at = found_table.end()
    return Page(name, title, description, tuple(parts))


def _prose(text: str, under: str) -> list[Heading | Passage]:
    parts: list[Heading | Passage] = []
    lines: list[str] = []

    def finish(*, item: bool = False) -> None:
        said = plain(" ".join(lines))
        lines.clear()
        if said:
            parts.append(Passage(said, under, item))

    item = False
    for line in (*text.splitlines(), ""):
        if heading := re.match(r"(#+) (.*?)\s*\{#([^}]*)\}$", line):
            finish(item=item)
            item, under = False, heading[3]
            parts.append(Heading(len(heading[1]), plain(heading[2]), under))
        elif not line.strip() or line.startswith(":::"):
            finish(item=item)
            item = False
            if title := re.search(r'title="([^"]*)"', line):
                parts.append(Passage(f"{title[1]}.", under))
        elif line.startswith(("- ", ":   ")):
            finish(item=item)
            item = True
            lines.append(line[2:].strip())
        elif line.startswith("!["):
            item = True
            lines.append(line)
        else:
            lines.append(line.strip() if not lines else line)
    return parts


def plain(text: str) -> str:
    """Take the marks of Markdown away, and keep every blank that a reader could see."""
    text = _FIGURE.sub(lambda found: f"{found[1]}. {found[2] or ''}", text)
    text = re.sub(r"\s*\[@[^\]]*\]", "", text)
    text = re.sub(r"`[^`]*`", "CODE", text)
    while (shorter := _SPAN.sub(r"\1", text)) != text:
        text = shorter
    text = text.replace("**", "")
    return re.sub(r"\\([^\w\s])", r"\1", text).strip()


class _Cells(HTMLParser):
    """Collects the cells of one table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.id, self.caption = "", ""
        self.headings: list[str] = []
        self.rows: list[list[tuple[str, ...]]] = []
        self.notes: list[str] = []
        self.question: list[list[str]] = []
        self._where, self._text, self._in_cell, self._kind = "", "", False, ""
        self._row = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.id = given.get("id") or ""
        elif tag in ("thead", "tbody", "tfoot"):
            self._where = tag
        elif tag == "div" and given.get("class") == "table-notes":
            self._where = "tfoot"
        elif tag == "tr":
            self._row = given.get("class") or ""
            if self._where == "tbody":
                self.rows.append([])
            elif self._row == "question":
                self.question.append([])
        elif tag in ("th", "td", "caption", "p"):
            self._text = ""
        elif tag == "br":
            self._text += "\n"

    def handle_endtag(self, tag: str) -> None:
        lines = tuple(line.strip() for line in self._text.split("\n"))
        if tag == "caption":
            self.caption = self._text
        elif tag == "p" and self._where == "tfoot":
            self.notes.append(self._text.strip())
        elif tag in ("th", "td"):
            if self._where == "tbody":
                self.rows[-1].append(lines)
            elif self._where == "thead":
                if self._row == "question":
                    self.question[-1].append(self._text)
                else:
                    self.headings.append(" ".join(lines))
        self._text = "" if tag in ("th", "td", "caption", "p") else self._text

    def handle_data(self, data: str) -> None:
        self._text += data.replace("\n", " ") if data.strip() else data.replace("\n", "")


def grid_of(html: str) -> Grid:
    """Read a table."""
    reader = _Cells()
    reader.feed(html)
    return Grid(
        reader.id,
        reader.caption,
        tuple(reader.headings),
        tuple(tuple(row) for row in reader.rows),
        tuple(reader.notes),
        tuple((each[0], each[1]) for each in reader.question if len(each) == 2),
    )
