"""Colours are read as CSS writes them, measured by WCAG, and moved within their hue."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from living_review.ground.colours import (
    NoColour,
    apart,
    contrast,
    distance,
    lightness_chroma_hue,
    nearest,
    of_lightness,
    reaches,
    read_colour,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#FFF", "#ffffff"),
        (" #0A5a66 ", "#0a5a66"),
        ("#0a5a66ff", "#0a5a66"),
        ("#abcf", "#aabbcc"),
        ("teal", "#008080"),
        ("RebeccaPurple", "#663399"),
        ("rgb(10,90,102)", "#0a5a66"),
        ("rgb(10 90 102 / 100%)", "#0a5a66"),
        ("rgb(100% 0% 0%)", "#ff0000"),
        ("rgb(300 -5 0)", "#ff0000"),
        ("hsl(200deg 50% 40%)", "#337799"),
        ("hsl(-160, 50%, 40%)", "#337799"),
    ],
)
def test_a_colour_is_read_as_css_writes_it(written: str, read: str) -> None:
    assert read_colour(written) == read


def test_a_name_means_the_same_after_pictures_were_drawn_in_it() -> None:
    """Pillow keeps what it has read of a name in the table of names."""
    before = read_colour("peru")
    Image.new("RGB", (1, 1), "peru")
    assert read_colour("peru") == before == "#cd853f"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        *((each, "lets through") for each in ("transparent", "#0000", "#12345680")),
        *((each, "lets through") for each in ("rgba(1,2,3,.5)", "hsl(1 2% 3% / 99%)")),
        *((each, "is no colour") for each in ("", "tael", "#12345", "0a5a66", "rgb(1,2)")),
        *((each, "is no colour") for each in ("currentColor", "var(--x)", "rgb(a b c)")),
    ],
)
def test_what_is_no_colour_of_its_own_is_refused(written: str, reason: str) -> None:
    with pytest.raises(NoColour, match=reason):
        read_colour(written)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The examples of WebAIM's contrast checker.
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#ffffff", "#777777")


def test_oklch_is_that_of_its_author() -> None:
    # Ottosson 2020: linear sRGB red, green and blue.
    for colour, expected in (
        ("#ff0000", (0.62796, 0.25768, 29.234)),
        ("#00ff00", (0.86644, 0.29483, 142.495)),
        ("#0000ff", (0.45201, 0.31321, 264.052)),
    ):
        assert lightness_chroma_hue(colour) == pytest.approx(expected, abs=2e-3)


@settings(max_examples=30)
@given(COLOURS, st.sampled_from(["#ffffff", "#f5f6f3", "#14191d", "#39290f"]))
def test_the_nearest_keeps_its_hue_and_passes(colour: str, ground: str) -> None:
    found = nearest(colour, lambda tried: reaches(tried, (ground,)))
    assert found is not None
    assert contrast(found, ground) >= 4.5
    if contrast(colour, ground) >= 4.5:
        assert found == colour
    _, chroma, hue = lightness_chroma_hue(found)
    turned = abs(hue - lightness_chroma_hue(colour)[2]) % 360
    # Eight bits leave a hue some room where there is hardly any.
    assert chroma < 0.03 or min(turned, 360 - turned) < 6


@given(COLOURS)
def test_a_colour_of_its_own_lightness_is_itself(colour: str) -> None:
    again = of_lightness(colour, lightness_chroma_hue(colour)[0])
    assert distance(colour, again) < 0.01


def test_red_and_green_look_alike_to_some() -> None:
    assert distance("#a03030", "#4a6a1a", "deuteranopia") < distance("#a03030", "#4a6a1a") / 2
    assert apart("#a03030", "#4a6a1a") <= distance("#a03030", "#4a6a1a", "deuteranopia")
    assert nearest("#123456", lambda _: False) is None
