"""Where every text of a built site stands in a browser, and which of them stand wrong.

    scripts/look-at-boxes [_site] [--pages index.html,results.html] [--widths 360,768,1280]

Opens every page from disk at each width, light and dark, with everything that can be opened open,
and looks at the box of each text and of each text in a figure. Ends with 1 where texts overlap,
are clipped, leave the window or what holds them, are broken within a short word, or are small, and
where a page scrolls sideways.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PROGRAM = Path(__file__).with_name("boxes.js").read_text("utf-8")
# Letters of figures on a screen, in pixels.
LEAST_IN_FIGURES = 9.0
STYLES = re.compile(r"<style>.*?</style>| style=\"[^\"]*\"", re.DOTALL)
OPENED = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
READY = """() => Promise.all([document.fonts.ready, ...[...document.images].map(each => {
  each.loading = "eager";
  return each.complete || new Promise(done => { each.onload = each.onerror = done; }); })])"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Drawings:
    """What is known of each drawing of a site; each is looked at once."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}

    def faults(self, page: Page, figures: list[dict[str, Any]]) -> Iterator[str]:
        """Tell what is wrong with the figures that a page shows, each as wide as it is shown."""
        new = {each["source"] for each in figures} - set(self.known)
        texts = {each: STYLES.sub("", _file(each).read_text("utf-8")) for each in sorted(new)}
        if texts:
            self.known |= page.evaluate("drawings => lookAtDrawings(drawings)", texts)
        for each in figures:
            seen, name = self.known[each["source"]], _file(each["source"]).name
            yield from (f"{fault}, in {name}" for fault in seen["faults"])
            least = (seen["least"] or LEAST_IN_FIGURES) * each["width"] / seen["width"]
            if least < LEAST_IN_FIGURES - 0.05:
                yield f"small: letters of {least:.1f} px, in {name}"


def _file(address: str) -> Path:
    return Path(url2pathname(urlsplit(address).path))


def looked_at(page: Page, drawings: Drawings) -> list[str]:
    """Tell what is wrong with the boxes of a page as it is now."""
    if not page.evaluate("Boolean(window.lookAtBoxes)"):
        page.evaluate(PROGRAM)
    found = page.evaluate("lookAtBoxes()")
    return [*found["faults"], *drawings.faults(page, found["figures"])]


def of_page(page: Page, path: Path, widths: list[int], drawings: Drawings) -> Iterator[str]:
    """Open a page, and tell what is wrong with it at each width, light and dark."""
    page.goto(path.absolute().as_uri())
    page.evaluate(OPENED)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(READY)
            page.evaluate(DRAWN)
            yield from (f"{width} px, {scheme}: {each}" for each in looked_at(page, drawings))


def asked() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", nargs="?", type=Path, default=Path("_site"))
    parser.add_argument("--pages", default="", help="these pages; otherwise all")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)), help="in pixels")
    return parser.parse_args()


def main() -> int:
    """Look at the pages, and print what is wrong and how often each kind of fault is there."""
    given = asked()
    every = sorted(path.relative_to(given.site).as_posix() for path in given.site.rglob("*.html"))
    names = given.pages.split(",") if given.pages else every
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None or not names:
        print("Chromium or the pages are missing; build the site first.", file=sys.stderr)
        return 2
    widths = [int(each) for each in given.widths.split(",")]
    kinds: Counter[str] = Counter()
    drawings = Drawings()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in names:
            page = browser.new_page()
            page.set_default_timeout(120_000)
            for fault in of_page(page, given.site / name, widths, drawings):
                print(f"{name}, {fault}", flush=True)
                kinds[fault.split(": ")[1]] += 1
            page.close()
        browser.close()
    print(f"{len(names)} pages, {len(drawings.known)} figures, {kinds.total()} faults", dict(kinds))
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
