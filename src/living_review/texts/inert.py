"""The Markdown of people, read by its own strict reader and written anew: nothing in it can act.

Paragraphs, headings, emphasis, lists, quotations, tables of pipes, links to the web, citations and
slots are what they are; everything else (HTML, TeX, attributes, images, code, short codes) is text
as it was typed. What comes out is Markdown of this program, so that screen, paper and Quarto read
it alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from living_review.ground.visible_text import visible
from living_review.language.markdown import Markdown, doi_address, escape, link
from living_review.texts.as_typed import typed
from living_review.texts.pieces import Piece, joined
from living_review.texts.pipe_tables import SIDES, Side, table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A place that is filled after the text was read, so that no value is read as Markdown.
_FIRST, _LAST = "\ue000", "\ue001"
_PLACE = re.compile(f"{_FIRST}(\\d+){_LAST}")
_RESERVED = re.compile(f"[{_FIRST}{_LAST}]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BY_HAND = re.compile(r"(?<![\w.,])\d(?:[\d.,]*\d)?%?(?![\w])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WEB = re.compile(r"https?://[^\s<>\"`{}|\\^]{1,2000}", re.IGNORECASE)
_DOI = re.compile(r"doi:", re.IGNORECASE)
# An empty span: without it the marks of two emphases that touch would be read as one run.
_BETWEEN = "[]{}"


class NotSaid(Exception):
    """A place has nothing to say; `sentence` stands for the paragraph that holds it.

    In the place of a cell of a table stands the shorter `in_a_cell`.
    """

    def __init__(self, sentence: str, in_a_cell: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.in_a_cell = in_a_cell


@dataclass
class Source:
    """A text whose slots and citations were taken out; `fill` gives what stands in each place."""

    text: str
    places: list[Callable[[], Piece]] = field(default_factory=list)

    def replaced(self, pattern: re.Pattern[str], fill: Callable[[re.Match[str]], Piece]) -> None:
        """Take every match out; `fill` is asked when the text is written."""

        def taken(found: re.Match[str]) -> str:
            self.places.append(lambda: fill(found))
            return f"{_FIRST}{len(self.places) - 1}{_LAST}"

        self.text = pattern.sub(taken, self.text)


def source_of(text: str) -> Source:
    """Give a text without its comments, each line in its place."""
    plain = _RESERVED.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return Source(_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), plain))


@dataclass
class Written:
    """What a text came to: its Markdown, what of it stays text, and the numbers by hand."""

    markdown: Markdown
    remarks: tuple[tuple[int, str], ...]
    by_hand: tuple[tuple[int, str], ...]


def written(source: Source, *, title: Sequence[str] = (), anchor: str = "text") -> Written:
    """Write a text as Markdown whose headings begin with one `#`.

    A first heading that repeats one of the names in `title` is left out. `anchor` begins the
    anchors of its headings, which are unique on a page only with it.
    """
    reader = _Reader(source, anchor)
    blocks = _tree(_parser().parse(source.text))
    if blocks and blocks[0].is_heading and reader.plain(blocks[0]) in {_flat(t) for t in title}:
        blocks = blocks[1:]
    levels = [each.level for each in _all(blocks) if each.is_heading]
    reader.least = min(levels, default=1)
    text = "\n\n".join(reader.blocks(blocks))
    return Written(Markdown(text), tuple(reader.remarks), tuple(reader.by_hand))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    without = ["code", "fence", "html_block", "reference", "backticks", "html_inline"]
    return MarkdownIt("commonmark", {"html": False}).disable(without).enable("table")


@dataclass
class Node:
    """A block, with the blocks or the line of text within it."""

    token: Token
    children: list[Node] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        return self.token.type == "heading_open"

    @property
    def level(self) -> int:
        return int(self.token.tag[1:])

    @property
    def line(self) -> int:
        return self.token.map[0] + 1 if self.token.map else 1


def _tree(tokens: Sequence[Token]) -> list[Node]:
    root: list[Node] = []
    open_blocks = [root]
    for token in tokens:
        if token.nesting < 0:
            open_blocks.pop()
            continue
        node = Node(token)
        open_blocks[-1].append(node)
        if token.nesting > 0:
            open_blocks.append(node.children)
    return root


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for each in nodes:
        yield each
        yield from _all(each.children)


def _flat(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]+", " ", text).split()).casefold()


@dataclass
class _Reader:
    source: Source
    anchor: str
    least: int = 1
    headings: int = 0
    remarks: list[tuple[int, str]] = field(default_factory=list)
    by_hand: list[tuple[int, str]] = field(default_factory=list)

    def blocks(self, nodes: Sequence[Node]) -> list[str]:
        return [text for each in nodes if (text := self._block(each))]

    def plain(self, node: Node) -> str:
        return _flat("".join(each.token.content for each in node.children))

    def _block(self, node: Node) -> str:
        kind = node.token.type
        if kind == "heading_open":
            return self._heading(node)
        if kind == "paragraph_open":
            return self._paragraph(node)
        if kind in ("bullet_list_open", "ordered_list_open"):
            return self._list(node)
        if kind == "blockquote_open":
            quoted = "\n\n".join(self.blocks(node.children))
            return "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())
        if kind == "table_open":
            return self._table(node)
        return "* * *" if kind == "hr" else ""

    def _heading(self, node: Node) -> str:
        try:
            text = self._line(node).replace("\\\n", " ")
        except NotSaid as gap:
            return escape(gap.sentence)
        if not text:
            return ""
        self.headings += 1
        marks = "#" * (node.level - self.least + 1)
        return f"{marks} {text} {{#{self.anchor}-{self.headings}}}"

    def _paragraph(self, node: Node) -> str:
        try:
            return self._line(node)
        except NotSaid as gap:
            return escape(gap.sentence)

    def _table(self, node: Node) -> str:
        rows = [each for each in _all([node]) if each.token.type == "tr_open"]
        head, *body = [[self._cell(cell) for cell in row.children] for row in rows]
        return table([_side(each) for each in rows[0].children], head, body)

    def _cell(self, node: Node) -> str:
        try:
            return self._line(node)
        except NotSaid as gap:
            return escape(gap.in_a_cell)

    def _list(self, node: Node) -> str:
        ordered = node.token.type == "ordered_list_open"
        start = node.token.attrGet("start")
        number = 1 if start is None else int(start)
        items, loose = [], False
        for each in node.children:
            blocks = self.blocks(each.children)
            loose = loose or any(_stands_apart(block.token) for block in each.children)
            mark = f"{number}." if ordered else "-"
            number += 1
            indent = " " * max(4, len(mark) + 2)
            text = ("\n\n" if loose else "\n").join(blocks)
            lines = [f"{indent}{line}" if line else "" for line in text.splitlines()]
            first = lines[0].strip() if lines else ""
            items.append("\n".join((f"{mark:<{len(indent)}}{first}".rstrip(), *lines[1:])))
        return ("\n\n" if loose else "\n").join(items)

    def _line(self, node: Node) -> str:
        inline = node.children[0].token if node.children else None
        if inline is None:
            return ""
        at = inline.map[0] + 1 if inline.map else node.line
        self.remarks += typed(inline.content, at)
        pieces = [*self._pieces(inline.children or [], at)]
        starts = not node.token.hidden
        self.remarks += [(each.line, each.sentence) for each in joined(pieces, starts=starts)]
        parts: list[str] = []
        for each in pieces:
            text = each.written()
            touching = parts and parts[-1].endswith("*") and not parts[-1].endswith("\\*")
            parts.append(f"{_BETWEEN}{text}" if touching and each.opens else text)
        return "".join(parts).strip()

    def _pieces(self, tokens: Sequence[Token], line: int) -> Iterator[Piece]:
        closings: list[str] = []
        for token in tokens:
            kind = token.type
            if kind in ("softbreak", "hardbreak"):
                line += 1
                shown = " " if kind == "softbreak" else "\\\n"
                yield Piece(" ", "mark", markdown=Markdown(shown))
            elif kind in ("em_open", "strong_open", "em_close", "strong_close"):
                marks = Markdown(token.markup.replace("_", "*"))
                yield Piece("", "mark", markdown=marks, opens=kind.endswith("open"))
            elif kind == "link_open":
                opening, closing = self._link(str(token.attrGet("href") or ""), line)
                closings.append(closing)
                yield Piece("", "mark", markdown=Markdown(opening))
            elif kind == "link_close":
                yield Piece("", "mark", markdown=Markdown(closings.pop()))
            elif kind == "image":
                yield Piece(self._image(token, line), line=line)
            else:
                yield from self._text(token.content, line)

    def _link(self, address: str, line: int) -> tuple[str, str]:
        target = address if _WEB.fullmatch(address) else None
        if _DOI.match(address):
            target = doi_address(address)
        if target is None:
            self.remarks.append(
                (
                    line,
                    f"the link to '{visible(address, 60)}' is shown as text: a text links to http, "
                    "https and doi: addresses alone.",
                )
            )
            return escape("["), escape(f"]({address})")
        return "[", link("", target)[1:]

    def _image(self, token: Token, line: int) -> str:
        address = str(token.attrGet("src") or "")
        self.remarks.append(
            (line, f"the image '{visible(address, 60)}' is shown as text: a text shows no images.")
        )
        return f"![{token.content}]({address})"

    def _text(self, text: str, line: int) -> Iterator[Piece]:
        for number in _BY_HAND.findall(_PLACE.sub(" ", text)):
            if not _YEAR.fullmatch(number):
                self.by_hand.append((line, number))
        for place, part in enumerate(_PLACE.split(text)):
            if place % 2:
                piece = self.source.places[int(part)]()
                piece.line = line
                yield piece
            elif part:
                yield Piece(part, line=line)


def _stands_apart(token: Token) -> bool:
    """Whether a block of a list item has an empty line around it."""
    return token.type == "table_open" or (token.type == "paragraph_open" and not token.hidden)


def _side(cell: Node) -> Side:
    style = str(cell.token.attrGet("style") or "")
    return next((each for each in SIDES if each and style.endswith(each)), "")
