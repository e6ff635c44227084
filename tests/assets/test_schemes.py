"""Whatever colour a brand has, every text can be read on every ground, on pages and on paper."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review import assets
from living_review.assets.brand import NOTHING, Brand, Scheme, Shades, wearing
from living_review.assets.schemes import GROUNDS, TEXTS, WITH_MEANING, belongs_to
from living_review.figures import palette
from living_review.ground.colours import VISIONS, contrast, distance, lightness_chroma_hue

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHADES = st.builds(Shades, *(st.just("") | COLOURS for _ in range(4)))
ALONE = ("muted",)
"""Texts that stand on no tint."""


def readable(name: Scheme) -> None:
    worn, own = assets.colours(name), assets.tokens()[name]
    papers = {"paper": own["paper"], "panel": own["panel"]}
    for text in (each for each in TEXTS if each in worn):
        fixed = text in (*WITH_MEANING, *ALONE)
        grounds = ("paper", "panel", *((f"{text}-tint",) if text in WITH_MEANING else ()))
        for ground in grounds if fixed else GROUNDS:
            assert contrast(worn[text], worn[ground]) >= 4.5, (text, ground)
        for ground in papers if name == "light" else ():
            assert contrast(worn[text], papers[ground]) >= 4.5, (text, ground, "on paper")
    for name_of_mark in ("brand",) if "brand" in worn else ():
        assert all(contrast(worn[name_of_mark], worn[ground]) >= 3 for ground in GROUNDS)
    assert all(worn[each] == own[each] for each in (*WITH_MEANING, "muted"))


@settings(max_examples=20)
@given(SHADES, SHADES)
def test_every_text_is_read_on_every_ground(light: Shades, dark: Shades) -> None:
    with wearing(Brand(light=light, dark=dark)):
        for scheme in ("light", "dark"):
            readable(scheme)


@settings(max_examples=10)
@given(COLOURS, st.just("") | COLOURS, st.just("") | COLOURS)
def test_figures_are_read_and_told_apart(colour: str, dark: str, ground: str) -> None:
    with wearing(Brand(light=Shades(accent=colour, paper=ground), dark=Shades(accent=dark))):
        schemes = (palette.light(), palette.LIGHT), (palette.dark(), palette.DARK)
        page = assets.colours("light")["paper"]
        assert len({*palette.light().values()}) == len(palette.LIGHT)
        assert {*palette.roles().values()} == {*palette.LIGHT}
        for worn, own in schemes:
            kept = [role for role in own if role not in ("pooled", "estimate", "prediction")]
            assert all(worn[role] == own[role] for role in kept)
            for role in ("pooled", "estimate"):
                assert all(contrast(worn[role], worn[each]) >= 3 for each in palette.GROUNDS)
                for other in ("prediction", "apart"):
                    for vision in VISIONS:
                        assert distance(worn[role], worn[other], vision) >= palette.LEAST_APART
        for role in ("ink", "muted", "favours", "against", "little", "pooled", "prediction"):
            assert contrast(palette.light()[role], page) >= 4.5, (role, page)


def test_a_colour_that_is_read_stays_as_it_is() -> None:
    with wearing(Brand(light=Shades(accent="#0a5a66"), dark=Shades(accent="#6cc7d4"))):
        assert assets.colours("light")["accent"] == "#0a5a66"
        assert assets.colours("light")["brand"] == "#0a5a66"
        assert assets.colours("dark")["link"] == "#6cc7d4"
        assert palette.light()["pooled"] == "#0a5a66"
        assert palette.takes_a_brand()


@pytest.mark.parametrize("grey", ["#000000", "#ffffff", "#888888"])
def test_a_grey_brand_leaves_figures_as_they_are(grey: str) -> None:
    with wearing(Brand(light=Shades(accent=grey))):
        assert palette.light() is palette.LIGHT
        assert not palette.takes_a_brand()


def test_without_a_brand_nothing_is_another() -> None:
    before = assets.site_stylesheet(), assets.print_stylesheet("A4"), assets.quarto_stylesheet()
    with wearing(Brand()):
        after = assets.site_stylesheet(), assets.print_stylesheet("A4"), assets.quarto_stylesheet()
    assert after == before
    assert Brand(light=NOTHING) == Brand()


def test_a_ground_belongs_to_light_or_to_dark_pages() -> None:
    assert (belongs_to("#fffdf7"), belongs_to("#14191d")) == ("light", "dark")
    with wearing(Brand(light=Shades(paper="#fffdf7"))):
        assert assets.colours("light")["paper"] == "#fffdf7"
        # On paper the ground is white, and text on it is read there, too.
        assert "--paper: #ffffff" in assets.print_stylesheet("A4")
    with wearing(Brand(light=Shades(paper="#88cc44"))):
        moved = assets.colours("light")["paper"]
        assert lightness_chroma_hue(moved)[0] > 0.85
