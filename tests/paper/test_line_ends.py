"""A line of the PDFs ends behind the last word that fits."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from living_review.paper.press import load_weasyprint

SENTENCE = "Antidepressants reduce depressive symptoms slightly at the end of treatment. "


def lines(width: float, body: str) -> list[str]:
    style = f"@page {{ size: {width}pt 300pt; margin: 0 }} p {{ margin: 0; font-size: 10pt }}"
    page = f"<html lang=en><title>T</title><style>{style}</style><p>{body}</p>"
    data = load_weasyprint().HTML(string=page).write_pdf()
    told = pypdf.PdfReader(BytesIO(data)).pages[0].extract_text()
    return [line.strip() for line in told.splitlines() if line.strip()]


def every_width(body: str) -> list[list[str]]:
    return [lines(width / 2, body) for width in range(600, 860, 2)]


@pytest.mark.parametrize("after", ["<b>Details</b>.", "<i>Details</i>, more", ""])
def test_a_text_that_fits_but_for_the_space_behind_it_is_not_broken_after_its_first_word(
    after: str,
) -> None:
    for told in every_width(SENTENCE + after):
        assert len(told[0].split()) >= 5, told


def test_nothing_of_a_text_is_lost_and_no_line_is_empty() -> None:
    for told in every_width(f"{SENTENCE}<b>Details</b> <i>follow</i>."):
        assert " ".join(told) == f"{SENTENCE}Details follow."
