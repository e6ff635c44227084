"""What changed lately over all reviews: the versions of this month and of the one before."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree as Xml

from living_review.findings import VersionEntry

ATOM = "{http://www.w3.org/2005/Atom}"


def before(number: int, day: dt.date) -> VersionEntry:
    return VersionEntry(
        number=number,
        date=day,
        pulled_at=dt.datetime(day.year, day.month, day.day, 6, tzinfo=dt.UTC),
        headline=f"Headline {number}",
        trials_included=3,
        conclusions_changed=("A", "B"),
        items=("A changed.", "B changed.", "A trial was added."),
    )


HISTORY = (
    before(1, dt.date(2026, 8, 1)),
    before(2, dt.date(2026, 10, 1)),
    before(3, dt.date(2026, 11, 3)),
)


def test_versions_of_two_months_are_told_the_newest_first(shelf: Any) -> None:
    shelf.review("a", title="A", number=4, history=HISTORY, conclusions=tuple("abcdefg"))
    shelf.review("b", title="B")
    shelf.made()
    page = shelf.page("changed/index.html")
    assert re.findall(r"<h2>([^<]+)", page) == ["November 2026", "October 2026"]
    assert re.findall(r"Version (\d)", page.partition("<h2>")[2]) == ["4", "1", "3", "2"]
    assert "Headline 1" not in page
    assert page.count("<li>A changed.</li><li>B changed.</li></ul>") == 2
    assert "and 2 further changed conclusions" in page
    assert 'href="../reviews/a/versions/4/index.html"' in page
    assert "7 conclusions changed with version 4" in shelf.page()


def test_a_month_in_which_nothing_changed_says_so(shelf: Any) -> None:
    shelf.review("a", language="es")
    shelf.made(language="es")
    page = shelf.page("changed/index.html")
    assert re.findall(r"<h2>([^<]+)", page) == ["Noviembre de 2026", "Octubre de 2026"]
    assert "No se publicó ninguna versión." in page


def test_the_feed_has_an_entry_a_version_that_stays_the_same(shelf: Any) -> None:
    shelf.review("a", title="A & B", number=4, history=HISTORY)
    shelf.made()
    found = Xml.fromstring(shelf.page("changed/feed.xml"))
    entries = found.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}title", "")[:16] for each in entries] == [
        "A & B: Version 4",
        "A & B: Version 3",
        "A & B: Version 2",
    ]
    links = [each.find(f"{ATOM}link").get("href") for each in entries]  # type: ignore[union-attr]
    assert links[0] == "../reviews/a/versions/4/index.html"
    assert entries[1].findtext(f"{ATOM}summary") == "A changed.\nB changed."
    names = [each.findtext(f"{ATOM}id") for each in entries]
    assert len(set(names)) == 3
    shelf.made(url="https://example.org/")
    again = Xml.fromstring(shelf.page("changed/feed.xml"))
    assert [each.findtext(f"{ATOM}id") for each in again.findall(f"{ATOM}entry")] == names
    assert found.findtext(f"{ATOM}updated") == "2026-11-22T06:00:00+00:00"


def test_a_portal_without_a_version_has_a_feed_all_the_same(shelf: Any) -> None:
    shelf.review("a", number=None)
    shelf.made()
    found = Xml.fromstring(shelf.page("changed/feed.xml"))
    assert found.findall(f"{ATOM}entry") == []
    assert found.findtext(f"{ATOM}updated") == "2026-11-29T12:00:00+00:00"
