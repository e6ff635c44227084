"""What to install where letters of a script have no font."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable

_CJK = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "KANGXI")
# Blocks of pictographs; their letters have names of all kinds.
_EMOJI = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x1F1E6, 0x1F1FF))
_MOST = 10
# One letter for each of the scripts and languages that registries of trials are most often kept in.
SCRIPTS = {
    "Arabic": "ع",
    "Bengali": "ব",
    "Chinese": "低",
    "Cyrillic": "Ж",
    "Devanagari": "क",
    "Greek": "Ω",
    "Hebrew": "ש",
    "Japanese": "さ",
    "Korean": "김",
    "Tamil": "த",
    "Thai": "ก",
    "emoji": "👍",
}


def package_for(letter: str) -> str:
    """Give the Debian package whose fonts hold a letter; '' for one that belongs to no script."""
    if unicodedata.category(letter) in ("Co", "Cn", "Cs"):
        return ""
    if any(low <= ord(letter) <= high for low, high in _EMOJI):
        return "fonts-noto-color-emoji"
    name = unicodedata.name(letter, "")
    return "fonts-noto-cjk" if name.startswith(_CJK) else "fonts-noto-core"


def listed(letters: Iterable[str]) -> str:
    """Write letters one after another, the first of them where they are many."""
    found = sorted(letters)
    return " ".join(found[:_MOST]) + (f" and {len(found) - _MOST} more" * (len(found) > _MOST))


def remedy(letters: Iterable[str]) -> str:
    """Say what to do for letters without a font."""
    found = {package_for(letter) for letter in letters}
    if found and shutil.which("fc-match") is None:
        # Without fontconfig's programs no font of the machine is found, whatever is installed.
        found.add("fontconfig")
    packages = " ".join(sorted(filter(None, found)))
    said = []
    if packages:
        said.append(
            f"install {packages} (Debian, Ubuntu: sudo apt-get install -y {packages}) "
            "and build again"
        )
    if "" in found:
        said.append("replace those that belong to no script")
    return "; ".join(said)


def notice(letters: Iterable[str]) -> str | None:
    """Say which letters are shown as boxes, and what would mend it; None for no letter."""
    found = frozenset(letters)
    if not found:
        return None
    return (
        "Figures and PDFs show boxes for letters that no font of this machine has "
        f"({listed(found)}); {remedy(found)}. 'living-review check' lists the cells."
    )
