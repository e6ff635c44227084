"""Make the web fonts that ship with the program from unpacked fontsource packages.

Usage: python build_fonts.py DIRECTORY, where DIRECTORY holds the unpacked npm packages
@fontsource/source-serif-4, @fontsource/source-sans-3, @fontsource/noto-sans-math and
@fontsource/noto-sans-symbols-2, each in a folder of its own name without the scope.
Without DIRECTORY, only the parts for pages are cut again out of the fonts that lie here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2FlavorData

from living_review.assets import web_fonts

HERE = Path(__file__).parent
# The Open Font License reserves the name 'Source' to the unmodified fonts, so ours have their own.
TEXT_FONTS = {
    "review-serif-400": ("source-serif-4", "400-normal", "Review Serif", "Regular"),
    "review-serif-400-italic": ("source-serif-4", "400-italic", "Review Serif", "Italic"),
    "review-serif-600": ("source-serif-4", "600-normal", "Review Serif", "SemiBold"),
    "review-sans-400": ("source-sans-3", "400-normal", "Review Sans", "Regular"),
    "review-sans-400-italic": ("source-sans-3", "400-italic", "Review Sans", "Italic"),
    "review-sans-600": ("source-sans-3", "600-normal", "Review Sans", "SemiBold"),
}
SCRIPTS = ("latin", "latin-ext", "greek")
HYPHEN, HYPHENS = 0x2D, (0x2010, 0x2011)
SPACE, SPACES = 0x20, (0xA0,)
# Spaces, super- and subscripts, letterlike, arrows, operators, technical, shapes, marks, Greek.
SYMBOL_RANGES = (
    (0x2000, 0x206F),
    (0x2070, 0x209F),
    (0x2100, 0x214F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2308, 0x230B),
    (0x25A0, 0x25FF),
    (0x2713, 0x2718),
    (0x2B24, 0x2B24),
    (0x1D6FC, 0x1D71B),
)
# What browsers apply by themselves; no stylesheet of ours asks for more.
SHOWN = ("ccmp", "locl", "liga", "kern", "mark", "mkmk", "rtlm")
NAME_IDS = {"family": (1, 16), "style": (2, 17), "full": (4,), "postscript": (6,), "unique": (3,)}


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font our own family, style, full and PostScript names; the copyright stays."""
    texts = {
        "family": family,
        "style": style,
        "full": f"{family} {style}",
        "postscript": f"{family.replace(' ', '')}-{style}",
        "unique": f"Living Review: {family} {style}",
    }
    for kind, numbers in NAME_IDS.items():
        for number in numbers:
            font["name"].removeNames(nameID=number)
            font["name"].setName(texts[kind], number, 3, 1, 0x409)


def subset(font: TTFont, codepoints: set[int], features: tuple[str, ...] = ("*",)) -> None:
    """Keep those characters and the layout features that join them."""
    options = Options()
    options.layout_features = list(features)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    subsetter: Any = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)


def save(font: TTFont, name: str) -> None:
    """Write one woff2 file whose bytes depend on the sources alone.

    The glyphs are not transformed: that costs a tenth of the size and saves every PDF build a
    second, for fontTools undoes the transformation in Python.
    """
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.flavorData = WOFF2FlavorData(transformedTables=[])
    font.save(HERE / f"{name}.woff2")


def letters(ranges: str) -> set[int]:
    """Give the characters of a unicode-range of CSS."""
    spans = [each[2:].split("-") for each in ranges.split(", ")]
    return {c for span in spans for c in range(int(span[0], 16), int(span[-1], 16) + 1)}


def parts(family: str, stem: str) -> None:
    """Cut a whole font into the parts that pages ask for; their names and copyright stay.

    A browser undoes the transformation of glyphs in no time, and it saves a tenth.
    """
    for part, ranges in web_fonts.parts(family):
        if part:
            font = TTFont(HERE / f"{stem}.woff2")
            subset(font, letters(ranges), SHOWN)
            font.recalcTimestamp = False
            font.flavorData = WOFF2FlavorData(transformedTables=["glyf", "loca", "hmtx"])
            font.save(HERE / web_fonts.part_of(stem, part))


def alias(font: TTFont, source: int, targets: tuple[int, ...]) -> None:
    """Draw the target characters, where the font lacks them, with the glyph of the source."""
    glyph = font.getBestCmap()[source]
    for table in font["cmap"].tables:
        if table.isUnicode():
            for target in targets:
                table.cmap.setdefault(target, glyph)


def text_font(packages: Path, name: str) -> None:
    """Join the scripts of one text font."""
    package, style_file, family, style = TEXT_FONTS[name]
    files = [packages / package / "files" / f"{package}-{s}-{style_file}.woff2" for s in SCRIPTS]
    plain = []
    for file in files:
        font = TTFont(file)
        font.flavor = None
        # Neither is used by a browser or a PDF, and fonts that differ in them cannot be joined.
        for table in ("STAT", "BASE", "prep", "fpgm", "cvt ", "gasp"):
            if table in font:
                del font[table]
        path = HERE / f".{file.stem}.ttf"
        font.save(path)
        plain.append(path)
    merged = Merger().merge([str(path) for path in plain])
    for path in plain:
        path.unlink()
    modified = TTFont(files[0])["head"].modified
    merged["head"].modified = modified
    alias(merged, HYPHEN, HYPHENS)
    alias(merged, SPACE, SPACES)
    rename(merged, family, style)
    save(merged, name)


def symbol_font(packages: Path) -> None:
    """Cut the mathematical signs and shapes out of one font, and what it lacks out of another."""
    # A space between two signs is set in the font of the signs.
    wanted = {SPACE, *SPACES} | {c for low, high in SYMBOL_RANGES for c in range(low, high + 1)}
    math = TTFont(packages / "noto-sans-math/files/noto-sans-math-latin-400-normal.woff2")
    marks = TTFont(
        packages / "noto-sans-symbols-2/files/noto-sans-symbols-2-symbols-400-normal.woff2"
    )
    missing = wanted - set(math.getBestCmap()) | {SPACE}
    subset(math, wanted)
    subset(marks, missing)
    rename(math, "Review Symbols", "Regular")
    rename(marks, "Review Marks", "Regular")
    save(math, "review-symbols")
    save(marks, "review-marks")


if __name__ == "__main__":
    for source in map(Path, sys.argv[1:]):
        for each in TEXT_FONTS:
            text_font(source, each)
        symbol_font(source)
    for family, *_rest, stem in web_fonts.FACES:
        parts(family, stem)
