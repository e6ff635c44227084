"""How the review and its versions are called and cited."""

from __future__ import annotations

import datetime as dt
from typing import Self

from living_review.language.fact import Fact, fact


@fact("citation.title")
class Title(Fact):
    """The title of the review with what it is and which version, as PRISMA asks."""

    title: str
    """The title in the protocol, which may already say that the review is a living one."""
    number: str | None
    """The number of the version; absent for a build that is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(title="Peer support for severe mental illness", number="3")


@fact("citation.edition")
class Edition(Fact):
    """Which version this is."""

    number: str | None
    """Its number; absent for a build that is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="3")


@fact("citation.edition_of")
class EditionOf(Fact):
    """Which version this is, and of which day; at the head of every page."""

    edition: Edition
    """The version."""
    date: dt.date
    """Its date."""

    @classmethod
    def example(cls) -> Self:
        return cls(edition=Edition.example(), date=dt.date(2026, 11, 22))


@fact("citation.note")
class Note(Fact):
    """The same for programs that manage references, which read dates as 2026-11-22."""

    edition: Edition
    """The version."""
    date: str
    """Its date: year, month and day."""

    @classmethod
    def example(cls) -> Self:
        return cls(edition=Edition.example(), date="2026-11-22")


@fact("citation.citation")
class Citation(Fact):
    """How this version is cited."""

    authors: tuple[str, ...]
    """The authors."""
    title: Title
    """Its title."""
    edition: EditionOf
    """The version and its date."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            authors=("A. Smith", "B. Jones"), title=Title.example(), edition=EditionOf.example()
        )


@fact("citation.finding")
class FindingCitation(Fact):
    """How one finding of this version is cited, on its own page."""

    authors: tuple[str, ...]
    """The authors of the review."""
    finding: str
    """What the page of the finding is called."""
    title: Title
    """The title of the review."""
    edition: EditionOf
    """The version and its date."""
    address: str | None
    """Where that page stands; absent where nobody said where the review will."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            authors=("A. Smith", "B. Jones"),
            finding="Personal recovery: peer support, end of intervention",
            title=Title.example(),
            edition=EditionOf.example(),
            address="https://example.org/review/finding-peer-support-recovery-post.html",
        )


@fact("citation.request")
class Request(Fact):
    """The request of a citation file."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("citation.summary_of_findings")
class SummaryOfFindings(Fact):
    """The title of the Word document that holds the summary of findings."""

    title: str
    """The title of the review."""

    @classmethod
    def example(cls) -> Self:
        return cls(title="Peer support for severe mental illness")


@fact("citation.packages")
class Packages(Fact):
    """The packages that computed a version, inside a sentence."""

    packages: tuple[str, ...]
    """Each with its version."""

    @classmethod
    def example(cls) -> Self:
        return cls(packages=("numpy 2.1.0", "scipy 1.14.1"))
