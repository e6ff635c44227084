"""The colours of light and of dark pages, with those of a brand where they can be read.

A brand's colour is used as it is where its contrast is enough: 4.5 for text and 3 for marks, on
every ground that it can stand on. Elsewhere the colour of the same hue that is nearest to it and
passes takes its place. Colours with a meaning (certainty, risk of bias) are never a brand's, so a
ground must let all of them be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from living_review.assets.brand import Scheme, Shades
from living_review.ground.colours import MARK, TEXT, blended, contrast, nearest, reaches

Tokens = Mapping[str, str]
WITH_MEANING = ("high", "moderate", "low", "very-low")
TEXTS = ("ink", "muted", "accent", "link", *WITH_MEANING)
"""The tokens that text is set in."""
GROUNDS = ("paper", "panel", *(f"{name}-tint" for name in WITH_MEANING))
"""The tokens that text in ink or accent may stand on."""
_PANEL = 0.04


@lru_cache(maxsize=64)
def scheme(table: tuple[tuple[str, str], ...], asked: Shades) -> dict[str, str]:
    """Give the colours of a scheme as a brand wears it; `table` holds the program's own.

    Those of light pages are the colours of paper, too, whose ground stays the program's.
    """
    own = dict(table)
    found = dict(own)
    if asked.paper:
        found |= _grounds(own, asked.paper)
    grounds = tuple(dict.fromkeys((*(found[each] for each in GROUNDS), own["paper"], own["panel"])))
    if asked.ink:
        found["ink"] = _moved(asked.ink, grounds)
    accent = asked.accent or own["accent"]
    found["accent"] = _moved(accent, grounds)
    found["link"] = _moved(asked.link, grounds) if asked.link else found["accent"]
    found["brand"] = _moved(accent, grounds, MARK)
    return found


def _moved(colour: str, grounds: tuple[str, ...], ratio: float = TEXT) -> str:
    moved = nearest(colour, lambda tried: reaches(tried, grounds, ratio))
    assert moved is not None, "black or white can be read on the grounds of either scheme"
    return moved


def _grounds(own: Tokens, paper: str) -> dict[str, str]:
    """Give the ground of pages and of panels: that of a brand, or the nearest that lets all read.

    It stays light or dark, as the scheme is: colours with a meaning decide it.
    """

    def panel(ground: str) -> str:
        return blended(ground, own["ink"], _PANEL)

    def passes(ground: str) -> bool:
        texts = (own[each] for each in ("ink", "muted", *WITH_MEANING))
        return all(reaches(text, (ground, panel(ground))) for text in texts)

    moved = nearest(paper, passes)
    assert moved is not None, "white or black passes"
    return {"paper": moved, "panel": panel(moved)}


def belongs_to(colour: str) -> Scheme:
    """Tell whether a ground is one of light or of dark pages: which ink is read on it better."""
    return "light" if contrast(colour, "#000000") >= contrast(colour, "#ffffff") else "dark"
