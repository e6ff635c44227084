"""Fonts of this machine, for letters that the program's own fonts do not have.

fontconfig tells which font has which letters; where it is absent, no further letter is drawn.
"""

from __future__ import annotations

import shutil
import subprocess
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePath

SECONDS = 20
_FORMAT = "%{file}|%{color}|%{scalable}|%{charset}\n"


@dataclass(frozen=True)
class _Coverage:
    """The letters of one font file, as the first and the last of each range."""

    file: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        place = bisect_right(self.starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.ends[place]


@lru_cache(maxsize=4096)
def file_with(character: str) -> str | None:
    """Give the font file that draws a letter as an outline, None where this machine has none.

    Of several the upright sans in its ordinary weight comes first, then the first by name, so that
    a letter is drawn alike in every figure.
    """
    return next((font.file for font in _fonts() if character in font), None)


@cache
def _fonts() -> tuple[_Coverage, ...]:
    lister = shutil.which("fc-list")
    if lister is None:
        return ()
    try:
        listed = subprocess.run(
            [lister, "--format", _FORMAT],
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ()
    found = {font.file: font for line in listed.splitlines() if (font := _read(line))}
    return tuple(sorted(found.values(), key=lambda font: _preference(font.file)))


def _read(line: str) -> _Coverage | None:
    """Read a line of fc-list; None for a font of bitmaps or coloured pictures."""
    file, color, scalable, charset = (*line.split("|"), "", "", "")[:4]
    if color == "True" or scalable != "True" or not charset:
        return None
    spans = [span.partition("-") for span in charset.split()]
    ranges = sorted((int(low, 16), int(high or low, 16)) for low, _, high in spans)
    return _Coverage(file, *zip(*ranges, strict=True))


def _preference(file: str) -> tuple[bool, bool, bool, str]:
    name = PurePath(file).stem.casefold()
    slanted = "italic" in name or "oblique" in name
    return slanted, "sans" not in name, "regular" not in name, name
