"""What a browser makes of the pages: how far they move while they load, how wide, how heavy.

    python benchmarks/pages.py [_site] [--pages index.html,results.html] [--limit 0.02]

Needs Chromium. Every page is loaded over HTTP from this machine at 360 and 1280 px with an empty
cache; the layout shift is Chromium's own (the sum over the first second), the weight what came over
the wire, not compressed. Ends with 1 where a page moves further than the limit or scrolls sideways.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Response, sync_playwright

WIDTHS = (360, 1280)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of single requests."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def looked_at(browser: Browser, address: str, width: int) -> tuple[float, int, int, int]:
    """Give how far a page moved, how far it scrolls sideways, its bytes, and its requests."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(_WATCH)
    page = context.new_page()
    came: list[Response] = []
    page.on("response", lambda each: came.append(each))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    moved = float(page.evaluate("window.moved"))
    beyond = int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
    weight = sum(len(each.body()) for each in came if each.ok)
    context.close()
    return moved, max(0, beyond), weight, len(came)


def main() -> int:
    """Look at the pages and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=Path("_site"))
    parser.add_argument("--pages", default="")
    parser.add_argument("--limit", type=float, default=0.02)
    asked = parser.parse_args()
    names = asked.pages.split(",") if asked.pages else sorted(
        each.name for each in asked.site.glob("*.html")
    )  # fmt: skip
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None or not names:
        print("Chromium or the pages are missing; build the site first.", file=sys.stderr)
        return 2
    bad = 0
    print("| page | width | moved | sideways | kB | requests |\n|---|--:|--:|--:|--:|--:|")
    with served(asked.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in names:
            for width in WIDTHS:
                moved, beyond, weight, count = looked_at(browser, f"{address}/{name}", width)
                bad += moved > asked.limit or beyond > 0
                sizes = f"{moved:.4f} | {beyond} px | {weight / 1000:.0f} | {count}"
                print(f"| {name} | {width} | {sizes} |")
        browser.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
