"""Which families of letters a PDF took from the machine, as it says itself."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from living_review.assets.brand import BODY, HEADINGS
from living_review.letters import machine_fonts
from living_review.paper.boxes import FAMILY as BOXES

# Families that come with the program.
OWN = (
    BODY,
    HEADINGS,
    "Review Sans",
    "Review Serif",
    "Review Symbols",
    "Review Marks",
    "Review Fallback",
    BOXES,
)


def families_in(pdf: Path | BytesIO) -> Iterator[tuple[str, str]]:
    """Give each family that a PDF embeds and the program does not bring, with its weight."""
    import pikepdf

    with pikepdf.open(pdf) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                family, name = str(each.FontFamily), str(each.FontName)
                if family not in OWN:
                    heavy = "Bold" in name.removeprefix(family.replace(" ", "-"))
                    yield family, "bold" if heavy else machine_fonts.REGULAR
