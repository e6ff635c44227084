"""The fonts of figures, and the outlines of their letters.

A review's own font comes first, then the program's sans, then its symbols, then DejaVu Sans, which
comes with matplotlib; what none of them has is taken from the fonts of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import Any
from zlib import crc32

from living_review.assets.brand import family_of_figures
from living_review.ground.own_files import own_file
from living_review.letters import machine_fonts
from living_review.letters.by_font import ONE_AT_A_TIME, by_font

REGULAR, SEMIBOLD = 400, 600
# FT2Font gives outlines in 64ths of a pixel; unscaled, a pixel is a font unit.
SUBPIXELS = 64
# Outlines are written in thousandths of an em, as fonts hold them.
EM = 1000
# matplotlib's path codes: the SVG command of each, and how many points it takes.
CLOSE = 79
COMMANDS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3), CLOSE: ("Z", 1)}


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

    def element(self, key: str) -> str:
        """The outline as an element of SVG, to be used by its id."""
        return f'<path id="{key}" d="{self.outline}"/>'


class Face:
    """A font file, opened once; `family` is the name of a font of the machine."""

    def __init__(self, path: str, name: str, index: int = 0, family: str = "") -> None:
        from matplotlib.ft2font import FT2Font

        self.name = name
        self.path = path
        self.index = index
        self.family = family
        with ONE_AT_A_TIME:
            self._font = FT2Font(path, face_index=index)
            self._glyphs = self._font.get_charmap()
        self._unit = 1 / self._font.units_per_EM
        self._made: dict[str, Glyph] = {}

    def __contains__(self, character: str) -> bool:
        return ord(character) in self._glyphs

    def glyph(self, character: str) -> Glyph:
        """Give one letter's outline."""
        if character not in self._made:
            with ONE_AT_A_TIME:
                self._made[character] = self._glyph(character)
        return self._made[character]

    def _glyph(self, character: str) -> Glyph:
        from matplotlib.ft2font import LoadFlags

        index = self._glyphs[ord(character)]
        metrics = self._font.load_glyph(index, LoadFlags.NO_SCALE)
        vertices, codes = self._font.get_path()
        scaled = vertices * (SUBPIXELS * self._unit)
        return Glyph(
            key=f"{self.name}{index:x}",
            vertices=tuple(map(tuple, scaled.tolist())),
            codes=tuple(int(code) for code in codes),
            advance=metrics.horiAdvance * self._unit,
        )

    def shaped_name(self, character: str) -> str:
        """Give the name that matplotlib gives to a letter that it shapes."""
        return f"{self._font.postscript_name}-{self._glyphs[ord(character)]:x}"


def font_path(weight: int) -> str:
    """Where the sans of that weight is that figures are drawn in."""
    family = family_of_figures()
    return str(family.plain(weight)) if family else _own_path(weight)


def _own_path(weight: int) -> str:
    return _asset("review-sans-600.ttf" if weight == SEMIBOLD else "review-sans-400.ttf")


def _asset(name: str) -> str:
    return str(own_file("assets", "fonts", "ttf", name))


def fallback_path() -> str:
    """Where matplotlib keeps DejaVu Sans, which holds the letters that our own fonts lack."""
    import matplotlib

    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@by_font()
def bundled(weight: int) -> tuple[Face, ...]:
    """Give the fonts that come with the program: its sans, its symbols, and DejaVu Sans.

    The font of a review that wears its own comes before them.
    """
    heavy = weight == SEMIBOLD
    family = family_of_figures()
    worn = (Face(font_path(weight), "B" if heavy else "R"),) if family else ()
    return *worn, Face(_own_path(weight), "b" if heavy else "r"), _symbols(), _fallback()


@cache
def _symbols() -> Face:
    return Face(_asset("review-symbols.ttf"), "s")


@cache
def _fallback() -> Face:
    return Face(fallback_path(), "d")


@cache
def _of_the_machine(font: machine_fonts.MachineFont) -> Face | None:
    name = f"{PurePath(font.file).name}#{font.index}"
    try:
        return Face(font.file, f"m{crc32(name.encode()):x}-", font.index, font.family)
    except (OSError, RuntimeError):
        # A font that fontconfig lists and FreeType cannot read.
        return None


@by_font(16384)
def face_of(character: str, weight: int = REGULAR, language: str = "") -> Face | None:
    """Give the first bundled font that holds a letter, else one of the machine."""
    for face in bundled(weight):
        if character in face:
            return face
    heavy = machine_fonts.DEMIBOLD if weight == SEMIBOLD else machine_fonts.REGULAR
    font = machine_fonts.font_with(character, language, heavy)
    found = None if font is None else _of_the_machine(font)
    return found if found is not None and character in found else None


def shaping_font(faces: tuple[Face, ...]) -> Any:
    """Give the fonts in which matplotlib shapes a text, the first that has a letter first."""
    from matplotlib.font_manager import FontPath, get_font

    return get_font([FontPath(face.path, face.index) for face in faces])
