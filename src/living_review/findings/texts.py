"""What people wrote of a review: its texts as they are shown, and what they were written on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, get_args

from pydantic import Field

from living_review.findings.base import Value

OfReview = Literal[
    "background",
    "objectives",
    "authors-conclusions",
    "acknowledgements",
    "contributions",
    "declarations-of-interest",
]
"""The texts about the whole review, by the names of their files."""
TextKind = Literal[OfReview, "comparison", "finding"]
OF_REVIEW: tuple[OfReview, ...] = get_args(OfReview)
ABOUT_ONE = ("comparison", "finding")


class ConclusionHeld(Value):
    """What was concluded of a finding when somebody wrote, or confirmed, a text about it."""

    finding: str = Field(description="comparison, outcome and time point, joined by hyphens")
    synthesis: Literal["pooled", "narrative", "single", "none"]
    side: Literal["benefit", "harm", "neither"] = Field(
        description="the side that the effect is on beyond doubt, or by more than a little"
    )
    certainty: Literal["high", "moderate", "low", "very low"] | None = None
    stated: str | None = Field(
        None, description="a mark of what is concluded at each baseline; None for no statement"
    )


class CitedWork(Value):
    """A work that a text cites, besides those that the program's own pages cite."""

    key: str = Field(description="by which the pages cite it")
    csl: str = Field(description="the work as CSL JSON")


class WrittenText(Value):
    """One text, safe to print: its slots are filled, and nothing in it can act."""

    kind: TextKind
    about: str | None = Field(None, description="the comparison or the finding it is about")
    read_from: str = Field(description="its file in the folder of the review")
    stands_in: str = Field(
        "", description="the language it is in, where there is none in that of this document"
    )
    markdown: str = Field(description="Markdown for Pandoc; its headings begin with one #")
    by_hand: tuple[str, ...] = Field((), description="numbers that were written, not filled in")
    version: int | None = Field(None, description="the version it was written or confirmed on")
    confirmed_by: str | None = None
    confirmed_on: dt.date | None = None
    held: tuple[ConclusionHeld, ...] = Field(
        (), description="what was concluded then, of each finding it is about"
    )
    moved: tuple[str, ...] = Field(
        (), description="what changed since, in sentences; nobody has confirmed the text after it"
    )

    @property
    def name(self) -> str:
        """The name of its file, without its ending."""
        return text_name(self.kind, self.about)


def text_name(kind: TextKind, about: str | None) -> str:
    """Give the name of the text of a kind, about a comparison or a finding where it is of one."""
    return f"{kind}-{about}" if about else kind


def text_of(texts: Iterable[WrittenText], name: str) -> WrittenText | None:
    """Give the text of a name: 'background', 'objectives', 'finding-KEY'; None where none is."""
    return next((each for each in texts if each.name == name), None)
