"""Ten thousand reviews: what a page weighs, how long it takes, and what is found among them."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from living_review import assets
from living_review.portal import feed, listing, pages
from living_review.portal.entry import Entry, Lately, Line, from_json
from living_review.website.embedded import write_assets

pytestmark = pytest.mark.xdist_group("portal")
MANY, TODAY = 10_000, dt.date(2026, 11, 29)
HEAVIEST = 300_000
TOPICS = [f"Topic {number}" for number in range(300)]
LEVELS = ("high", "moderate", "low", "very low", "unrated")
VIOLATIONS = {"resultTypes": ["violations"], "preload": False}


def entry(number: int, drawn: random.Random) -> Entry:
    """Make up a review with texts as long as they are."""
    day = TODAY - dt.timedelta(days=drawn.randrange(1, 700))
    said = (
        f"Group peer support no. {number} may improve recovery and quality of life slightly (end "
        "of intervention; five trials, 1,573 participants)."
    )
    lines = tuple(Line(said, drawn.choice(LEVELS)) for _ in range(drawn.randrange(1, 4)))
    at = dt.datetime.combine(day, dt.time(6), dt.UTC)
    lately = Lately(3, day, at, "No conclusion changed; one trial was added.")
    return Entry(
        f"r{number}",
        f"reviews/r{number}/index.html",
        f"Group peer support no. {number} for people experiencing mental health conditions at home",
        "en",
        "People experiencing mental health conditions and their families",
        tuple(drawn.sample(TOPICS, 2)),
        3,
        day,
        day,
        TODAY + dt.timedelta(days=drawn.randrange(-60, 300)),
        drawn.choice(("active", "active", "active", "paused", "retired")),
        drawn.randrange(1, 40),
        drawn.randrange(100, 9000),
        lines=lines,
        more=12,
        conclusions_changed=drawn.choice((0, 0, 2)),
        lately=(lately,) if (TODAY - day).days < 60 else (),
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the portal of made-up reviews, without the pages of its list but the first two."""
    drawn = random.Random(1)
    entries = [entry(number, drawn) for number in range(MANY)]
    entries.sort(key=lambda each: each.rank(TODAY))
    portal = pages.Portal(f"Living {'reviews' * 6}", "en", "", TODAY, tuple(entries))
    out = tmp_path_factory.mktemp("many")
    for name, text in pages.files(portal):
        if re.fullmatch(r"page/\d{2,}/index\.html|page/[3-9]/index\.html", name):
            continue
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    now = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
    (out / feed.FILE).write_text(feed.atom(portal.shown, "T", "", now), encoding="utf-8")
    write_assets(out)
    with (out / "assets" / "site.css").open("a", encoding="utf-8") as style:
        style.write(assets.text("portal.css"))
    return out


@pytest.mark.browser
def test_of_ten_thousand_the_first_page_is_light_accessible_and_searched(
    many: Path, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((many / "index.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    assert all(each.startswith("file://") for each in asked)
    weights = [Path(each.removeprefix("file://")).stat().st_size for each in set(asked)]
    assert sum(weights) < HEAVIEST, sum(weights)
    asked.clear()
    page.fill("input[name=q]", "nó 9999")
    page.wait_for_selector("text=One review was found.")
    assert page.inner_text(".choose [role=status]") == "One review was found."
    assert "no. 9999 for" in page.inner_text(".chosen .review h2")
    assert page.is_hidden(".listed")
    parts = -(-MANY // listing.PER_PART)
    assert sum("/find/" in each for each in asked) == parts
    page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(r => r.violations)", VIOLATIONS)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    # What is chosen stands in the address, and one part is enough where many are found.
    asked.clear()
    page.goto((many / "index.html").as_uri() + "#certainty=low&status=paused")
    page.reload()
    page.wait_for_selector(".chosen .review")
    shown = page.locator(".chosen .review .certainty-low").count()
    assert shown == page.locator(".chosen .review").count() > 0
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.click(".choose button")
    assert page.is_visible(".listed")
    assert "#" not in page.url
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(r => r.violations)", VIOLATIONS)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert complaints == []
    page.close()


def test_what_is_looked_through_is_every_review_once(many: Path) -> None:
    titles = []
    for file in (many / "find").iterdir():
        text = file.read_text(encoding="utf-8").partition("--reviews: '")[2].rpartition("'")[0]
        titles += [each["t"] for each in json.loads(re.sub(r"\\(.)", r"\1", text))]
    assert len(titles) == len(set(titles)) == MANY


def test_an_entry_is_read_back_as_it_was() -> None:
    drawn = random.Random(2)
    for number in range(20):
        made = entry(number, drawn)
        assert from_json(json.loads(json.dumps(made.as_json(), default=str))) == made
