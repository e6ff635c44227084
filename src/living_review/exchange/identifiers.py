"""Identifiers of the registry, made from the names other programs use."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 64
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_EDGES = "_.-"


def safe(name: str, *, otherwise: str) -> str:
    """Give the identifier a name makes: `Müller 2001` is `Muller_2001`.

    A name without a letter or digit gives `otherwise` and a digest of the name.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    made = _UNSAFE.sub("_", plain).strip(_EDGES)
    if not made:
        return f"{otherwise}-{_digest(name)}"
    if len(made) > LONGEST:
        # Two long names must not become one where they are cut.
        made = f"{made[: LONGEST - 9].rstrip(_EDGES)}-{_digest(name)}"
    return made


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


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
