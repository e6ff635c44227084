"""The font: files of the review, looked at before pages, figures and paper are set in them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from living_review.assets.brand import REGULAR, SEMIBOLD, Family, OwnFace
from living_review.brand.asked import FileAsked
from living_review.ground.errors import BadInput

LARGEST = 5 * 2**20
"""Bytes that a file of a font may have: every reader loads it."""
# OS/2 fsType: what its maker allows (OpenType specification, OS/2 table).
RESTRICTED, VIEW_AND_PRINT, EDITABLE = 0x0002, 0x0004, 0x0008
NO_SUBSETS, BITMAPS_ONLY = 0x0100, 0x0200
HEAVY_FROM = 550
ROOM_IN_FIGURES = 1.22
"""Em from the top of the highest capital to the foot of the lowest letter that a line has."""
CAPITALS_IN_FIGURES = (0.5, 0.8)
_SHAPES = ("GSUB", "GPOS", "GDEF", "kern")
_READ = frozenset(
    {"head", "hhea", "hmtx", "maxp", "name", "cmap", "OS/2", "post", "loca", "fvar", *_SHAPES}
)
_HIGHEST, _LOWEST = "ÁÅÉHÖ", "gjpqy"


@dataclass(frozen=True)
class FontFile:
    """One file that was opened: what it holds, and what its maker allows."""

    asked: FileAsked
    content: bytes
    name: str
    weight: int
    italic: bool
    weights: tuple[int, int] | None
    """Of a file that holds many: the lightest and the heaviest."""
    embedding: int
    letters: frozenset[int]

    @property
    def for_viewing_only(self) -> bool:
        """Whether its maker allows no more than to view and print what is set in it."""
        return bool(self.embedding & VIEW_AND_PRINT) and not self.embedding & EDITABLE


def opened(content: bytes, asked: FileAsked) -> FontFile:
    """Open a file; BadInput, with the place that names it, where it is no font or may not be used.

    Respected is what its maker wrote into it: whether it may be embedded, and cut to size for that.
    """
    said = _said(asked)
    if len(content) > LARGEST:
        raise BadInput(
            f"{said} has {len(content) / 2**20:.1f} MB, and a font may have "
            f"{LARGEST // 2**20} MB, because every reader loads it; take one with fewer letters."
        )
    font = _font(content, said)
    with _readable(said):
        return _opened(font, content, asked)


def _opened(font: Any, content: bytes, asked: FileAsked) -> FontFile:
    embedding = int(getattr(font["OS/2"], "fsType", 0)) if "OS/2" in font else 0
    _refuse_forbidden(embedding, _said(asked))
    axes = {each.axisTag: each for each in font["fvar"].axes} if "fvar" in font else {}
    weight = int(getattr(font["OS/2"], "usWeightClass", 400)) if "OS/2" in font else 400
    slanted = bool("OS/2" in font and font["OS/2"].fsSelection & 1) or bool(
        font["head"].macStyle & 2
    )
    span = axes.get("wght")
    return FontFile(
        asked=asked,
        content=content,
        name=str(font["name"].getDebugName(4) or Path(asked.path).stem),
        weight=asked.weight or weight,
        italic=slanted if asked.italic is None else asked.italic,
        weights=(int(span.minValue), int(span.maxValue)) if span and not asked.weight else None,
        embedding=embedding,
        letters=frozenset(font.getBestCmap() or ()),
    )


def _said(asked: FileAsked) -> str:
    return f"{asked.place}: {asked.path}"


def _font(content: bytes, said: str) -> Any:
    from fontTools.ttLib import TTFont

    with _readable(said):
        font = TTFont(BytesIO(content), recalcTimestamp=False, recalcBBoxes=False)
        if not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
            raise BadInput(f"{said} holds no outlines of letters; take another file of the font.")
        _look_through(content)
        # A font that is cut short may still have all that is read first.
        needed = [font[table] for table in ("head", "hhea", "hmtx", "maxp", "name", "cmap")]
        assert all(needed) or font.getBestCmap() is not None
    return font


@contextmanager
def _readable(said: str) -> Iterator[None]:
    """Refuse a font that cannot be read with one sentence; what is odd in it is told nobody."""
    # fontTools tells the terminal of each oddity, and nobody needs it.
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    try:
        yield
    except BadInput:
        raise
    except Exception as error:  # fontTools raises whatever a broken table leads it to
        raise BadInput(
            f"{said} is no font that can be read, because it is another kind of file, damaged or "
            "cut short; take a WOFF2, WOFF, TTF or OTF file."
        ) from error


@lru_cache(maxsize=16)
def _look_through(content: bytes) -> None:
    """Read every table and draw every letter once, as pages, figures and paper will."""
    from fontTools.pens.basePen import NullPen
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(content), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    held = font.reader.tables.items()
    if font.flavor != "woff2" and any(e.offset + e.length > len(content) for _, e in held):
        raise ValueError("a table ends behind the file")
    for table in _READ & set(font.keys()):
        if hasattr(font[table], "ensureDecompiled"):
            font[table].ensureDecompiled()
    glyphs, pen = font.getGlyphSet(), NullPen()
    for name in (".notdef", *(font.getBestCmap() or {}).values()):
        if name in glyphs:
            glyphs[name].draw(pen)


def _refuse_forbidden(embedding: int, said: str) -> None:
    restricted = embedding & RESTRICTED and not embedding & (VIEW_AND_PRINT | EDITABLE)
    if restricted or embedding & BITMAPS_ONLY:
        raise BadInput(
            f"{said} says of itself that it may not be embedded (fsType {embedding}), and pages "
            "and PDFs carry their font; ask its maker for a licence and a file that allow it, or "
            "take another font."
        )
    if embedding & NO_SUBSETS:
        raise BadInput(
            f"{said} says of itself that it may not be cut to the letters in use (fsType "
            f"{embedding}), as PDFs do; ask its maker for a file that allows it, or take another "
            "font."
        )


def family(name: str, files: Sequence[FontFile], work: Path) -> Family:
    """Choose the faces of a family among its files, and lay them into `work`.

    A weight that there is none of is set in the one that there is, and never drawn thicker by a
    browser; so is italic, where there is none.
    """
    upright = [each for each in files if not each.italic] or list(files)
    slanted = [each for each in files if each.italic and each not in upright]
    faces = [
        _face(_nearest(upright, REGULAR), REGULAR, work, italic=False),
        _face(_nearest(upright, SEMIBOLD), SEMIBOLD, work, italic=False),
        *(_face(_nearest(slanted, REGULAR), REGULAR, work, italic=True) for _ in slanted[:1]),
    ]
    plain = faces[0].plain.read_bytes()
    with _readable(_said(_nearest(upright, REGULAR).asked)):
        in_figures = fits_figures(plain)
    return Family(name, tuple(faces), in_figures=in_figures)


def _nearest(files: Sequence[FontFile], weight: int) -> FontFile:
    def away(file: FontFile) -> tuple[int, int]:
        low, high = file.weights or (file.weight, file.weight)
        return abs(min(max(weight, low), high) - weight), high

    return min(files, key=away)


def _face(file: FontFile, weight: int, work: Path, *, italic: bool) -> OwnFace:
    digest = hashlib.sha256(file.content).hexdigest()[:16]
    web = work / f"{digest}{Path(file.asked.path).suffix.lower()}"
    plain = work / f"{digest}-{weight}.ttf"
    if not web.exists():
        web.write_bytes(file.content)
    if not plain.exists():
        with _readable(_said(file.asked)):
            plain.write_bytes(_plain(file.content, weight if file.weights else None))
    low, high = file.weights or (0, 0)
    return OwnFace(weight, italic, web, plain, f"{low} {high}" if file.weights else "")


@lru_cache(maxsize=16)
def _plain(content: bytes, weight: int | None) -> bytes:
    """Give a font as figures and paper read it: not packed, and of one weight."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(BytesIO(content), recalcTimestamp=False, recalcBBoxes=False)
    packed = font.flavor is not None
    if weight is None and not packed and "fvar" not in font:
        return content
    if "fvar" in font:
        place = {each.axisTag: each.defaultValue for each in font["fvar"].axes}
        spans = {each.axisTag: each for each in font["fvar"].axes}
        if weight is not None:
            span = spans["wght"]
            place["wght"] = min(max(weight, span.minValue), span.maxValue)
        font = instancer.instantiateVariableFont(font, place)
    font.flavor = None
    held = BytesIO()
    font.save(held, reorderTables=False)
    return held.getvalue()


@lru_cache(maxsize=16)
def fits_figures(plain: bytes) -> bool:
    """Whether lines of a font are as high as those that figures have room for."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(plain))
    glyphs, names = font.getGlyphSet(), font.getBestCmap()

    def reach(letters: str, place: int) -> list[float]:
        found = []
        for letter in letters:
            if ord(letter) in names:
                pen = BoundsPen(glyphs)
                glyphs[names[ord(letter)]].draw(pen)
                found += [pen.bounds[place] / font["head"].unitsPerEm] if pen.bounds else []
        return found

    tops, feet, capitals = reach(_HIGHEST, 3), reach(_LOWEST, 1), reach("H", 3)
    if not tops or not feet:
        # Without these letters it sets none of ours, or is of another script.
        tops, feet = (
            [font["hhea"].ascent / font["head"].unitsPerEm],
            [font["hhea"].descent / font["head"].unitsPerEm],
        )
    low, high = CAPITALS_IN_FIGURES
    return max(tops) - min(feet) <= ROOM_IN_FIGURES and all(low <= at <= high for at in capitals)
