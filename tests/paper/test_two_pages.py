"""The clinician's two pages: what is left out of them by rule, and that they are two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from shipped_sets import SETS

from living_review.certainty import rate, read_judgements
from living_review.document.illustrations import Illustration, of_finding
from living_review.document.report import print_texts
from living_review.document.site_facts import site_info
from living_review.findings import Findings, VersionInfo
from living_review.language import Words, speaking
from living_review.pages.pandoc import read_page
from living_review.pages.site_info import SiteInfo
from living_review.paper import press
from living_review.paper.pdf import print_html
from living_review.paper.press import PrintJob
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
        f'<tr{" class=further" if n > 5 else ""}><th style="height: 8mm">Row {n}</th></tr>'
        for n in range(1, rows + 1)
    )
    left_out = "".join(
        f'<div class="where-{said.split()[0]}-are-left-out"><p>{said}</p></div>' for said in SAID
    )
    made = set_on_paper(
        '<html lang="en"><title>T</title><body class="summary"><main>'
        f"<table><tbody>{listed}</tbody></table>"
        f'<div class="two-up plots">{figures}</div>{left_out}'
        f'<div class="reasons"><ul>{told}</ul></div></main></body>',
        folder,
    )
    return len(made), " ".join(" ".join(page.extract_text() for page in made).split())


@pytest.mark.parametrize(
    ("plots", "reasons", "rows", "left_out"),
    [(4, 20, 8, 0), (16, 150, 8, 1), (4, 800, 8, 2), (4, 400, 70, 3)],
)
def test_what_two_pages_do_not_hold_is_left_out_in_this_order_and_that_is_said(
    plots: int, reasons: int, rows: int, left_out: int, tmp_path: Path
) -> None:
    pages, told = summary(plots, reasons, rows, tmp_path)
    assert pages <= 2
    assert [each in told for each in SAID] == [left_out > place for place in range(3)]
    assert ("Plot 3" in told) is (left_out < 1)
    assert ("Reason 3." in told) is (left_out < 2)
    assert (f"Row {rows}" in told) is (left_out < 3)
    assert all(each in told for each in ("Plot 2", "Reason 2.", "Row 5"))


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
