"""The rows of a registry in words: whose they are, and what they are of.

Cells are as the registry has them, also where they hold what no column allows.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from living_review.language.fact import Fact, fact


@fact("registry_rows.nameless")
class Nameless(Fact):
    """A row that does not say whose it is."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("registry_rows.search_by_id")
class SearchById(Fact):
    """A search by its identifier, where a row belongs to one."""

    search: str
    """The identifier."""

    @classmethod
    def example(cls) -> Self:
        return cls(search="2026-05")


@fact("registry_rows.search")
class Search(Fact):
    """A search by its day and what it covered."""

    date: dt.date | None
    """The day; absent where none is given that is one."""
    written: str
    """The cell of the day as it is written; may be empty."""
    sources: tuple[str, ...]
    """What was searched, one for each row of the search; may be empty."""

    @classmethod
    def example(cls) -> Self:
        return cls(date=dt.date(2026, 5, 4), written="2026-05-04", sources=("PubMed", "PsycINFO"))


@fact("registry_rows.result")
class Result(Fact):
    """What a row with a result of a trial is of."""

    outcome: str
    """The outcome, as the protocol names it; the cell where it does not."""
    timepoint: str
    """The time point, as the protocol names it; the cell where it does not."""
    instrument: str
    """The instrument; may be empty."""
    stratum: str
    """The stratum; may be empty."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", timepoint="End of treatment", instrument="RAS", stratum="")


@fact("registry_rows.arm")
class Arm(Fact):
    """What a row with the result of one arm is of."""

    result: Result
    """What the result is of."""
    role: str
    """Its side: 'intervention' or 'control', or whatever the cell holds; may be empty."""
    name: str
    """What the arm is called, where that says more than its side; else empty."""

    @classmethod
    def example(cls) -> Self:
        return cls(result=Result.example(), role="control", name="waiting list")


@fact("registry_rows.contrast")
class Contrast(Fact):
    """What a row with a contrast between two arms is of."""

    result: Result
    """What the result is of."""
    measure: str
    """The abbreviation of its measure, or whatever the cell holds; may be empty."""
    adjusted: bool
    """Whether it is adjusted."""

    @classmethod
    def example(cls) -> Self:
        return cls(result=Result.example(), measure="OR", adjusted=True)


@fact("registry_rows.judgement")
class Judgement(Fact):
    """What a row with a risk-of-bias judgement is of."""

    outcome: str
    """The outcome, as the protocol names it; empty where the judgement is on every outcome."""
    tool: str
    """The tool: 'RoB2' or 'RoB1', or whatever the cell holds; may be empty."""
    domain: str
    """The domain of the tool; may be empty."""
    overall: bool
    """Whether it is the judgement over all domains."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", tool="RoB2", domain="D1", overall=False)
