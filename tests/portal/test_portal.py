"""A portal made of published reviews: what it shows, in which order, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import BadInput, LivingReviewError
from living_review.portal import publication
from living_review.portal.entry import Entry
from living_review.portal.listing import Shown
from living_review.portal.memory import FILE


class Links(HTMLParser):
    """Gathers where a page leads, and the anchors it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.links += [known[name] or "" for name in ("href", "src") if known.get(name)]
        self.ids.add(known.get("id") or "")


def titles(page: str) -> list[str]:
    return re.findall(r'<li class="review"><h\d>(?:<a [^>]*>)?([^<]+)', page)


def test_what_is_overdue_stands_first_and_what_is_not_published_last(shelf: Any) -> None:
    shelf.review("a", title="Awake", next_run=dt.date(2026, 12, 24))
    shelf.review("b", title="Breathless", next_run=dt.date(2026, 11, 1))
    shelf.review("c", title="Calm", next_run=dt.date(2026, 10, 1))
    shelf.review("d", title="Dull", next_run=dt.date(2026, 1, 1), status="paused")
    (shelf.place / "e" / "data").mkdir(parents=True)
    (shelf.place / "e" / "data" / "protocol.yml").write_text("x", encoding="utf-8")
    shelf.review("f", number=None, title="Fever")
    made = shelf.made(title="Our reviews")
    page = shelf.page()
    assert titles(page) == ["Calm", "Breathless", "Awake", "Dull", "e", "f"]
    assert page.count("Search overdue since") == 2
    assert "Search overdue since 1 October 2026" in page
    assert "Updates paused" in page
    assert "No version of this review has been published." in page
    assert "shows a build that is not published" in page
    assert str(shelf.place) not in page, "no page tells of the machine"
    assert [each.why for each in made.untold] == ["never", "build"]
    assert made.exit_code == 0
    assert "<title>Our reviews</title>" in page
    assert "A review" not in page
    assert "may improve personal recovery" in page or "probably improves" in page
    assert 'class="certainty-moderate">Moderate certainty' in page
    assert "10 trials (at least 2,131 participants; 1 of unknown size)" in page


@pytest.mark.parametrize(
    ("participants", "missing", "said"),
    [
        (None, 4, "4 trials"),
        (None, 0, "4 trials"),
        (532, 0, "4 trials (532 participants)"),
        (400, 1, "4 trials (at least 400 participants; 1 of unknown size)"),
    ],
)
def test_the_evidence_of_a_review_whose_registry_has_no_totals_is_its_trials(
    participants: int | None, missing: int, said: str
) -> None:
    entry = Entry("a", trials=4, participants=participants, participants_missing=missing)
    assert Shown(entry, "en", dt.date(2026, 11, 29)).evidence == said


def test_every_link_of_every_page_leads_somewhere_and_none_elsewhere(shelf: Any) -> None:
    for name in "abc":
        shelf.review(f"{name}/Übung", title=f"<b>{name}</b> & “more”", conclusions=("Recovery",))
    shelf.made()
    pages = [each for each in shelf.out.rglob("*.html") if "reviews" not in each.parts]
    assert len(pages) == 3
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<b>a" not in text
        for link in Links(text).links:
            assert "//" not in link, link
            target, _, anchor = link.partition("#")
            there = page.parent / target if target else page
            if "/versions/" not in link:
                assert there.is_file(), (page, link)
            assert not anchor or anchor in Links(there.read_text(encoding="utf-8")).ids
    assert (shelf.out / "reviews" / "a-ubung" / "index.html").is_file()


