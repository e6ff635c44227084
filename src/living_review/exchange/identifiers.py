"""Identifiers of the registry, made from the names other programs use."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 64
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_EDGES = "_.-"
_LETTER = re.compile(r"[^\W_]")
# Signs that tell outcomes apart: "Pain < 24 weeks" is not "Pain > 24 weeks".
_SIGNS = {
    "<": "lt",
    ">": "gt",
    "≤": "le",
    "⩽": "le",
    "≥": "ge",
    "⩾": "ge",
    "≠": "ne",
    "%": "percent",
    "+": "plus",
    "±": "plus_minus",
    "−": "minus",
}


def safe(name: str, *, otherwise: str) -> str:
    """Give the identifier a name makes: `Müller 2001` is `Muller_2001`, `Age ≥ 65` `Age_ge_65`.

    A name without a letter or digit gives `otherwise` and a digest of the name.
    """
    plain = _in_words(name) if _LETTER.search(name) else name
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    made = _UNSAFE.sub("_", plain).strip(_EDGES)
    if not made:
        return f"{otherwise}-{_digest(name)}"
    if len(made) > LONGEST:
        # Two long names must not become one where they are cut.
        made = f"{made[: LONGEST - 9].rstrip(_EDGES)}-{_digest(name)}"
    return made


def _in_words(name: str) -> str:
    """Write the signs that tell names apart as words: NFC first, for a stroke may be combined."""
    text = unicodedata.normalize("NFC", name).replace("<=", "≤").replace(">=", "≥")
    return "".join(f" {_SIGNS[sign]} " if sign in _SIGNS else sign for sign in text)


def unique(names: Iterable[tuple[str, str]], *, otherwise: str) -> dict[str, str]:
    """Give each key an identifier of its own, made from its name.

    `names` are pairs of key and name. Where several names make one identifier (in any letter case),
    the first key in order of text keeps it and each other gets a digest of its key, so that the
    order of the file does not matter.
    """
    made: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in sorted(dict(names).items()):
        candidate = safe(name, otherwise=otherwise)
        if candidate.lower() in taken:
            candidate = f"{candidate[: LONGEST - 9].rstrip(_EDGES)}-{_digest(key)}"
        taken.add(candidate.lower())
        made[key] = candidate
    return made


def numbered(identifier: str, number: int) -> str:
    """Give an identifier with a number behind it, not longer than one may be."""
    ending = f"_{number}"
    return f"{identifier[: LONGEST - len(ending)].rstrip(_EDGES)}{ending}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
