"""What a trial is known by in every review: its DOI and registration numbers, written alike."""

from __future__ import annotations

import re

_DOI = re.compile(r"10\.\d+/\S+")
_BETWEEN = re.compile(r"[;,]")
_SIGNS = re.compile(r"[^A-Z0-9]")
_FEWEST_DIGITS = 6
"""Numbers of registers have eight digits or so; words such as a year with a name have fewer."""


def plain_doi(text: str) -> str:
    """Return a DOI as its registrar knows it: lower case, without the address before it."""
    found = _DOI.search(text.casefold())
    return found[0].rstrip(".,;)/") if found else text.casefold().strip()


def plain_registrations(text: str) -> tuple[str, ...]:
    """Return the numbers of trial registers in a cell, in capitals and without signs."""
    found = (_SIGNS.sub("", part) for part in _BETWEEN.split(text.upper()))
    return tuple(filter(None, found))


def identifiers(doi: str | None, registration: str | None) -> frozenset[str]:
    """Give all that two reviews can know one trial by; words that hold no number are none."""
    found = {plain_doi(doi)} if doi and _DOI.search(doi.casefold()) else set()
    numbers = plain_registrations(registration or "")
    enough = (each for each in numbers if sum(map(str.isdigit, each)) >= _FEWEST_DIGITS)
    return frozenset(found.union(enough))
