"""Drawings (SVG) of a review: what could act or load in one is refused before it is published.

A drawing can be opened by its own address, where no page and no policy stands around it.
"""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from living_review.ground.errors import TemplateFailure

ACTING = ("script", "foreignObject", "iframe", "image", "use", "a", "style", "animate", "set")


def refuse_acting(content: bytes, name: str) -> list[Element]:
    """Give the elements of a drawing, its root first.

    Raises TemplateFailure where it could act or load, and where it is no drawing.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        elements: list[Element] = list(parse(BytesIO(content), forbid_dtd=True).getroot().iter())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise TemplateFailure(
            f"{name} is no SVG that can be read ({type(error).__name__}); save it again as plain "
            "SVG, or as PNG."
        ) from error
    for element in elements:
        kind = str(element.tag).rpartition("}")[2]
        if kind in ACTING or kind.startswith("animate"):
            raise TemplateFailure(
                f"{name} holds <{kind}>, which an image of a page may not; save it as plain SVG "
                "without it, or as PNG."
            )
        for key, value in element.attrib.items():
            plain = key.rpartition("}")[2].lower()
            loads = "url(" in re.sub(r"url\(\s*['\"]?#", "", value.lower()) or "\\" in value
            if plain.startswith("on") or plain in ("href", "src") or loads:
                raise TemplateFailure(
                    f"{name}: <{kind}> has the attribute {plain} ({value[:40]!a}), which an image "
                    "of a page may not; save it as plain SVG without it, or as PNG."
                )
    return elements
