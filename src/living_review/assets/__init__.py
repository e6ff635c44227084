"""The files that give the report its look: one table of values, styles, templates, fonts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from living_review.ground.own_files import own_file

HERE = own_file("assets")
FONTS = HERE / "fonts"
FILTER = HERE / "filter.lua"
PARTS = HERE / "parts.html"
BIBLIOGRAPHY = HERE / "bibliography.json"
CITATION_STYLE = HERE / "numbered.csl"

FACES = (
    ("Review Serif", 400, "normal", "review-serif-400"),
    ("Review Serif", 400, "italic", "review-serif-400-italic"),
    ("Review Serif", 600, "normal", "review-serif-600"),
    ("Review Sans", 400, "normal", "review-sans-400"),
    ("Review Sans", 400, "italic", "review-sans-400-italic"),
    ("Review Sans", 600, "normal", "review-sans-600"),
    ("Review Symbols", 400, "normal", "review-symbols"),
    ("Review Marks", 400, "normal", "review-marks"),
)


@cache
def tokens() -> Mapping[str, Mapping[str, str]]:
    """The table of the look: `shape`, `light`, `dark`."""
    table: dict[str, dict[str, str]] = tomllib.loads(text("tokens.toml"))
    return table


@cache
def text(name: str) -> str:
    """The text of one file of this directory."""
    return (HERE / name).read_text(encoding="utf-8")


def font_files() -> tuple[Path, ...]:
    """The web fonts, each as a woff2 file."""
    return tuple(FONTS / f"{stem}.woff2" for *_, stem in FACES)


def site_stylesheet() -> str:
    """The stylesheet of the website: follows the reader's light or dark, or what they chose."""
    table = tokens()
    scheme = "\n".join(
        (
            _rule(":root", {**table["shape"], **table["light"], "color-scheme": "light"}),
            "@media (prefers-color-scheme: dark) {",
            _rule(":root:not([data-theme=light])", {**table["dark"], "color-scheme": "dark"}),
            "}",
            _rule(":root[data-theme=dark]", {**table["dark"], "color-scheme": "dark"}),
        )
    )
    return "\n".join((font_faces("fonts/"), scheme, text("content.css"), text("site.css")))


def print_stylesheet(paper: str) -> str:
    """The stylesheet of the PDFs on that paper (`A4` or `letter`), with fonts from disk."""
    table = tokens()
    scheme = _rule(":root", {**table["shape"], **table["light"]})
    page = f"@page {{ size: {paper} }}"
    faces = font_faces(FONTS.as_uri() + "/")
    return "\n".join((faces, scheme, text("content.css"), text("print.css"), page))


def quarto_stylesheet() -> str:
    """The stylesheet a Quarto website adds to its theme; Quarto itself says light or dark."""
    table = tokens()
    scheme = "\n".join(
        (
            _rule(":root", {**table["shape"], **table["light"]}),
            _rule("body.quarto-dark", table["dark"]),
        )
    )
    return "\n".join((font_faces("../fonts/"), scheme, text("content.css"), text("quarto.css")))


def quarto_theme(scheme: str) -> str:
    """The Sass layer that gives Quarto's theme the colours of `light` or `dark`."""
    table, shape = tokens()[scheme], tokens()["shape"]
    variables = {
        "body-bg": table["paper"],
        "body-color": table["ink"],
        "link-color": table["accent"],
        "primary": table["accent"],
        "border-color": table["line"],
        "navbar-bg": table["panel"],
        "navbar-fg": table["ink"],
        "font-family-sans-serif": shape["serif"],
        "headings-font-family": shape["sans"],
    }
    lines = "\n".join(f"${name}: {value};" for name, value in variables.items())
    return f"/*-- scss:defaults --*/\n{lines}\n"


def quarto_files() -> Mapping[str, str]:
    """The files of `quarto/`, written out because a `quarto render` by hand cannot make them."""
    themes = {f"{scheme}.scss": quarto_theme(scheme) for scheme in ("light", "dark")}
    return {"site.css": quarto_stylesheet(), **themes}


def write_quarto_files() -> None:
    """Write the files of `quarto/` again after a change of the table or a stylesheet."""
    for name, content in quarto_files().items():
        (HERE / "quarto" / name).write_text(content, encoding="utf-8", newline="\n")


def font_faces(base: str) -> str:
    """The `@font-face` rules, with the files below that address."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'font-display: swap; src: url("{base}{stem}.woff2") format("woff2") }}'
        for family, weight, style, stem in FACES
    )


def _rule(selector: str, values: Mapping[str, str]) -> str:
    """One CSS rule; every name but a CSS property of its own becomes a custom property."""
    lines = "\n".join(
        f"  {name if name == 'color-scheme' else '--' + name}: {value};"
        for name, value in values.items()
    )
    return f"{selector} {{\n{lines}\n}}"
