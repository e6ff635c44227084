"""Which way a heading of a table heads: its row, or what stands below it.

WeasyPrint names to each cell the headings that head it. A reader that looks at the heading alone
asks for its scope (ISO 32000-1:2008, table 349; ISO 14289-1:2014, 7.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from living_review.paper.weasyprint_parts import referred_to


def scope_headings(objects: list[Any]) -> None:
    """Give each heading its scope: a row where cells stand beside it, else the column.

    `objects` are those of a file that is about to be written, each in the place of its number.
    """
    for row in _structures(objects, "/TR"):
        cells = [referred_to(objects, each) for each in row["K"]]
        scope = "/Row" if any(cell["S"] == "/TD" for cell in cells) else "/Column"
        for cell in cells:
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = scope


def _structures(objects: list[Any], kind: str) -> Iterator[Any]:
    return (each for each in objects if isinstance(each, dict) and each.get("S") == kind)
