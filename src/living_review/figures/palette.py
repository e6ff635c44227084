"""The few colours of the figures, each with its light and its dark value.

Every light value is unique, so that the drawn figure can be recoloured by name. Risk-of-bias
colours are those of robvis' Cochrane palette (McGuinness & Higgins 2021); each judgement also has
its own symbol, so that no colour carries a meaning alone.

A brand colours trials and pools, where these stay apart from all that is drawn beside them, to
people of any colour vision. Colours with a meaning (risk of bias, direction) are never a brand's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from living_review import assets
from living_review.assets.brand import Scheme, worn
from living_review.ground.colours import (
    MARK,
    TEXT,
    apart,
    contrast,
    lightness_chroma_hue,
    nearest,
    reaches,
)

Role = Literal[
    "ink",
    "muted",
    "rule",
    "zone",
    "estimate",
    "pooled",
    "prediction",
    "apart",
    "paper",
    "box",
    "low",
    "some",
    "high",
    "critical",
    "unknown",
    "none",
    "symbol",
    "symbol-light",
    "favours",
    "against",
    "little",
    "contour-10",
    "contour-05",
    "contour-01",
]

LIGHT: dict[Role, str] = {
    "ink": "#1b1f24",
    "muted": "#55606c",
    "rule": "#c6ccd4",
    "zone": "#edf0f4",
    "estimate": "#23527c",
    "pooled": "#0d2f4f",
    "prediction": "#9a3b00",
    "apart": "#6a7480",
    "paper": "#ffffff",
    "box": "#f6f8fa",
    "low": "#02c100",
    "some": "#e2df07",
    "high": "#bf0000",
    "critical": "#820000",
    "unknown": "#4ea1f7",
    "none": "#cccccc",
    "symbol": "#111111",
    "symbol-light": "#fefefe",
    "favours": "#0b6b57",
    "against": "#a84300",
    "little": "#5d5d83",
    "contour-10": "#f1f3f6",
    "contour-05": "#e1e6ec",
    "contour-01": "#cfd7e0",
}

DARK: dict[Role, str] = {
    **LIGHT,
    "ink": "#e8eaed",
    "muted": "#aab3be",
    "rule": "#4a525d",
    "zone": "#2b323b",
    "estimate": "#8cc0f0",
    "pooled": "#cfe5fa",
    "prediction": "#f5a878",
    "apart": "#98a2ae",
    "paper": "#16191d",
    "box": "#20262d",
    "favours": "#5cc9b0",
    "against": "#f59a62",
    "little": "#b3b3dc",
    "contour-10": "#1d2126",
    "contour-05": "#262c33",
    "contour-01": "#323a43",
}

Colours = Mapping[Role, str]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
GROUNDS: tuple[Role, ...] = ("paper", "zone", "box", "contour-10", "contour-05", "contour-01")
"""The roles that marks may stand on."""
LEAST_APART, LEAST_WITHIN = 0.09, 0.06
"""How far marks of two kinds look apart at least (OKLab), and trials from their own pool."""
_LEAST_RATIO = 1.25
# A grey has no hue, and would be taken for what stands apart.
_LEAST_CHROMA = 0.03
# What a prediction interval may be drawn in; the program's own blue is free where a brand has
# another hue. The first is taken unless another lets the brand's colour stay much nearer to itself.
PREDICTIONS = (
    (LIGHT["prediction"], DARK["prediction"]),
    (LIGHT["estimate"], DARK["estimate"]),
    ("#5b3a8e", "#c3a6f0"),
)
_WORTH_A_CHANGE = 0.08


def light() -> Colours:
    """Give the colours on light pages and on paper."""
    return _worn()[0]


def dark() -> Colours:
    """Give the colours on dark pages."""
    return _worn()[1]


def roles() -> Mapping[str, Role]:
    """Give the role of each colour of light pages."""
    return _roles(*_asked())


def takes_a_brand() -> bool:
    """Whether the figures are in the colour of the brand that is worn."""
    return light() is not LIGHT


def _worn() -> tuple[Colours, Colours]:
    return _coloured(*_asked())


def _asked() -> tuple[str, str, str, str]:
    """Give the colour that a brand asks for on light and on dark pages, and their grounds."""
    brand = worn()
    pages = (assets.colours(scheme)["paper"] for scheme in SCHEMES)
    return (brand.light.accent, brand.dark.accent, *(pages if brand.coloured else ("", "")))


@lru_cache(maxsize=16)
def _roles(accent: str, accent_dark: str, page: str, page_dark: str) -> Mapping[str, Role]:
    colours = _coloured(accent, accent_dark, page, page_dark)[0]
    return {colour: role for role, colour in colours.items()}


@lru_cache(maxsize=16)
def _coloured(accent: str, accent_dark: str, page: str, page_dark: str) -> tuple[Colours, Colours]:
    """Give both palettes, with a brand's colour where it can be told from all others."""
    asked = accent or accent_dark
    if not asked or lightness_chroma_hue(asked)[1] < _LEAST_CHROMA:
        return LIGHT, DARK
    both = (accent or accent_dark, accent_dark or accent)
    found: list[tuple[float, int, tuple[Colours, Colours]]] = []
    for place, predictions in enumerate(PREDICTIONS):
        made = [
            _one(wanted, table, prediction, ground)
            for wanted, table, prediction, ground in zip(
                both, (LIGHT, DARK), predictions, (page, page_dark), strict=True
            )
        ]
        if made[0] and made[1]:
            moved = sum(
                abs(lightness_chroma_hue(each["pooled"])[0] - lightness_chroma_hue(wanted)[0])
                for each, wanted in zip((made[0], made[1]), both, strict=True)
            )
            if not place and moved <= _WORTH_A_CHANGE:
                return made[0], made[1]
            found.append((moved + _WORTH_A_CHANGE * bool(place), place, (made[0], made[1])))
    return min(found)[2] if found else (LIGHT, DARK)


def _one(wanted: str, table: dict[Role, str], prediction: str, page: str) -> Colours | None:
    """Colour one palette; None where pool and trials cannot be told from what is beside them.

    A figure has no ground of its own: it stands on that of the page.
    """
    read_on = (page, *(table[role] for role in GROUNDS[:3]))
    grounds = (*read_on, *(table[role] for role in GROUNDS[3:]))
    beside = (table["apart"], prediction)
    taken = {*table.values()} - {table["estimate"], table["pooled"]} | {prediction}

    def seen(colour: str) -> bool:
        return (
            colour not in taken
            and reaches(colour, grounds, MARK)
            and all(apart(colour, other) >= LEAST_APART for other in beside)
        )

    pooled = nearest(wanted, lambda colour: reaches(colour, read_on, TEXT) and seen(colour))
    if pooled is None:
        return None
    estimate = nearest(
        wanted,
        lambda colour: (
            colour != pooled
            and seen(colour)
            and contrast(colour, pooled) >= _LEAST_RATIO
            and apart(colour, pooled) >= LEAST_WITHIN
        ),
    )
    if estimate is None:
        return None
    return {**table, "pooled": pooled, "estimate": estimate, "prediction": prediction}
