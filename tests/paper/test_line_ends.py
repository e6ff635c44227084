"""A line of the PDFs ends behind the last word that fits."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from living_review.paper.press import load_weasyprint

SENTENCE = "Antidepressants reduce depressive symptoms slightly at the end of treatment. "


def every_width(body: str) -> list[list[str]]:
    """The lines of a text on pages of every width, in one document."""
    widths = [width / 2 for width in range(600, 860, 2)]
    sizes = "".join(
        f"@page w{n} {{ size: {width}pt 300pt; margin: 0 }} .w{n} {{ page: w{n} }}"
        for n, width in enumerate(widths)
    )
    style = f"{sizes} p {{ margin: 0; font-size: 10pt }}"
    bodies = "".join(f"<p class=w{n}>{body}</p>" for n in range(len(widths)))
    page = f"<html lang=en><title>T</title><style>{style}</style>{bodies}"
    data = load_weasyprint().HTML(string=page).write_pdf()
    told = [each.extract_text().splitlines() for each in pypdf.PdfReader(BytesIO(data)).pages]
    assert len(told) == len(widths)
    return [[line.strip() for line in lines if line.strip()] for lines in told]


@pytest.mark.parametrize("after", ["<b>Details</b>.", "<i>Details</i>, more", ""])
def test_a_text_that_fits_but_for_the_space_behind_it_is_not_broken_after_its_first_word(
    after: str,
) -> None:
    for told in every_width(SENTENCE + after):
        assert len(told[0].split()) >= 5, told


def test_nothing_of_a_text_is_lost_and_no_line_is_empty() -> None:
    for told in every_width(f"{SENTENCE}<b>Details</b> <i>follow</i>."):
        assert " ".join(told) == f"{SENTENCE}Details follow."
