"""The published versions of a review, as lists and the feed tell them."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact

LabelOf = Literal["version", "date", "changed", "conclusions", "trials", "no-conclusion"]
"""A column of the table of versions, or that no conclusion changed, in a cell."""


@fact("versions.caption")
class Caption(Fact):
    """The caption of the table of versions."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("versions.label")
class Label(Fact):
    """The heading of a column of the table of versions, or a word in a cell of it."""

    label: LabelOf
    """Which column; or that no conclusion changed."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="conclusions")


@fact("versions.version")
class Version(Fact):
    """The name of a version."""

    number: str
    """Its number."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="3")


@fact("versions.made")
class Made(Fact):
    """When a version was made that speaks of an earlier day; below its date."""

    on: dt.date
    """The day on which it was made."""

    @classmethod
    def example(cls) -> Self:
        return cls(on=dt.date(2026, 11, 24))


@fact("versions.feed_entry")
class FeedEntry(Fact):
    """The title of a version in the feed."""

    version: Version
    """The version."""
    on: dt.date
    """Its date."""
    headline: str
    """What changed, in one line."""

    @classmethod
    def example(cls) -> Self:
        headline = "No conclusion changed; one trial was added."
        return cls(version=Version.example(), on=dt.date(2026, 3, 4), headline=headline)
