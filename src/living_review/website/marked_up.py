"""Sentences of the shelf as HTML: their links lead to places that the program knows by name.

The shelf lays out hundreds of pages that were rendered long ago, so Pandoc reads nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from living_review.ground.errors import TemplateFailure
from living_review.language.fact import nearest

_MARKED = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<place>\w+)\)|`(?P<code>[^`]+)`")


def marked_up(text: str, places: Mapping[str, str]) -> Markup:
    """Write `[words](place)` as a link to a place and `` `code` `` as code; the rest is text.

    Raises TemplateFailure for a place that is none of these.
    """
    parts, at = [], 0
    for found in _MARKED.finditer(text):
        parts += [Markup.escape(text[at : found.start()]), _markup(found, places)]
        at = found.end()
    return Markup("").join((*parts, Markup.escape(text[at:])))


def _markup(found: re.Match[str], places: Mapping[str, str]) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    place = found["place"]
    if place not in places:
        raise TemplateFailure(
            f"'{found[0]}' leads to no place that a page of a version knows{nearest(place, places)}"
        )
    return Markup('<a href="{}">{}</a>').format(places[place], found["words"])
