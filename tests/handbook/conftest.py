"""The documentation, read once, and built once for every test of the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.handbook.site import Handbook, read_handbook, write_site

# The longest pages by far, lists of macros and of messages; they hold what shorter ones hold.
LONG = ("reference/words.md", "reference/messages.md")
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


@pytest.fixture(scope="session")
def book(project_root: Path) -> Handbook:
    return read_handbook(project_root / "docs")


@pytest.fixture(scope="session")
def docs_site(book: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page but the longest two, beside a gallery of one example that was built elsewhere."""
    out = tmp_path_factory.mktemp("docs")
    example = out / "gallery" / "sample"
    (example / "fig").mkdir(parents=True)
    names = ("forest-a.svg", "forest-by-1-a.svg", "funnel-a.svg")
    for name in names:
        (example / "fig" / name).write_text(DRAWING, encoding="utf-8")
    images = "".join(f'<img src="fig/{name}" alt="A &amp; B: {name}" />' for name in names)
    (example / "finding-a.html").write_text(images, encoding="utf-8")
    (example / "findings.json").write_text('{"review": {"title": "A sample"}}', encoding="utf-8")
    write_site(book, out, but=LONG)
    return out
