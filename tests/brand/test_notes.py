"""What a team is told where its brand gives way, and that nothing is told where it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from made_logos import png, svg
from tests.brand.conftest import noted

from living_review import assets
from living_review.assets.brand import PLAIN
from living_review.brand import brand_of
from living_review.ground.brand_files import SITE_STYLE

WHERE = {"light": "on light pages and paper", "dark": "on dark pages"}


def kinds(said: tuple[str, ...]) -> list[str]:
    """Name what is told of logos, in order, and hold that the file is named first."""
    found = {
        "on a dark plate there": "light",
        "on a light plate there": "dark",
        "nobody says": "alt",
    }
    told = []
    for each in said:
        assert each.startswith(("data/protocol.yml: ", "_brand.yml: "))
        told += [name for words, name in found.items() if words in each]
    assert len(told) == len(said)
    return told


@pytest.mark.parametrize("alt", [True, False])
@pytest.mark.parametrize("by_file", [True, False])
@pytest.mark.parametrize(
    ("colour", "plates"),
    [("#c8102e", ["dark"]), ("white", ["light"]), ("#777777", []), ("black", ["dark"])],
)
def test_of_a_logo_its_plates_and_what_nobody_says_of_it_are_told(
    wearing: Any, colour: str, plates: list[str], *, by_file: bool, alt: bool
) -> None:
    files = {"a.svg": svg(colour)}
    if by_file:
        words = "logo: {medium: {path: a.svg" + (", alt: Ours" if alt else "") + "}}\n"
        said = noted(*wearing(file=words, files=files), "")
    else:
        said = noted(*wearing("{logo: a.svg" + (", alt: Ours}" if alt else "}"), files=files), "")
    assert kinds(said) == plates + ([] if alt else ["alt"])
    if not alt:
        key = "write logo.*.alt, or meta.name." if by_file else "write brand.alt."
        assert said[-1].endswith(f"are told 'Logo'; {key}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_ground_on_which_meanings_cannot_be_read_is_told_with_the_one_in_its_place(
    wearing: Any, scheme: str
) -> None:
    own = assets.tokens()[scheme]["paper"]
    for paper, told in ((own, False), ("#808080", True)):
        text = f"color: {{background: {{{scheme}: '{paper}'}}}}\n"
        folder, protocol = wearing(file=text)
        said = [each for each in noted(folder, protocol, "") if "on a ground of" in each]
        assert len(said) == told
        with brand_of(folder, protocol) as brand, assets.brand.wearing(brand):
            worn = assets.colours(scheme)["paper"]
        if told:
            assert f"ground of {paper} " in said[0]
            assert said[0].endswith(f"so {scheme} pages have {worn} of the same hue.")
            assert worn != paper
        else:
            assert worn == own


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_colour_is_told_with_all_that_is_set_in_another_instead(
    wearing: Any, scheme: str
) -> None:
    """Links are of the accent where they have no colour of their own."""
    bad, other = ("#eeee00", "#ffdd00") if scheme == "light" else ("#111188", "#222222")
    for keys, sets in (
        ({"primary": bad}, {bad: "headings and heads of tables, links"}),
        ({"primary": bad, "link": other}, {bad: "headings and heads of tables", other: "links"}),
        ({"foreground": other}, {other: "text"}),
    ):
        colours = ", ".join(f"{key}: {{{scheme}: '{value}'}}" for key, value in keys.items())
        said = noted(*wearing(file=f"color: {{{colours}}}\n"), "")
        found = {}
        for each in said:
            parts = re.search(
                r"the colour (\S+) has a contrast of .*?needs [\d.]+: (.*) are #", each
            )
            assert parts, each
            assert WHERE[scheme] in each
            found[parts[1]] = parts[2]
        assert found == sets


def test_a_review_that_asks_for_nothing_wears_what_all_wear(wearing: Any) -> None:
    with brand_of(*wearing()) as brand:
        assert brand is PLAIN
    with brand_of(*wearing(files={SITE_STYLE: b"a {}\r\nb {}\n"})) as brand:
        assert brand == replace(PLAIN, site_css="a {}\nb {}")


def test_a_logo_of_no_size_is_none(wearing: Any) -> None:
    with brand_of(*wearing(file="logo: {images: {a: a.svg}}\nmeta: {name: A}\n")) as brand:
        assert brand.logo is None


def test_each_logo_has_a_file_of_its_own_in_the_site(wearing: Any) -> None:
    parts = "medium: {light: l.svg, dark: d.png}, small: s.svg"
    files = {"l.svg": svg(), "d.png": png(), "s.svg": svg("black", "10 10")}
    with brand_of(*wearing(file=f"logo: {{{parts}}}\n", files=files)) as brand:
        assert brand.logo
        shown = (brand.logo.light, brand.logo.dark, brand.logo.icon)
        assert [each and each.name for each in shown] == ["logo.svg", "logo-dark.png", "icon.svg"]
        assert [each and each.content for each in shown] == [*files.values()]
