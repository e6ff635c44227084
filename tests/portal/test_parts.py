"""The parts of a portal, one by one: what is said of every kind of review, kept as text.

UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from living_review.ground.errors import BadInput
from living_review.library.members import Library, Member
from living_review.library.shared_trials import Difference, SharedTrial
from living_review.portal import addresses, copying, feed, listing, memory, pages, reading, told
from living_review.portal.changed import Change, changes, months
from living_review.portal.entry import Entry, Lately, Line, from_json
from living_review.portal.listing import Shown
from living_review.portal.publication import Made, Untold, before
from living_review.portal.reading import NotPublished, Published, seal_of
from living_review.portal.settings import Settings, asked
from living_review.portal.shared import InSeveral, anchor, as_shown

KEPT = Path(__file__).with_name("parts.txt")
DAY = dt.date(2026, 11, 29)
AT = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
PLAIN = Entry("a/b", "reviews/a-b/index.html", "A title", "en", version=2, date=DAY, searched=DAY)
LINES = (Line("It may help.", "very low"), Line("It harms.", "high"))
OTHERS: tuple[Mapping[str, Any], ...] = (
    {},
    {"next_search": DAY},
    {"next_search": DAY - dt.timedelta(1)},
    {"next_search": DAY + dt.timedelta(1), "status": "paused"},
    {"next_search": DAY - dt.timedelta(1), "status": "retired"},
    {"searched": None, "language": "de", "population": "Adults", "topics": ("pain", "sleep")},
    {"lines": LINES, "more": 3, "trials": 4, "participants": 90, "participants_missing": 1},
    {"lines": LINES[:1], "trials": 1, "conclusions_changed": 2, "retracted_elsewhere": 1},
    {"trials": 1, "more": 2, "title": "", "language": ""},
    {"why": "unreadable"},
    {"version": 0, "why": "never", "lines": LINES, "population": "P", "next_search": DAY},
    {"version": 0, "title": "", "status": "paused", "date": None},
    {"address": "https://example.org/x/", "date": None},
)
LATELY = Lately(2, DAY, AT, "One trial was added.", ("A.", "B."), 3)


def entries() -> list[Entry]:
    return [replace(PLAIN, **each) for each in OTHERS]


def shown(*every: Entry) -> list[Shown]:
    return [Shown(each, "en", DAY) for each in every]


def lines() -> Iterator[str]:
    for number, each in enumerate(shown(*entries())):
        yield f"# {number}"
        yield json.dumps(each.record(), ensure_ascii=False)
        for fact in each.facts():
            yield "  " + json.dumps(fact, ensure_ascii=False)
        yield "  " + "|".join(
            (each.lang, each.title, each.href("../"), each.version, each.evidence)
        )
        entry = each.entry
        yield f"  {entry.standing} {entry.certainty} {entry.current(DAY)} {entry.rank(DAY)}"
        yield "  " + re.sub(r"\s+", " ", each.html("../"))
    yield json.dumps(listing.choices(shown(*entries())), ensure_ascii=False)
    yield json.dumps(listing.choices([]), ensure_ascii=False)
    yield listing.said_by_script()
    yield from listing.parts(shown(*entries()[:2]))
    for number, of in ((1, 1), (1, 2), (2, 2), (2, 3), (3, 4)):
        yield f"{number} of {of}: " + re.sub(r"\s+", " ", listing.turn(number, of, "../"))
    late = [replace(each, lately=(LATELY,)) for each in entries()[:1]]
    late += [
        replace(late[0], lately=(replace(LATELY, language=each),)) for each in ("de", "en", "")
    ]
    late += [replace(late[0], language="es", address="https://x.org/y")]
    for change in changes(shown(*late)):
        yield json.dumps(change.view("../"), ensure_ascii=False)
        yield f"{change.address}{change.lang}"
    for url in ("", "https://x.org/all"):
        yield from feed.atom(shown(*late), "T", url, AT).splitlines()
    yield from feed.atom([], "T", "", AT).splitlines()


def test_what_is_said_of_each_review_is_as_it_was() -> None:
    text = "\n".join(lines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


# Where pages stand.


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Sleep/Insomnia", "sleep-insomnia"),
        ("  Übung — ÉTÉ!", "ubung-ete"),
        ("Straße", "strasse"),
        ("睡眠", "7761-7720"),
        ("!?", "review"),
        ("", "review"),
        ("x" * 120, "x" * 100),
        ("x" * 99 + "/y", "x" * 99),
        ("x" * 98 + "/y", "x" * 98 + "-y"),
    ],
)
def test_the_folder_of_a_review_is_its_name_in_plain_letters(name: str, folder: str) -> None:
    if name == "睡眠":
        folder = "-".join(f"{ord(each):x}" for each in name)
    assert addresses.folder_of(name) == folder


def test_the_first_page_of_a_list_is_its_front_page() -> None:
    assert [addresses.page_of("x/", each) for each in (1, 2)] == [
        "x/index.html",
        "x/page/2/index.html",
    ]
    assert list(addresses.in_pages("abcde", 2)) == ["ab", "cd", "e"]
    assert list(addresses.in_pages("", 2)) == []


# What changed lately.


def versions(*at: dt.datetime) -> Entry:
    found = (Lately(number, each.date(), each, "h") for number, each in enumerate(at, 1))
    return replace(PLAIN, lately=tuple(found))


def test_months_hold_what_appeared_in_them_the_newest_first() -> None:
    days = ((2026, 11, 1), (2026, 10, 31), (2026, 10, 1), (2026, 9, 30), (2025, 11, 5))
    one = versions(*(dt.datetime(*each, 6, tzinfo=dt.UTC) for each in days))
    other = replace(versions(dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC)), title="Another title")
    found = months(shown(one, other))
    assert [(name, [(c.shown.title, c.version.number) for c in some]) for name, some in found] == [
        ("November 2026", [("A title", 1), ("Another title", 1)]),
        ("October 2026", [("A title", 2), ("A title", 3)]),
    ]
    assert months([]) == []
    january = [Shown(one, "de", dt.date(2026, 1, 31))]
    assert [name for name, _ in months(january)] == ["Januar 2026", "Dezember 2025"]


@pytest.mark.parametrize(
    ("front", "address"),
    [
        ("reviews/a/index.html", "reviews/a/versions/2/index.html"),
        ("reviews/a/de/index.html", "reviews/a/de/versions/2/index.html"),
        ("https://x.org", "https://x.org/versions/2/index.html"),
        ("https://x.org/", "https://x.org/versions/2/index.html"),
        ("https://x.org/myindex.html", "https://x.org/myindex.html/versions/2/index.html"),
    ],
)
def test_the_page_of_a_version_stands_beside_the_front_page(front: str, address: str) -> None:
    (review,) = shown(replace(PLAIN, address=front))
    assert Change(review, LATELY).address == address


@pytest.mark.parametrize("conclusions", [1, 2, 3, 4])
def test_further_changes_are_counted_where_there_are(conclusions: int) -> None:
    (review,) = shown(PLAIN)
    view = Change(review, replace(LATELY, conclusions=conclusions)).view("../")
    assert bool(view["further"]) is (conclusions > 2)
    assert conclusions < 3 or str(conclusions - 2) in view["further"]


def test_a_feed_has_so_many_entries_and_the_time_of_the_newest() -> None:
    many = [AT - dt.timedelta(minutes=each) for each in range(feed.LONGEST + 5)]
    found = Xml.fromstring(feed.atom(shown(versions(*many)), "T", "", DAY_AFTER))
    atom = "{http://www.w3.org/2005/Atom}"
    assert len(found.findall(f"{atom}entry")) == feed.LONGEST
    assert found.findtext(f"{atom}updated") == AT.isoformat()


DAY_AFTER = AT + dt.timedelta(1)


# What is chosen from, and in which order all stand.


def test_of_many_topics_the_most_common_are_chosen_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_TOPICS", 3)
    topics = (("rare",), ("b", "C"), ("C", "a"), ("a", "b"))
    found = listing.choices(shown(*(replace(PLAIN, topics=each) for each in topics)))
    assert {name: values for name, _, values in found}["topic"] == [
        (each, each) for each in ("a", "b", "C")
    ]


def test_what_is_looked_through_is_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PER_PART", 2)
    assert len(list(listing.parts(shown(*[PLAIN] * 5)))) == 3


def test_all_stand_in_one_order() -> None:
    day = dt.timedelta(1)
    overdue = [replace(PLAIN, next_search=DAY - each * day, title=f"o{each}") for each in (9, 2, 1)]
    fresh = [replace(PLAIN, date=DAY - each * day, title=f"f{each}") for each in (0, 1)]
    same = [replace(PLAIN, date=DAY - 2 * day, title=each) for each in ("a", "B", "c")]
    without = [replace(PLAIN, version=0, title=each, name="z") for each in ("A", "b")]
    nameless = [replace(PLAIN, version=0, title="", name="y")]
    expected = [*overdue, *fresh, *same, *without, *nameless]
    assert sorted(expected, key=lambda each: each.rank(DAY)) == expected


@pytest.mark.parametrize("name", [None, "date", "searched", "next_search", "lately", "lines"])
def test_an_entry_is_read_back_or_said_to_be_none(name: str | None) -> None:
    whole = replace(
        PLAIN, next_search=DAY, lately=(LATELY,), lines=LINES, topics=("x", "y"), participants=3
    )
    given = json.loads(json.dumps(whole.as_json(), default=str))
    if name is None:
        assert from_json(given) == whole
        bare = replace(PLAIN, date=None, searched=None)
        assert from_json(json.loads(json.dumps(bare.as_json(), default=str))) == bare
        return
    for wrong in (3, "x"):
        with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
            from_json({**given, name: wrong})
    del given[name]
    if name in ("lately", "lines"):
        assert from_json(given) == replace(whole, **{name: ()})
    else:
        with pytest.raises(KeyError):
            from_json(given)


# What is remembered, and what is asked.


def test_a_memory_is_read_back(tmp_path: Path) -> None:
    assert memory.remembered(tmp_path) is None
    known = memory.Remembered("s", PLAIN, "de/", "https://x.org", frozenset("ba"), "by")
    whole = memory.Memory(Settings("T", link=True), {"a": known}, frozenset("xy"))
    (tmp_path / memory.FILE).write_text(whole.as_text(), encoding="utf-8")
    assert memory.remembered(tmp_path) == whole
    document = json.loads(whole.as_text())
    assert (document["folders"], document["reviews"]["a"]["trials"]) == (["x", "y"], ["a", "b"])
    for wrong in (
        {**document, "schema": "other"},
        {**document, "settings": {"x": 1}},
        {**document, "reviews": {"a": {}}},
        {**document, "reviews": []},
        {**document, "folders": None},
        [],
    ):
        (tmp_path / memory.FILE).write_text(json.dumps(wrong), encoding="utf-8")
        assert memory.remembered(tmp_path) == memory.Memory()
    (tmp_path / "folder" / memory.FILE).mkdir(parents=True)
    assert memory.remembered(tmp_path / "folder") == memory.Memory()


def test_what_is_not_asked_for_stays() -> None:
    earlier = Settings("T", "https://x.org", "de", link=True)
    assert Settings().or_else(earlier) == earlier
    for name, value in {"title": "", "url": "", "language": "es", "link": False}.items():
        given = Settings(**{name: value})  # type: ignore[arg-type]
        assert given.or_else(earlier) == replace(earlier, **{name: value})


@pytest.mark.parametrize(
    ("url", "well"),
    [
        *((each, True) for each in (None, "", "https://x.org/", "http://x")),
        *((each, False) for each in ("x.org", "ftp://x.org", "https://", "https:x", "//x.org")),
    ],
)
def test_an_address_of_a_portal_is_one_of_a_website(url: str | None, *, well: bool) -> None:
    values: dict[str, Any] = {"title": "t", "language": "de", "link": False}
    if well:
        assert asked(url=url, **values) == Settings(url=url, **values)
        return
    with pytest.raises(BadInput, match=f"^--url '{url}' is no address of a website"):
        asked(url=url, **values)


# Sites that are brought.


def site(root: Path) -> Path:
    for name in ("index.html", "findings.json", reading.LIST, "a/b/c.css"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    (root / "link.html").symlink_to("index.html")
    (root / "linked").symlink_to("a", target_is_directory=True)
    return root


@pytest.mark.parametrize("links", [True, False])
def test_a_site_is_brought_without_its_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    root = site(tmp_path / "s")

    def refused(*_: object) -> None:
        raise OSError(18, "Other device")

    if not links:
        monkeypatch.setattr(os, "link", refused)
    target = tmp_path / "into" / "x"
    copying.brought(root, target, seal_of(root))
    found = {str(each.relative_to(target)) for each in target.rglob("*") if each.is_file()}
    assert found == {"index.html", "findings.json", reading.LIST, "a/b/c.css"}
    assert not (target / "linked").exists()
    same = (target / "index.html").stat().st_ino == (root / "index.html").stat().st_ino
    assert same is links


def test_a_site_that_moves_or_cannot_be_read_is_not_brought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, target = site(tmp_path / "s"), tmp_path / "t"
    with pytest.raises(NotPublished, match="was replaced while it was read") as caught:
        copying.brought(root, target, "other")
    assert (caught.value.why, target.exists()) == ("unreadable", False)

    for error, said in (
        (OSError(28, "No space", "/x/y"), "/x/y: No space."),
        (OSError("broken"), f"{root}: broken."),
    ):

        def broken(_site: Path, made: Path, error: OSError = error) -> None:
            if error.filename:  # else nothing of it is there to be cleared away
                made.mkdir()
            raise error

        monkeypatch.setattr(copying, "_copy", broken)
        with pytest.raises(NotPublished) as caught:
            copying.brought(root, target, seal_of(root))
        assert (caught.value.why, caught.value.said) == ("unreadable", said)
        assert not target.exists()


def test_the_state_of_a_site_is_that_of_its_list_and_its_findings(tmp_path: Path) -> None:
    root = site(tmp_path / "s")
    whole = seal_of(root)
    assert len(whole.split()) == 2
    for name in (reading.LIST, reading.FINDINGS):
        os.utime(root / name, ns=(5, 5))
        assert seal_of(root) != whole
        whole = seal_of(root)
        (root / name).write_text("longer than it was", encoding="utf-8")
        os.utime(root / name, ns=(5, 5))
        assert seal_of(root) != whole
        whole = seal_of(root)
    (root / reading.LIST).unlink()
    assert seal_of(root).startswith("- ")
    (root / reading.FINDINGS).unlink()
    assert seal_of(root) == ""


# What is read of a review.


def version_entry(number: int, days: int, **more: Any) -> Any:
    given = {"headline": f"h{number}", "conclusions_changed": "abcdefg", "items": "ABCDEFGH"}
    at = AT - dt.timedelta(days)
    given |= {"date": at.date(), "pulled_at": at, "language": "", **more}
    return SimpleNamespace(number=number, **given)


@pytest.mark.parametrize("known", [True, False])
def test_versions_of_two_months_are_of_late(*, known: bool) -> None:
    limit = reading.LATELY.days - 1  # that day is the day before
    history = [version_entry(1, limit + 1), version_entry(2, limit, language="de")]
    history += [version_entry(3, 1, conclusions_changed="ab")]
    findings: Any = SimpleNamespace(
        version=SimpleNamespace(number=4, date=DAY),
        registry=SimpleNamespace(pulled_at=AT),
        history=history,
    )
    said: Any = SimpleNamespace(conclusions_changed="abc", items="ABCD", headline="h4")
    found = list(reading._lately(findings, said if known else None, DAY))
    now = [Lately(4, DAY, AT, "h4", ("A", "B", "C"), 3)] if known else []
    assert found == [
        *now,
        Lately(3, history[2].date, history[2].pulled_at, "h3", ("A", "B"), 2),
        Lately(2, history[1].date, history[1].pulled_at, "h2", tuple("ABCDE"), 7, "de"),
    ]
    findings.history = [version_entry(each, 1) for each in range(30)]
    late = list(reading._lately(findings, said if known else None, DAY))
    assert len(late) == reading.MOST_LATELY
    assert late[-1].number == 30 - reading.MOST_LATELY + known


@pytest.mark.parametrize("status", ["paused", "retired", "active", "living", ""])
def test_a_review_stands_as_it_says(status: str) -> None:
    assert reading._status(status) == (status if status in ("paused", "retired") else "active")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (BadInput("It is bad."), "It is bad."),
        (OSError(13, "Permission denied"), "f.json: Permission denied."),
        (OSError("broken"), "f.json: broken."),
        (KeyError("x"), "f.json is not what 'living-review update' writes; run it to have it"),
    ],
)
def test_why_a_review_cannot_be_read_is_said(fault: Exception, said: str) -> None:
    assert reading._said(Path("f.json"), fault).startswith(said)


def test_what_is_not_published_is_told_by_its_cause(shelf: Any) -> None:
    gone = Member("x", shelf.place / "x")
    root = shelf.review("a", number=None)
    afar = Member("y", Path(), (), "memory://y")

    def why(member: Member) -> tuple[str, str]:
        with pytest.raises(NotPublished) as caught:
            reading.read(member, "en", DAY)
        assert str(caught.value) == caught.value.said
        return caught.value.why, caught.value.said

    assert why(gone) == ("never", f"There is no folder {gone.root}.")
    assert why(afar)[0] == "elsewhere"
    assert why(afar)[1].startswith("memory://y is no folder of this machine")
    assert why(Member("a", root))[0] == "build"
    (root / "_site" / "findings.json").unlink()
    assert why(Member("a", root)) == (
        "never",
        f"{root}/_site holds no findings.json; run 'living-review update' to publish a version.",
    )


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_site_is_read_in_the_language_asked_for_where_it_has_it(
    shelf: Any, language: str
) -> None:
    root = shelf.review("a", title="Own", url="https://x.org", topics=("p", "q"), language="es")
    there = root / "_site" / "de"
    there.mkdir()
    other = shelf.review("b", title="Deutsch", language="de")
    (there / "findings.json").write_bytes((other / "_site" / "findings.json").read_bytes())
    found: Published = reading.read(Member("a", root, ("q", "r")), language, DAY)
    assert (found.entry.title, found.below) == (
        ("Deutsch", "de/") if language == "de" else ("Own", "")
    )
    if language != "de":
        assert (found.url, found.entry.topics) == ("https://x.org", ("p", "q", "r"))
    assert (found.entry.name, found.entry.version, found.entry.date) == ("a", 1, AT.date())
    # A folder of that name in another language is none of it.
    (there / "findings.json").write_bytes((root / "_site" / "findings.json").read_bytes())
    assert reading.read(Member("a", root), "de", DAY).below == ""


@pytest.mark.parametrize("sure", [0, 1, 2])
def test_the_results_told_first_are_shown_and_a_certain_harm_always(
    monkeypatch: pytest.MonkeyPatch, sure: int
) -> None:
    every = [SimpleNamespace(name=each, trials=each != "none", certainty=None) for each in "abcdef"]
    every.insert(2, SimpleNamespace(name="none", trials=(), certainty=None))
    every[0].certainty = SimpleNamespace(level="low")
    harms = every[-sure:] if sure else []
    findings: Any = SimpleNamespace(findings=every)
    monkeypatch.setattr(reading, "main_results", lambda _: every)
    monkeypatch.setattr(reading, "leading", lambda _: [every[6], *every[:4]])
    monkeypatch.setattr(reading, "is_certain_harm", lambda each: each in harms)
    monkeypatch.setattr(reading, "FindingNames", lambda _: None)
    monkeypatch.setattr(reading, "finding_line", lambda each, _: each.name)
    found, more = reading._lines(findings)
    names = ["a", "b", "c", *(each.name for each in harms)]
    assert [each.text for each in found] == names
    assert [each.level for each in found] == ["low", *["unrated"] * (len(names) - 1)]
    assert more == 6 - len(names)


# Trials in several reviews.


def trial(**more: Any) -> SharedTrial:
    names = {"a": "Ash", "b": "Birch", "gone": "G"}
    return replace(SharedTrial(("10.1/x", "NCT1"), names, (), {}, ()), **more)


def test_a_trial_is_shown_with_what_its_reviews_tell(shelf: Any) -> None:
    reviews = {
        name: Shown(replace(PLAIN, name=name, title=title, language=language), "en", DAY)
        for name, title, language in (("a", "Awake", "en"), ("b", "Breathless", "es"))
    }
    plain = as_shown(trial(), reviews, "../")
    assert plain["known_by"] == [("10.1/x", "https://doi.org/10.1/x"), ("NCT1", "")]
    assert [each["title"] for each in plain["reviews"]] == ["Awake", "Breathless"]
    assert [each["label"] for each in plain["reviews"]] == ["Ash", "Birch"]
    assert [each["lang"] for each in plain["reviews"]] == ["", ' lang="es"']
    assert [each["href"][:3] for each in plain["reviews"]] == ["../", "../"]
    assert (plain["label"], plain["retracted"], plain["corrected"]) == ("Ash", "", [])
    assert (plain["columns"], plain["rows"]) == ([], [])
    one = as_shown(trial(retracted_in=("b",)), reviews, "")
    assert [bool(each["mark"]) for each in one["reviews"]] == [False, True]
    assert one["retracted"]
    both = as_shown(trial(retracted_in=("a", "b")), reviews, "")
    assert not both["retracted"]
    assert not any(each["mark"] for each in both["reviews"])
    more = {
        "corrected_in": {"b": ("x", "y"), "gone": ("z",)},
        "differences": (
            Difference("people randomised", {"b": "2", "gone": "1"}),
            Difference("arms: sd", {"a": "3"}),
        ),
    }
    said = as_shown(trial(**more), reviews, "")
    assert [reasons for _, reasons, _ in said["corrected"]] == [["x", "y"]]
    assert "Breathless" in said["corrected"][0][0]
    assert said["columns"] == ["Awake", "Breathless"]
    assert said["rows"] == [("People randomised", ["–", "2"]), ("arms: sd", ["3", "–"])]
    only = as_shown(trial(differences=more["differences"][:1]), reviews, "")
    assert only["columns"] == ["Breathless"]
    assert re.fullmatch(r"trial-[0-9a-f]{12}", anchor(trial()))
    assert anchor(trial()) == anchor(trial(labels={}))


def test_retractions_are_told_first_and_counted_where_they_are_not_known() -> None:
    retracted = trial(known_by=("10.9/z",), retracted_in=("b",))
    every = (trial(), trial(corrected_in={"a": ("x",)}), retracted)
    found = InSeveral((*every, trial(known_by=("10.0/a",), corrected_in={"a": ("x",)})))
    assert [each.known_by[0] for each in found.to_tell] == ["10.9/z", "10.0/a", "10.1/x"]
    assert found.retracted_elsewhere() == {"a": 1, "gone": 1}


# What the person who publishes is told, and where a portal may be made.


def made(out: Path, *untold: Untold, entries: tuple[Entry, ...] = ()) -> Made:
    return Made(out, entries, ("a",), untold, InSeveral((trial(retracted_in=("a",)), trial())), DAY)


WHY = ("unreadable", "address", "never", "build", "elsewhere")


@pytest.mark.parametrize("quiet", [True, False])
@pytest.mark.parametrize("why", WHY)
def test_what_is_not_shown_is_told_and_bad_reviews_even_where_little_is(
    why: Any, *, quiet: bool
) -> None:
    bad = why in ("unreadable", "address")
    one = made(Path("/o"), Untold("r", why, "It is so."), entries=tuple(entries()))
    assert one.exit_code == (2 if bad else 0)
    said = list(told.lines(one, quiet=quiet))
    assert said[:1] == ["Not shown as it stands: r: It is so."] or (quiet and not bad and not said)
    assert len(said) == (bad or not quiet) + (not quiet)
    if not quiet:
        assert said[-1] == (
            f"/o/index.html: {len(entries())} reviews, {len(entries()) - 2} published, 1 overdue; "
            "1 brought in anew; 1 trial to tell reviews of."
        )
    document = one.as_json()
    assert {
        key: document[key] for key in ("portal", "exit_code", "reviews", "shown", "overdue")
    } == {
        **{"portal": "/o", "exit_code": one.exit_code, "reviews": len(entries())},
        **{"shown": len(entries()) - 2, "overdue": 1},
    }
    assert document["brought"] == ["a"]
    assert document["not_shown"] == [{"review": "r", "why": why, "said": "It is so."}]
    assert len(document["shared_trials"]) == 2


@pytest.mark.parametrize("more", [0, 1, 2])
def test_of_many_that_are_not_shown_the_first_are_named(more: int) -> None:
    every = [Untold(str(each), "never", "x") for each in range(told.MOST_NAMED + more)]
    said = list(told.lines(made(Path("/o"), *every), quiet=False))
    assert len(said) == told.MOST_NAMED + bool(more) + 1
    assert not more or said[-2] == f"and {more} more; --json lists them"


@pytest.mark.parametrize(
    ("name", "well"),
    [
        *(("", True), (".lock", True), ("reviews", True), (".portal.new", True)),
        *(("x", False), ("portal.new", False), (".portal", False)),
    ],
)
def test_a_portal_is_made_where_nothing_else_is(tmp_path: Path, name: str, *, well: bool) -> None:
    out = tmp_path / "out"
    if name:
        (out / name).mkdir(parents=True)
    library = Library(
        tmp_path, (Member("a", tmp_path / "a"), Member("b", Path(), (), "memory://b"))
    )
    if well:
        assert before(out, library) == memory.Memory()
        (out).mkdir(exist_ok=True)
        (out / "other").write_text("x", encoding="utf-8")
        (out / memory.FILE).write_text("{", encoding="utf-8")
        assert before(out, library) == memory.Memory(), "a portal that tells nothing is one"
        return
    with pytest.raises(BadInput, match="files that are of no portal"):
        before(out, library)


@pytest.mark.parametrize("inside", ["", "_site", "_site/x", "data", "../b"])
def test_no_portal_is_made_in_the_place_of_a_review(tmp_path: Path, inside: str) -> None:
    library = Library(tmp_path, (Member("a", tmp_path / "a"),))
    out = tmp_path / "a" / inside
    out.mkdir(parents=True)
    if inside in ("data", "../b"):
        assert before(out, library) == memory.Memory()
        return
    with pytest.raises(BadInput, match="is the place of a review"):
        before(out, library)


# Pages.


def test_every_page_of_a_portal_has_its_address_and_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    monkeypatch.setattr(listing, "PER_PART", 2)
    days = [dt.datetime(2026, month, 5, tzinfo=dt.UTC) for month in (11, 11, 11, 10)]
    every = (versions(*days), *(replace(PLAIN, name=name) for name in "cd"))
    shared = tuple(trial(known_by=(f"10.{each}/x",)) for each in range(3))
    portal = pages.Portal("T", "en", "", DAY, every, shared, 7)
    found = dict(pages.files(portal))
    assert list(found) == [
        *("find/0.css", "find/1.css", "index.html", "page/2/index.html"),
        *("changed/index.html", "changed/page/2/index.html"),
        *("shared/index.html", "shared/page/2/index.html"),
    ]
    titles = {name: re.search(r"<title>(.*?)</title>", text) for name, text in found.items()}
    assert {name: each and each[1] for name, each in titles.items()} == TITLES
    assert re.findall(r"<h2>(\w+ \d+)", found["changed/index.html"]) == ["November 2026"]
    assert re.findall(r"<h2>(\w+ \d+)", found["changed/page/2/index.html"]) == [
        "November 2026",
        "October 2026",
    ]
    assert 'rel="prev" href="../../../changed/index.html"' in found["changed/page/2/index.html"]
    assert 'rel="prev" href="../../../shared/index.html"' in found["shared/page/2/index.html"]
    assert 'href="../../../changed/feed.xml"' in found["changed/page/2/index.html"]
    assert 'data-shards="2"' in found["page/2/index.html"]
    assert 'data-root="../../"' in found["page/2/index.html"]
    menu = re.compile(r'<nav class="menu".*?</nav>', re.DOTALL)
    current = {
        name: re.findall(r'href="([^"]*)" aria-current="([^"]*)"', menu.findall(text)[0])
        for name, text in found.items()
        if name.endswith(".html")
    }
    assert current == CURRENT
    assert portal.site.site_url is None
    assert replace(portal, url="https://x.org").site.site_url == "https://x.org"


# Where a reader is: in the menu, on the page itself or on a further one of its list.
CURRENT = {
    f"{folder}{page}": [(f"{up}{folder}index.html", told)]
    for folder in ("", "changed/", "shared/")
    for page, up, told in (
        ("index.html", "../" if folder else "", "page"),
        ("page/2/index.html", "../../../" if folder else "../../", "true"),
    )
}
TITLES = {
    **dict.fromkeys(("find/0.css", "find/1.css")),
    **{"index.html": "T", "page/2/index.html": "Page 2 of 2 – T"},
    **dict.fromkeys(("changed/index.html", "changed/page/2/index.html"), "Changed this month – T"),
    **dict.fromkeys(
        ("shared/index.html", "shared/page/2/index.html"), "Trials in several reviews – T"
    ),
}
