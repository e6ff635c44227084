"""One table decides the look; the fonts hold every sign a review needs."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from living_review import assets
from living_review.paper.qr import qr_svg

SIGNS = "⊕◯−≤≥≈≠×±τ²³¹μχαβΔΣ→←↑↓–—…‘’“”†‡§¶•·½ ‑ ✓✗●○"
TEXT_COLOURS = (
    *("ink", "muted", "accent"),
    *("high", "moderate", "low", "very-low"),
)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TEXT_COLOURS)
def test_text_stands_out_from_every_ground_it_is_set_on(scheme: str, name: str) -> None:
    colours = assets.tokens()[scheme]
    grounds = ["paper", "panel"] + ([f"{name}-tint"] if f"{name}-tint" in colours else [])
    for ground in grounds:
        assert contrast(colours[name], colours[ground]) >= 4.5


def test_both_schemes_name_the_same_colours() -> None:
    assert assets.tokens()["light"].keys() == assets.tokens()["dark"].keys()


@pytest.mark.parametrize(
    "sheet",
    [assets.site_stylesheet(), assets.print_stylesheet("A4"), assets.quarto_stylesheet()],
    ids=["site", "print", "quarto"],
)
def test_a_stylesheet_uses_no_value_that_the_table_lacks(sheet: str) -> None:
    table = assets.tokens()
    known = {*table["shape"], *table["light"], "tone", "tint"}
    assert set(re.findall(r"var\(--([\w-]+)", sheet)) <= known
    assert sheet.count("{") == sheet.count("}")


def test_together_the_fonts_hold_every_sign() -> None:
    held: set[int] = set()
    for file in assets.font_files():
        held |= set(TTFont(file).getBestCmap())
    assert [sign for sign in SIGNS if ord(sign) not in held] == []


def test_the_reserved_name_is_not_used_and_digits_are_of_one_width() -> None:
    for file in assets.font_files():
        font = TTFont(file)
        for number in (1, 3, 4, 6, 16):
            name = font["name"].getDebugName(number)
            assert name is None or "Source" not in name
        cmap = font.getBestCmap()
        widths = [font["hmtx"][cmap[c]][0] for c in range(0x30, 0x3A) if c in cmap] or [0]
        # One italic digit is wider than the others by a thousandth of an em.
        assert max(widths) - min(widths) <= 1


def test_each_font_comes_with_its_licence() -> None:
    licence = (assets.FONTS / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for holder in ("Adobe", "Google", "Noto Project Authors"):
        assert holder in licence


def test_a_qr_code_carries_its_address_as_title() -> None:
    drawn = qr_svg("https://example.org/?a=1&b=2")
    assert drawn.startswith("<svg ")
    assert "<title>https://example.org/?a=1&amp;b=2</title>" in drawn
    assert drawn == qr_svg("https://example.org/?a=1&b=2")
    with pytest.raises(ValueError, match="Data too large"):
        qr_svg("x" * 4000)
