"""The changelog of a review: its heading, and the parts of an entry."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact

Part = Literal["evidence", "methods"]
"""A part of an entry."""


@fact("changelog.title")
class Title(Fact):
    """The title of the changelog."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changelog.introduction")
class Introduction(Fact):
    """What the changelog is, in Markdown."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changelog.not_yet_published")
class NotYetPublished(Fact):
    """The heading under which people write what the next version will tell."""

    fixed = True

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changelog.version")
class Version(Fact):
    """The name of a version, at the beginning of the heading of its entry."""

    fixed = True

    number: str
    """Its number."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="3")


@fact("changelog.entry")
class Entry(Fact):
    """The heading of the entry of a version; it begins with the name of the version."""

    fixed = True

    version: Version
    """The version."""
    on: dt.date
    """Its date."""

    @classmethod
    def example(cls) -> Self:
        return cls(version=Version.example(), on=dt.date(2026, 3, 4))


@fact("changelog.part")
class PartOfEntry(Fact):
    """The heading over a part of an entry."""

    fixed = True

    part: Part
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="evidence")


@fact("changelog.made_afterwards")
class MadeAfterwards(Fact):
    """That a version speaks of an earlier day than that on which it was made."""

    made: dt.date
    """When it was made."""
    on: dt.date
    """The day of which it speaks."""

    @classmethod
    def example(cls) -> Self:
        return cls(made=dt.date(2026, 11, 24), on=dt.date(2019, 7, 12))


@fact("changelog.unchanged")
class Unchanged(Fact):
    """That nothing changed in a part."""

    part: Part
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="methods")
