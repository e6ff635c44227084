"""What the PDFs say around their text."""

from __future__ import annotations

from typing import Self

from living_review.language.fact import Fact, fact


@fact("paper.page_of")
class PageOf(Fact):
    """The number of a page, at its foot."""

    page: str
    """The number of the page."""
    pages: str
    """How many pages there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(page="2", pages="40")


@fact("paper.contents")
class Contents(Fact):
    """The heading of the table of contents."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("paper.keywords")
class Keywords(Fact):
    """The keywords that a PDF carries for catalogues, with commas between them."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("paper.title")
class DocumentTitle(Fact):
    """The title in the window of a reader of PDFs."""

    title: str
    """The title of the document."""
    subtitle: str
    """Its subtitle; empty where it has none."""

    @classmethod
    def example(cls) -> Self:
        return cls(title="Peer support", subtitle="Summary for clinicians")
