"""The clinician's two pages: what is left out of them by rule, and that they are two."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from math import ceil, log2
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from set_boxes import pressed_with_boxes
from shipped_sets import SETS

from living_review.certainty import rate, read_judgements
from living_review.document.illustration import Illustration
from living_review.document.illustrations import of_finding
from living_review.document.report import print_texts
from living_review.document.site_facts import site_info
from living_review.findings import Findings, VersionInfo
from living_review.language import Words, speaking
from living_review.pages.pandoc import read_page
from living_review.pages.site_info import SiteInfo
from living_review.paper import press
from living_review.paper.fitting import GUESSES, THINGS, Contents, Kept, first_that_fits
from living_review.paper.pdf import print_html
from living_review.paper.print_job import PrintJob
from living_review.protocol import load_protocol
from living_review.registry import read, read_other_reviews
from living_review.sources import CsvFolder
from living_review.synthesis import synthesise
from living_review.words.overview import key_findings

ROOT = Path(__file__).parents[2]
DATE = dt.date(2026, 11, 22)
SAID = ("plots stand elsewhere", "reasons stand elsewhere", "rows stand elsewhere")


def set_on_paper(markup: str, folder: Path) -> Any:
    job = PrintJob(markup, folder / "print" / "summary.md", folder, DATE, most_pages=2)
    return pypdf.PdfReader(BytesIO(press.press(job).data)).pages


def summary(plots: int, reasons: int, rows: int, folder: Path) -> tuple[int, str]:
    """Set a summary of figures of 50 mm, reasons of so many sentences, and rows of 8 mm."""
    told = "".join(f"<li>Reason {n}. {'It is so. ' * reasons}</li>" for n in range(1, 5))
    figures = "".join(
        f'<figure><div style="height: 50mm">Plot {n}</div></figure>' for n in range(1, plots + 1)
    )
    listed = "".join(
        f'<tr class="rank-{n}"><th style="height: 8mm">Row {n}</th></tr>'
        for n in range(1, rows + 1)
    )
    left_out = "".join(
        f'<div class="where-{said.split()[0]}-are-left-out"><p>{said}</p></div>' for said in SAID
    )
    made = set_on_paper(
        '<html lang="en"><title>T</title><body class="summary"><main>'
        f'<table class="sof"><tbody>{listed}</tbody></table>'
        f'<div class="two-up plots">{figures}</div>{left_out}'
        f'<div class="flowing"><div class="reasons"><ul>{told}</ul></div></div></main></body>',
        folder,
    )
    return len(made), " ".join(" ".join(page.extract_text() for page in made).split())


@pytest.mark.parametrize(
    ("plots", "reasons", "rows", "left_out"),
    [(4, 6, 4, ""), (16, 150, 8, "plots"), (4, 800, 8, "reasons"), (4, 300, 70, "rows")],
)
def test_what_two_pages_do_not_hold_is_left_out_and_that_is_said(
    plots: int, reasons: int, rows: int, left_out: str, tmp_path: Path
) -> None:
    pages, told = summary(plots, reasons, rows, tmp_path)
    assert pages == 2
    for said, name, number in zip(SAID, ("Plot", "Reason", "Row"), (plots, 4, rows), strict=True):
        shown = [n for n in range(1, number + 1) if re.search(rf"\b{name} {n}\b", told)]
        assert shown == list(range(1, len(shown) + 1))
        assert (said in told) is (len(shown) < number)
        assert not said.startswith(left_out or "-") or len(shown) < number
    assert "Row 1" in told


def steps(**counts: int) -> list[Kept]:
    """The steps of a document that holds so many things of each kind."""
    rows = "".join(f'<tr class="rank-{n}"/>' for n in range(1, counts.pop("rows") + 1))
    inside = {"li": "<ul>{}</ul>"}
    parts = "".join(
        f'<div class="{place}">{inside.get(tag, "{}").format(things)}</div>'
        for kind, (place, tag) in THINGS.items()
        for things in [f"<{tag}/>" * counts.get(kind, 0)]
    )
    tree = ElementTree.fromstring(
        f'<main><table class="sof"><tbody><tr class="banner"/>{rows}</tbody></table>{parts}</main>'
    )
    return Contents(tree).steps()


def test_no_row_goes_before_the_plots_and_reasons_behind_the_first() -> None:
    found = steps(rows=40, plots=4, reasons=4, changes=20, limits=9, lines=6, notes=4)
    assert found[0].counts["rows"] == 40
    cut = next(each for each in found if each.counts["rows"] < 40)
    assert (cut.counts["plots"], cut.counts["reasons"]) == (1, 1)
    last = found[-1].counts
    assert (last["rows"], last["lines"]) == (1, 1)
    assert sum(last.values()) == 2
    sums = [sum(each.counts.values()) for each in found]
    assert sums == list(range(sums[0], 1, -1))


def test_the_main_messages_go_last_and_their_heading_with_them() -> None:
    found = steps(rows=4, plots=1, reasons=1, changes=1, limits=1, lines=4, notes=1, messages=3)
    assert found[-1].counts["messages"] == 0
    assert [each.counts["messages"] for each in found if sum(each.counts.values()) > 4][-1] >= 1
    tree = ElementTree.fromstring('<div class="plain-words"><ul><li/><li/></ul></div>')
    contents = Contents(tree)
    one, none = (contents.rules(contents.whole.but("messages", number)) for number in (1, 0))
    assert ".plain-words > ul > li:nth-of-type(n+2)" in one
    assert ".where-messages-are-left-out" in one
    assert ".plain-block" not in one
    assert ".plain-block" in none


def test_a_heading_within_the_table_goes_with_the_last_row_below_it() -> None:
    tree = ElementTree.fromstring(
        '<table class="sof"><tbody><tr class="banner"/><tr class="rank-1"/><tr class="rank-3"/>'
        '<tr class="banner"/><tr class="rank-2"/></tbody></table>'
    )
    contents = Contents(tree)
    for rows, hidden in ((3, []), (2, ["3"]), (1, ["3", "4", "5"])):
        rules = contents.rules(contents.whole.but("rows", rows))
        assert sorted(re.findall(r"\((\d+)\)", rules)) == hidden


@given(
    st.lists(st.floats(0, 400), min_size=1, max_size=60),
    st.floats(-200, 6000),
    st.floats(0.2, 3),
    st.floats(0, 3000),
)
def test_the_first_step_that_fits_is_found_whatever_heights_are_told(
    parts: list[float], page: float, factor: float, aim: float
) -> None:
    """The true heights fall from step to step; what is told of them is wrong by a factor."""
    heights = [sum(parts[place:]) for place in range(len(parts))]
    told = [factor * each + 50 * (place % 3) for place, each in enumerate(heights)]
    asked: list[int] = []

    def room(step: int) -> float:
        asked.append(step)
        return page - heights[step]

    found = first_that_fits(range(len(parts)), room, told.__getitem__, aim)
    fitting = [place for place, each in enumerate(heights) if each <= page]
    assert found == (fitting[0] if fitting else len(parts) - 1)
    assert len(asked) == len(set(asked)) <= GUESSES + 1 + ceil(log2(len(parts)))


def test_what_heights_tell_right_is_found_at_once() -> None:
    asked: list[int] = []

    def room(step: int) -> float:
        asked.append(step)
        return 35.0 - (100 - step)

    assert first_that_fits(range(100), room, lambda step: 1000.0 - step) == 65
    assert asked == [0, 65, 64]


OPENED = (
    '<div class="two-up opening"><div class="column"><div class="lead">{}</div></div>'
    '<div class="column">{}</div><div class="column further">{}</div></div>'
)


@pytest.mark.parametrize(("lines", "rows"), [(3, 8), (12, 8), (3, 80), (200, 2)])
def test_the_opening_stands_once_and_its_last_part_below_the_shorter_column(
    lines: int, rows: int, tmp_path: Path
) -> None:
    first = "".join(f"<p>Line {n}. {'It is so. ' * 14}</p>" for n in range(1, lines + 1))
    second = "".join(f"<p>Row {n}</p>" for n in range(1, rows + 1))
    opening = OPENED.format(first, second, "<p>In plain words</p>")
    markup = (
        f'<html lang="en"><title>T</title><body class="summary"><main>{opening}'
        '<div class="flowing"><p>Further on</p></div></main></body>'
    )
    job = PrintJob(markup, tmp_path / "print" / "summary.md", tmp_path, DATE, most_pages=2)
    boxes = pressed_with_boxes(job)[1]
    told = [each for each in boxes.shown if each.text.strip()]
    seen = Counter(each.text for each in told if re.match(r"(Row \d+|In plain|Further)", each.text))
    assert set(seen.values()) == {1}
    assert len(seen) >= min(rows, 8) + 1
    plain, head = (next(e for e in told if e.text.startswith(t)) for t in ("In plain", "Row 1"))
    if lines < 20 and rows < 20:
        assert (plain.left < head.left) is (lines * 3 < rows * 1.3 + 1)


PATIENTS = (
    '<html lang="en"><title>T</title><body class="summary"><main>'
    '{}<div class="two-up flowing"><div class="column">{}</div>'
    '</div><div class="patients"><h2>For patients</h2><div class="two-up people">{}'
    '<div class="sure"><p>Be sure</p></div></div></div></main></body>'
)


@pytest.mark.parametrize(
    ("above", "lines", "told"), [(12, 3, 4), (45, 8, 4), (12, 30, 4), (72, 20, 2), (84, 20, 0)]
)
def test_patients_are_told_what_the_last_page_has_room_for_below_what_stands_together(
    above: int, lines: int, told: int, tmp_path: Path
) -> None:
    first, why = (
        "".join(f"<p>{name} {n}</p>" for n in range(1, number + 1))
        for name, number in (("Above", above), ("Why", lines))
    )
    results = "".join(
        f'<div class="result"><p>Result {n}</p>{"<p>So many.</p>" * 8}</div>' for n in range(1, 5)
    )
    markup = PATIENTS.format(first, why, results)
    job = PrintJob(markup, tmp_path / "print" / "summary.md", tmp_path, DATE, most_pages=2)
    boxes = pressed_with_boxes(job)[1]
    seen = {each.text: each.page for each in boxes.shown if each.text.strip()}
    assert len(boxes.areas) == 2
    assert [name for name in seen if name.startswith("Result")] == [
        f"Result {n}" for n in range(1, told + 1)
    ]
    assert ("For patients" in seen) is ("Be sure" in seen) is (told > 0)
    assert {page for name, page in seen.items() if not name.startswith("Above")} == {2}
    assert sum(name.startswith("Why") for name in seen) == lines


def shipped(language: str) -> tuple[str, Mapping[str, Illustration], SiteInfo]:
    """Write the shipped review's summary anew in a language, with what changed since version 3."""
    data = ROOT / "data"
    asked = load_protocol(data / "protocol.yml")
    made = synthesise(
        read(CsvFolder(data / "registry").pull(), asked),
        asked,
        today=DATE,
        version=VersionInfo(number=None, date=DATE),
        other_reviews=read_other_reviews(data / "other_reviews.csv"),
    )
    published = Findings.from_json((ROOT / "report/findings.json").read_text(encoding="utf-8"))
    rated = rate(made, asked, read_judgements(data / "judgements.csv"))
    review = rated.review.model_copy(update={"language": language})
    found = rated.model_copy(update={"review": review, "changes": published.changes})
    drawn = {each.name: each for finding in key_findings(found) for each in of_finding(finding)}
    return print_texts(found, asked, drawn)["print/summary.md"], drawn, site_info(found)


@pytest.mark.parametrize("language", SETS)
def test_the_shipped_review_is_two_pages_in_every_language(language: str, tmp_path: Path) -> None:
    with speaking(Words(language)):
        text, drawn, site = shipped(language)
        source = tmp_path / "print" / "summary.md"
        source.parent.mkdir()
        source.write_text(text, encoding="utf-8")
        (tmp_path / "fig").mkdir()
        for each in drawn.values():
            (tmp_path / "fig" / f"{each.name}.svg").write_text(each.svg, encoding="utf-8")
        markup = print_html(read_page(source), "summary", site, DATE)
        assert len(set_on_paper(markup, tmp_path)) == 2
