"""The files that give the report its look: one table of values, styles, templates, fonts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from living_review.assets import font_stand_ins, web_fonts
from living_review.assets.brand import BODY, HEADINGS, REGULAR, SEMIBOLD, Brand, Scheme, worn
from living_review.assets.schemes import scheme
from living_review.ground.own_files import own_file

HERE = own_file("assets")
_MARKS = '"Review Marks"'
# From where the sheet of a Quarto site lies, `quarto/look/`, to the fonts of every site of ours.
QUARTO_FONTS = "../../assets/fonts/"
FILTER = HERE / "filter.lua"
# What our filter and that for Quarto share; it lies beside each.
ACCESS = HERE / "access.lua"
QUARTO_FILTER = HERE / "quarto.lua"
BESIDE = HERE / "beside.lua"
WORD = HERE / "word.lua"
WORD_FIGURES = HERE / "word-figures.lua"
PARTS = HERE / "parts.html"
BIBLIOGRAPHY = HERE / "bibliography.json"
CITATION_STYLE = HERE / "numbered.csl"

FONTS, FACES = web_fonts.FONTS, web_fonts.FACES
font_files, font_faces, LATE = web_fonts.font_files, web_fonts.font_faces, web_fonts.LATE


@cache
def tokens() -> Mapping[str, Mapping[str, str]]:
    """The table of the look: `shape`, `light`, `dark`."""
    table: dict[str, dict[str, str]] = tomllib.loads(text("tokens.toml"))
    return table


@cache
def text(name: str) -> str:
    """The text of one file of this directory."""
    return (HERE / name).read_text(encoding="utf-8")


def colours(name: Scheme) -> Mapping[str, str]:
    """The colours of light or of dark pages, with those of the brand that is worn."""
    brand, table = worn(), tokens()[name]
    if not brand.coloured:
        return table
    return scheme(tuple(table.items()), brand.light if name == "light" else brand.dark)


def site_stylesheet() -> str:
    """The stylesheet of the website: follows the reader's light or dark, or what they chose."""
    brand = worn()
    shape = {name: _with_stand_ins(value) for name, value in _shape(brand).items()}
    light, dark = colours("light"), colours("dark")
    rules = "\n".join(
        (
            _rule(":root", {**shape, **light, "color-scheme": "light"}),
            "@media screen and (prefers-color-scheme: dark) {",
            _rule(":root:not([data-theme=light])", {**dark, "color-scheme": "dark"}),
            "}",
            "@media screen {",
            _rule(":root[data-theme=dark]", {**dark, "color-scheme": "dark"}),
            "}",
        )
    )
    parts = [font_faces("fonts/"), *font_stand_ins.faces(), *own_faces("fonts/"), rules]
    parts += [
        text("content.css"),
        text("narrow.css"),
        text("added.css"),
        text("site.css"),
        *_brand_rules(brand, "brand-site.css"),
    ]
    return "\n".join((*parts, *filter(None, (brand.site_css,))))


def _with_stand_ins(fonts: str) -> str:
    """Put what stands in for our fonts, while they are fetched, behind our marks."""
    for ours in font_stand_ins.table():
        if fonts.startswith(f'"{ours}"'):
            return fonts.replace(_MARKS, f"{_MARKS}, {font_stand_ins.families(ours)}")
    return fonts


def print_stylesheet(paper: str) -> str:
    """The stylesheet of the PDFs on that paper (`A4` or `letter`), with fonts from disk."""
    brand, table = worn(), tokens()["light"]
    white = {name: table[name] for name in ("paper", "panel")}
    rules = _rule(":root", {**_shape(brand), **colours("light"), **white})
    page = f"@page {{ size: {paper} }}"
    faces = web_fonts.whole_font_faces(FONTS.as_uri() + "/")
    sheet = text("print.css")
    if brand.body:
        # Running heads know no custom property.
        sheet = sheet.replace(_PRINTED, f'"{BODY}", {_PRINTED}')
    parts = [faces, *own_faces(None), rules, text("content.css"), sheet]
    parts += [*_brand_rules(brand, "brand-print.css"), *filter(None, (brand.print_css,))]
    return "\n".join((*parts, page))


