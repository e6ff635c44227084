"""Where the pages of a portal stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

REVIEWS = "reviews"
"""The folder that the reviews stand in, each in one of its own: no name of one takes a page's."""
_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST = 100


def folder_of(name: str) -> str:
    """Give the folder of a review by its name in the library: `Sleep/Insomnia` is sleep-insomnia.

    Names that differ in capitals, accents or signs alone have one address: systems differ in
    whether they tell those apart.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    known = _OTHER.sub("-", letters).strip("-")
    if not known:
        # A name in letters of another script, each by its code.
        known = "-".join(f"{ord(each):x}" for each in name if each.isalnum()) or "review"
    return known[:LONGEST].rstrip("-")


def page_of(folder: str, number: int) -> str:
    """Give the address of a page of a list: the first is the front page of its folder."""
    return f"{folder}index.html" if number == 1 else f"{folder}page/{number}/index.html"


def in_pages(items: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    """Give so many at a time."""
    return (items[at : at + most] for at in range(0, len(items), most))
