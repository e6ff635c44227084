"""`_brand.yml`: every key that is honoured, in every form in which it may be written."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from living_review.assets.brand import NOTHING, Shades
from living_review.brand.asked import Asked, FileAsked
from living_review.brand.quarto_file import READ, WEIGHTS
from living_review.brand.reading import asked_of
from living_review.ground.brand_files import FONTS, PICTURES
from living_review.ground.errors import BadInput

LIGHT, DARK = "#eeeeee", "#111111"
SHADES = {"primary": "accent", "link": "link", "foreground": "ink", "background": "paper"}


@pytest.fixture
def asked(wearing: Any) -> Any:
    return lambda file: asked_of(*wearing(file=file))


@pytest.mark.parametrize("key", ["primary", "link"])
def test_a_colour_is_for_both_schemes_or_for_each(asked: Any, key: str) -> None:
    both = asked(f"color: {{{key}: '{LIGHT}'}}\n")
    assert both.light == both.dark == Shades(**{SHADES[key]: LIGHT})
    for scheme, other in (("light", "dark"), ("dark", "light")):
        one = asked(f"color: {{{key}: {{{scheme}: '{LIGHT}'}}}}\n")
        assert getattr(one, scheme) == Shades(**{SHADES[key]: LIGHT})
        assert getattr(one, other) == NOTHING


@pytest.mark.parametrize("colour", [LIGHT, DARK])
def test_a_ground_for_both_belongs_to_the_scheme_that_it_suits_and_an_ink_to_the_other(
    asked: Any, colour: str
) -> None:
    scheme, other = ("light", "dark") if colour == LIGHT else ("dark", "light")
    for key, where in (("background", scheme), ("foreground", other)):
        found = asked(f"color: {{{key}: '{colour}'}}\n")
        assert getattr(found, where) == Shades(**{SHADES[key]: colour})
        assert getattr(found, "dark" if where == "light" else "light") == NOTHING
        # Where each scheme has its own, nothing is moved.
        found = asked(f"color: {{{key}: {{light: '{colour}', dark: '{colour}'}}}}\n")
        assert found.light == found.dark == Shades(**{SHADES[key]: colour})


@pytest.mark.parametrize(("many", "there"), [(1, True), (8, True), (9, False)])
def test_a_name_of_the_palette_may_stand_for_another_so_often(
    asked: Any, many: int, there: bool
) -> None:
    names = ", ".join(f"a{n}: a{n + 1}" for n in range(1, many))
    file = f"color:\n  palette: {{{names}{', ' if names else ''}a{many}: teal}}\n  primary: a1\n"
    if there:
        assert asked(file).light == Shades(accent="#008080")
    else:
        with pytest.raises(BadInput, match=rf"line 2, color.palette.a{many - 1}: found 'a{many}'"):
            asked(file)


SIZES = ("medium", "large", "small")


@pytest.mark.parametrize(
    "sizes", [each for n in (1, 2, 3) for each in itertools.permutations(SIZES, n)]
)
def test_the_logo_is_the_medium_one_or_else_the_large_or_small(
    asked: Any, sizes: tuple[str, ...]
) -> None:
    found = asked("logo:\n" + "".join(f"  {each}: {each}.svg\n" for each in sizes))
    first = next(each for each in SIZES if each in sizes)
    line = sizes.index(first) + 2
    place = FileAsked(f"{first}.svg", f"_brand.yml, line {line}, logo.{first}")
    assert (found.logo, found.logo_dark) == (place, place)
    small = f"_brand.yml, line {sizes.index('small') + 2}, logo.small" if "small" in sizes else ""
    assert found.icon == (FileAsked("small.svg", small) if small else None)


@pytest.mark.parametrize(
    "form", ["a.svg", "named", "{path: a.svg}", "{path: a.svg, alt: ' Ours '}"]
)
@pytest.mark.parametrize("schemes", [(), ("light",), ("dark",), ("light", "dark")])
def test_a_logo_is_a_path_a_name_or_a_path_with_words_and_may_be_of_one_scheme(
    asked: Any, form: str, schemes: tuple[str, ...]
) -> None:
    value = f"{{{', '.join(f'{each}: {form}' for each in schemes)}}}" if schemes else form
    images = "  images: {named: {path: a.svg, alt: Named}}\n"
    found = asked(f"logo:\n  medium: {value}\n{images}")
    assert found.logo
    assert found.logo.path == "a.svg"
    assert bool(found.logo_dark) == (not schemes or "dark" in schemes)
    alt = {"named": "Named", "a.svg": "", "{path: a.svg}": ""}.get(form, "Ours")
    assert found.alt == (alt if not schemes or "light" in schemes else "")
    own = f"line 2, logo.medium{f'.{schemes[0]}' if schemes else ''}"
    place = "line 3, logo.images.named" if form == "named" else own
    assert found.logo.place == f"_brand.yml, {place}"


@pytest.mark.parametrize("schemes", [("light", "dark"), ("dark", "light"), ("light",), ("dark",)])
def test_a_small_logo_of_each_scheme_is_the_light_one_on_a_tab(
    asked: Any, schemes: tuple[str, ...]
) -> None:
    small = ", ".join(f"{each}: {each}.svg" for each in schemes)
    found = asked(f"logo:\n  medium: m.svg\n  small: {{{small}}}\n")
    place = FileAsked("light.svg", "_brand.yml, line 3, logo.small.light")
    assert found.icon == (place if "light" in schemes else None)


def test_a_logo_may_be_no_more_than_a_path(asked: Any) -> None:
    found = asked("\nlogo: a.svg\n")
    assert found.logo == found.logo_dark == FileAsked("a.svg", "_brand.yml, line 2, logo")
    assert (found.icon, found.alt) == (None, "")


@pytest.mark.parametrize(
    ("name", "alt"),
    [
        ("Ours", "Ours"),
        ("' Ours '", "Ours"),
        ("{full: Whole, short: W}", "Whole"),
        ("{short: W}", "W"),
        ("{other: W}", ""),
        ("3", ""),
        ("[Ours]", ""),
    ],
)
def test_the_name_says_what_a_logo_shows_where_nothing_else_does(
    asked: Any, name: str, alt: str
) -> None:
    assert asked(f"meta: {{name: {name}}}\nlogo: a.png\n").alt == alt
    assert (
        asked(
            f"meta: {{name: {name}}}\nlogo: {{path: a.png, medium: {{path: a.png, alt: B}}}}\n"
        ).alt
        == "B"
    )


FACE = "typography:\n  base: Own\n  fonts:\n    - {{family: Own, files: [{}]}}\n"


@pytest.mark.parametrize(
    ("word", "weight"), [*WEIGHTS.items(), ("350", 350), ("1", 1), ("1000", 1000)]
)
def test_a_weight_is_a_number_or_a_word(asked: Any, word: str, weight: int) -> None:
    [face] = asked(FACE.format(f"{{path: a.woff, weight: {word}}}")).body
    assert (face.weight, face.italic) == (weight, None)


def test_the_words_for_weights_are_those_of_css() -> None:
    assert WEIGHTS == {
        **{"normal": 400, "bold": 700, "semi-bold": 600, "semibold": 600, "medium": 500}
    }


@pytest.mark.parametrize("word", ["thick", "0", "-1", "[400]", "400.5"])
def test_a_weight_that_is_none_is_left_to_the_file(asked: Any, word: str) -> None:
    [face] = asked(FACE.format(f"{{path: a.woff, weight: {word}}}")).body
    assert face.weight is None


@pytest.mark.parametrize(
    ("style", "italic"), [("italic", True), ("oblique", True), ("normal", False), (None, None)]
)
def test_a_style_says_whether_a_file_is_slanted(
    asked: Any, style: str | None, italic: bool | None
) -> None:
    said = f", style: {style}" if style else ""
    [face] = asked(FACE.format(f"{{path: a.woff{said}}}")).body
    assert (face.path, face.weight, face.italic) == ("a.woff", None, italic)


@pytest.mark.parametrize("source", ["google", "bunny", "system"])
def test_a_font_of_others_is_refused_with_the_reason(asked: Any, source: str) -> None:
    why = (
        "the fonts of a machine differ" if source == "system" else "pages of a review ask no third"
    )
    file = FACE.format("a.ttf").replace("{family", f"{{source: {source}, family")
    with pytest.raises(
        BadInput, match=rf"fonts\[1\]: the font 'Own' cannot be taken, because {why}"
    ):
        asked(file)
    assert asked(file.replace(source, "file")).body[0].path == "a.ttf"


@pytest.mark.parametrize(("key", "other"), [("base", "headings"), ("headings", "base")])
def test_text_and_headings_have_the_fonts_that_they_name(asked: Any, key: str, other: str) -> None:
    fonts = (
        "  fonts:\n    - {family: A, files: [a.ttf]}\n    - {family: B, files: [b.otf, c.otf]}\n"
    )
    found = asked(f"typography:\n  {key}: {{family: B}}\n{fonts}")
    named = {"base": found.body, "headings": found.headings}
    assert [face.path for face in named[key]] == ["b.otf", "c.otf"]
    assert [face.place for face in named[key]] == [
        f"_brand.yml, line 5, typography.fonts[2].files[{n}]" for n in (1, 2)
    ]
    assert (named[other], found.not_read) == ((), ())
    both = asked(f"typography:\n  {key}: B\n  {other}: A\n{fonts}")
    assert {len(both.body), len(both.headings)} == {1, 2}


@pytest.mark.parametrize("kind", [*PICTURES, *FONTS, ".SVG", ".gif", ".eot", ""])
def test_a_file_of_each_kind_is_read_where_it_belongs(asked: Any, kind: str) -> None:
    for file, kinds in (("logo: 'a{}'\n", PICTURES), (FACE.replace("{}", "'a{}'"), FONTS)):
        text = file.format(kind)
        if kind.lower() in kinds:
            found = asked(text)
            assert f"a{kind}" in {
                found.logo.path if found.logo else "",
                *(f.path for f in found.body),
            }
        else:
            with pytest.raises(BadInput, match=f"a file of the kind {', '.join(kinds)} is read"):
                asked(text)


def test_every_key_that_is_honoured_is_and_of_every_other_the_reader_is_told(asked: Any) -> None:
    found = asked("""\
meta: {name: Ours, link: x}
color: {palette: {}, primary: red, link: red, foreground: red, background: red, warning: red}
logo: {small: a.svg, medium: a.svg, large: a.svg, images: {}, huge: a.svg}
typography:
  base: {family: A, size: 1}
  headings: {family: A, color: x}
  fonts: [{family: A, files: [a.ttf]}]
  link: x
defaults: {}
""")
    assert found.not_read == (
        *("meta.link", "color.warning", "logo.huge", "typography.link", "defaults"),
        *("typography.base.size", "typography.headings.color"),
    )
    assert found != Asked()
    assert found.file == "_brand.yml"
    assert set(READ) == {"meta", "color", "logo", "typography"}
    # What is no mapping says nothing, and that is told.
    for key in READ:
        if key != "logo":
            told = (f"{key} (no keys stand under it)",)
            assert asked(f"{key}: 3\n") == Asked(not_read=told)
        assert asked(f"{key}:\n") == Asked()
