"""A font of boxes for letters that no font has, so that a PDF keeps them as text.

Each letter of the font is the same box and still itself: it can be found, copied and read aloud.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import normalize

FAMILY = "Review Boxes"
WHITE_SQUARE = "\N{WHITE SQUARE}"
UNITS = 1000
# Beyond are Han characters and syllables of Hangul, which are drawn whole.
_COMPOSED = range(0x80, 0x3300)
BLANK, SPACES, SPACE = "space", (0x20, 0xA0), 240
ADVANCE, LEFT, RIGHT, TOP, STROKE = 700, 60, 640, 660, 50


def stylesheet(letters: frozenset[str]) -> str:
    """Give rules that bring a font for letters: DejaVu Sans, as far as it has them, else boxes."""
    from living_review.letters.faces import fallback_path

    boxed = lacking(letters)
    rules = _rule(FAMILY, font(boxed)) if boxed else ""
    if letters - boxed:
        rules += _rule("Review Fallback", Path(fallback_path()).read_bytes())
    return rules


def lacking(letters: frozenset[str]) -> frozenset[str]:
    """Give the letters that DejaVu Sans, which comes with matplotlib, does not have either."""
    if not letters:
        return letters
    return frozenset(letter for letter in letters if ord(letter) not in _fallback())


@cache
def _fallback() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    from living_review.letters.faces import fallback_path

    with TTFont(fallback_path(), lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def with_kin(letters: Iterable[str]) -> set[int]:
    """Give letters with those that they are made of, and those that are made of them.

    HarfBuzz draws a letter by its parts where a font lacks it, and then only parts are missed.
    """
    parts = {part for letter in letters for part in letter + normalize("NFKD", letter)}
    whole = (code for code in _COMPOSED if not parts.isdisjoint(normalize("NFKD", chr(code))))
    return {ord(part) for part in parts}.union(whole)


def _rule(family: str, data: bytes) -> str:
    encoded = base64.b64encode(data).decode()
    return f'@font-face {{ font-family: "{family}"; src: url("data:font/ttf;base64,{encoded}") }}\n'


def font(letters: Iterable[str]) -> bytes:
    """Make a TrueType font in which each of the letters is a box; the same bytes each time."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    codes = sorted(with_kin(letters))
    names = [f"u{code:X}" for code in codes]
    pen = TTGlyphPen(None)
    for inset, turned in ((0, False), (STROKE, True)):
        left, bottom, right, top = LEFT + inset, inset, RIGHT - inset, TOP - inset
        corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
        pen.moveTo(corners[0])
        for corner in reversed(corners[1:]) if turned else corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    box = pen.glyph()
    order = [".notdef", BLANK, *names]
    builder = FontBuilder(UNITS, isTTF=True)
    builder.updateHead(created=0, modified=0)
    builder.setupGlyphOrder(order)
    # Pango takes the space behind a letter from the font of the letter.
    letters_of = dict(zip(codes, names, strict=True))
    builder.setupCharacterMap(letters_of | dict.fromkeys(SPACES, BLANK))
    builder.setupGlyf(dict.fromkeys(order, box) | {BLANK: TTGlyphPen(None).glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (ADVANCE, LEFT)) | {BLANK: (SPACE, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font.recalcTimestamp = False
    held = io.BytesIO()
    builder.save(held)
    return held.getvalue()
