"""A review as the portal shows it: what its published version says, in one small value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from living_review.language.facts.portal import Certainty, Current, Standing, Why


@dataclass(frozen=True)
class Line:
    """One of its main results, in its own words, and how sure that is."""

    text: str
    level: Certainty


@dataclass(frozen=True)
class Lately:
    """A version that was published not long ago."""

    number: int
    date: dt.date
    at: dt.datetime
    """When it appeared, which is later where it speaks of an earlier day."""
    headline: str
    items: tuple[str, ...] = ()
    conclusions: int = 0
    language: str = ""
    """That of its texts, where it is another than that of the review."""

    @property
    def appeared(self) -> dt.date:
        return self.at.date()


@dataclass(frozen=True)
class Entry:
    """A review of the portal; one that is not published has its name and why."""

    name: str
    address: str = ""
    """Its front page: below the portal, or the whole address of another site."""
    title: str = ""
    language: str = ""
    population: str = ""
    topics: tuple[str, ...] = ()
    version: int = 0
    date: dt.date | None = None
    searched: dt.date | None = None
    next_search: dt.date | None = None
    status: Standing = "active"
    trials: int = 0
    participants: int | None = None
    participants_missing: int = 0
    lines: tuple[Line, ...] = ()
    more: int = 0
    """How many further results it has."""
    conclusions_changed: int = 0
    lately: tuple[Lately, ...] = ()
    """The newest first."""
    retracted_elsewhere: int = 0
    why: Why | None = None
    """Why it is not shown as it stands now."""

    @property
    def shown(self) -> bool:
        """Whether there is a version to show."""
        return self.version > 0

    @property
    def certainty(self) -> Certainty:
        """How sure the first of its main results is."""
        return self.lines[0].level if self.lines else "unrated"

    @property
    def standing(self) -> Standing:
        return self.status if self.shown else "unpublished"

    def current(self, today: dt.date) -> Current:
        """Tell whether the search that it plans was made, by that day."""
        if not self.shown or self.status != "active" or self.next_search is None:
            return "unplanned"
        return "overdue" if self.next_search < today else "current"

    def rank(self, today: dt.date) -> tuple[int, int, str]:
        """Give its place: the longest overdue first, then what is newest, then the unpublished."""
        if self.current(today) == "overdue":
            due = self.next_search or today
            return 0, due.toordinal(), self.title.casefold()
        if not self.shown:
            return 2, 0, (self.title or self.name).casefold()
        return 1, -(self.date or today).toordinal(), self.title.casefold()

    def as_json(self) -> dict[str, Any]:
        """Give it for `reviews.json`."""
        return asdict(self)


def from_json(given: Mapping[str, Any]) -> Entry:
    """Read it back; KeyError, TypeError or ValueError where it is no whole one."""
    known = {**given}
    for name in ("date", "searched", "next_search"):
        known[name] = dt.date.fromisoformat(known[name]) if known[name] else None
    entry = Entry(**known)
    lately = cast(tuple[Mapping[str, Any], ...], entry.lately)
    return replace(
        entry,
        topics=tuple(map(str, entry.topics)),
        lines=tuple(Line(**cast(Mapping[str, Any], each)) for each in entry.lines),
        lately=tuple(
            Lately(
                **{
                    **each,
                    "date": dt.date.fromisoformat(each["date"]),
                    "at": dt.datetime.fromisoformat(each["at"]),
                    "items": tuple(each["items"]),
                }
            )
            for each in lately
        ),
    )
