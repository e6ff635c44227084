"""The documentation in headless Chromium, from disk: it fits, is accessible, and is searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("handbook")]

# A page of each kind: links, steps and tables, code of every language, the gallery, the search.
PAGES = ("index.html", "tutorial/first-hour.html", "how-to/operations.html", "gallery.html")
SEARCH = "search.html"
OPTIONS = {"resultTypes": ["violations"], "preload": False}


def test_a_page_fits_and_is_accessible(docs_site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for name in (*PAGES, SEARCH):
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto((docs_site / name).as_uri())
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 740})
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert over <= 0, f"{name} is {over} pixels wider than {width}"
        assert not complaints, (name, complaints)
        page.evaluate(Axe().axe_script)
        found = page.evaluate("options => axe.run(options).then(r => r.violations)", OPTIONS)
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], name
        complaints.clear()
    page.close()


def test_what_is_typed_on_any_page_is_found_without_a_server(
    docs_site: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto((docs_site / "how-to" / "operations.html").as_uri())
    page.fill("#search-words", "gitlab merge requ")
    page.press("#search-words", "Enter")
    page.wait_for_selector("#search-results li")
    assert page.url.endswith("search.html?q=gitlab+merge+requ")
    assert page.inner_text("#search-results li a") == "Publish to GitLab Pages"
    assert page.is_hidden("#every-page")
    page.fill("#search-words", "τ² of nothing at all xyz")
    assert page.inner_text("#search-count") == "No places"
    page.fill("#search-words", "")
    assert page.is_visible("#every-page")
    page.close()


def test_without_a_script_every_page_is_read_and_listed(docs_site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((docs_site / SEARCH).as_uri())
    assert page.is_visible("#every-page")
    page.goto((docs_site / PAGES[0]).as_uri())
    assert page.is_visible("main h1")
    context.close()
