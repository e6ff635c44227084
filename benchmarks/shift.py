"""How far the pages of a built site move while their fonts come late.

    scripts/look-at-shift [_site] [--pages index.html,results.html] [--widths 360,768,1280]

Every page is loaded over HTTP from this machine with an empty cache; each font comes 0.4 seconds
after it is asked for, as on a slow network. Chromium's own sum of layout shift (CLS) is read when
all have come. Ends with 1 where a page moves by more than docs/explanation/pages.md says, and names
what moved.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from pages import BROWSERS, MOST_MOVED, Served, served

LATE, TOLD = 0.4, 0.002
WIDTHS = "360,768,1280"
_WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const largest = entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
      const element = node && (node.nodeType === 1 ? node : node.parentElement);
      const name = element ? `${element.tagName.toLowerCase()}.${element.className}` : "";
      const words = element ? element.textContent.trim().slice(0, 40) : "";
      return { name, words, at: to.y, by: `${to.x - from.x}, ${to.y - from.y}` };
    }).sort((one, other) => one.at - other.at).slice(0, 3);
    window.moved.push({ value: entry.value, largest });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
_SETTLED = "() => document.fonts.ready.then(() => new Promise(done => setTimeout(done, 150)))"


class _Late(Served):
    """Serves fonts late."""

    def do_GET(self) -> None:  # noqa: N802
        if self.path.split("?")[0].endswith(".woff2"):
            time.sleep(LATE)
        super().do_GET()


def moved(browser: Browser, address: str, width: int) -> tuple[float, list[str]]:
    """Load a page and give how far it moved, and what moved in each step that counts."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(address)
    page.evaluate(_SETTLED)
    steps = page.evaluate("window.moved")
    context.close()
    told = [
        f"{step['value']:.4f}: "
        + "; ".join(f"{e['name']} '{e['words']}' ({e['by']} px)" for e in step["largest"])
        for step in steps
        if step["value"] > TOLD
    ]
    return sum(step["value"] for step in steps), told


def asked() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", nargs="?", type=Path, default=Path("_site"))
    parser.add_argument("--pages", default="", help="these pages; otherwise all")
    parser.add_argument("--widths", default=WIDTHS)
    return parser.parse_args()


def main() -> int:
    """Measure the pages, print the table, and tell what moved where a bar is missed."""
    given = asked()
    every = sorted(path.relative_to(given.site).as_posix() for path in given.site.rglob("*.html"))
    names = given.pages.split(",") if given.pages else every
    widths = [int(each) for each in given.widths.split(",")]
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None or not names:
        print("Chromium or the pages are missing; build the site first.", file=sys.stderr)
        return 2
    faults: list[str] = []
    print(f"| page | {' | '.join(f'{each} px' for each in widths)} |\n|---|{'--:|' * len(widths)}")
    with served(given.site, _Late) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in names:
            cells = []
            for width in widths:
                by, told = moved(browser, f"{address}/{name}", width)
                cells.append(f"{by:.4f}")
                if by > MOST_MOVED:
                    faults += [f"{name}, {width} px: {by:.4f}", *(f"    {each}" for each in told)]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
        browser.close()
    print("", *(faults or ["Every bar is held."]), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
