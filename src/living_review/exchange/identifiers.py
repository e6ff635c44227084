"""Identifiers of the registry, made from the names other programs use."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 64
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_EDGES = "_.-"
_LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
# Letters that the names of Unicode call otherwise than by a letter of the alphabet.
_OF_THEIR_OWN = {"ß": "ss", "ẞ": "SS", "ı": "i", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"}
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

    A name with letters that are not Latin keeps the others and gets a digest of the name: `王 2020`
    is `trial_2020-…`. One without a letter or digit gives `otherwise` and the digest.
    """
    plain = _in_words(name) if _LETTER.search(name) else name
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(_latin(letter) for letter in plain if not unicodedata.combining(letter))
    made = _UNSAFE.sub("_", plain).strip(_EDGES)
    if any(letter.isalpha() and not letter.isascii() for letter in plain):
        kept = made if re.search(r"[A-Za-z]", made) else f"{otherwise}_{made}".strip(_EDGES)
        return f"{kept[: LONGEST - 9].rstrip(_EDGES)}-{_digest(name)}"
    if not made:
        return f"{otherwise}-{_digest(name)}"
    if len(made) > LONGEST:
        # Two long names must not become one where they are cut.
        made = f"{made[: LONGEST - 9].rstrip(_EDGES)}-{_digest(name)}"
    return made


def _latin(letter: str) -> str:
    """Give the letter of the alphabet that a Latin letter is written with: L for Ł, o for ø."""
    if letter.isascii() or letter in _OF_THEIR_OWN:
        return _OF_THEIR_OWN.get(letter, letter)
    found = _LATIN.fullmatch(unicodedata.name(letter, ""))
    if found is None:
        return letter
    return found[1] if letter.isupper() else found[1].lower()


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
