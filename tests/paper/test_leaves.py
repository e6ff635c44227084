"""Nothing is cut or covered on the pages of a PDF, and nothing stands alone at their ends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import made_papers
import pytest
from made_papers import DOCUMENTS, REVIEWS
from set_boxes import HEADINGS, Box, Boxes, pressed_with_boxes

from living_review.paper.print_job import PrintJob

pytestmark = pytest.mark.xdist_group("papers")

ROUNDING = 1.0
# What a letter reaches below its line.
BELOW = 4.0


@pytest.fixture(scope="module", params=[(name, each) for name in REVIEWS for each in DOCUMENTS])
def boxes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Boxes:
    return made_papers.paper(tmp_path_factory, *request.param)[1]


def cut(boxes: Boxes) -> Iterator[str]:
    """Texts and pictures that leave the page or their cell."""
    for each in boxes.shown:
        for around in (boxes.areas[each.page - 1], each.around("TableCellBox")):
            if around is not None and (
                each.left < around.left - ROUNDING
                or each.right > around.right + ROUNDING
                or each.bottom > around.bottom + BELOW
            ):
                yield f"page {each.page}: {each.text[:60] or each.kind} leaves {around.kind}"


def covered(boxes: Boxes) -> Iterator[str]:
    """Texts and pictures more than half of whose height another one stands on."""
    for page, found in groupby(boxes.shown, key=lambda each: each.page):
        standing = sorted(found, key=lambda each: each.top)
        for place, one in enumerate(standing):
            for other in standing[place + 1 :]:
                if other.top >= one.bottom:
                    break
                least = min(one.bottom - one.top, other.bottom - other.top)
                height = min(one.bottom, other.bottom) - other.top
                width = min(one.right, other.right) - max(one.left, other.left)
                if width > ROUNDING and height > 0.55 * least > 1:
                    yield f"page {page}: {other.text[:40]} on {one.text[:40] or one.kind}"


def lone_rows(boxes: Boxes) -> Iterator[str]:
    """Rows alone on a page that had room for another, of tables of three rows or more."""
    tables: dict[int, dict[int, list[Box]]] = {}
    for row in boxes.boxes:
        group, table = row.around("TableRowGroupBox"), row.around("TableBox")
        if row.kind == "TableRowBox" and group and table and group.tag != "thead":
            tables.setdefault(table.element, {}).setdefault(row.page, []).append(row)
    for pages in tables.values():
        rows = [row for page in pages.values() for row in page]
        if len(pages) < 2 or len(rows) < 3:
            continue
        tallest = max(row.bottom - row.top for row in rows)
        for page, here in pages.items():
            area = boxes.areas[page - 1]
            if len(here) == 1 and tallest < (area.bottom - area.top) / 4:
                yield f"page {page}: row {boxes.told(here[0])[:60]}"


def lone_lines(boxes: Boxes) -> Iterator[str]:
    """Headings and captions that a page ends with, captions, notes and lines it begins with."""
    for lines in boxes.lines:
        first, last = lines[0], max(lines, key=lambda each: each.bottom)
        if last.is_in(*HEADINGS, "caption", "tab-title"):
            yield f"page {last.page} ends with {boxes.told(last)[:60]}"
        if first.is_in("figcaption"):
            yield f"page {first.page} begins with {boxes.told(first)[:60]}"
        below = [each for each in lines if each.top > first.top + 2]
        lone = below and below[0].is_in(*HEADINGS) and not first.is_in(*HEADINGS, "dd", "td", "th")
        if lone and "Replaced" not in first.kind:
            yield f"page {first.page} has alone at its head {boxes.told(first)[:60]}"
        notes = [each for each in lines if each.is_in("table-notes")]
        if len(notes) == len(lines) == 1:
            yield f"page {first.page} holds a note alone"


LOOKED_FOR = (cut, covered, lone_rows, lone_lines)


@pytest.mark.parametrize("looked_for", LOOKED_FOR)
def test_nothing_is_cut_or_covered_or_alone(boxes: Boxes, looked_for) -> None:
    assert list(looked_for(boxes)) == []


TALL_ROWS = "".join(
    f'<tr{css}><th>Row {n}</th><td style="height: 60mm">Much</td></tr>'
    for n, css in enumerate((' class="tall"', "", ' class="tall"'))
)


@pytest.mark.parametrize(("above", "pages"), [(120, [1, 1, 2]), (170, [1, 2, 2]), (60, [1, 1, 1])])
def test_a_row_as_high_as_many_needs_no_other_beside_it_and_leaves_no_page_empty(
    above: int, pages: list[int], tmp_path: Path
) -> None:
    found = set_in(f"{FILLED.format(above - 20)}<table>{TALL_ROWS}</table>", tmp_path)
    assert [each.page for each in found.shown if each.text.startswith("Row")] == pages


ROW = "<tr><td>A cell</td></tr>"
FILLED = '<div style="height: {}mm"></div>'
SPOILED = {
    cut: '<p style="white-space: nowrap">A line that has no end. ' + "It goes on. " * 30 + "</p>",
    covered: '<p>One line.</p><p style="margin-top: -2.5em">Another line.</p>',
    lone_rows: f"{FILLED.format(235)}<style>tr, tbody {{ break-before: auto !important;"
    "break-after: auto !important } tr:last-child { break-before: page !important }</style>"
    f"<table><tbody>{ROW * 3}</tbody></table>",
    lone_lines: f"{FILLED.format(225)}<h2 style='break-after: page'>A heading</h2><p>Text.</p>",
}


@pytest.mark.parametrize("looked_for", LOOKED_FOR)
def test_what_is_wrong_is_seen(looked_for, tmp_path) -> None:
    assert list(looked_for(set_in(SPOILED[looked_for], tmp_path)))


ENDS = {
    "a sentence below notes": f"<table><tbody>{ROW * 2}</tbody></table><div class='table-notes'>"
    "<p>Note.</p><p>Note.</p></div><p>The ratings are provisional.</p>",
    "the last item of a list": f"<ul>{'<li>An item</li>' * 4}</ul>",
    "the last paragraph": f"<p>{'A sentence that takes a line or nearly. ' * 9}</p><p>End.</p>",
}


@pytest.mark.parametrize("body", ENDS.values(), ids=ENDS)
def test_the_last_line_of_a_section_is_not_alone_at_the_head_of_a_page(body: str, tmp_path) -> None:
    sections = "".join(
        f"<div class='page-break'></div>{FILLED.format(above)}<section><h2>A</h2>{body}</section>"
        "<section><h2>B</h2><p>Text.</p></section>"
        for above in range(200, 250, 2)
    )
    found = set_in(sections, tmp_path)
    assert len(found.areas) > 27
    assert list(lone_lines(found)) == []


def set_in(body: str, folder: Path) -> Boxes:
    markup = f'<html lang="en"><title>T</title><body class="review"><main>{body}</main></body>'
    job = PrintJob(markup, folder / "print" / "x.md", folder, made_papers.made_reviews.DATE)
    return pressed_with_boxes(job)[1]
