"""A drawn figure for the PDFs: its letters as text in the program's own fonts.

On the website a figure is an image of its own and cannot reach the page's fonts, so its letters are
outlines. WeasyPrint draws one outline at a time (0.8 s for a forest plot of three trials, 0.1 s as
text), and a PDF embeds the fonts anyway; as text the figure can also be searched and read back.
"""

from __future__ import annotations

import re
from html import unescape

from living_review.rendering.figures import lettering

# WeasyPrint takes a blank after the comma for a part of the name.
FAMILY = "'Review Sans','Review Symbols'"
_LETTERS = re.compile(
    r'<g data-mark="[^"]*" data-text="(?P<text>[^"]*)"(?P<look>[^>]*?)'
    r' transform="translate\((?P<x>[\d.-]+) (?P<y>[\d.-]+)\) scale\((?P<scale>[\d.e-]+) [^"]*"'
    r"(?:/>|>(?P<outlines>.*?)</g>)",
    re.DOTALL,
)
_DEFINED = re.compile(r"<defs><path .*?</defs>", re.DOTALL)
_SCREEN = re.compile(r"<style>.*?</style>| class=\"lr-[^\"]*\"", re.DOTALL)


def for_print(svg: str) -> str:
    """Give a figure of this package with text instead of outlines, in its light colours.

    The document that holds it must provide the fonts of `rendering/assets/fonts`. A text with a
    letter that these fonts lack keeps its outlines.
    """
    kept: list[str] = []

    def as_text(match: re.Match[str]) -> str:
        text = unescape(match["text"])
        if lettering.in_own_fonts(text):
            kept.extend(_DEFINED.findall(match["outlines"] or ""))
            size = float(match["scale"]) * lettering.EM
            return (
                f'<text x="{match["x"]}" y="{match["y"]}" font-size="{size:.6g}"'
                f"{match['look']}>{match['text']}</text>"
            )
        return match[0]

    drawn = _LETTERS.sub(as_text, _SCREEN.sub("", svg))
    # Outlines that a kept text shares were defined where a replaced one stood.
    shared = "".join(kept) if "-text=" in drawn else ""
    opened, body = drawn.split("</title>", 1)
    return (
        f'{opened}</title>{shared}<g font-family="{FAMILY}">{body.replace("</svg>", "</g></svg>")}'
    )
