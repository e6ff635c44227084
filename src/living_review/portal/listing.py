"""The list of all reviews: a review as its readers see it, in pages and for what chooses."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from markupsafe import Markup

from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import portal as facts
from living_review.language.facts.versions import Version
from living_review.language.people import trials_and_participants
from living_review.pages.page_template import page_template
from living_review.portal.addresses import in_pages
from living_review.portal.entry import Entry
from living_review.website.find import quoted, written

PER_PAGE = 25
PER_PART = 400
MOST_TOPICS = 200
Mark = tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """A review as it is shown on a portal in one language on one day."""

    entry: Entry
    language: str
    today: dt.date

    @property
    def lang(self) -> Markup:
        """The attribute of a text that is in another language than the portal."""
        own = self.entry.language
        return Markup(' lang="{}"').format(own) if own and own != self.language else Markup()

    @property
    def title(self) -> str:
        return self.entry.title or self.entry.name

    def href(self, root: str) -> str:
        return link(self.entry.address, root)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """What a reader should see first, each with its kind."""
        entry, told = self.entry, []
        if entry.current(self.today) == "overdue" and entry.next_search:
            told.append(("overdue", say(facts.OverdueSince(date=entry.next_search))))
        if entry.shown and entry.status != "active":
            told.append(("status", say(facts.StandingOf(standing=entry.status))))
        if entry.why:
            reason = facts.NotShown(why=entry.why, before=entry.version)
            told.append(("unpublished", say(reason)))
        if entry.retracted_elsewhere:
            told.append(
                ("retracted", say(facts.RetractedElsewhere(trials=entry.retracted_elsewhere)))
            )
        if entry.conclusions_changed:
            said = facts.ConclusionsChanged(number=entry.conclusions_changed, version=entry.version)
            told.append(("changed", say(said)))
        return tuple(told)

    @property
    def evidence(self) -> str:
        """How many trials and people it has; of no known total the trials alone.

        Its results stand above it and name their participants: that a registry holds no totals
        would read as if nobody knew them.
        """
        entry = self.entry
        missing = entry.participants_missing if entry.participants is not None else 0
        return trials_and_participants(entry.trials, entry.participants, missing, words=False)

    @property
    def version(self) -> str:
        entry = self.entry
        return say(facts.VersionOn(number=entry.version, date=entry.date or self.today))

    @property
    def numbered(self) -> str:
        """Its version where no heading says that it is one."""
        return say(Version(number=self.version))

    def facts(self) -> Iterator[Mapping[str, Any]]:
        """Give what is said of it below its results."""
        entry = self.entry
        if not entry.shown:
            return
        if entry.population:
            yield _fact("population", entry.population, own=True, wide=True)
        yield _fact("evidence", self.evidence)
        yield _fact("version", self.version)
        yield _fact("searched", _day(entry.searched))
        current = entry.current(self.today)
        if current == "current" and entry.next_search:
            due = entry.next_search.isoformat()
            yield _fact("next", _day(entry.next_search), due=due)
        elif current == "unplanned" and entry.status == "active":
            yield _fact("next", say(facts.CurrentOf(current="unplanned")))
        if entry.topics:
            yield _fact("topics", ", ".join(entry.topics))

    def html(self, root: str) -> str:
        """Write it as an item of a list."""
        entry = self.entry
        lines = [
            (line.text, line.level.replace(" ", "-"), say(facts.CertaintyOf(level=line.level)))
            for line in entry.lines
        ]
        return page_template("portal-entry.html").render(
            href=self.href(root),
            title=self.title,
            lang=self.lang,
            marks=self.marks,
            lines=lines,
            beside=self._beside(),
            facts=list(self.facts()),
        )

    def _beside(self) -> str:
        entry = self.entry
        if not entry.shown:
            return ""
        if not entry.lines:
            return say(facts.NoResult(included=entry.trials))
        return say(facts.MoreResults(number=entry.more)) if entry.more else ""

    def record(self) -> Mapping[str, Any]:
        """Give it for the script that chooses: what it looks at, and what it shows."""
        entry = self.entry
        shown = entry.shown
        return {
            "t": self.title,
            "l": entry.language if self.lang else "",
            "a": entry.address,
            "q": entry.lines[0].text if entry.lines else "",
            "p": entry.population,
            "c": entry.certainty if shown else "",
            "s": entry.standing,
            "u": entry.current(self.today) if shown else "",
            "g": list(entry.topics),
            "m": [list(mark) for mark in self.marks],
            "f": f"{self.evidence} · {self.numbered}" if shown else "",
        }


def link(address: str, root: str) -> str:
    """Give where an address leads from a page of the portal."""
    return address if "://" in address or not address else f"{root}{address}"


def _fact(of: facts.Label, text: str, **more: object) -> Mapping[str, Any]:
    known = {"own": False, "wide": False, "due": ""}
    return {**known, "label": say(facts.LabelOf(of=of)), "text": text, **more}


def _day(day: dt.date | None) -> str:
    return numbers.date(day) if day else say(facts.Unknown())


def parts(shown: Sequence[Shown]) -> Iterator[str]:
    """Write what is looked through, in parts: each a text in a stylesheet."""
    for some in in_pages(shown, PER_PART):
        told = quoted([each.record() for each in some])
        yield f'@charset "utf-8";\n.choose.reviews {{ --reviews: {told} }}\n'


def choices(shown: Sequence[Shown]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Give the lists to choose from: name, label, and each value with its words.

    What no review has is in none of them; of very many topics the most common are.
    """
    entries = [each.entry for each in shown]
    today = shown[0].today if shown else dt.date.min
    told = [each for each in entries if each.shown]
    standings = {each.standing for each in entries}
    levels, currents = (
        {each.certainty for each in told},
        {each.current(today) for each in told},
    )
    topics = Counter(topic for each in entries for topic in each.topics)
    common = sorted((name for name, _ in topics.most_common(MOST_TOPICS)), key=str.casefold)
    found: list[tuple[facts.Choice, str, list[tuple[str, str]]]] = [
        (
            "status",
            "status",
            [
                (each, say(facts.StandingOf(standing=each)))
                for each in get_args(facts.Standing)
                if each in standings
            ],
        ),
        (
            "certainty",
            "certainty",
            [
                (each, say(facts.CertaintyOf(level=each)))
                for each in get_args(facts.Certainty)
                if each in levels
            ],
        ),
        (
            "current",
            "current",
            [
                (each, say(facts.CurrentOf(current=each)))
                for each in get_args(facts.Current)
                if each in currents
            ],
        ),
        ("topic", "topic", [(each, each) for each in common]),
    ]
    return [(name, say(facts.Choose(part=part)), values) for part, name, values in found if values]


def said_by_script() -> str:
    """Give what the script that chooses says."""
    found = {
        each: say(facts.FoundReviews(part=each, number="{number}"))
        for each in get_args(facts.Found)
    }
    levels = {each: say(facts.CertaintyOf(level=each)) for each in get_args(facts.Certainty)}
    return written({**found, "levels": levels})


def turn(number: int, pages: int, address: str) -> Markup:
    """Write the links to the pages before and after; `address` leads to page 1 from each."""
    if pages < 2:
        return Markup()
    said = {each: say(facts.Turn(step=each)) for each in get_args(facts.Step)}

    def leads(page: int) -> str:
        if not 1 <= page <= pages:
            return ""
        return f"{address}index.html" if page == 1 else f"{address}page/{page}/index.html"

    return Markup(
        page_template("portal-turn.html").render(
            said=said, before=leads(number - 1), after=leads(number + 1)
        )
    )