def quarto_stylesheet() -> str:
    """The stylesheet a Quarto website adds to its theme; Quarto itself says light or dark."""
    brand = worn()
    rules = "\n".join(
        (
            _rule(":root", {**_shape(brand), **colours("light")}),
            _rule("body.quarto-dark", colours("dark")),
        )
    )
    # The frame is another's, and asks for no font ahead: each is shown when it comes.
    parts = [font_faces(QUARTO_FONTS, "swap"), *own_faces(QUARTO_FONTS, "swap"), rules]
    parts += [text(f"{name}.css") for name in ("content", "narrow", "added", "quarto")]
    parts += _brand_rules(brand, "brand-quarto.css")
    return "\n".join((*parts, *filter(None, (brand.site_css,))))


def quarto_theme(name: Scheme) -> str:
    """The Sass layer that gives Quarto's theme the colours of `light` or `dark`."""
    table, shape = colours(name), _shape(worn())
    variables = {
        "body-bg": table["paper"],
        "body-color": table["ink"],
        "link-color": table.get("link", table["accent"]),
        "primary": table["accent"],
        "border-color": table["line"],
        "navbar-bg": table["panel"],
        "navbar-fg": table["ink"],
        "font-family-sans-serif": shape["serif"],
        "headings-font-family": shape.get("headings", shape["sans"]),
    }
    lines = "\n".join(f"${variable}: {value};" for variable, value in variables.items())
    return f"/*-- scss:defaults --*/\n{lines}\n"


def quarto_files() -> Mapping[str, str]:
    """The files of `quarto/`, written out because a `quarto render` by hand cannot make them."""
    schemes: tuple[Scheme, ...] = ("light", "dark")
    themes = {f"{name}.scss": quarto_theme(name) for name in schemes}
    return {"site.css": quarto_stylesheet(), **themes}


def write_quarto_files() -> None:
    """Write the files of `quarto/` again after a change of the table or a stylesheet."""
    for name, content in quarto_files().items():
        (HERE / "quarto" / name).write_text(content, encoding="utf-8", newline="\n")


def own_faces(base: str | None, late: str = LATE) -> list[str]:
    """The `@font-face` rules of the brand that is worn, none where it brings no font.

    The files for pages stand below the address `base`; without one, those for paper are named
    where they are on disk.
    """
    rules = []
    for family in worn().families:
        for face in family.faces:
            name = face.web_name(family.name) if base is not None else ""
            address = f"{base}{name}" if base is not None else face.plain.as_uri()
            weights = face.weights if face.weights and base is not None else face.weight
            rule = (
                f'@font-face {{ font-family: "{family.name}"; font-weight: {weights}; '
                f"font-style: {'italic' if face.italic else 'normal'}; font-display: {late}; "
                f'src: url("{address}") }}'
            )
            rules += [] if rule in rules else [rule]
    return ["\n".join(rules)] if rules else []


def own_font_files() -> Mapping[str, Path]:
    """The files of the brand's fonts for pages, by their names in the site."""
    return {
        face.web_name(family.name): face.web for family in worn().families for face in family.faces
    }


def early_fonts() -> tuple[str, ...]:
    """Name the files that every page shows: of its text, its menu and its headings."""
    brand = worn()
    heads = brand.headings or brand.body
    asked = [(brand.body, REGULAR), (heads, SEMIBOLD)]
    own = [
        face.web_name(family.name)
        for family, weight in asked
        if family is not None
        for face in family.faces
        if face.weight == weight and not face.italic
    ]
    ours = web_fonts.EARLY if heads is None else web_fonts.EARLY[:-1]
    return tuple(dict.fromkeys((*(() if brand.body else ours), *own)))


_PRINTED = '"Review Sans", "Review Symbols"'


def _shape(brand: Brand) -> Mapping[str, str]:
    """The faces and measures, with the fonts of a brand before the program's."""
    shape = dict(tokens()["shape"])
    if brand.styled:
        if brand.body:
            shape |= {name: f'"{BODY}", {shape[name]}' for name in ("serif", "sans")}
        own = f'"{HEADINGS}", ' if brand.headings else ""
        shape["headings"] = own + shape["sans"]
    return shape


def _brand_rules(brand: Brand, medium: str) -> list[str]:
    """What the pages of a brand have more than others."""
    sheets = [text("brand.css"), text(medium)] if brand.styled else []
    return [*sheets, *([text("brand-colours.css")] if brand.coloured else [])]


def _rule(selector: str, values: Mapping[str, str]) -> str:
    """One CSS rule; every name but a CSS property of its own becomes a custom property."""
    lines = "\n".join(
        f"  {name if name == 'color-scheme' else '--' + name}: {value};"
        for name, value in values.items()
    )
    return f"{selector} {{\n{lines}\n}}"
