"""What to install where letters of a script have no font."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_CJK = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "KANGXI")
# Blocks of pictographs; their letters have names of all kinds.
_EMOJI = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x1F1E6, 0x1F1FF))
_MOST = 10


def package_for(letter: str) -> str:
    """Give the Debian package whose fonts hold a letter."""
    if any(low <= ord(letter) <= high for low, high in _EMOJI):
        return "fonts-noto-color-emoji"
    name = unicodedata.name(letter, "")
    return "fonts-noto-cjk" if name.startswith(_CJK) else "fonts-noto-core"


def notice(letters: Iterable[str]) -> str | None:
    """Say which letters the PDFs show as boxes, and what would mend it; None for no letter."""
    found = sorted(letters)
    if not found:
        return None
    shown = " ".join(found[:_MOST]) + (f" and {len(found) - _MOST} more" * (len(found) > _MOST))
    packages = " ".join(sorted({package_for(letter) for letter in found}))
    return (
        f"The PDFs show boxes for letters that no font of this machine has ({shown}); install "
        f"{packages} (Debian, Ubuntu: sudo apt-get install -y {packages}) and build again."
    )
