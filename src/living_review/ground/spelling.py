"""Which writings of a name or a word mean the same: capitals, blanks, dashes, encodings aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return the one writing of a text that people read as the same.

    Capitals, the width and encoding of letters, the length of a dash, the number and kind of blanks
    and characters that nobody sees do not matter.
    """
    if not text.isascii():
        text = _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))
        text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(text.casefold().split())


_KINDS = re.compile(r"\b(methods?|estimators?|models?|intervals?|ci|effects?|adjustment)\b")


def bare(text: str) -> str:
    """Return a name of a method without marks and without the word that says what it is.

    'Hartung–Knapp', 'hartung_knapp' and 'Hartung-Knapp adjustment' are one name.
    """
    words = re.sub(r"[^\w+]+|_+", " ", re.sub("['’`´]", "", plain(text)))
    return " ".join(_KINDS.sub(" ", words).split()) or plain(text)


# Letters that Unicode does not take apart.
_ALIKE = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


@lru_cache(maxsize=8192)
def alphabetical(text: str) -> tuple[str, str]:
    """Return what puts names in the order of the alphabet: letters first, accents last.

    'Östlund' stands between 'Olsen' and 'Patel', as in English, German, French and Spanish; that
    Swedish has it behind 'z', and Spanish 'ñ' behind 'n', is left out.
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in parts if not unicodedata.combining(each))
    return letters.translate(_ALIKE), text


def plain_name(name: str) -> str:
    """Return the one writing of the name of a file or table: blanks and hyphens are underscores."""
    return re.sub(r"[\s_-]+", "_", plain(name))


def twins(names: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two different names, in the order of the alphabet, that mean one thing."""
    known: dict[str, str] = {}
    for name in sorted(names):
        before = known.setdefault(plain_name(name), name)
        if before != name:
            return before, name
    return None


def both(two: tuple[str, str]) -> str:
    """Write two names for a message, spelt out where they would look alike."""
    return " and ".join(f"'{_shown(name)}'" for name in two)


def _shown(name: str) -> str:
    apart = name.isprintable() and unicodedata.normalize("NFKC", name) == name
    return name if apart else name.encode("unicode_escape").decode()
