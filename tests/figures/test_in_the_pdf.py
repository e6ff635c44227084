"""In the PDFs a figure's letters are text in our own fonts, so its numbers can be read back."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
import samples
from fontTools.ttLib import TTFont

from living_review.figures import (
    effect_direction_plot,
    forest_plot,
    funnel_plot,
    prisma_flow,
    risk_of_bias_traffic_light,
)
from living_review.paper.print_figures import with_letters

SVG = "{http://www.w3.org/2000/svg}"


def for_print(drawn: str) -> str:
    return with_letters(drawn.encode()).decode()


FONTS = Path(str(files("living_review.assets") / "fonts"))
DRAWN: dict[str, Callable[[], str | None]] = {
    "forest": lambda: forest_plot(samples.recovery()),
    "bcg": lambda: forest_plot(samples.bcg()),
    "funnel": lambda: funnel_plot(samples.bcg()),
    "directions": lambda: effect_direction_plot([samples.recovery()]),
    "lights": lambda: risk_of_bias_traffic_light(samples.records())[0],
    "flow": lambda: prisma_flow(samples.searches(), samples.records()),
}


def foreign(label: str) -> str:
    finding = samples.recovery()
    trials = tuple(trial.model_copy(update={"label": label}) for trial in finding.trials)
    return forest_plot(finding.model_copy(update={"trials": trials}))


@pytest.mark.parametrize("name", DRAWN)
def test_every_line_of_letters_becomes_text_at_its_place_and_in_its_colour(name: str) -> None:
    drawn = DRAWN[name]() or ""
    before = [g for g in ET.fromstring(drawn).iter(f"{SVG}g") if g.get("data-text")]
    after = list(ET.fromstring(for_print(drawn)).iter(f"{SVG}text"))
    assert [g.get("data-text") for g in before] == [text.text for text in after]
    for group, text in zip(before, after, strict=True):
        assert f"translate({text.get('x')} {text.get('y')})" in (group.get("transform") or "")
        assert (group.get("style") or "no colour") in (text.get("style") or "")


@pytest.mark.parametrize("label", ["Ж <b>", "שלום 2012", "漢 & co", "काशि 👍🏽"])
def test_letters_outside_our_fonts_are_text_too_and_as_long_as_they_were_drawn(label: str) -> None:
    drawn = foreign(label)
    groups = [g for g in ET.fromstring(drawn).iter(f"{SVG}g") if label in g.get("data-text", "")]
    printed = for_print(drawn)
    texts = [
        text for text in ET.fromstring(printed).iter(f"{SVG}text") if label in (text.text or "")
    ]
    assert len(groups) == len(texts) == 4
    assert [g.get("data-width") for g in groups] == [text.get("data-width") for text in texts]
    assert "data-text=" not in printed
    ids = set(re.findall(r' id="([^"]+)"', printed))
    assert set(re.findall(r'href="#([^"]+)"', printed)) <= ids


def test_the_figures_fonts_are_the_web_fonts() -> None:
    """The copies that FreeType reads have the letters and widths of the fonts they copy."""
    for copy in sorted((FONTS / "ttf").glob("*.ttf")):
        ours, web = TTFont(copy), TTFont(FONTS / f"{copy.stem}.woff2")
        assert ours.getBestCmap() == web.getBestCmap(), copy.name
        assert ours["hmtx"].metrics == web["hmtx"].metrics, copy.name


def test_numbers_can_be_read_from_the_pdf_and_no_other_font_is_embedded(tmp_path: Path) -> None:
    import pypdf
    from weasyprint import HTML

    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url({(FONTS / file).as_uri()})}}"
        for family, weight, file in (
            ("Review Sans", 400, "review-sans-400.woff2"),
            ("Review Sans", 600, "review-sans-600.woff2"),
            ("Review Symbols", 400, "review-symbols.woff2"),
        )
    )
    for name, draw in DRAWN.items():
        (tmp_path / f"{name}.svg").write_text(for_print(draw() or ""), encoding="utf-8")
    images = "".join(f'<img alt="a" src="{name}.svg" style="width:100%">' for name in DRAWN)
    page = f"<html lang=en><title>t</title><style>{faces}</style>{images}"
    pdf = HTML(string=page, base_url=f"{tmp_path}/").write_pdf()
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    told = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    for text in ("0.21(0.02to0.39)", "−0.06to0.53", "248/12,867", "Recordsidentified:1,204"):
        assert text in told
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    assert all("Review" in font for font in fonts), fonts
