"""The built pages in headless Chromium: phone and desktop, light and dark, from file://."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_boxes import boxes
from playwright.sync_api import Browser, Page

from .conftest import Site

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
Scheme = Literal["dark", "light"]


def violations(found: list[dict[str, Any]]) -> list[str]:
    return [f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:120]})" for each in found]


def with_versions(site: Site) -> list[Path]:
    """The pages of the site, and those of its versions, which have addresses of their own."""
    versions = sorted(site.folder.glob("versions/*/index.html"))
    assert versions, "the shipped review has published versions"
    return [*site.pages, *versions]


# What axe passes is not told: to describe it takes as long as to look.
VIOLATIONS = {"resultTypes": ["violations"], "preload": False}
# What a scheme of colours can break; all else of a page is the same in both.
COLOURS = ("color-contrast", "link-in-text-block")
OF_COLOURS = VIOLATIONS | {"runOnly": list(COLOURS)}
BUT_COLOURS = VIOLATIONS | {"rules": {each: {"enabled": False} for each in COLOURS}}
# Contrast is dear to look at: what looks the same, and stands in what looks the same, is looked at
# once in each scheme, whatever page it is on. A field or what has a place of its own is looked at
# wherever it is.
NEW_LOOKS = """seen => {
  const known = new Set(seen), told = new Map(), fresh = [], names = [];
  const number = text => {
    let one = 7, other = 11;
    for (let i = 0; i < text.length; i++) {
      one = Math.imul(one ^ text.charCodeAt(i), 2654435761);
      other = Math.imul(other ^ text.charCodeAt(i), 1597334677);
    }
    return 4294967296 * (2097151 & other) + (one >>> 0);
  };
  const looks = each => {
    const style = getComputedStyle(each), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const around = ["::before", "::after"].map(part => getComputedStyle(each, part)).map(
      part => part.content === "none" ? "" : part.backgroundColor + part.backgroundImage);
    return [style.color, style.backgroundColor, style.backgroundImage, style.opacity, large,
      style.visibility, style.textDecorationLine, style.textShadow, style.filter,
      style.mixBlendMode, style.transform === "none", style.position, ...around].join("|");
  };
  const chain = each => {
    if (!each) return "";
    if (!told.has(each)) told.set(each, `${chain(each.parentElement)}\n${looks(each)}`);
    return told.get(each);
  };
  const says = text => text.trim() !== "";
  const block = each => getComputedStyle(each).display.startsWith("inline") && each.parentElement
    ? block(each.parentElement) : each;
  for (const each of document.body.querySelectorAll("*")) {
    const own = [...each.childNodes].some(node => node.nodeType === 3 && says(node.data));
    const field = each.matches("input, select, textarea, button, label, summary");
    if (!(own || field || each.matches("a")) || !each.getClientRects().length) continue;
    // A link is told apart from the words around it, where there are any.
    const among = each.matches("a") && block(each).textContent.trim() !== each.textContent.trim();
    const whole = `${chain(each)}\n${each.matches("a")} ${among}`, name = number(whole);
    const placed = /\\|(?:absolute|fixed|sticky)\\|/.test(whole);
    if (known.has(name) && !field && !placed) continue;
    if (!known.has(name)) names.push(name);
    known.add(name);
    fresh.push(each);
  }
  window.fresh = fresh;
  return names;
}"""
LOADED = """() => Promise.all([...document.images].map(each => {
  // One that waits until it is near is not waited for.
  each.loading = "eager";
  return each.complete || new Promise(done => { each.onload = each.onerror = done; });
}))"""
# What a page does when its size changes is done with the next frame.
DRAWN = """() => new Promise(
  done => requestAnimationFrame(() => requestAnimationFrame(done)))"""
BROKEN = "[...document.images].filter(each => !each.naturalWidth).map(each => each.src)"
# On a phone every table and figure has a form that fits, whose sentences have room.
SCROLLING = """() => [...document.querySelectorAll(".wide")]
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => each.getAttribute("aria-label"))"""
CRAMPED = """() => [...document.querySelectorAll(".stack td:last-child.text:not(.brief)")]
  .filter(each => each.offsetWidth && each.offsetWidth < 200).map(each => each.textContent)"""
CARDS = "[...document.querySelectorAll('.stack > tbody > tr')].length"
LINKS = "[...document.querySelectorAll('a[href]')].map(each => each.href)"
EVERYWHERE = "options => axe.run(options).then(found => found.violations)"
WHERE_NEW = """options => !window.fresh.length ? [] :
  axe.run({include: window.fresh}, options).then(found => found.violations)"""


@pytest.fixture(scope="module")
def led() -> dict[Path, list[str]]:
    """Where the links of each page lead, of those that were opened: a page takes long to open."""
    return {}


@pytest.mark.xdist_group("shipped-pages")
def test_every_page_is_accessible_and_fits(
    site: Site, browser: Browser, led: dict[Path, list[str]]
) -> None:
    axe = Axe().axe_script
    context = browser.new_context()
    requests: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: complaints.append(message.text))
    # In each scheme, the looks that were looked at, and how many of them first on which screen.
    looks: dict[str, set[int]] = {"dark": set(), "light": set()}
    first_seen = Counter[str]()
    cards = 0
    drawings = boxes.Drawings()
    # One tab for all pages, and one change from each turn to the next: a tab takes as long to
    # open as its page to look at.
    page = context.new_page()
    turns: list[tuple[Scheme, str]] = [("dark", "desktop"), ("dark", "phone")]
    turns += [("light", "phone"), ("light", "desktop")]
    for path in with_versions(site):
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        led[path] = page.evaluate(LINKS)
        page.evaluate(axe)
        turns.reverse()
        for scheme, size in turns:
            where = path.name, scheme, size
            width, height = SIZES[size]
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(LOADED)
            page.evaluate(DRAWN)
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{where} is {overflow} pixels too wide"
            assert not page.evaluate(BROKEN), where
            # The pages of published versions stay as they were.
            if path.parent == site.folder:
                assert not page.evaluate(SCROLLING), where
            if size == "phone" and path.parent == site.folder:
                assert not page.evaluate(CRAMPED), where
                cards += page.evaluate(CARDS)
            # Both schemes stand alike.
            if scheme == "light" and path.parent == site.folder:
                assert not boxes.looked_at(page, drawings), where
            fresh = page.evaluate(NEW_LOOKS, sorted(looks[scheme]))
            looks[scheme].update(fresh)
            first_seen[size] += len(fresh)
            found = page.evaluate(WHERE_NEW, OF_COLOURS)
            if scheme == "light":
                found += page.evaluate(EVERYWHERE, BUT_COLOURS)
            assert not violations(found), where
        assert not complaints, path.name
    # A look that no page has is seen, whatever was looked at before.
    page.emulate_media(color_scheme="light")
    page.evaluate("document.querySelector('h1').style.color = 'rgb(190, 190, 190)'")
    page.evaluate(NEW_LOOKS, sorted(looks["light"]))
    assert [each["id"] for each in page.evaluate(WHERE_NEW, OF_COLOURS)] == ["color-contrast"]
    context.close()
    assert drawings.known, "no page shows a figure"
    assert all(first_seen[size] for size in SIZES), "no part of a page looks other on a phone"
    assert cards, "no table of a page is cards on a phone"
    strangers = [url for url in requests if not url.startswith(("file:", "data:"))]
    assert not strangers, "a page asked a third party for something"


# Each stop of the Tab key, with what a reader sees of it: a line around it, within the window.
STOPS = """() => {
  window.stops = [];
  document.addEventListener("focusin", event => {
    const look = getComputedStyle(event.target), [box] = event.target.getClientRects();
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const line = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    window.stops.push([event.target, seen && line]);
  });
  return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
    .filter(each => each.checkVisibility({visibilityProperty: true})).length;
}"""
# What is not seen, or is not where it stands on the page.
LOST = """() => window.stops.filter(([each, seen], at) => !seen || at > 0 &&
    !(window.stops[at - 1][0].compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING))
  .map(([each]) => each.outerHTML.slice(0, 120))"""


def walked(page: Page) -> None:
    """Go through a page with the Tab key alone: every stop once, in order, seen, and out again."""
    stops = page.evaluate(STOPS)
    for _ in range(stops):
        page.keyboard.press("Tab")
    assert page.evaluate("window.stops.length") == stops > 50
    assert not page.evaluate(LOST)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body"), "the page lets nobody go"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content", "a link leads past the menu"


def test_trials_are_sorted_and_chosen_by_words_and_lists(site: Site, browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto((site.folder / "trials.html").as_uri())
    page.wait_for_load_state("load")
    walked(page)
    table = page.locator("#tbl-characteristics")
    whole = table.locator("tbody > tr").count()
    heading = table.locator("th.number:has(.sort)").first
    shown: list[list[str]] = []
    for way in ("ascending", "descending"):
        heading.locator(".sort").click()
        assert heading.get_attribute("aria-sort") == way
        cells = table.locator("tbody td.number").all_text_contents()
        shown.append([each for each in cells if each != "–"])
        assert cells == shown[-1] + ["–"] * (whole - len(shown[-1])), "the unknown come last"
    assert [int(each.replace(",", "")) for each in shown[0]] == sorted(
        int(each.replace(",", "")) for each in shown[1]
    )
    assert shown[0] != shown[1]
    page.locator(".choose input").first.fill("rusch  GERMANY")
    chosen = table.locator("tbody > tr:visible").all_text_contents()
    assert 0 < len(chosen) < whole
    assert all("Rüsch" in each and "Germany" in each for each in chosen)
    assert page.locator(".choose [role=status]").first.text_content() == (
        f"{len(chosen)} of {whole} trials shown"
    )
    page.locator(".choose input").first.fill("")
    assert table.locator("tbody > tr:visible").count() == whole
    page.locator("select[name=sort]").first.select_option(label="Year: newest first")
    years = [each.split()[0] for each in table.locator("tr").evaluate_all(KEYS)]
    assert years == sorted(years, reverse=True)
    assert not heading.get_attribute("aria-sort")
    # Every combination of an outcome and a judgement, as the findings have it.
    outcomes = sorted({each.outcome_label for each in site.findings.findings if each.trials})[:3]
    for outcome, judged in product(outcomes, ("high", "some concerns")):
        page.locator("select[name=outcome]").first.select_option(label=outcome)
        page.locator("select[name=risk_of_bias]").first.select_option(label=judged.capitalize())
        wanted = {
            trial.trial_id
            for each in site.findings.findings
            if each.outcome_label == outcome
            for trial in each.trials
            if (trial.risk_of_bias.overall if trial.risk_of_bias else "not assessed") == judged
        }
        found = table.locator("tbody > tr:visible").evaluate_all(TRIALS)
        assert set(found) == wanted, (outcome, judged)
    # What is chosen stands in the address, and is chosen again where that is opened.
    shared = page.url
    assert "?outcome=" in shared
    page.goto("about:blank")
    page.goto(shared)
    again = table.locator("tbody > tr:visible").evaluate_all(TRIALS)
    assert again == found
    page.locator(".choose button").first.click()
    assert table.locator("tbody > tr:visible").count() == whole
    page.close()
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto((site.folder / "trials.html").as_uri())
    assert page.locator("#tbl-characteristics tbody > tr:visible").count() == whole
    assert not page.locator(".sort, .choose:visible").count()
    plain.close()


KEYS = "rows => rows.map(each => each.dataset.keys).filter(Boolean)"
TRIALS = "rows => rows.map(each => each.dataset.trial)"

# Where each light lies beside the place of its trial in the drawing that is shown, in pixels.
LIGHTS = """() => [...document.querySelectorAll(".wide > .lit")].map(light => {
  const image = light.parentElement.querySelector("img"), box = image.getBoundingClientRect();
  const band = light.getBoundingClientRect(), narrow = matchMedia("(max-width: 40rem)").matches;
  const places = (narrow ? image.dataset.placesNarrow : image.dataset.places).split(" ");
  const named = [...document.querySelectorAll("img[data-trials]")].filter(each =>
    each === image || each.compareDocumentPosition(image) & Node.DOCUMENT_POSITION_FOLLOWING);
  const names = named.pop().dataset.trials.split(" ");
  const lit = document.querySelector("tr.lit").dataset.trial;
  const ends = places.map(each => each.split(","));
  ends.forEach((each, at) => { each[1] = each[1] || ends[at - 1][2]; });
  return Math.min(...ends.map(each => each.map(Number))
    .filter(each => names[each[0]] === lit)
    .map(each => Math.abs(box.top + box.height * each[1] / 1000 - band.top)
      + Math.abs(box.top + box.height * each[2] / 1000 - band.bottom)));
})"""


def every_place(told: str) -> list[list[int]]:
    """The places of a figure, also the top that is the bottom of the one before."""
    places: list[list[int]] = []
    for each in told.split():
        ends = each.split(",")
        places.append([int(end) if end else places[-1][2] for end in ends])
    return places


@pytest.mark.parametrize("size", SIZES)
def test_a_trial_lights_up_in_every_figure_and_table(
    site: Site, browser: Browser, size: str
) -> None:
    grown = [each for each in site.findings.findings if each.cumulative]
    finding = max(grown, key=lambda each: len(each.trials))
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, has_touch=size == "phone")
    page.goto((site.folder / f"finding-{finding.key}.html").as_uri())
    figures = page.locator("img[data-places]")
    kinds = {str(figures.nth(each).get_attribute("src")) for each in range(figures.count())}
    assert {each.split("/")[1].split("-peer")[0] for each in kinds} >= {
        "forest",
        "leave-one-out",
        "cumulative",
    }
    lights, rows = page.locator(".wide > .lit"), page.locator("tr.lit")

    def lit() -> str:
        assert lights.count() == figures.count()
        assert max(page.evaluate(LIGHTS)) < 2
        names = {rows.nth(each).get_attribute("data-trial") for each in range(rows.count())}
        assert len(names) == 1, "rows of several trials are lit"
        return str(names.pop())

    before = page.evaluate("document.body.scrollHeight")
    row = page.locator("tr[data-trial]").nth(1)
    point = row.tap if size == "phone" else row.hover
    point()
    first = lit()
    assert first == row.get_attribute("data-trial")
    assert lights.first.get_attribute("aria-hidden") == "true"
    assert page.evaluate("document.body.scrollHeight") == before
    page.keyboard.press("Escape")
    assert not lights.count() + rows.count()
    # The first trial of the forest plot, by its place in it.
    forest = figures.first
    places = forest.get_attribute("data-places-narrow" if size == "phone" else "data-places")
    number, top, bottom = map(int, str(places).split()[0].split(","))
    box = forest.bounding_box()
    assert box
    where: Any = {"x": box["width"] / 2, "y": box["height"] * (top + bottom) / 2000}
    (forest.tap if size == "phone" else forest.hover)(position=where)
    assert lit() == str(forest.get_attribute("data-trials")).split()[number]
    # A finger that is lifted elsewhere, on which no click needs to follow.
    page.locator("h1").dispatch_event("pointerup", {"pointerType": "touch", "bubbles": True})
    assert not lights.count() + rows.count()
    page.locator("tr[data-trial] > th").first.focus()
    reached = [lit()]
    page.keyboard.press("ArrowDown")
    reached.append(lit())
    assert reached == [
        page.locator("tr[data-trial]").nth(each).get_attribute("data-trial") for each in (0, 1)
    ]
    # A trial has a row in each panel of a plot that has several.
    page.goto((site.folder / "results.html").as_uri())
    directions = page.locator("img[data-places]").first
    told = directions.get_attribute("data-places-narrow" if size == "phone" else "data-places")
    places = every_place(str(told))
    box = directions.bounding_box()
    assert box
    numbers = [each[0] for each in places]
    chosen = next(each for each in places if numbers.count(each[0]) > 1)
    where = {"x": 9, "y": box["height"] * sum(chosen[1:]) / 2000}
    (directions.tap if size == "phone" else directions.hover)(position=where)
    assert lights.count() == numbers.count(chosen[0])
    page.close()


@pytest.mark.xdist_group("shipped-pages")
def test_no_link_of_the_site_is_dead(
    site: Site, browser: Browser, led: dict[Path, list[str]]
) -> None:
    page = browser.new_page()
    dead = []
    read = cache(partial(Path.read_text, encoding="utf-8"))
    for path in with_versions(site):
        if path not in led:
            page.goto(path.as_uri())
            led[path] = page.evaluate(LINKS)
        for link in led[path]:
            if not link.startswith("file:"):
                continue
            target, _, anchor = link.partition("#")
            file = Path(url2pathname(urlsplit(target).path))
            if not file.exists():
                dead.append(f"{path.name} -> {link}")
            elif anchor and file.suffix == ".html" and f'id="{anchor}"' not in read(file):
                dead.append(f"{path.name} -> {link} (no such place)")
    page.close()
    assert not dead


def test_a_reader_finds_the_bottom_line_and_the_currency_on_the_first_screen(
    site: Site, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto((site.folder / "index.html").as_uri())
    for text in ("may improve personal recovery slightly", "Last search"):
        box = page.get_by_text(text).first.bounding_box()
        assert box is not None, text
        assert box["y"] < 1000, f"'{text}' is below the first screen"
    page.close()
