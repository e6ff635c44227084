"""ORCID iDs: the address of one, and the character that shows a slip."""

from __future__ import annotations


def orcid_address(identifier: str) -> str:
    """Give the address of an ORCID iD, which is how it is written for programs."""
    return f"https://orcid.org/{identifier}"


def check_character(identifier: str) -> str:
    """Give the last character that the 15 digits of an ORCID iD ask for (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in identifier.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]
