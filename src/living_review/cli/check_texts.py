"""What `living-review check` says of the texts that people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from living_review.ground.plurals import numbered

if TYPE_CHECKING:
    from living_review.texts.writing import Texts


def texts_told(texts: Texts) -> Iterator[tuple[str, list[str]]]:
    """Yield a heading and its sentences for each kind of thing that there is to say."""
    if texts.not_shown:
        yield "Texts of the authors that no page shows", list(texts.not_shown)
    if texts.remarks or texts.lacking:
        yield "Texts of the authors", [*map(str, texts.remarks), *texts.lacking]
    if texts.by_hand:
        title = (
            "Numbers that were written by hand into texts, and stay as they are when the registry "
            "changes"
        )
        yield title, [*map(str, texts.by_hand)]


def texts_counted(texts: Texts) -> Iterator[str]:
    """Say how many texts there are, where there are any."""
    if texts.texts:
        names = ", ".join(each.name for each in texts.texts)
        yield f"{numbered(len(texts.texts), 'text')}: {names}."
