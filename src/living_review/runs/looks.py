"""What `check` tells of how a review looks: its brand, and letters that no font has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from living_review.assets.brand import PLAIN, wearing
from living_review.brand import brand_of, notes

if TYPE_CHECKING:
    from living_review.assets.brand import Brand
    from living_review.ground.folder import ReviewFolder
    from living_review.letters.without_font import CellWithout
    from living_review.living.edition import Edition


def looked_at(
    folder: ReviewFolder, edition: Edition
) -> tuple[tuple[str, ...], tuple[CellWithout, ...]]:
    """Say where the brand of a review gives way, and which letters have no font, its own included.

    Raises BadInput where the brand cannot be worn, as a build does.
    """
    from living_review.letters.without_font import cells_without_font

    with brand_of(folder, edition.protocol) as brand, wearing(brand):
        without = cells_without_font(edition.tables, folder)
        figures = () if brand == PLAIN else tuple(_of_figures(brand))
        needed = frozenset[str]() if brand == PLAIN else _letters(folder, edition)
        # A brand of which nothing is worn may still ask for what nobody honours.
        return (*notes(folder, edition.protocol, brand, needed), *figures), without


def _of_figures(brand: Brand) -> Iterator[str]:
    """Say what of its colour the figures do not take."""
    from living_review.figures import palette

    if not (brand.light.accent or brand.dark.accent):
        return
    if not palette.takes_a_brand():
        yield (
            "Figures keep the program's colours: in that of the brand, trials and pools could not "
            "be told from what is drawn beside them by people of every colour vision."
        )
    elif palette.light()["pooled"] != brand.light.accent:
        yield (
            f"Figures on light pages and paper draw pools in {palette.light()['pooled']}, the "
            "nearest of the brand's hue that is read there and told from all that stands beside it."
        )


def _letters(folder: ReviewFolder, edition: Edition) -> frozenset[str]:
    """Give the letters that a report of the review is written in, as far as they can be told."""
    from living_review.language.sandbox import PROGRAM_TEMPLATES

    found = set(folder.protocol.read_text(encoding="utf-8-sig"))
    for table in edition.tables.values():
        for row in table.rows:
            found.update(*row)
    for language in edition.protocol.review.spoken:
        for path in (PROGRAM_TEMPLATES / language).rglob("*.j2"):
            found.update(path.read_text(encoding="utf-8"))
    return frozenset(each for each in found if each.isprintable() and not each.isspace())
