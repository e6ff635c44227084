"""What a browser, axe, the Nu HTML checker and Lighthouse make of the pages of a built site.

    scripts/look-at-pages [_site] [--pages index.html,results.html] [--without lighthouse,axe,vnu]

Every page is loaded over HTTP from this machine, compressed as servers of static pages do, at 360
and 1280 px with an empty cache, light and dark. Ends with 1 where a bar is missed, and says which:
layout shift (Chromium's own sum over the first second), no scrolling sideways, nothing from
elsewhere, no violation of axe, no error of HTML, Lighthouse on the front page and on a finding.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from page_programs import Scores, lighthouse, markup_errors
from playwright.sync_api import Browser, Page, Response, sync_playwright

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
KINDS = {
    "document": "HTML",
    "stylesheet": "CSS",
    "script": "JS",
    "font": "fonts",
    "image": "images",
}
TEXTS = (".html", ".css", ".js", ".svg", ".json", ".xml", ".csv", ".bib", ".ris", ".txt")
MOST_MOVED = 0.02
# Performance is the median of several runs; the others are the same in each.
LEAST = Scores(0.98, 1.0, 1.0, 1.0)
_WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_AXE = """() => axe.run({resultTypes: ["violations"], preload: false}).then(
  done => done.violations.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 120)}`))"""


class Served(SimpleHTTPRequestHandler):
    """Serves as a server of static pages does: connections are kept, texts are compressed."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing of single requests."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        zipped = "gzip" in self.headers.get("Accept-Encoding", "")
        if not zipped or path.suffix not in TEXTS or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(site: Path, by: type[Served] = Served) -> Iterator[str]:
    """Serve a folder on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(by, directory=str(site)))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@dataclass
class Seen:
    """What came of one page at every width."""

    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    zipped: int = 0
    moved: dict[int, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Write the row of its table, in kB."""
        kinds = [f"{self.sizes[kind] / 1000:.0f}" for kind in KINDS.values()]
        whole = sum(self.sizes.values()) / 1000
        shifts = [f"{self.moved[width]:.4f}" for width in WIDTHS]
        cells = [name, *kinds, f"{whole:.0f}", f"{self.zipped / 1000:.0f}", *shifts]
        return f"| {' | '.join((*cells, str(len(self.faults)) if self.faults else '–'))} |"


def looked_at(browser: Browser, address: str, axe: str) -> Seen:
    """Load a page at every width and look at it in both schemes of colours."""
    seen = Seen()
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.add_init_script(_WATCH)
        page = context.new_page()
        came: list[Response] = []
        page.on("response", lambda each, came=came: came.append(each))
        page.on("console", lambda message: seen.faults.append(f"console: {message.text}"))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        seen.moved[width] = float(page.evaluate("window.moved"))
        if seen.moved[width] > MOST_MOVED:
            seen.faults.append(f"moves by {seen.moved[width]:.3f} at {width} px")
        _weigh(came, seen, address)
        _hold(page, width, seen, axe)
        context.close()
    return seen


def _weigh(came: list[Response], seen: Seen, address: str) -> None:
    """Keep the weight of what came: as it is, and compressed where it is text."""
    seen.sizes.clear()
    seen.zipped = 0
    home = address[: address.index("/", len("http://")) + 1]
    for each in came:
        if not each.url.startswith((home, "data:")):
            seen.faults.append(f"asks {each.url}")
        if not each.ok:
            seen.faults.append(f"{each.url} answers {each.status}")
        elif each.url.startswith(home):
            body = each.body()
            seen.sizes[KINDS.get(each.request.resource_type, "images")] += len(body)
            text = each.url.split("?")[0].endswith(TEXTS)
            seen.zipped += len(gzip.compress(body, 6)) if text else len(body)


def _hold(page: Page, width: int, seen: Seen, axe: str) -> None:
    """Ask how far a page scrolls sideways, and what axe finds in each scheme of colours."""
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if beyond > 0:
        seen.faults.append(f"scrolls sideways by {beyond} px at {width} px")
    if not axe:
        return
    page.evaluate(axe)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        seen.faults += [f"axe, {width} px, {scheme}: {each}" for each in page.evaluate(_AXE)]


def asked() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", nargs="?", type=Path, default=Path("_site"))
    parser.add_argument("--pages", default="", help="these pages; otherwise all")
    parser.add_argument("--lighthouse", default="", help="front page and first finding otherwise")
    parser.add_argument("--without", default="", help="what to leave out: lighthouse, axe, vnu")
    parser.add_argument("--runs", type=int, default=3, help="how often Lighthouse runs a page")
    parser.add_argument("--tools", type=Path, help="node_modules; scripts/look-at-pages makes it")
    given = parser.parse_args()
    given.without = given.without.split(",") if given.tools else ["lighthouse", "axe", "vnu"]
    return given


def main() -> int:
    """Look at the pages, print the tables, and tell what missed its bar."""
    given = asked()
    every = [path.relative_to(given.site).as_posix() for path in given.site.rglob("*.html")]
    names = given.pages.split(",") if given.pages else sorted(every)
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None or not names:
        print("Chromium or the pages are missing; build the site first.", file=sys.stderr)
        return 2
    axe = "" if "axe" in given.without else (given.tools / "axe-core/axe.min.js").read_text("utf-8")
    faults: list[str] = []
    heads = [*KINDS.values(), "all", "gzip", *(f"moves, {each} px" for each in WIDTHS), "faults"]
    print(f"| page (kB) | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}")
    with served(given.site) as address:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for name in names:
                seen = looked_at(browser, f"{address}/{name}", axe)
                print(seen.row(name), flush=True)
                faults += [f"{name}: {each}" for each in dict.fromkeys(seen.faults)]
            browser.close()
        if "vnu" not in given.without:
            faults += markup_errors(given.tools, given.site, names)
        if "lighthouse" not in given.without:
            findings = [each for each in names if each.startswith("finding-")]
            pages = (
                given.lighthouse.split(",") if given.lighthouse else ["index.html", *findings[:1]]
            )
            print(f"\n| Lighthouse | {' | '.join(Scores._fields)} |\n|---|{'--:|' * len(LEAST)}")
            for name in pages:
                scores = lighthouse(given.tools, program, f"{address}/{name}", given.runs)
                print(f"| {name} | {' | '.join(f'{each:.2f}' for each in scores)} |", flush=True)
                faults += [
                    f"{name}: Lighthouse {what} {got:.2f}, not {least:.2f}"
                    for what, got, least in zip(Scores._fields, scores, LEAST, strict=True)
                    if got < least
                ]
    print("", *(faults or ["Every bar is held."]), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
