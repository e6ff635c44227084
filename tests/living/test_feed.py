"""The Atom feed: well formed whatever the review says, with identifiers that stay."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

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


GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def held(text: str) -> etree._Element:
    """Hold a feed against the grammar, and what the grammar cannot say of it."""
    feed = etree.fromstring(text.encode())
    assert GRAMMAR.validate(feed), GRAMMAR.error_log
    names = {"a": ATOM}
    identifiers = feed.xpath("a:entry/a:id/text()", namespaces=names)
    assert len(identifiers) == len(set(identifiers))
    for each in (feed, *feed.xpath("a:entry", namespaces=names)):
        # One page at most is the same in other words (4.1.1, 4.1.2).
        pages = each.xpath("a:link[@rel='alternate']", namespaces=names)
        assert len({(link.get("type"), link.get("hreflang")) for link in pages}) == len(pages)
    return feed


def test_the_feed_holds_to_its_grammar():
    abstract = "Objectives: </content> & <b>\nResults: none."
    for url in (None, "https://example.org/review", "https://example.org/"):
        for count in (1, 2, 60):
            entries = [entry(number) for number in range(1, count + 1)]
            feed = held(atom(review(url), "T", entries, "", abstract))
            links = feed.xpath("//@href")
            assert url is None or all(str(each).startswith("https://") for each in links)
            ((first, told),) = [
                (place, each.findtext(f"{{{ATOM}}}content"))
                for place, each in enumerate(feed.findall(f"{{{ATOM}}}entry"))
                if each.find(f"{{{ATOM}}}content") is not None
            ]
            assert (first, told) == (0, abstract)


def test_a_review_of_nobody_s_has_an_author_all_the_same():
    nobody = review().model_copy(update={"authors": ()})
    feed = held(atom(nobody, "The title", [entry(1)]))
    assert feed.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == "The title"


def test_the_grammar_finds_what_is_wrong():
    good = atom(review("https://example.org/r"), "T", [entry(1)])
    for wrong in (
        good.replace("<updated>", "<updated>on "),
        good.replace("<title>", "<heading>").replace("</title>", "</heading>"),
        good.replace(' href="https://example.org/r/feed.xml"', ""),
        good.replace("<author>", "<author><name/>"),
    ):
        assert wrong != good
        assert not GRAMMAR.validate(etree.fromstring(wrong.encode()))


WHOLE = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
 <id>urn:uuid:8411b263-10c3-5127-b790-0253b58faeef</id>
 <title>T</title>
 <updated>2026-11-03T06:00:00+00:00</updated>
 <author>
  <name>A</name>
 </author>
 <author>
  <name>B</name>
 </author>
 <link rel="self" href="https://example.org/r/feed.xml" />
 <link rel="alternate" type="text/html" href="https://example.org/r/" />
 <entry>
  <id>urn:uuid:d3727f11-02f5-5f8b-aeea-7e658a727fb1</id>
  <title>Version 2, 3 November 2026: One trial added</title>
  <updated>2026-11-03T06:00:00+00:00</updated>
  <link rel="alternate" type="text/html" href="https://example.org/r/versions/2/index.html" />
  <summary xml:lang="es">One.
Two.</summary>
  <content type="text">In short.</content>
 </entry>
 <entry>
  <id>urn:uuid:b02c01dc-042e-5ead-9585-f55aff60c5ad</id>
  <title>Version 1, 2 November 2026: One trial added</title>
  <updated>2026-11-02T06:00:00+00:00</updated>
  <link rel="alternate" type="text/html" href="https://example.org/r/versions/1/index.html" />
  <summary>One trial added</summary>
 </entry>
</feed>
"""


def test_a_feed_is_written_as_its_readers_know_it():
    """Programs keep the identifiers: another one makes every version a new entry."""
    told = entry(2).model_copy(update={"items": ("One.", "Two."), "language": "es"})
    feed = atom(review("https://example.org/r"), "T", [entry(1), told], "", "In short.")
    assert feed == WHOLE
    bare = atom(review(), "T", [entry(1)], "es/")
    assert '<link rel="alternate" type="text/html" href="index.html" />' in bare
    assert 'rel="self"' not in bare
    assert f"<id>{identifier('peer-support/es')}</id>" in bare
    assert f"<id>{identifier('peer-support/es', 1)}</id>" in bare
