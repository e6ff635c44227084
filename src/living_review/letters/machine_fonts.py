"""Fonts of this machine, for letters that the program's own fonts do not have.

fontconfig tells which font has which letters, and which of several it prefers for a language;
where its programs are absent, no further letter is drawn.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

SECONDS = 20
REGULAR, DEMIBOLD = "regular", "demibold"
_FORMAT = "%{file}|%{index}|%{outline}|%{color}|%{family[0]}|%{charset}\n"
_NAMED_FORMAT = "%{file}|%{fontversion}|%{style[0]}|%{family}"
# What fontconfig calls the language that a script is most often read in. Han characters are
# written in several: they are taken for Chinese where nothing beside them is Japanese or Korean.
_LANGUAGES = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh-cn",
    "BOPOMOFO": "zh-tw",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "TIBETAN": "bo",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "ETHIOPIC": "am",
}


@dataclass(frozen=True)
class MachineFont:
    """One font: its file, its place in a file that holds several, and the letters it has.

    `starts` and `ends` are the first and the last of each range of letters. A coloured font holds
    pictures, whatever outlines it has beside them.
    """

    file: str
    index: int
    family: str
    coloured: bool
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        place = bisect_right(self.starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.ends[place]


@lru_cache(maxsize=8192)
def languages(text: str) -> tuple[str, ...]:
    """Give the language of each character, as fontconfig names it; '' where its script tells none.

    Han characters follow the kana or Hangul of their text.
    """
    found = [_language(character) for character in text]
    for beside in ("ja", "ko"):
        if beside in found:
            return tuple(beside if each == "zh-cn" else each for each in found)
    return tuple(found)


@lru_cache(maxsize=8192)
def _language(character: str) -> str:
    script, _, _ = unicodedata.name(character, "").partition(" ")
    return _LANGUAGES.get(script, "")


@lru_cache(maxsize=8192)
def font_with(character: str, language: str = "", weight: str = REGULAR) -> MachineFont | None:
    """Give the font that draws a letter as an outline, None where this machine has none."""
    fonts = _by_preference("sans-serif", language, weight)
    return next((font for font in fonts if not font.coloured and character in font), None)


@lru_cache(maxsize=1024)
def pictures_of(character: str) -> MachineFont | None:
    """Give the font that has a coloured picture for a character, None where there is none."""
    fonts = _by_preference("emoji", "", REGULAR)
    return next((font for font in fonts if font.coloured and character in font), None)


@dataclass(frozen=True)
class NamedFont:
    """A font by its full name, with its file and the version that it gives itself."""

    name: str
    file: str
    version: str


@lru_cache(maxsize=64)
def font_called(family: str, weight: str) -> NamedFont | None:
    """Give the font of a family in a weight; None where this machine no longer has the family."""
    escaped = re.sub(r"([\\:,=-])", r"\\\1", family)
    answer = _asked("fc-match", "--format", _NAMED_FORMAT, f"{escaped}:weight={weight}")
    file, version, style, families = (*answer.split("|"), *[""] * 4)[:4]
    if family not in families.split(","):
        return None
    name = family if style.casefold() in ("", "regular", "book") else f"{family} {style}"
    # head.fontRevision of OpenType: a fixed-point number of 16 bits before the point and 16 after.
    return NamedFont(name, file, f"{int(version or 0) / 0x10000:.3f}")


@cache
def all_fonts() -> tuple[str, ...]:
    """Name every font of this machine with style and version, in order; none without fontconfig."""
    listed = _asked("fc-list", "--format", "%{family}|%{style}|%{fontversion}\n")
    return tuple(sorted(set(filter(None, listed.splitlines()))))


@cache
def _by_preference(family: str, language: str, weight: str) -> tuple[MachineFont, ...]:
    """Give the machine's fonts, the one that suits a language best first."""
    pattern = f"{family}:weight={weight}" + (f":lang={language}" if language else "")
    listed = _asked("fc-match", "--sort", "--format", _FORMAT, pattern)
    return tuple(font for line in listed.splitlines() if (font := _read(line)))


def _asked(program: str, *arguments: str) -> str:
    """Give what a program of fontconfig answers, '' where it is absent or fails."""
    found = shutil.which(program)
    if found is None:
        return ""
    try:
        done = subprocess.run(
            [found, *arguments], capture_output=True, text=True, check=True, timeout=SECONDS
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout


def _read(line: str) -> MachineFont | None:
    """Read a line of fc-match; None for a font whose letters are dots or are not told."""
    file, index, outline, color, family, charset = (*line.split("|"), *[""] * 6)[:6]
    coloured = color == "True"
    if not charset or not (coloured or outline == "True"):
        return None
    spans = [span.partition("-") for span in charset.split()]
    ranges = sorted((int(low, 16), int(high or low, 16)) for low, _, high in spans)
    # The upper half of the number is an instance of a variable font.
    place = int(index or 0) & 0xFFFF
    return MachineFont(file, place, family, coloured, *zip(*ranges, strict=True))
