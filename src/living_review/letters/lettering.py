"""Texts of figures: made legible, measured, wrapped and shortened.

A text may come from anywhere (a registry cell), so it is made legible first: one line, no control
or direction characters. A letter that no font has stays in the text and is drawn as a box. Sizes
are in points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from living_review.letters.by_font import by_font
from living_review.letters.faces import REGULAR, SEMIBOLD, Glyph, face_of
from living_review.letters.typesetting import BOX, JOINERS, in_own_fonts, is_invisible, length

__all__ = ["REGULAR", "SEMIBOLD"]

LONGEST = 400
ELLIPSIS = "…"
NO_BREAK = "\u00a0"
# Latin letters, digits and spaces have nothing to join and no other form.
_JOINED = re.compile(r"(?<=[\w.][_./-])(?=\w)")
_JOINING_NOTHING = re.compile("(?<![^\0-\u024f])[\u200c\u200d\ufe00-\ufe0f]+")
# Scripts without spaces: between Han characters and kana a line may break anywhere, but not before
# what closes and behind what opens.
_BEFORE_ANY = re.compile(
    "(?<=[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffee\U00020000-\U0003ffff])"
    "(?<![\u3008\u300a\u300c\u300e\u3010\u3014\u3016\uff08\uff3b\uff5b])"
    "(?![\u3001\u3002\u3005\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u30fb\u30fc]"
    "|[\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3]"
    "|[\u30e5\u30e7\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d.,;:!?)\\]])"
)
# Those that write words, too, without a space between them: Thai to Myanmar, and Khmer.
_UNSPACED = re.compile("[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff]")


@by_font(4096)
def glyph(character: str, weight: int = REGULAR) -> Glyph:
    """Give a letter from the first font that holds it, a box where none does."""
    face = face_of(character, weight)
    return glyph(BOX, weight) if face is None else face.glyph(character)


@lru_cache(maxsize=8192)
def _inline(character: str) -> str:
    """Give the character, a space for a break or control, nothing for an invisible mark.

    What is no character of any script is named, as on the pages.
    """
    category = unicodedata.category(character)
    if character == NO_BREAK:
        return character
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category in ("Cn", "Co", "Cs"):
        return f"[U+{ord(character):04X}]"
    return "" if category == "Cf" and character not in JOINERS else character


def one_line(text: str, longest: int = LONGEST) -> str:
    """Give the text on one line, without controls or direction marks, cut when very long."""
    cut = text[: 4 * longest].encode("utf-8", "replace").decode()
    line = "".join(map(_inline, unicodedata.normalize("NFC", cut)))
    line = _JOINING_NOTHING.sub("", " ".join(filter(None, line.split(" "))))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + ELLIPSIS


@lru_cache(maxsize=16384)
def legible(text: str) -> str:
    """Give one line of text without controls or direction marks."""
    return one_line(text)


@by_font(16384)
def _ems(text: str, weight: int) -> float:
    if in_own_fonts(text):
        return sum(glyph(character, weight).advance for character in text)
    return length(text, weight)


def width(text: str, size: float, weight: int = REGULAR) -> float:
    """Width of a legible text in points."""
    return _ems(text, weight) * size


def shorten(text: str, size: float, room: float, weight: int = REGULAR) -> str:
    """Give as much of the text as fits the room, with an ellipsis where it was cut.

    It is cut after a word, unless that leaves less than half.
    """
    if width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width(text[:middle].rstrip() + ELLIPSIS, size, weight) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    end = _whole(text, low)
    word = text.rfind(" ", 0, end + 1)
    if word > end // 2 and _whole(text, word + 1) == word + 1:
        end = word
    return text[:end].rstrip(" ,;:") + ELLIPSIS


def _whole(text: str, end: int) -> int:
    """Give the end of the last letter before a place, with all marks that stand on it."""
    while 0 < end < len(text) and (_belongs(text[end]) or text[end - 1] == JOINERS[1]):
        end -= 1
    return end


def _belongs(character: str) -> bool:
    """Whether a character is a part of the letter before it."""
    return is_invisible(character) or unicodedata.category(character) in ("Mn", "Mc", "Me", "Sk")


def wrap(
    text: str, size: float, room: float, *, lines: int = 99, weight: int = REGULAR
) -> tuple[str, ...]:
    """Break a text into at most that many lines; the last is shortened if need be.

    It breaks at spaces, where scripts without spaces may break, and in identifiers too long for
    a line after what joins their parts.
    """
    pieces = list(_pieces(legible(text), size, room, weight)) or [""]
    wrapped: list[str] = []
    while pieces and len(wrapped) < lines - 1:
        taken = 1
        while (
            taken < len(pieces)
            and width("".join(pieces[: taken + 1]).strip(" "), size, weight) <= room
        ):
            taken += 1
        wrapped.append(shorten("".join(pieces[:taken]).strip(" "), size, room, weight))
        pieces = pieces[taken:]
    if pieces:
        wrapped.append(shorten("".join(pieces).strip(" "), size, room, weight))
    return tuple(wrapped)


def _pieces(text: str, size: float, room: float, weight: int) -> Iterator[str]:
    """Cut a text where a line may break; a piece begins with the space before it."""
    for number, word in enumerate(text.split(" ")):
        space = " " if number else ""
        for part in filter(None, _BEFORE_ANY.split(word)) if word else (word,):
            if _UNSPACED.search(part) and width(part, size, weight) > room:
                yield from _letters(space + part)
            elif _JOINED.search(part) and width(part, size, weight) > room:
                yield from filter(None, _JOINED.split(space + part))
            else:
                yield space + part
            space = ""


def _letters(text: str) -> Iterator[str]:
    """Cut a text into its letters, each with the marks that stand on it."""
    start = 0
    for place in range(1, len(text) + 1):
        ends = place == len(text) or _whole(text, place) == place
        if ends and text[start:place] != " ":
            yield text[start:place]
            start = place
