"""A page printed from a browser: no menu, nothing folded or cut, nothing left alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from living_review import assets
from living_review.pages.pandoc import Page
from living_review.pages.site_info import SiteInfo
from living_review.website.embedded import page_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, PdfMargins

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("handbook")]
SITE = SiteInfo(
    title="Peer support",
    language="en",
    authors=("A. Author",),
    description="A sample",
    version="Version 4",
    nav=(("Summary", "index.html"), ("Trials", "trials.html")),
)
EDGE: PdfMargins = {"top": "10mm", "right": "10mm", "bottom": "10mm", "left": "10mm"}
ROWS = "\n".join(f"| Row {number} | said {number} |" for number in range(60))
TEXT = f"""
See [the register](https://register.org/NCT1), [www.register.org/NCT2](https://www.register.org/NCT2)
and [doi:10.1000/182](https://doi.org/10.1000/182).

::: {{.callout-note collapse="true"}}
## Folded

What is folded is read.
:::

::: {{.cite}}
Cited
:::

| Trial | What | Was |
|---|---|---|
{ROWS}
"""
# A heading, its table and the room above them, which leaves every height to the foot of a page.
ALONE = """
<div style="break-before: page; height: {room}px"></div>
<h2>Heading {room} of several lines, of which the last is {room}, so that it may be divided</h2>
<div class="wide"><table><caption>Caption {room}</caption>
<thead><tr><th>Column {room}</th><th>Other</th></tr></thead>
<tbody>{rows}</tbody></table></div>
"""


def printed(browser: Browser, file: Path, *, script: bool) -> list[str]:
    """Print a page and give the text of each sheet."""
    page = browser.new_page(java_script_enabled=script, color_scheme="dark")
    page.goto(file.as_uri())
    target = file.with_suffix(".pdf")
    page.pdf(path=target, format="A4", margin=EDGE)
    page.close()
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in PdfReader(target).pages]


def written(folder: Path, text: str) -> Path:
    """Write a page with the look of every site."""
    (folder / "assets").mkdir()
    (folder / "assets" / "site.css").write_text(assets.site_stylesheet(), encoding="utf-8")
    file = folder / "finding-x.html"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("script", [True, False])
def test_all_is_read_and_no_more(script: bool, tmp_path: Path, browser: Browser) -> None:
    file = written(tmp_path, page_html(Page("finding-x.qmd", TEXT), "finding-x.html", SITE))
    sheets = printed(browser, file, script=script)
    whole = " ".join(sheets)
    assert sheets[0].startswith("Peer support Version 4")
    assert "What is folded is read." in whole
    assert not re.search("Skip|Trials|Copy citation|Find|Light", whole)
    assert all(f"Row {number} " in whole for number in range(60))
    assert [sheet.count("Trial What Was") for sheet in sheets] == [1] * len(sheets)
    # An address is added where the link does not say it, and only there.
    assert "the register (https://register.org/NCT1)" in whole
    assert whole.count("register.org/NCT2") == whole.count("10.1000/182") == 1


def test_no_heading_stands_alone_at_the_foot(tmp_path: Path, browser: Browser) -> None:
    rows = "".join(f"<tr><th>First {n}</th><td>{'word<br>' * 4}</td></tr>" for n in range(12))
    rooms = range(800, 1000, 20)
    parts = "".join(ALONE.format(room=room, rows=rows) for room in rooms)
    file = written(tmp_path, page_html(Page("finding-x.qmd", "Text"), "finding-x.html", SITE))
    whole = file.read_text(encoding="utf-8").replace("<p>Text</p>", parts)
    assert parts in whole
    file.write_text(whole, encoding="utf-8")
    sheets = printed(browser, file, script=False)
    for room in rooms:
        [at] = [sheet for sheet in sheets if f"Caption {room}" in sheet]
        assert f"Heading {room} of several" in at, room
        assert f"the last is {room}" in at, room
        assert "First 0" in at, room
        assert "First 1" in at, room


NOTED = """
<div style="break-before: page; height: {room}px"></div>
<div class="wide"><table class="sof"><caption>Caption {room}</caption>
<thead><tr><th>Column {room}</th><th>Other</th></tr></thead>
<tbody>{rows}</tbody>
<tfoot><tr><td class="text" colspan="2">{notes}</td></tr></tfoot></table></div>
"""


def test_no_head_is_repeated_above_notes_alone(tmp_path: Path, browser: Browser) -> None:
    rows = "".join(f"<tr><th>First {n}</th><td>{'word<br>' * 4}</td></tr>" for n in range(12))
    notes = "".join(
        f"<p>Note {n} of some words, as many as a line of it holds.</p>" for n in range(90)
    )
    rooms = range(0, 400, 100)
    parts = "".join(NOTED.format(room=room, rows=rows, notes=notes) for room in rooms)
    file = written(tmp_path, page_html(Page("finding-x.qmd", "Text"), "finding-x.html", SITE))
    whole = file.read_text(encoding="utf-8").replace("<p>Text</p>", parts)
    file.write_text(whole, encoding="utf-8")
    sheets = printed(browser, file, script=False)
    assert sum("Note 89 " in sheet for sheet in sheets) == len(rooms)
    spilt = [sheet for sheet in sheets if "Note " in sheet and "First" not in sheet]
    assert spilt
    for sheet in sheets:
        assert ("First" in sheet) == ("Column" in sheet), sheet[:200]
