"""What a review asks to wear is read from either place, and refused with file, line and key."""

from __future__ import annotations

from typing import Any

import pytest

from living_review.assets.brand import NOTHING, Shades
from living_review.brand.asked import Asked
from living_review.brand.reading import asked_of
from living_review.ground.errors import BadInput

GOOD = """\
meta: {name: Institute of Tests}
color:
  palette: {blue: "#00a0df", deep: blue}
  primary: deep
  link: {light: teal, dark: "#9cf"}
  background: "#14191d"
  secondary: red
logo:
  images: {main: {path: brand/main.svg, alt: The mark}}
  small: brand/small.png
  medium: {light: main, dark: brand/white.svg}
typography:
  fonts:
    - family: Own
      source: file
      files: [brand/a.woff2, {path: brand/b.ttf, weight: bold, style: italic}]
    - {family: Other, source: google}
  base: {family: Own, size: 12pt}
defaults: {bootstrap: {}}
"""
BASE = "typography:\n  base: Own\n"


def test_a_review_without_a_brand_asks_for_nothing(wearing: Any) -> None:
    assert asked_of(*wearing()) == Asked()


def test_the_keys_of_the_protocol_are_read(wearing: Any) -> None:
    keys = (
        "{colour: '#FFF', colour_dark: teal, logo_dark: a/w.png, alt: Ours, font: [b.ttf, c.otf]}"
    )
    asked = asked_of(*wearing(keys))
    assert (asked.light, asked.dark) == (Shades(accent="#ffffff"), Shades(accent="#008080"))
    assert asked.logo
    assert asked.logo_dark
    assert asked.logo.path == asked.logo_dark.path == "a/w.png"
    assert [file.path for file in asked.body] == ["b.ttf", "c.otf"]
    assert asked.body[1].place.startswith("data/protocol.yml, line ")
    assert asked.alt == "Ours"


@pytest.mark.parametrize("fonts", [1, 2, 3])
def test_each_file_of_the_protocol_is_named_by_the_line_and_key_that_ask_for_it(
    wearing: Any, fonts: int
) -> None:
    named = [f"a/{each}.ttf" for each in range(fonts)]
    listed = "".join(f"      - {each}\n" for each in named)
    keys = f"\n    logo_dark: a/dark.svg\n    font:\n{listed}    logo: a/light.svg"
    folder, protocol = wearing(keys)
    asked = asked_of(folder, protocol)
    lines = folder.protocol.read_text(encoding="utf-8").splitlines()
    files = {"logo": [asked.logo], "logo_dark": [asked.logo_dark], "font": [*asked.body]}
    wanted = {"logo": ["a/light.svg"], "logo_dark": ["a/dark.svg"], "font": named}
    for key, found in files.items():
        assert [each and each.path for each in found] == wanted[key]
        for each in found:
            assert each
            [line] = [at for at, text in enumerate(lines, 1) if text.endswith(f" {each.path}")]
            assert each.place == f"data/protocol.yml, line {line}, review.brand.{key}"
    assert (asked.icon, asked.headings, asked.file) == (None, (), "data/protocol.yml")


def test_a_brand_file_is_read_as_quarto_reads_it(wearing: Any) -> None:
    asked = asked_of(*wearing(file=GOOD))
    assert asked.light == Shades(accent="#00a0df", link="#008080")
    assert asked.dark == Shades(accent="#00a0df", link="#99ccff", paper="#14191d")
    assert asked.logo
    assert asked.logo_dark
    assert asked.icon
    assert (asked.logo.path, asked.logo_dark.path) == ("brand/main.svg", "brand/white.svg")
    assert (asked.icon.path, asked.alt) == ("brand/small.png", "The mark")
    regular, italic = asked.body
    assert (regular.weight, italic.weight, italic.italic) == (None, 700, True)
    assert asked.headings == ()
    assert asked.not_read == ("color.secondary", "defaults", "typography.base.size")


def test_a_name_and_one_path_are_enough(wearing: Any) -> None:
    asked = asked_of(*wearing(file="logo: a.svg\nmeta: {name: {full: Whole, short: W}}\n"))
    assert asked.logo
    assert asked.logo.path == "a.svg"
    assert asked.alt == "Whole"
    assert asked.light == NOTHING
    unused = asked_of(*wearing(file="typography: {fonts: [{family: A, source: google}]}\n"))
    assert unused.not_read == ("typography.fonts (nothing is set in them)",)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "_brand.yml is empty"),
        ("[a]", "found no keys"),
        ("color: {primary: #fff}", r"_brand.yml, line 1"),
        ("color:\n  primary: #fff\n", r"line 2, color.primary: found no text.*quotation marks"),
        ("color: {primary: transparent}", "color.primary: found 'transparent': it lets through"),
        ("color:\n  palette: {a: b, b: a}\n  primary: a\n", "color.palette.* it is no colour"),
        ("color: {primary: {light: bleu}}", r"color.primary.light: found 'bleu'"),
        ("logo: ../out.svg", r"logo: found '../out.svg'; write the path of a file inside"),
        ("logo: https://example.org/a.svg", "write the path of a file inside"),
        ("logo: {medium: {path: 3}}", r"logo.medium: found no text"),
        ("logo: a.jpg", r"a file of the kind .svg, .png is read"),
        ("logo: report/a.svg", "that the program does not make"),
        (BASE, r"no font of typography.fonts has the family 'Own'"),
        (f"{BASE}  fonts: [{{family: Own, source: google}}]", "ask no third party; download"),
        (f"{BASE}  fonts: [{{family: Own, source: bunny}}]", "ask no third party"),
        (f"{BASE}  fonts: [{{family: Own, source: system}}]", "fonts of a machine differ"),
        (f"{BASE}  fonts: [{{family: Own}}]", "no files are named"),
        (f"{BASE}  fonts: [{{family: Own, files: [a.css]}}]", r"fonts\[1\].files\[1\].*a.css"),
        ("typography: {base: [a]}", "found no name of a font"),
        ("color: {a: &x 1, b: *x}", "anchors and aliases are not allowed"),
        ("color: {a: [}", r"line 1: what opens with \[ is not closed"),
    ],
)
def test_what_a_brand_file_cannot_mean_is_refused(wearing: Any, file: str, said: str) -> None:
    given = wearing(file=file or " ")
    with pytest.raises(BadInput, match=said):
        asked_of(*given)


def test_a_review_wears_one_brand(wearing: Any) -> None:
    with pytest.raises(BadInput, match=r"line 2, review.brand: .* keep one of the two"):
        asked_of(*wearing("{colour: teal}", file="color: {primary: red}"))
