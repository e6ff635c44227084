"""One line of text as outlines and pictures in their places.

Letters of most scripts stand one after another. Where they join, stack, or run from right to left,
matplotlib sets them by HarfBuzz and the bidirectional algorithm, which come with it. Lengths are in
em, 1 being the font size.
"""

from __future__ import annotations

import unicodedata
import warnings
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from typing import Any

from living_review.assets.brand import family_of_figures
from living_review.ground.from_the_right import apart
from living_review.letters import machine_fonts, pictographs
from living_review.letters.by_font import by_font
from living_review.letters.faces import (
    REGULAR,
    SUBPIXELS,
    Face,
    Glyph,
    bundled,
    face_of,
    shaping_font,
)
from living_review.letters.pictographs import Picture

BOX = "\N{WHITE SQUARE}"
JOINERS = ("\u200c", "\u200d")
# The size in which matplotlib gives the places of shaped letters.
SHAPED_AT = 100
# Blocks of scripts whose letters stack, join or change their order: Devanagari to Myanmar, the
# jamo of Hangul, Khmer to Mongolian, Limbu to Vedic signs, Phags-pa to Meetei Mayek, Brahmi and on.
_JOINED = (
    *((0x0900, 0x109F), (0x1100, 0x11FF), (0x1700, 0x18AF), (0x1900, 0x1CFF)),
    *((0xA840, 0xABFF), (0x11000, 0x11FFF)),
)
_STARTS, _ENDS = zip(*_JOINED, strict=True)
# Drawn lines are as neutral in direction as emoji, and in no label of ours.
_DRAWN_LINES = range(0x2500, 0x25A0)
# A letter with its font, or a picture.
Sign = tuple[str, Face] | Picture
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


