"""The Atom feed: well formed whatever the review says, with identifiers that stay."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st

from living_review.findings import ReviewInfo, VersionEntry
from living_review.living.feed import ATOM, LONGEST, atom, identifier


def entry(number: int, headline: str = "One trial added") -> VersionEntry:
    return VersionEntry(
        number=number,
        date=dt.date(2026, 11, 1) + dt.timedelta(number),
        pulled_at=dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC) + dt.timedelta(number),
        headline=headline,
        trials_included=3,
    )


def review(url: str | None = None) -> ReviewInfo:
    return ReviewInfo(
        id="peer-support", title="T", authors=("A", "B"), language="en", question={}, url=url
    )


def parsed(text: str) -> Xml.Element:
    return Xml.fromstring(text.encode())


def texts(feed: Xml.Element, path: str) -> list[str | None]:
    return [each.text for each in feed.findall(path.replace(":", f"{{{ATOM}}}"))]


def test_the_newest_version_stands_first_and_each_has_its_page():
    feed = parsed(atom(review("https://example.org/review"), "T", [entry(1), entry(2)]))
    assert texts(feed, ":entry/:title")[0] == "Version 2, 3 November 2026: One trial added"
    links = [each.get("href") for each in feed.findall(f"{{{ATOM}}}entry/{{{ATOM}}}link")]
    assert links[0] == "https://example.org/review/versions/2/index.html"
    assert texts(feed, ":updated") == ["2026-11-03T06:00:00+00:00"]


def test_identifiers_stay_when_the_site_moves_and_differ_between_versions():
    here = parsed(atom(review("https://a.example/"), "T", [entry(1), entry(2)]))
    moved = parsed(atom(review("https://b.example/x/"), "T", [entry(1), entry(2), entry(3)]))
    assert set(texts(here, ":entry/:id")) < set(texts(moved, ":entry/:id"))
    assert len(set(texts(moved, ":entry/:id"))) == 3
    assert texts(here, ":id") == texts(moved, ":id") == [identifier("peer-support")]


def test_a_long_history_is_told_from_its_newest_end():
    feed = parsed(atom(review(), "T", [entry(number) for number in range(1, 200)]))
    assert len(feed.findall(f"{{{ATOM}}}entry")) == LONGEST
    assert "Version 199" in str(texts(feed, ":entry/:title")[0])


@given(st.text(st.characters(exclude_categories=[]), max_size=30))
def test_the_feed_is_well_formed_whatever_a_trial_is_called(label):
    parsed(atom(review(), label, [entry(1, label)]))
