"""Which fonts of the machine a finished site was drawn and set in, and which letters it lacked.

The figures and the PDFs themselves say it, so that it is known of a site that is there already.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from living_review.letters import machine_fonts
from living_review.living.manifest import Font
from living_review.paper.families import families_in

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
    """Give each family of the machine in a PDF with its weight; none of what is no PDF."""
    import pikepdf

    with suppress(pikepdf.PdfError):
        yield from families_in(path)


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
