"""The rules that stylesheets are made of, plain and in brands of every kind, kept as text.

What stands in files of styles is left out: a sheet is how they are put together, with the tokens
and the fonts before them. UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from living_review import assets
from living_review.assets.brand import (
    BODY,
    HEADINGS,
    REGULAR,
    SEMIBOLD,
    Brand,
    Family,
    Logo,
    OwnFace,
    Picture,
    Shades,
    family_of_figures,
    wearing,
    worn,
)

KEPT = Path(__file__).with_name("sheets.txt")
WHERE = Path("/fonts")


def face(weight: int, *, italic: bool = False, weights: str = "") -> OwnFace:
    return OwnFace(weight, italic, WHERE / f"{weight}.WOFF2", WHERE / f"{weight}.ttf", weights)


def picture(name: str, *colours: str, size: tuple[int, int] = (40, 20)) -> Picture:
    return Picture(name, name.encode(), *size, colours)


BODIES = Family(BODY, (face(REGULAR), face(REGULAR, italic=True), face(SEMIBOLD)))
TITLES = Family(HEADINGS, (face(REGULAR, weights="400 600"), face(SEMIBOLD, weights="400 600")))
DARK = picture("dark.svg", "#ffffff")
LIGHT = picture("logo.svg", "#000000")
BRANDS = {
    "plain": Brand(),
    "coloured": Brand(light=Shades(accent="#0a5a66"), dark=Shades(paper="#101418")),
    "coloured when dark": Brand(dark=Shades(ink="#eeeeee")),
    "in fonts": Brand(body=BODIES, headings=TITLES, site_css="/* own site */"),
    "with headings": Brand(headings=TITLES, print_css="/* own print */"),
    "with a logo": Brand(logo=Logo(LIGHT, DARK, "Us")),
}


def sheets() -> Iterator[tuple[str, str]]:
    yield "site", assets.site_stylesheet()
    yield "A4", assets.print_stylesheet("A4")
    yield "quarto", assets.quarto_stylesheet()
    yield "light theme", assets.quarto_theme("light")
    yield "dark theme", assets.quarto_theme("dark")


def test_sheets_are_put_together_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    assets.tokens()
    monkeypatch.setattr(
        assets, "text", lambda name: f"/* {name} */ {assets._PRINTED * name.startswith('print')}"
    )
    monkeypatch.setattr(assets, "FONTS", Path("/its/fonts"))
    lines: list[str] = []
    known: dict[str, set[str]] = {}
    for name, brand in BRANDS.items():
        with wearing(brand):
            for of, sheet in sheets():
                # Of a brand, what its sheets have that those without one have not.
                plain = known.setdefault(of, set())
                own = [each for each in sheet.split("\n") if name == "plain" or each not in plain]
                plain |= set(own) if name == "plain" else set()
                lines += [f"## {name}, {of}", *own]
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


def test_a_brand_is_styled_by_any_of_its_parts() -> None:
    shown = {name: (brand.coloured, brand.styled) for name, brand in BRANDS.items()}
    assert shown == {
        **{"plain": (False, False), "coloured": (True, True), "coloured when dark": (True, True)},
        **{"in fonts": (False, True), "with headings": (False, True), "with a logo": (False, True)},
    }
    assert BRANDS["in fonts"].families == (BODIES, TITLES)
    assert BRANDS["with headings"].families == (TITLES,)


def test_figures_are_drawn_in_a_font_that_has_room_in_them() -> None:
    assert family_of_figures() is None
    high = Family(BODY, BODIES.faces, in_figures=False)
    for body, found in ((BODIES, BODIES), (high, None), (None, None)):
        with wearing(Brand(body=body)):
            assert family_of_figures() is found
    assert worn() == Brand()
    assert Family(BODY, ()).in_figures
    assert BODIES.plain(SEMIBOLD) == WHERE / "600.ttf"
    slanted = Family(BODY, (face(REGULAR, italic=True, weights="1"), face(REGULAR)))
    assert slanted.plain(REGULAR) == WHERE / "400.ttf"


def test_the_files_of_a_font_are_named_by_what_they_hold() -> None:
    with wearing(BRANDS["in fonts"]):
        names = list(assets.own_font_files())
    assert names == [
        *("own-400.woff2", "own-400-italic.woff2", "own-600.woff2", "own-headings-variable.woff2"),
    ]


@pytest.mark.parametrize(("width", "square"), [(38, False), (39, True), (41, True), (42, False)])
def test_a_sign_of_a_tab_is_square_but_for_a_pixel(width: int, square: bool) -> None:
    assert picture("x", size=(width, 40)).square == square


def test_a_logo_gets_a_plate_where_it_would_not_be_seen() -> None:
    both = picture("both.svg", "#ffffff", "#000000")
    bare = picture("bare.svg")
    for light, dark in product((LIGHT, DARK, both, bare), repeat=2):
        logo = Logo(light, dark, "Us")
        on_white = light is DARK
        # A logo for all pages has to be seen whole on dark ones, one of their own in part.
        on_black = (light is LIGHT or light is both) if dark is light else dark is LIGHT
        assert logo.needs_a_plate("light", "#ffffff") == on_white
        assert logo.needs_a_plate("dark", "#000000") == on_black
    assert Logo(LIGHT, LIGHT, "", icon=DARK).pictures == (LIGHT, DARK)
    assert Logo(LIGHT, DARK, "").pictures == (LIGHT, DARK)
