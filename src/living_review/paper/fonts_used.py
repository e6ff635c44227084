"""Which fonts of the machine a finished site was drawn and set in, and which letters it lacked.

The figures and the PDFs themselves say it, so that it is known of a site that is there already.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path

from living_review.assets.brand import BODY, HEADINGS
from living_review.letters import machine_fonts
from living_review.living.manifest import Font
from living_review.paper.boxes import FAMILY as BOXES

# Families that come with the program.
OWN = (
    BODY,
    HEADINGS,
    "Review Sans",
    "Review Serif",
    "Review Symbols",
    "Review Marks",
    "Review Fallback",
    BOXES,
)
_OTHER_TEXT = re.compile(r'<g [^>]*?data-text="([^"]*)"[^>]*?data-width="[^"]*"[^>]*>')
_NAMED = re.compile(r'data-(weight|font|pictures)="([^"]*)"')
_SEMIBOLD = "600"


def fonts_used(site: Path) -> tuple[Font, ...]:
    """Give the fonts of this machine that the figures and PDFs of a site took, by name."""
    asked = {each for path in sorted(_of(site, "fig/*.svg")) for each in _in_figure(path)}
    asked |= {each for path in sorted(_of(site, "*.pdf")) for each in _in_pdf(path)}
    return tuple(sorted(set(map(_found, sorted(asked))), key=lambda font: font.name))


def _of(site: Path, pattern: str) -> Iterator[Path]:
    """Yield the files of a site in its main language, and in the folder of each other one."""
    yield from site.glob(pattern)
    yield from site.glob(f"*/{pattern}")


def letters_without_font(site: Path) -> frozenset[str]:
    """Give the letters that the figures of a site show as boxes."""
    from living_review.letters.typesetting import lacking

    found: frozenset[str] = frozenset()
    for path in sorted(site.glob("fig/*.svg")):
        for text in set(_OTHER_TEXT.findall(path.read_text(encoding="utf-8"))):
            found |= lacking(html.unescape(text))
    return found


def _in_figure(path: Path) -> Iterator[tuple[str, str]]:
    """Give each family that a figure names, with its weight as fontconfig calls it."""
    for group in _OTHER_TEXT.finditer(path.read_text(encoding="utf-8")):
        said = dict(_NAMED.findall(group[0]))
        heavy = said.get("weight") == _SEMIBOLD
        for family in filter(None, html.unescape(said.get("font", "")).split(",")):
            yield family, machine_fonts.DEMIBOLD if heavy else machine_fonts.REGULAR
        for family in filter(None, html.unescape(said.get("pictures", "")).split(",")):
            yield family, machine_fonts.REGULAR


def _in_pdf(path: Path) -> Iterator[tuple[str, str]]:
    """Give each family that a PDF embeds and the program does not bring, with its weight."""
    import pikepdf

    try:
        document = pikepdf.open(path)
    except pikepdf.PdfError:
        # What is no PDF was set in no font.
        return
    with document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                family, name = str(each.FontFamily), str(each.FontName)
                if family not in OWN:
                    heavy = "Bold" in name.removeprefix(family.replace(" ", "-"))
                    yield family, "bold" if heavy else machine_fonts.REGULAR


def _found(asked: tuple[str, str]) -> Font:
    family, weight = asked
    font = machine_fonts.font_called(family, weight)
    if font is None:
        return Font(family, "", "")
    try:
        digest = hashlib.sha256(Path(font.file).read_bytes()).hexdigest()
    except OSError:
        digest = ""
    return Font(font.name, font.version, digest)
