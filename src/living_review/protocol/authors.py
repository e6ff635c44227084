"""Who writes the review: a name, or a name with an ORCID iD, which one person has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, model_serializer
from pydantic_core import PydanticCustomError

from living_review.ground.orcid import check_character, orcid_address
from living_review.protocol.fields import Section, Text, one_or_more
from living_review.protocol.marks import KeyPath

ORCID = re.compile(r"((https?://)?(www\.)?orcid\.org/)?((?:\d{4}-){3}\d{3}[\dXx])/{0,1}", re.ASCII)


def read_orcid(value: Any) -> Any:
    """Read an ORCID iD, bare or as its address, as the bare one."""
    if not isinstance(value, str) or not value.strip():
        return value
    found = ORCID.fullmatch(value.strip())
    if found is None:
        raise PydanticCustomError("orcid", "not an ORCID iD")
    bare = found[4].upper()
    if check_character(bare) != bare[-1]:
        told = (
            f"found '{bare}', whose last character does not fit the ones before it, so that one of "
            "them is mistyped; copy the identifier from the author's page at orcid.org."
        )
        raise PydanticCustomError("of_the_review", "{text}", {"text": told})
    return bare


def one_or_more_authors(value: Any) -> Any:
    """A single name stands for a list of one."""
    return one_or_more(value)


def read_author(value: Any) -> Any:
    """A plain text is the name of an author of whom no more is said."""
    if isinstance(value, str):
        if not value.strip():
            raise PydanticCustomError("string_too_short", "no name")
        return {"name": value}
    if not isinstance(value, dict):
        raise PydanticCustomError("string_type", "no name")
    return value


class Author(Section):
    """Who writes the review, where more than a name is given."""

    name: Text
    """The name of the author."""
    orcid: Annotated[str, BeforeValidator(read_orcid)] = ""
    """The author's ORCID iD, such as `0000-0002-1825-0097`, or its address at orcid.org."""

    def __str__(self) -> str:
        return self.name

    @model_serializer
    def _written(self) -> str:
        """Write it as one text, by which two versions of a protocol are compared."""
        return f"{self.name} ({orcid_address(self.orcid)})" if self.orcid else self.name


Authors = Annotated[
    tuple[Annotated[Author, BeforeValidator(read_author)], ...],
    BeforeValidator(one_or_more_authors),
]


def repeated_authors(authors: Sequence[Author]) -> Iterator[tuple[KeyPath, str]]:
    """Yield an author who is named again, as far as ORCID iDs tell.

    Names alone tell nothing: two people may have the same one.
    """
    for i, each in enumerate(authors):
        path: KeyPath = ("review", "authors", i)
        for first, other in enumerate(authors[:i]):
            if each.orcid and each.orcid == other.orcid:
                yield (
                    (*path, "orcid"),
                    f"found {each.orcid!r} a second time, as in item {first + 1}; an ORCID iD is "
                    "one person's, so keep each once.",
                )
                break
            same_name = each.name.casefold() == other.name.casefold()
            if same_name and bool(each.orcid) != bool(other.orcid):
                yield (
                    path,
                    f"found {each.name!r} a second time, with and without an ORCID iD, as in item "
                    f"{first + 1}; keep the author once, or give the other one's ORCID iD, too.",
                )
                break
