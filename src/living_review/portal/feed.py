"""The feed of what changed lately over all reviews: an entry a version, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urljoin
from xml.etree import ElementTree as Xml

from living_review.language import say
from living_review.language.facts import versions as facts
from living_review.living.feed import ATOM, LANGUAGE, add, document, identifier
from living_review.portal.changed import Change, changes
from living_review.portal.listing import Shown, link

FILE = "changed/feed.xml"
LONGEST = 200


def atom(shown: Sequence[Shown], title: str, url: str, now: dt.datetime) -> str:
    """Write the feed; its addresses are whole where it is known where the portal stands."""
    found = changes(shown)[:LONGEST]
    base = f"{url.rstrip('/')}/" if url else ""
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed", {LANGUAGE: shown[0].language} if shown else {})
    add(feed, "id", identifier(f"portal/{base or title}"))
    add(feed, "title", title)
    add(feed, "updated", max((each.version.at for each in found), default=now).isoformat())
    # A feed has an author (RFC 4287, 4.1.1).
    add(add(feed, "author"), "name", title)
    if base:
        add(feed, "link", rel="self", href=urljoin(base, FILE))
    page = urljoin(base, "changed/index.html") if base else "index.html"
    add(feed, "link", rel="alternate", type="text/html", href=page)
    for each in found:
        _entry(feed, each, base or "../")
    return document(feed)


def _entry(feed: Xml.Element, change: Change, root: str) -> None:
    """Add a version; `root` leads from the feed to the front page of the portal."""
    version, review = change.version, change.shown
    language = version.language or review.entry.language
    own = {LANGUAGE: language} if language else {}
    about = facts.FeedEntry(
        version=facts.Version(number=str(version.number)),
        on=version.date,
        headline=version.headline,
    )
    entry = add(feed, "entry")
    add(entry, "id", identifier(f"portal/{review.entry.name}", version.number))
    add(entry, "title", f"{review.title}: {say(about)}")
    add(entry, "updated", version.at.isoformat())
    add(entry, "link", rel="alternate", type="text/html", href=link(change.address, root))
    add(entry, "summary", "\n".join(version.items) or version.headline, **own)
