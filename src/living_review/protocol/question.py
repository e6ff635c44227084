"""The `review`, `timepoints` and `comparisons` keys: what is asked, and how the review lives."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from living_review.protocol.fields import (
    CellFilter,
    Day,
    Identifier,
    Number,
    Section,
    Text,
    Texts,
    WebAddress,
)


class PrecedingReview(Section):
    """The published review that this one continues."""

    citation: Text
    doi: str = ""


class Question(Section):
    """The review question by its parts."""

    population: Text
    intervention: Text
    comparator: Text
    setting: str = ""


class Living(Section):
    """The living mode: how often, what triggers a version, when it ends (PRISMA-LSR item L1)."""

    status: Literal["active", "paused", "retired"] = "active"
    every: Literal["day", "week", "month", "quarter", "half-year", "year"] = "month"
    triggers: Texts = ()
    retire_when: str = ""
    next_search: Day | None = None


class Review(Section):
    """What the review is called, who writes it, what it asks."""

    id: Identifier
    title: Text
    authors: Texts
    language: Literal["en"] = "en"
    url: WebAddress = ""
    """Where the website will stand: canonical links, the sitemap and the code on paper need it."""
    notice: str = ""
    """Shown on the front page, for example that this is a demonstration."""
    attribution: Texts = ()
    """Whose data these are and under which licence, one sentence a source; shown with the data."""
    precedes: PrecedingReview | None = None
    question: Question
    living: Living = Living()


class Timepoint(Section):
    """A time point; its window checks the weeks of the rows and never chooses between them."""

    id: Identifier
    label: Text
    weeks: tuple[Number, Number] | None = None


class Comparison(Section):
    """An intervention against a comparator, and the trials that belong to it."""

    id: Identifier
    label: Text
    intervention: Text
    comparator: Text
    include: CellFilter = Field(default_factory=dict)
    exclude: CellFilter = Field(default_factory=dict)
