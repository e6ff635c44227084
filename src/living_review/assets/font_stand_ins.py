"""Fonts of the reader's machine, sized as ours, while ours are on their way.

A page is laid out at once with a font that is there, and again when ours has come. Where both are
as wide and as high, no line breaks elsewhere and nothing on the page moves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from living_review.ground.own_files import own_file


@dataclass(frozen=True, slots=True)
class Own:
    """A family of ours: widths by weight and style, and the height above and below the line."""

    above: float
    below: float
    widths: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class There:
    """Fonts of one width, as each is called in full, by weight and style."""

    name: str
    widths: Mapping[str, float]
    fonts: Mapping[str, tuple[str, ...]]


@cache
def table() -> Mapping[str, tuple[Own, tuple[There, ...]]]:
    """Give each family of ours with what stands in for it, the likest first."""
    said = tomllib.loads((own_file("assets") / "font_stand_ins.toml").read_text(encoding="utf-8"))
    return {
        family: (Own(**each["ours"]), tuple(There(**there) for there in each["there"]))
        for family, each in said.items()
    }


def families(ours: str) -> str:
    """Name the stand-ins of a family of ours, for a list of fonts."""
    return ", ".join(f'"{ours} {there.name}"' for there in table()[ours][1])


def faces() -> list[str]:
    """Give the rules that size each stand-in as ours."""
    return [
        _face(family, own, there, style)
        for family, (own, all_there) in table().items()
        for there in all_there
        for style in there.fonts
    ]


def _face(family: str, own: Own, there: There, style: str) -> str:
    size = own.widths[style] / there.widths[style]
    weight, slant = style.split()
    sources = ", ".join(f'local("{name}")' for name in there.fonts[style])
    return (
        f'@font-face {{ font-family: "{family} {there.name}"; font-weight: {weight}; '
        f"font-style: {slant}; src: {sources}; size-adjust: {size:.1%}; "
        f"ascent-override: {own.above / size:.1%}; descent-override: {own.below / size:.1%}; "
        "line-gap-override: 0% }"
    )
