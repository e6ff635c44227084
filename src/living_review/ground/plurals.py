"""How many of a thing, in English, as messages for teams say it; it loads nothing else."""

from __future__ import annotations


def plural(number: float | None, singular: str, several: str | None = None) -> str:
    """Give the noun in the number that fits: one trial, two trials, no trials."""
    return singular if number == 1 else several or f"{singular}s"


def numbered(number: int, singular: str, several: str | None = None) -> str:
    """Count a noun in figures: '1 row', '12 rows'."""
    return f"{number} {plural(number, singular, several)}"
