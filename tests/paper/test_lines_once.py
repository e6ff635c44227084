"""A line of text that a document repeats is broken and drawn once, and the document is the same."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from made_reviews import DATE
from weasyprint.text import line_break

from living_review.paper import lines_once, press
from living_review.paper.print_job import PrintJob

ROWS = 30
# What a line may differ in, but for its words: each style stands beside each other one.
STYLES = (
    *("", "font-weight: 600", "font-style: italic", "font-size: 7pt", "letter-spacing: 1pt"),
    *("word-spacing: 4pt", "text-decoration: underline", "color: #a00", "text-align: justify"),
    *("hyphens: auto; width: 20pt", "white-space: pre", "direction: rtl", "width: 31pt"),
    *("font-variant-numeric: tabular-nums", "font-variant-caps: small-caps", "width: 55pt"),
    *("overflow-wrap: anywhere; width: 9pt", "text-decoration: line-through", "font-size: 0"),
)
WORDS = (
    "mean difference in representation 1.20",
    "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED} 12",
    "q\N{COMBINING ACUTE ACCENT} x",
    "\N{BLACK CHESS KING} 5",
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{}</svg>',
    '<text x="1" y="{0}" style="font-size: {0}px; fill: #111">difference 1.20</text>',
)


def job(body: str, folder: Path) -> PrintJob:
    (folder / "fig").mkdir(exist_ok=True)
    lines = "".join(SVG[1].format(n) for n in (9, 20, 9))
    (folder / "fig" / "a.svg").write_text(SVG[0].format(lines))
    image = '<img src="../fig/a.svg" alt="A">'
    markup = f'<html lang="en"><title>T</title><body><main>{body}{image}</main></body>'
    return PrintJob(markup, folder / "print" / "x.md", folder, DATE)


def test_a_document_is_the_same_whether_or_not_its_lines_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "".join(f'<p style="{style}">{words}</p>' for style in STYLES for words in WORDS * 2)
    known = press.press(job(body, tmp_path))
    unlike = count()
    monkeypatch.setattr(lines_once, "_line", lambda _: (f"{next(unlike)}", ""))
    assert press.press(job(body, tmp_path)) == known


def test_a_line_that_stands_in_many_rows_is_laid_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.load_weasyprint()
    laid_out: list[Any] = []
    setup = line_break.Layout.setup

    def counted(line: Any, style: Any) -> None:
        laid_out.append(line)
        setup(line, style)

    monkeypatch.setattr(line_break.Layout, "setup", counted)

    def lines_of(rows: int) -> int:
        laid_out.clear()
        row = "<tr><td>Some concerns</td><td>low</td></tr>"
        made = press.press(job(f"<table><tbody>{row * rows}</tbody></table>", tmp_path))
        assert made.data.startswith(b"%PDF")
        return len(laid_out)

    assert lines_of(ROWS) == lines_of(2)
