"""Suspicions about the values by which trials are grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from living_review.protocol import Protocol
from living_review.registry.cells import printable
from living_review.registry.frames import Mark, Registry
from living_review.registry.values import Cells, Values

SHORTEST = 4
"""Letters of the shortest word in which one other letter is taken for a slip."""


def level_by_a_slip(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A trial makes no subgroup of its own by a slip in a cell that others write alike."""
    trials = registry.tables["trials"]
    included = trials.select(trials["status"] == "included")
    for column in protocol.subgroups():
        if column not in trials or _numeric(trials[column]):
            continue
        cells = {line: " ".join(str(cell).split()) for line, cell in included[column].items()}
        counts = Counter(cell.casefold() for cell in cells.values() if cell)
        shared = sorted({cell for cell in cells.values() if counts[cell.casefold()] > 1})
        for line, cell in cells.items():
            if counts[cell.casefold()] != 1:
                continue
            meant = next((each for each in shared if _slip(cell.casefold(), each.casefold())), "")
            if meant:
                yield Mark(
                    "trials",
                    int(str(line)),
                    column,
                    "level-by-a-slip",
                    "trials are grouped by this column, and this value, which no other trial has, "
                    f"makes a group of its own — did you mean '{printable(meant)}'?",
                )


def _numeric(cells: Cells) -> bool:
    return isinstance(cells, Values) and cells.array.dtype.kind in "fi"


def _slip(found: str, meant: str) -> bool:
    """Whether two values differ in signs between words, or in one letter of one longer word."""
    if _squeezed(found) == _squeezed(meant):
        return True
    one, other = found.split(), meant.split()
    if len(one) != len(other):
        return False
    differ = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return (
        len(differ) == 1
        and all(word.isalpha() and len(word) >= SHORTEST for word in differ[0])
        and _one_letter(*differ[0])
    )


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _one_letter(one: str, other: str) -> bool:
    """Whether one letter was dropped, added, mistaken, or changed places with its neighbour."""
    if len(one) > len(other):
        one, other = other, one
    i = next((i for i, sign in enumerate(one) if sign != other[i]), len(one))
    if len(one) < len(other):
        return one[i:] == other[i + 1 :]
    swapped = one[i + 1 : i + 2] + one[i : i + 1] + one[i + 2 :]
    return one[i + 1 :] == other[i + 1 :] or swapped == other[i:]
