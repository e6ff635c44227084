"""The Atom feed: one entry a version, with identifiers that outlive any address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from urllib.parse import urljoin
from xml.etree import ElementTree as Xml

from living_review.findings import ReviewInfo, VersionEntry
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts import versions as facts

ATOM = "http://www.w3.org/2005/Atom"
LONGEST = 50
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(
    review: ReviewInfo,
    title: str,
    versions: Sequence[VersionEntry],
    folder: str = "",
    abstract: str = "",
) -> str:
    """Write the feed of a review; `versions` oldest first, told newest first.

    `folder` is that of the language within the site, whose feed is another than the main one's.
    `abstract` is that of the newest version, where it is the one that the site shows.
    """
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed", {LANGUAGE: review.language})
    base = review.url.rstrip("/") + "/" if review.url else ""
    newest_first = list(reversed(versions))[:LONGEST]
    own = f"{review.id}/{folder.rstrip('/')}" if folder else review.id
    add(feed, "id", identifier(own))
    add(feed, "title", title)
    add(feed, "updated", _moment(newest_first[0]))
    # A feed has an author (RFC 4287, 4.1.1); a review of nobody’s stands for itself.
    for author in review.authors or (title,):
        add(add(feed, "author"), "name", author)
    if base:
        add(feed, "link", rel="self", href=urljoin(base, "feed.xml"))
    add(feed, "link", rel="alternate", type="text/html", href=base or "index.html")
    for each in newest_first:
        entry = add(feed, "entry")
        add(entry, "id", identifier(own, each.number))
        add(entry, "title", _title(each))
        of_its_own = {LANGUAGE: each.language} if each.language else {}
        add(entry, "updated", _moment(each))
        address = urljoin(base, f"versions/{each.number}/index.html")
        add(entry, "link", rel="alternate", type="text/html", href=address)
        add(entry, "summary", "\n".join(each.items) or each.headline, **of_its_own)
        if abstract and each is newest_first[0]:
            add(entry, "content", abstract, type="text")
    return document(feed)


def _title(each: VersionEntry) -> str:
    version = facts.Version(number=str(each.number))
    return say(facts.FeedEntry(version=version, on=each.date, headline=each.headline))


def identifier(review_id: str, number: int | None = None) -> str:
    """Give the identifier of a review, or of one of its versions."""
    name = review_id if number is None else f"{review_id}/versions/{number}"
    return uuid.uuid5(uuid.NAMESPACE_URL, f"living-review:{name}").urn


def document(feed: Xml.Element) -> str:
    """Write a feed as a file."""
    Xml.indent(feed, " ")
    text = Xml.tostring(feed, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def add(parent: Xml.Element, name: str, text: str = "", **marks: str) -> Xml.Element:
    """Put an element into another, with a text that says what readers see."""
    child = Xml.SubElement(parent, f"{{{ATOM}}}{name}", marks)
    if text:
        child.text = "\n".join(map(visible, text.split("\n")))
    return child


def _moment(version: VersionEntry) -> str:
    """Give when a version appeared, also where it speaks of an earlier day."""
    return version.pulled_at.isoformat()