@dataclass(frozen=True)
class Placed:
    """An outline or a picture, and where its origin stands on the line."""

    mark: Glyph | Picture
    x: float
    y: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line that is set: its marks, its length, and the fonts of the machine that it took.

    `families` are those of its letters, `pictures` those of its coloured pictures.
    """

    marks: tuple[Placed, ...]
    width: float
    families: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def is_invisible(character: str) -> bool:
    """Whether a character only joins, parts or varies those beside it."""
    return character in JOINERS or 0xFE00 <= ord(character) <= 0xFE0F


@by_font(8192)
def in_own_fonts(text: str) -> bool:
    """Whether the fonts that ship with the program are worn, and hold every letter of a text."""
    if family_of_figures() is not None:
        # Only of our own is it known that they stand as far apart on paper as here.
        return False
    own, symbols, _ = bundled(REGULAR)
    return not needs_shaping(text) and all(
        character in own or character in symbols for character in text
    )


@lru_cache(maxsize=8192)
def needs_shaping(text: str) -> bool:
    """Whether letters join, stack or run right to left, so that one after another is wrong."""
    return any(map(_is_joined, text))


@lru_cache(maxsize=8192)
def _is_joined(character: str) -> bool:
    place = bisect_right(_STARTS, ord(character)) - 1
    return bool(
        unicodedata.combining(character)
        or unicodedata.bidirectional(character) in ("R", "AL", "AN")
        or (place >= 0 and ord(character) <= _ENDS[place])
    )


@by_font(8192)
def lacking(text: str) -> frozenset[str]:
    """Give the characters of a text for which neither the program nor the machine has a font."""
    found: set[str] = set()
    for part, picture in pictographs.parts(text):
        if picture is None:
            spoken = zip(part, machine_fonts.languages(part), strict=True)
            found |= {each for each, language in spoken if _is_lacking(each, language)}
    return frozenset(found)


def _is_lacking(character: str, language: str) -> bool:
    if is_invisible(character) or unicodedata.category(character)[0] in "ZC":
        return False
    return face_of(character, REGULAR, language) is None


@by_font(4096)
def set_line(text: str, weight: int = REGULAR) -> Line:
    """Set a text on a line; a letter that no font has is a box.

    As on the pages, a line runs from the left, whatever it begins with.
    """
    signs = _signs(text, weight)
    families = dict.fromkeys(each[1].family for each in signs if not isinstance(each, Picture))
    pictures = dict.fromkeys(each.family for each in signs if isinstance(each, Picture))
    marks = (_shaped if needs_shaping(text) else _in_turn)(signs, weight)
    return Line(tuple(marks), length(text, weight), tuple(filter(None, families)), tuple(pictures))


@by_font(16384)
def length(text: str, weight: int = REGULAR) -> float:
    """Give the length of a line without setting it."""
    signs = _signs(text, weight)
    if needs_shaping(text):
        return _ready(signs, weight).length
    drawn = (each for each in signs if isinstance(each, Picture) or not is_invisible(each[0]))
    return sum(_mark(each).advance for each in drawn)


def _signs(text: str, weight: int) -> list[Sign]:
    signs: list[Sign] = []
    for part, picture in pictographs.parts(text):
        signs += [picture] if picture else list(_faced(part, weight))
    return signs


def _mark(sign: Sign) -> Glyph | Picture:
    return sign if isinstance(sign, Picture) else sign[1].glyph(sign[0])


def _in_turn(signs: Sequence[Sign], _weight: int) -> Iterator[Placed]:
    """Place letters and pictures one after another."""
    pen = 0.0
    for sign in signs:
        if isinstance(sign, Picture) or not is_invisible(sign[0]):
            mark = _mark(sign)
            yield Placed(mark, pen)
            pen += mark.advance


def _faced(text: str, weight: int) -> Iterator[tuple[str, Face]]:
    """Give each letter that is drawn, and its font; a box for one that none has.

    Marks over letters that have no font, and joiners between such, are left out.
    """
    before = bundled(weight)[0]
    for character, language in zip(text, machine_fonts.languages(text), strict=True):
        face = face_of(character, weight, language)
        if is_invisible(character):
            yield character, before
        elif face is not None:
            yield character, face
            before = face
        elif unicodedata.category(character) not in ("Mn", "Me", "Cf"):
            boxed = face_of(BOX, weight)
            assert boxed is not None
            yield BOX, boxed


@dataclass(frozen=True)
class _Ready:
    """A text ready to be shaped in its fonts, the program's own before all.

    A sign that is as neutral as a picture stands for it, and the picture then takes its place:
    `pictures` tells by matplotlib's name of the sign which one, and the advance of the sign.
    """

    text: str
    font: Any
    pictures: Mapping[str, tuple[Picture, float]]
    wider: float

    @property
    def length(self) -> float:
        from matplotlib.ft2font import LoadFlags

        with _no_warning():
            self.font.set_text(self.text, 0.0, flags=LoadFlags.NO_HINTING)
        width, _ = self.font.get_width_height()
        return float(width) / SUBPIXELS / SHAPED_AT + self.wider


def _ready(signs: Sequence[Sign], weight: int) -> _Ready:
    spare = cycle(_stand_ins())
    pictures: dict[str, tuple[Picture, float]] = {}
    text, faces, wider = LEFT_TO_RIGHT, dict.fromkeys(bundled(weight)), 0.0
    for sign in signs:
        if isinstance(sign, Picture):
            letter, name, advance = next(spare)
            pictures[name] = sign, advance
            wider += sign.advance - advance
        else:
            letter, face = sign
            faces[face] = None
        text += letter
    font = shaping_font(tuple(faces))
    font.set_size(SHAPED_AT, 72)
    return _Ready(apart(text), font, pictures, wider)


def _shaped(signs: Sequence[Sign], weight: int) -> Iterator[Placed]:
    """Place letters as HarfBuzz sets them."""
    from matplotlib.textpath import text_to_path

    ready = _ready(signs, weight)
    with _no_warning():
        placed, outlines, _ = text_to_path.get_glyphs_with_font(ready.font, ready.text, _outlines())
    moved = 0.0
    for name, at, y, _ in placed:
        x = float(at) / SHAPED_AT + moved
        if name in ready.pictures:
            picture, advance = ready.pictures[name]
            yield Placed(picture, x)
            moved += picture.advance - advance
        elif len(outlines[name][1]):
            yield Placed(_outline(name), x, float(y) / SHAPED_AT)


@by_font()
def _outlines() -> OrderedDict[str, Any]:
    """Hold the outlines of all letters that were shaped, by matplotlib's names."""
    return OrderedDict()


@by_font(4096)
def _outline(name: str) -> Glyph:
    vertices, codes = _outlines()[name]
    points = tuple((float(x), float(y)) for x, y in vertices / SHAPED_AT)
    return Glyph(f"h-{name.replace('%', '_')}", points, tuple(int(code) for code in codes), 0.0)


@contextmanager
def _no_warning() -> Iterator[None]:
    """Say nothing where no one font has both a letter and its mark: one of them is a box, then."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


@by_font()
def _stand_ins() -> tuple[tuple[str, str, float], ...]:
    """Give signs that a picture can be stood for by: each, matplotlib's name, and its advance."""
    *ours, dejavu = bundled(REGULAR)
    signs = map(chr, _DRAWN_LINES)
    spare = [each for each in signs if each in dejavu and not any(each in own for own in ours)]
    return tuple((each, dejavu.shaped_name(each), dejavu.glyph(each).advance) for each in spare)
