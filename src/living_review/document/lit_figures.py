"""Where the trials of a figure lie, as its drawing tells it and a page repeats it."""

from __future__ import annotations

import re

_TOLD = re.compile(r' data-trials="([\w. -]+)" data-places="([\d, ]+)"')


def attributes(wide: str, narrow: str) -> list[str]:
    """Give the attributes of an image from its SVG and that for narrow screens, which may be ''.

    There are none where no trial can be lit up, or one alone, which needs no light.
    """
    trials, places = _told(wide)
    if " " not in trials:
        return []
    same, narrow_places = _told(narrow)
    small = [f'places-narrow="{narrow_places}"'] if same == trials else []
    return [f'trials="{trials}" places="{places}"', *small]


def _told(svg: str) -> tuple[str, str]:
    found = _TOLD.search(svg, 0, max(0, svg.find(">")))
    return (found[1], _shortened(found[2])) if found else ("", "")


def _shortened(places: str) -> str:
    """Leave out the top of a place that begins where the one before it ends, as rows do."""
    told, before = [], ""
    for each in places.split(" "):
        number, top, bottom, *sides = each.split(",")
        told.append(",".join((number, "" if top == before else top, bottom, *sides)))
        before = bottom
    return " ".join(told)
