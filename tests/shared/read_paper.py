"""What stands in a PDF: each text with its size and place, in the order that is read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAPPED = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass(frozen=True)
class Drawn:
    """One text as it is drawn: its size in points, its page and place there, the tag it is in.

    `within` is the number of its marked content, None for what readers are not told.
    """

    text: str
    size: float
    page: int
    x: float
    y: float
    within: int | None
    figure: bool


class Paper:
    """A PDF that was read."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self._letters: dict[Any, dict[int, str]] = {}
        self.drawn = tuple(
            drawn
            for number, page in enumerate(self.pdf.pages, 1)
            for drawn in self._read(page, page.Resources, UNMOVED, number, (None, False))
        )

    def _read(
        self, content: Any, resources: Any, placed: Matrix, page: int, at: tuple[int | None, bool]
    ) -> Iterator[Drawn]:
        stack: list[tuple[Matrix, float, dict[int, str]]] = []
        size, letters, text = 0.0, {}, UNMOVED
        marks: list[tuple[int | None, str | None]] = [(at[0], None)]
        figure = at[1]
        for given, operator in pikepdf.parse_content_stream(content):
            name = str(operator)
            if name == "q":
                stack.append((placed, size, letters))
            elif name == "Q":
                placed, size, letters = stack.pop()
            elif name == "cm":
                placed = _times(_matrix(given), placed)
            elif name == "Tf":
                size, letters = float(given[1]), self._letters_of(resources.Font[str(given[0])])
            elif name == "BT":
                text = UNMOVED
            elif name == "Tm":
                text = _matrix(given)
            elif name in ("BDC", "BMC"):
                number, said = _marked(given, resources) if name == "BDC" else (None, None)
                artifact = str(given[0]) == "/Artifact"
                marks.append(
                    (None if artifact else marks[-1][0] if number is None else number, said)
                )
                if said is not None:
                    yield self._drawn(said, 0.0, _times(text, placed), page, marks[-1][0], figure)
            elif name == "EMC":
                marks.pop()
            elif name in ("Tj", "TJ"):
                if all(said is None for _, said in marks):
                    read = _letters(given[0], letters)
                    where = _times(text, placed)
                    yield self._drawn(read, size, where, page, marks[-1][0], figure)
            elif name == "Do":
                inner = resources.XObject[str(given[0])]
                if inner.Subtype == "/Form":
                    moved = _times(_matrix(inner.get("/Matrix", UNMOVED)), placed)
                    within = inner.get("/Resources", resources)
                    yield from self._read(inner, within, moved, page, (marks[-1][0], True))

    @staticmethod
    def _drawn(
        text: str, size: float, where: Matrix, page: int, within: int | None, figure: bool
    ) -> Drawn:
        scale = abs(where[0] * where[3] - where[1] * where[2]) ** 0.5
        return Drawn(text, round(size * scale, 2), page, where[4], where[5], within, figure)

    def _letters_of(self, font: Any) -> dict[int, str]:
        key = font.objgen
        if key not in self._letters:
            told = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
            self._letters[key] = {
                int(code, 16): bytes.fromhex(read).decode("utf-16-be")
                for code, read in _MAPPED.findall(told)
                if len(read) % 4 == 0
            }
        return self._letters[key]

    @property
    def fonts(self) -> tuple[dict[int, str], ...]:
        """What the letters of each font that is used are read as."""
        return tuple(self._letters.values())

    @property
    def links(self) -> str:
        """Where all links to the web lead, one a line."""
        found = (a for page in self.pdf.pages for a in page.get("/Annots", []) if "/A" in a)
        return "\n".join(str(each.A.URI) for each in found)

    def elements(self, kind: str) -> list[str]:
        """What is read aloud of each element of a kind."""
        pages, told = self._pages, self._told
        found = _of_kind(self.pdf.Root.StructTreeRoot.K, f"/{kind}")
        return ["".join(_in_order(each, None, pages, told)) for each in found]

    def sizes(self, kind: str) -> set[float]:
        """The sizes of the letters within elements of a kind."""
        places = {
            place
            for each in _of_kind(self.pdf.Root.StructTreeRoot.K, f"/{kind}")
            for place in _places(each, None, self._pages)
        }
        return {
            each.size for each in self.drawn if each.text and (each.page, each.within) in places
        }

    @property
    def read_aloud(self) -> str:
        """All text in the order of the structure, which is what a screen reader reads."""
        return "".join(_in_order(self.pdf.Root.StructTreeRoot.K, None, self._pages, self._told))

    @cached_property
    def _pages(self) -> dict[Any, int]:
        return {page.objgen: number for number, page in enumerate(self.pdf.pages, 1)}

    @cached_property
    def _told(self) -> dict[tuple[int, int], str]:
        told: dict[tuple[int, int], str] = {}
        for each in self.drawn:
            if each.within is not None:
                at = each.page, each.within
                told[at] = told.get(at, "") + each.text
        return told


def _in_order(
    node: Any, page: int | None, pages: dict[Any, int], told: dict[tuple[int, int], str]
) -> Iterator[str]:
    return (told.get(place, "") for place in _places(node, page, pages))


def _places(node: Any, page: int | None, pages: dict[Any, int]) -> Iterator[tuple[int, int]]:
    """Page and number of each marked content below a node, in order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from _places(each, page, pages)
    elif isinstance(node, pikepdf.Dictionary):
        page = pages.get(node.Pg.objgen, page) if "/Pg" in node else page
        if node.get("/Type") == "/MCR":
            yield page or 0, int(node.MCID)
        elif "/K" in node:
            yield from _places(node.K, page, pages)
    elif page is not None:
        yield page, int(node)


def _of_kind(node: Any, kind: str) -> Iterator[Any]:
    """Elements of a kind below a node, in order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from _of_kind(each, kind)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == kind:
            yield node
        if "/K" in node and node.get("/Type") != "/MCR":
            yield from _of_kind(node.K, kind)


def _marked(given: Any, resources: Any) -> tuple[int | None, str | None]:
    properties = given[1]
    if isinstance(properties, pikepdf.Name):
        properties = resources.Properties[str(properties)]
    number = properties.get("/MCID")
    said = properties.get("/ActualText")
    return None if number is None else int(number), None if said is None else str(said)


def _letters(shown: Any, letters: dict[int, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(each) for each in parts if isinstance(each, pikepdf.String))
    pairs = (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))
    return "".join(letters.get(code, "\N{REPLACEMENT CHARACTER}") for code in pairs)


def _matrix(given: Any) -> Matrix:
    a, b, c, d, e, f = map(float, given)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    k, m, n, o, p, q = then
    return (
        a * k + b * n,
        a * m + b * o,
        c * k + d * n,
        c * m + d * o,
        e * k + f * n + p,
        e * m + f * o + q,
    )
