"""What changed lately, over all reviews, by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from living_review.ground.capitals import capitalised
from living_review.language import say
from living_review.language.facts import portal as facts
from living_review.language.facts import versions as version_facts
from living_review.language.number_styles import locale_of
from living_review.portal.entry import Lately
from living_review.portal.listing import Shown, link

_FRONT = "index.html"


@dataclass(frozen=True)
class Change:
    """A version that a review published lately."""

    shown: Shown
    version: Lately

    @property
    def address(self) -> str:
        """The page of the version, beside the front page of its review."""
        front = self.shown.entry.address
        base = front[: -len(_FRONT)] if front.endswith(f"/{_FRONT}") else f"{front.rstrip('/')}/"
        return f"{base}versions/{self.version.number}/{_FRONT}"

    @property
    def lang(self) -> Markup:
        own = self.version.language
        if own and own != self.shown.language:
            return Markup(' lang="{}"').format(own)
        return Markup() if own else self.shown.lang

    @property
    def numbered(self) -> str:
        version = self.version
        return say(facts.VersionOn(number=version.number, date=version.date))

    def view(self, root: str) -> Mapping[str, Any]:
        """Give it for a page."""
        version = self.version
        left = version.conclusions - len(version.items)
        return {
            "href": self.shown.href(root),
            "lang": self.lang,
            "title": self.shown.title,
            "version_href": link(self.address, root),
            "version": say(version_facts.Version(number=self.numbered)),
            "headline": version.headline,
            "told": version.items,
            "further": say(facts.Further(number=left)) if left > 0 else "",
        }


def changes(shown: Sequence[Shown]) -> list[Change]:
    """Give every version of late, the newest first."""
    found = [Change(each, version) for each in shown for version in each.entry.lately]
    return sorted(found, key=lambda each: (-each.version.at.timestamp(), each.shown.title))


def months(shown: Sequence[Shown]) -> list[tuple[str, list[Change]]]:
    """Give what changed in this month and in the one before, each under its name.

    With this month alone, the first of a month would be an empty page.
    """
    if not shown:
        return []
    this = shown[0].today.replace(day=1)
    before = (this - dt.timedelta(days=1)).replace(day=1)
    found = changes(shown)
    return [
        (
            _name(month, shown[0].language),
            [each for each in found if each.version.appeared.replace(day=1) == month],
        )
        for month in (this, before)
    ]


def _name(month: dt.date, language: str) -> str:
    from babel.dates import format_skeleton

    name = str(format_skeleton("yMMMM", month, locale=locale_of(language)))
    return capitalised(name)
