"""The key of the risk-of-bias discs, and the discs themselves."""

from __future__ import annotations

from living_review.figures import judgement
from living_review.figures.judgement import Key
from living_review.figures.scene import Mark, Point, Stamps, Words
from living_review.letters import lettering

SMALL, GAP = 7.5, 9.0


def judgement_stamps(given: str, centres: tuple[Point, ...], radius: float = 5.0) -> Stamps:
    """Give the disc of a judgement at each centre."""
    look = judgement.LOOKS[given]
    return Stamps(
        f"judgement-{given.replace(' ', '-')}",
        centres,
        radius,
        look.fill,
        look.symbol,
        look.symbol_role,
    )


def judgement_key(
    key: Key, y: float, room: float, left: float, size: float = SMALL
) -> tuple[list[Mark], float]:
    """Draw the heading of the key and each disc with its word, wrapping at the room."""
    y += size + 2
    x = left
    marks: list[Mark] = [Words("note", x, y, key.heading, size, role="muted")]
    x += lettering.width(key.heading, size) + GAP
    for given, word in key.entries:
        length = 12 + lettering.width(word, size) + GAP
        if x + length > left + room:
            x, y = left, y + 12
        marks.append(judgement_stamps(given, ((x + 4, y - 2.4),), 4.0))
        marks.append(Words("note", x + 11, y, word, size, role="muted"))
        x += length
    return marks, y
