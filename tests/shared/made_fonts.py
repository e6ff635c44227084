"""Fonts made for tests: letters that are squares, a script that is shaped, pictures of emoji."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.sbixGlyph import Glyph as Bitmap
from fontTools.ttLib.tables.sbixStrike import Strike

from living_review.letters import faces, lettering, machine_fonts, pictographs, typesetting

CACHED = (
    *(lettering.glyph, lettering._ems, faces.face_of, faces._of_the_machine),
    *(typesetting.lacking, typesetting.set_line, typesetting.length, pictographs.picture),
    *(typesetting._outlines, typesetting._outline),
    *(machine_fonts.font_with, machine_fonts.pictures_of, machine_fonts.font_called),
    machine_fonts._by_preference,
)

# The conjunct of ka and sha, and with it the rules of Devanagari: short i stands before its letter.
DEVANAGARI = """
languagesystem dev2 dflt;
feature akhn { script dev2; sub u0915 u094D u0937 by kssa; } akhn;
"""
PIXELS = 64


def letters(path: Path, characters: Iterable[str], family: str = "Made Sans") -> Path:
    """Write a font in which each character is a square; Devanagari is shaped."""
    builder = _begun(set(characters) | set(" "), family, extra=("kssa",))
    if {"\u0915", "\u094d", "\u0937"} <= set(characters):
        addOpenTypeFeaturesFromString(builder.font, DEVANAGARI)
    builder.save(path)
    return path


def pictures(path: Path, characters: Iterable[str], family: str = "Made Emoji") -> Path:
    """Write a font of coloured pictures."""
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGBA", (PIXELS, PIXELS), (200, 30, 30, 255)).save(held, "PNG")
    builder = _begun(set(characters), family, empty=True)
    strike = Strike(ppem=PIXELS, resolution=72)
    for name in builder.font.getGlyphOrder():
        drawn = held.getvalue() if name.startswith("u") else None
        kind = {"graphicType": "png ", "imageData": drawn} if drawn else {}
        strike.glyphs[name] = Bitmap(glyphName=name, originOffsetX=0, originOffsetY=0, **kind)
    table = newTable("sbix")
    table.version, table.flags, table.strikes = 1, 1, {PIXELS: strike}
    table.numStrikes = 1
    builder.font["sbix"] = table
    builder.save(path)
    return path


def _begun(
    characters: set[str], family: str, extra: tuple[str, ...] = (), *, empty: bool = False
) -> FontBuilder:
    names = {ord(each): f"u{ord(each):04X}" for each in sorted(characters)}
    order = [".notdef", *names.values(), *extra]
    square = TTGlyphPen(None)
    if not empty:
        square.moveTo((100, 0))
        for corner in ((100, 700), (900, 700), (900, 0)):
            square.lineTo(corner)
        square.closePath()
    glyph = square.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.updateHead(created=0, modified=0, fontRevision=1.5)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    return builder


def configuration(folder: Path, *fonts: Path) -> Path:
    """Write a fontconfig for a machine that has these fonts and no other."""
    listed = "".join(f"<dir>{font}</dir>" for font in fonts)
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        # Pictures of one size are set in the size of the text, as everywhere.
        '<fontconfig><include ignore_missing="yes" prefix="default">'
        "/etc/fonts/conf.d/10-scale-bitmap-fonts.conf</include>"
        f"{listed}<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return path


def forget() -> None:
    """Forget what fonts the machine has, and what was set in them."""
    for each in CACHED:
        each.cache_clear()


@contextmanager
def machine_with(*fonts: Path, settings: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """Be on a machine that has the fonts at these places, and no other."""
    with settings.context() as here:
        here.setenv("FONTCONFIG_FILE", str(configuration(folder, *fonts)))
        forget()
        yield
    forget()