def test_the_list_is_turned_page_by_page(shelf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("living_review.portal.pages.PER_PAGE", 2)
    for name in "abcde":
        shelf.review(name, title=name.upper())
    shelf.made()
    assert titles(shelf.page()) == ["A", "B"]
    assert titles(shelf.page("page/3/index.html")) == ["E"]
    assert 'rel="next" href="page/2/index.html"' in shelf.page()
    assert 'rel="prev" href="../../index.html"' in shelf.page("page/2/index.html")
    assert 'href="../../reviews/c/index.html"' in shelf.page("page/2/index.html")
    for name in "bcde":
        (shelf.place / name / "data" / "protocol.yml").unlink()
    shelf.made()
    assert not (shelf.out / "page").exists()
    assert [each.name for each in (shelf.out / "reviews").iterdir()] == ["a"]


def test_only_what_has_moved_is_brought_in_again(shelf: Any) -> None:
    for name in "ab":
        shelf.review(name)
    assert shelf.made().brought == ("a", "b")
    there = shelf.out / "reviews" / "a" / "index.html"
    before = there.stat()
    assert before.st_ino == (shelf.place / "a" / "_site" / "index.html").stat().st_ino
    assert shelf.made().brought == ()
    # A site is replaced as a whole, as `update` does.
    (shelf.place / "b" / "_site").rename(shelf.place / "b" / "_old")
    shelf.review("b", number=2, title="Newer")
    assert shelf.made().brought == ("b",)
    assert "Newer" in shelf.page()
    assert "b 2" in shelf.page("reviews/b/index.html")
    assert there.stat().st_ino == before.st_ino


def test_a_review_that_cannot_be_read_keeps_its_place_and_stops_no_other(shelf: Any) -> None:
    for name in "ab":
        shelf.review(name, title=name.upper())
    shelf.made()
    spoiled = shelf.place / "a" / "_site"
    (spoiled / "findings.json").write_text('{"schema": 3}', encoding="utf-8")
    (spoiled / "index.html").unlink()
    made = shelf.made()
    assert [(each.review, each.why) for each in made.untold] == [("a", "unreadable")]
    assert made.exit_code == 2
    assert "findings.json is not what" in made.untold[0].said
    page = shelf.page()
    assert "Version 1 is shown until that is put right." in page
    assert sorted(titles(page)) == ["A", "B"]
    assert "a 1" in shelf.page("reviews/a/index.html")
    # It is so however often the portal is made, and well again once the review is.
    assert shelf.made().exit_code == 2
    shelf.review("a", title="A again")
    made = shelf.made()
    assert (made.exit_code, made.brought) == (0, ("a",))
    assert "A again" in shelf.page()


def test_a_portal_that_fails_leaves_the_one_before_whole(
    shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.review("a", title="Before")
    shelf.made()
    before = {each: each.read_bytes() for each in shelf.out.rglob("*") if each.is_file()}
    (shelf.place / "a" / "_site").rename(shelf.place / "a" / "_old")
    shelf.review("a", number=2, title="After")

    def broken(*_: object) -> None:
        raise LivingReviewError("It cannot be.")

    with monkeypatch.context() as patch:
        patch.setattr(publication.feed, "atom", broken)
        with pytest.raises(LivingReviewError):
            shelf.made()
    there = {each: each.read_bytes() for each in shelf.out.rglob("*") if each.is_file()}
    assert there == before
    shelf.made()
    assert "After" in shelf.page()


def test_two_names_of_one_address_are_told(shelf: Any) -> None:
    shelf.review("sleep/a")
    shelf.review("sleep-a")
    made = shelf.made()
    assert [each.why for each in made.untold] == ["address"]
    assert made.exit_code == 2
    assert "Another review has the same address." in shelf.page()


def test_settings_stay_until_others_are_given(shelf: Any) -> None:
    shelf.review("a", url="https://example.org/a/", title="Ein Titel")
    shelf.made(title="Unsere Arbeiten", language="de", url="https://example.org/all", link=True)
    for _ in range(2):
        page = shelf.page()
        assert '<html lang="de">' in page
        assert 'href="https://example.org/a/" lang="en"' in page
        assert '<link rel="canonical" href="https://example.org/all/">' in page
        assert not list((shelf.out / "reviews").iterdir())
        feed = shelf.page("changed/feed.xml")
        assert 'href="https://example.org/a/versions/1/index.html"' in feed
        assert 'rel="self" href="https://example.org/all/changed/feed.xml"' in feed
        shelf.made()
    shelf.made(link=False)
    assert 'href="reviews/a/index.html"' in shelf.page()
    assert "https://example.org/all/reviews/a/versions/1" in shelf.page("changed/feed.xml")


def test_nothing_that_is_no_portal_is_written_into(shelf: Any) -> None:
    root = shelf.review("a")
    for out in (root, root / "_site", shelf.place):
        shelf.out = out
        with pytest.raises(BadInput, match=r"files that are of no portal|the place of a review"):
            shelf.made()
    shelf.out = shelf.place / "file"
    shelf.out.write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match="is a file"):
        shelf.made()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "other"}', "null"])
def test_a_memory_that_tells_nothing_costs_only_time(shelf: Any, text: str) -> None:
    shelf.review("a", title="A")
    shelf.made()
    (shelf.out / FILE).write_text(text, encoding="utf-8")
    made = shelf.made()
    assert (made.brought, titles(shelf.page())) == (("a",), ["A"])


def test_programs_read_the_list(shelf: Any) -> None:
    shelf.review("a", title="A", conclusions=("Recovery", "Hope"))
    shelf.made()
    document = json.loads(shelf.page("reviews.json"))
    (review,) = document["reviews"]
    assert document["schema"] == "living-review/portal/1"
    assert (review["name"], review["version"], review["certainty"]) == ("a", 1, "moderate")
    assert (review["conclusions_changed"], review["current"]) == (2, "current")


def test_what_a_library_calls_topics_is_chosen_by(shelf: Any) -> None:
    shelf.review("a", title="A")
    shelf.review("b", title="B")
    place: Path = shelf.place / "list.yml"
    place.write_text("reviews:\n- folder: a\n  topics: [sleep]\n- b\n", encoding="utf-8")
    shelf.made(place)
    page = shelf.page()
    assert '<option value="sleep">sleep</option>' in page
    assert "<dt>Topics</dt><dd>sleep</dd>" in page
    assert '\\"g\\":[\\"sleep\\"]' in shelf.page("find/0.css") or '"g":["sleep"]' in shelf.page(
        "find/0.css"
    )


def test_a_review_that_lies_elsewhere_is_told(shelf: Any) -> None:
    shelf.review("a", title="A")
    place: Path = shelf.place / "list.yml"
    place.write_text("reviews:\n- a\n- git+https://example.org/review.git\n", encoding="utf-8")
    made = shelf.made(place)
    assert [each.why for each in made.untold] == ["elsewhere"]
    assert "The pages of this review lie elsewhere." in shelf.page()


def test_topics_of_the_protocol_and_of_the_library_stand_together(shelf: Any) -> None:
    shelf.review("a", title="A", topics=("sleep", "work"))
    place: Path = shelf.place / "list.yml"
    place.write_text("reviews:\n- folder: a\n  topics: [sleep, heart]\n", encoding="utf-8")
    shelf.made(place)
    assert "<dt>Topics</dt><dd>sleep, work, heart</dd>" in shelf.page()
    assert '<option value="work">work</option>' in shelf.page()
