"""What pages call their own parts: numbered figures and tables, and boxes."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Float = Literal["figure", "table", "equation"]
Box = Literal["note", "warning", "important", "tip", "caution"]


@fact("page_parts.numbered")
class Numbered(Fact):
    """A figure, table or equation by its number, as a sentence refers to it."""

    kind: Float
    """What it is."""
    number: str
    """Its number; `{number}` for the pattern that numbers are put into."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="figure", number="2")


@fact("page_parts.before_caption")
class BeforeCaption(Fact):
    """What stands before the caption of a figure, table or equation."""

    kind: Float
    """What it is."""
    number: str
    """Its number; `{number}` for the pattern that numbers are put into."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="table", number="1")


@fact("page_parts.box")
class BoxTitle(Fact):
    """The title of a box that has none of its own."""

    kind: Box
    """What kind of box it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(kind="note")


@fact("page_parts.wide")
class Wide(Fact):
    """How a screen reader names a part that scrolls sideways and has no caption."""

    number: str
    """Its number on the page; `{number}` for the pattern that numbers are put into."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="3")
