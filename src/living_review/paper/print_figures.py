"""Figures for paper: outlined letters become letters again, which a PDF can search and set fast.

A figure on the website is an image and cannot use the page's fonts, so its letters are outlines,
each group of them naming its text in `data-text`. A PDF embeds those very fonts; those of the
machine are named in `data-font`, and their text is made as long as it was drawn, `data-width`.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from living_review.assets.brand import BODY, family_of_figures

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# Letters are drawn in thousandths of an em, with the y axis upwards.
PLACED = re.compile(r"translate\((\S+) (\S+)\) scale\((\S+) -\S+\)")
UNITS_PER_EM = 1000
SEMIBOLD_GLYPH = re.compile(r"^#\w+-[bB][0-9a-f]+$")
# WeasyPrint takes a space after the comma for a part of the name.
FAMILIES = "'Review Sans','Review Symbols','Review Marks'"


def with_letters(figure: bytes) -> bytes:
    """The same figure with text instead of outlines; a figure without `data-text` stays as it is.

    Raises ElementTree.ParseError for what is not XML.
    """
    if b"data-text=" not in figure:
        return figure
    root = ElementTree.fromstring(figure)
    outlines: dict[str, ElementTree.Element] = {}
    for parent in list(root.iter()):
        for position, group in enumerate(list(parent)):
            text = _text(group)
            if text is not None:
                outlines.update((each.get("id", ""), each) for each in group.iter(f"{{{SVG}}}path"))
                parent[position] = text
    _restore(root, outlines)
    drawn: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=False)
    return drawn


def _text(group: ElementTree.Element) -> ElementTree.Element | None:
    """The text element for one group of outlined letters."""
    words = group.get("data-text")
    placed = PLACED.fullmatch(group.get("transform", ""))
    if words is None or placed is None:
        return None
    left, baseline, scale = placed.groups()
    letters = [use.get(XLINK_HREF, "") for use in group.iter(f"{{{SVG}}}use")]
    bold = group.get("data-weight") == "600" or any(map(SEMIBOLD_GLYPH.match, letters))
    machine = "".join(f",'{name}'" for name in group.get("data-font", "").split(",") if name)
    own = f"'{BODY}'," if family_of_figures() else ""
    style = [
        group.get("style", "fill: #000000"),
        f"font-size: {float(scale) * UNITS_PER_EM:.4g}px",
        f"font-family: {own}{FAMILIES}{machine}",
        f"font-weight: {600 if bold else 400}",
    ]
    text = ElementTree.Element(f"{{{SVG}}}text", {"x": left, "y": baseline})
    if width := group.get("data-width"):
        text.set("data-width", width)
    text.set("style", "; ".join(style))
    text.text, text.tail = words, group.tail
    return text


def _restore(root: ElementTree.Element, outlines: dict[str, ElementTree.Element]) -> None:
    """Put back the outlines that marks other than text still use."""
    used = {use.get(XLINK_HREF, "")[1:] for use in root.iter(f"{{{SVG}}}use")}
    kept = [outline for name, outline in outlines.items() if name in used]
    if kept:
        definitions = ElementTree.SubElement(root, f"{{{SVG}}}defs")
        definitions.extend(kept)
