"""Letters as outlines: which glyphs the bundled fonts hold, how wide a text is, where it wraps.

A text may come from anywhere (a registry cell), so it is made legible first: one line, no control
or direction characters, no letter that no font can draw. What the program's own fonts lack comes
from the fonts of the machine. Sizes are in points.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

from living_review.rendering.figures import machine_fonts

REGULAR, SEMIBOLD = 400, 600
LONGEST = 400
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"
# FT2Font gives outlines in 64ths of a pixel; unscaled, a pixel is a font unit.
SUBPIXELS = 64
# Outlines are written in thousandths of an em, as fonts hold them.
EM = 1000
# matplotlib's path codes: the SVG command of each, and how many points it takes.
CLOSE = 79
COMMANDS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3), CLOSE: ("Z", 1)}
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Glyph:
    """One letter's outline, in em (1 = the font size), and how far the next letter stands."""

    key: str
    vertices: tuple[tuple[float, float], ...]
    codes: tuple[int, ...]
    advance: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the outline; the vertices that close it are not part of it."""
        drawn = [v for v, code in zip(self.vertices, self.codes, strict=True) if code != CLOSE]
        xs, ys = [x for x, _ in drawn], [y for _, y in drawn]
        return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    @cached_property
    def outline(self) -> str:
        """The outline as SVG path data, in thousandths of an em."""
        parts: list[str] = []
        place = 0
        while place < len(self.codes):
            command, count = COMMANDS[self.codes[place]]
            points = self.vertices[place : place + count] if command != "Z" else ()
            parts.append(command + " ".join(f"{x * EM:.0f} {y * EM:.0f}" for x, y in points))
            place += count
        return "".join(parts)


class _Face:
    """A font file, opened once."""

    def __init__(self, path: str, name: str) -> None:
        from matplotlib.ft2font import FT2Font

        self.name = name
        self.path = path
        self._font = FT2Font(path)
        self._glyphs = self._font.get_charmap()
        self._unit = 1 / self._font.units_per_EM

    def __contains__(self, character: str) -> bool:
        return ord(character) in self._glyphs

    def glyph(self, character: str) -> Glyph:
        from matplotlib.ft2font import LoadFlags

        index = self._glyphs[ord(character)]
        metrics = self._font.load_glyph(index, LoadFlags.NO_SCALE)
        vertices, codes = self._font.get_path()
        scaled = vertices * (SUBPIXELS * self._unit)
        return Glyph(
            key=f"{self.name}{index:x}",
            vertices=tuple((float(x), float(y)) for x, y in scaled),
            codes=tuple(int(code) for code in codes),
            advance=metrics.horiAdvance * self._unit,
        )


def font_path(weight: int) -> str:
    """Where the bundled sans of that weight is."""
    return _asset("review-sans-600.ttf" if weight == SEMIBOLD else "review-sans-400.ttf")


def _asset(name: str) -> str:
    return str(files("living_review.rendering") / "assets" / "fonts" / "ttf" / name)


def fallback_path() -> str:
    """Where matplotlib keeps DejaVu Sans, which holds the letters that our own fonts lack."""
    import matplotlib

    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@cache
def _faces(weight: int) -> tuple[_Face, ...]:
    own = _Face(font_path(weight), "b" if weight == SEMIBOLD else "r")
    return own, _symbols(), _fallback()


@cache
def _symbols() -> _Face:
    return _Face(_asset("review-symbols.ttf"), "s")


@cache
def _fallback() -> _Face:
    return _Face(fallback_path(), "d")


@cache
def _of_the_machine(path: str) -> _Face:
    return _Face(path, f"m{crc32(path.encode()):x}-")


def _face_of(character: str, weight: int) -> _Face | None:
    """Give the first bundled font that holds a letter, else one of the machine."""
    for face in _faces(weight):
        if character in face:
            return face
    path = machine_fonts.file_with(character)
    if path is None:
        return None
    try:
        face = _of_the_machine(path)
    except (OSError, RuntimeError):
        # A font that fontconfig lists and FreeType cannot read.
        return None
    return face if character in face else None


@lru_cache(maxsize=4096)
def glyph(character: str, weight: int = REGULAR) -> Glyph:
    """Give a letter from the first font that holds it."""
    face = _face_of(character, weight)
    return glyph(REPLACEMENT, weight) if face is None else face.glyph(character)


@lru_cache(maxsize=8192)
def _inline(character: str) -> str:
    """Give the character, a space for a break or control, nothing for an invisible mark."""
    category = unicodedata.category(character)
    if character == NO_BREAK:
        return character
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category == "Cf" else character


def one_line(text: str, longest: int = LONGEST) -> str:
    """Give the text on one line, without controls or direction marks, cut when very long."""
    cut = text[: 4 * longest].encode("utf-8", "replace").decode()
    line = "".join(map(_inline, unicodedata.normalize("NFC", cut)))
    line = " ".join(filter(None, line.split(" ")))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + ELLIPSIS


@lru_cache(maxsize=8192)
def _drawable(character: str) -> str:
    """Give the character, or what stands in for it when no font holds it."""
    if 0xFE00 <= ord(character) <= 0xFE0F:
        return ""
    return character if _face_of(character, REGULAR) else REPLACEMENT


def legible(text: str) -> str:
    """Give one line of text without controls, direction marks or letters no font can draw."""
    return one_line("".join(map(_drawable, one_line(text))))


@lru_cache(maxsize=8192)
def in_own_fonts(text: str) -> bool:
    """Whether the fonts that ship with the program hold every letter of a text."""
    own, symbols, _ = _faces(REGULAR)
    return not needs_shaping(text) and all(
        character in own or character in symbols for character in text
    )


@lru_cache(maxsize=8192)
def needs_shaping(text: str) -> bool:
    """Whether letters join, stack or run right to left, so that one after another is wrong."""
    return any(
        unicodedata.combining(character)
        or unicodedata.bidirectional(character) in ("R", "AL", "AN")
        or "\u0900" <= character <= "\u109f"
        for character in text
    )


@lru_cache(maxsize=16384)
def _ems(text: str, weight: int) -> float:
    if needs_shaping(text):
        return _shaped_ems(text)
    return sum(glyph(character, weight).advance for character in text)


def _shaped_ems(text: str) -> float:
    from matplotlib.textpath import text_to_path

    font = shaping_font(100, text)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 100


def shaping_font(size: float, text: str) -> Any:
    """Give the fonts in which matplotlib shapes a text of joined or right-to-left scripts."""
    from matplotlib.font_manager import FontProperties

    lacking = [character for character in text if character not in _fallback()]
    paths = dict.fromkeys(filter(None, map(machine_fonts.file_with, lacking)))
    if not paths:
        return FontProperties(fname=fallback_path(), size=size)
    return FontProperties(family=[*map(_family, paths), "DejaVu Sans"], size=size)


@cache
def _family(path: str) -> str:
    """Make a font of the machine known to matplotlib, and give the name it has there."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(path)
    return str(fontManager.ttflist[-1].name)


def width(text: str, size: float, weight: int = REGULAR) -> float:
    """Width of a legible text in points."""
    return _ems(text, weight) * size


def shorten(text: str, size: float, room: float, weight: int = REGULAR) -> str:
    """Give as much of the text as fits the room, with an ellipsis where it was cut."""
    if width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width(text[:middle].rstrip() + ELLIPSIS, size, weight) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS


def wrap(
    text: str, size: float, room: float, *, lines: int = 99, weight: int = REGULAR
) -> tuple[str, ...]:
    """Break a text at spaces into at most that many lines; the last is shortened if need be."""
    words = legible(text).split(" ")
    wrapped: list[str] = []
    while words and len(wrapped) < lines - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size, weight) <= room:
            taken += 1
        wrapped.append(shorten(" ".join(words[:taken]), size, room, weight))
        words = words[taken:]
    if words:
        wrapped.append(shorten(" ".join(words), size, room, weight))
    return tuple(wrapped)
