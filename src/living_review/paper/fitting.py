"""What a document of a given number of pages leaves out, step by step, until it has that many.

No letter is made smaller. What matters least goes first, and where something is left out the
document says so, and where it stands: a block `where-…-are-left-out` is shown then alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any, TypeVar

from living_review.paper.measured import Laid

# What is left out, and to how many: results told to patients, which have room where there is some;
# plots, reasons, changes and limits beyond the first, then rows of the table, then of everything
# once more, down to what two pages always hold.
ORDER = (
    ("people", 0),
    *(("plots", 3), ("reasons", 3), ("changes", 6), ("limits", 4), ("plots", 2), ("reasons", 2)),
    *(("changes", 3), ("limits", 3), ("plots", 1), ("reasons", 1), ("lines", 5), ("rows", 6)),
    *(("changes", 1), ("limits", 1), ("notes", 1), ("lines", 2), ("messages", 2), ("rows", 3)),
    *(("plots", 0), ("rows", 2), ("notes", 0), ("reasons", 0), ("lines", 1), ("rows", 1)),
    *(("changes", 0), ("limits", 0), ("messages", 1), ("messages", 0)),
)
GIVEN_BACK = (
    *("rows", "lines", "messages", "plots", "reasons", "limits", "changes", "notes", "people"),
)
# Where the things stand, and what they are; those of a class stand before all others there.
THINGS: Mapping[str, tuple[str, str]] = {
    "plots": ("plots", "figure"),
    "reasons": ("reasons", "li"),
    "changes": ("what-changed", "li"),
    "limits": ("limits", "li"),
    "lines": ("lead", "p"),
    "messages": ("plain-words", "li"),
    "notes": ("table-notes", "p"),
    "people": ("people", "div.result"),
}
# What is shown as long as one thing of a kind is.
SHOWN_WITH = {"plots": ".plots", "messages": ".plain-block", "people": ".patients"}
ON_THE_NEXT_PAGE = ".flowing{break-before:page}"
# Of the three parts that a document opens with, the last goes below the shorter of the others.
# Its columns hold so many letters in a line, and paragraphs are so many lines apart.
OPENING, LETTERS_OF_A_LINE, APART = 3, 56, 0.3
BELOW_THE_FIRST = ".further{float:left!important;clear:left!important}"
# Floats that a page ends in would be set twice.
AS_A_GRID = (
    ".opening{display:grid!important}.opening > *{float:none!important;width:auto!important}"
)
# As high as two sentences on where things are that were left out, in pixels of CSS.
SENTENCES = 30.0
# After so many guesses the search goes on by halving.
GUESSES = 4
_RANK = re.compile(r"\brank-(\d+)\b")

State = TypeVar("State")


@dataclass(frozen=True)
class Kept:
    """How many of each kind are kept."""

    counts: Mapping[str, int]

    def but(self, kind: str, number: int) -> Kept:
        """The same with another number of one kind."""
        return Kept({**self.counts, kind: number})


Height = Callable[[Kept], float]


class Contents:
    """What a document holds that may be left out of it, from its tree."""

    def __init__(self, tree: Any) -> None:
        self._rows = _rows_of(tree)
        self._ranks = [_rank(each) for each in self._rows]
        self._things = {kind: _things(tree, *where) for kind, where in THINGS.items()}
        self.opening = next(_of_class(tree, "opening"), None)
        self.floats = True
        """Whether its parts float in two columns: where one page holds them."""
        self.flowing = next(_of_class(tree, "flowing"), None)
        self._beside = [
            *([[column] for column in each] for each in _of_class(tree, "flowing")),
            *_in_pairs(self._things["plots"]),
            *_in_pairs(self._things["people"]),
        ]
        self.whole = Kept(
            {
                "rows": sum(bool(rank) for rank in self._ranks),
                **{kind: len(things) for kind, things in self._things.items()},
            }
        )

    def steps(self) -> list[Kept]:
        """Everything, then with one thing less at each step."""
        steps = [self.whole]
        for kind, least in ORDER:
            for number in range(steps[-1].counts[kind] - 1, least - 1, -1):
                steps.append(steps[-1].but(kind, number))
        return steps

    def rules(self, kept: Kept) -> str:
        """Give the style rules that leave out all the rest, and say so."""
        hidden: list[str] = []
        for kind, (place, tag) in THINGS.items():
            number = kept.counts[kind]
            if number < self.whole.counts[kind]:
                inside = "ul > " if tag == "li" else ""
                nth = "nth-child" if "." in tag else "nth-of-type"
                hidden.append(f".{place} > {inside}{tag}:{nth}(n+{number + 1})")
        hidden += (f".sof > tbody > tr:nth-of-type({n + 1})" for n in self._rows_without(kept))
        shown = [
            f".where-{kind}-are-left-out"
            for kind, number in kept.counts.items()
            if number < self.whole.counts[kind]
        ]
        hidden += (around for kind, around in SHOWN_WITH.items() if not kept.counts[kind])
        placed = AS_A_GRID if not self.floats else ""
        if self.floats and self._first_is_shorter(kept):
            placed = BELOW_THE_FIRST
        return _rule(hidden, "none") + _rule(shown, "block") + placed

    def measured(self, laid: Laid) -> Height:
        """Give what tells how high the kept things are, from how high all are.

        What is never left out counts for nothing, unless it stands beside what may be.
        """
        alone = [*self._rows, *self._things["notes"]]
        columns = [part for group in self._beside for column in group for part in column]
        things = [each for kind in THINGS for each in self._things[kind]]
        high = laid.heights([*alone, *columns, *self._parts, *things])

        def height(kept: Kept) -> float:
            gone = set(map(id, self._left_out(kept)))

            def left(part: Any) -> float:
                inside = (id(each) for each in part.iter() if each is not part)
                lost = sum(high[each] for each in inside if each in gone)
                return 0.0 if id(part) in gone else high[id(part)] - lost

            groups = [*self._beside, *self._opening_columns(kept)]
            return sum(map(left, alone)) + sum(
                max((sum(map(left, column)) for column in group), default=0.0) for group in groups
            )

        return height

    @property
    def _parts(self) -> list[Any]:
        return [] if self.opening is None else list(self.opening)

    def _left_out(self, kept: Kept) -> list[Any]:
        things = (each for kind in THINGS for each in self._things[kind][kept.counts[kind] :])
        return [*things, *(self._rows[place] for place in self._rows_without(kept))]

    def _opening_columns(self, kept: Kept) -> list[list[list[Any]]]:
        if len(self._parts) != OPENING:
            return []
        first, second, further = self._parts
        if not self.floats:
            return [[[first], [second]], [[further]]]
        if self._first_is_shorter(kept):
            return [[[first, further], [second]]]
        return [[[first], [second, further]]]

    def _first_is_shorter(self, kept: Kept) -> bool:
        """Whether the first column of the opening holds less than the second, by its letters."""
        if len(self._parts) != OPENING:
            return False
        gone = set(map(id, self._things["lines"][kept.counts["lines"] :]))
        first, second, _ = (_lines_in(each, gone) for each in self._parts)
        return first < second

    def _rows_without(self, kept: Kept) -> Iterator[int]:
        """Give the places of rows that rank behind those kept, and of each heading above none."""
        shown_below = False
        for place, rank in reversed(list(enumerate(self._ranks))):
            if rank is None:
                hide, shown_below = not shown_below, False
            else:
                hide = rank > kept.counts["rows"]
                shown_below = shown_below or not hide
            if hide:
                yield place


def _rule(selectors: Sequence[str], display: str) -> str:
    return f"{', '.join(selectors)} {{ display: {display} !important }}\n" if selectors else ""


def _has_class(element: Any, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _of_class(tree: Any, name: str) -> Iterator[Any]:
    return (each for each in tree.iter() if isinstance(each.tag, str) and _has_class(each, name))


def _things(tree: Any, place: str, tag: str) -> list[Any]:
    """Give the things of a kind that stand in their place, a list's items or children."""
    name, _, of_class = tag.partition(".")
    return [
        thing
        for element in _of_class(tree, place)
        for each in (element.findall("ul") if tag == "li" else [element])
        for thing in each.findall(name)
        if not of_class or _has_class(thing, of_class)
    ]


def _in_pairs(things: Sequence[Any]) -> Iterator[list[list[Any]]]:
    """Give things that stand two by two as columns of a line."""
    return ([[each] for each in things[n : n + 2]] for n in range(0, len(things), 2))


def _rows_of(tree: Any) -> list[Any]:
    """Give the rows of the summary of findings."""
    tables = [each for each in _of_class(tree, "sof") if each.tag == "table"]
    return list(tables[0].findall("tbody/tr")) if tables else []


def _rank(row: Any) -> int | None:
    """Give the rank of a row; None for a heading, and 0 for one without a rank, which stays."""
    found = _RANK.search(row.get("class") or "")
    return int(found[1]) if found else None if _has_class(row, "banner") else 0


def _lines_in(column: Any, gone: set[int]) -> float:
    """About how many lines a column of the opening takes, but for paragraphs that are gone."""
    told = (
        " ".join("".join(each.itertext()).split())
        for each in column.iter()
        if each.tag in ("p", "li", "dd") and id(each) not in gone
    )
    boxes = sum(_has_class(each, "currency") or _has_class(each, "callout") for each in column)
    return 2 * boxes + sum(ceil(len(each) / LETTERS_OF_A_LINE) + APART for each in told)


def first_that_fits(
    steps: Sequence[State],
    room: Callable[[State], float],
    height: Callable[[State], float],
    aim: float = inf,
) -> State:
    """Find the first step that there is room for; the last one where there is for none.

    `room` sets a step and tells what is left on the last page, or below zero what is lacking. How
    high the steps are tells which to set next, so that few are set; it does not tell which fits.
    """
    low, high, tries = -1, len(steps) - 1, 0
    while high - low > 1:
        likely = (each for each in range(low + 1, high) if height(steps[each]) <= aim)
        place = next(likely, high - 1) if tries <= GUESSES else (low + high) // 2
        left = room(steps[place])
        low, high = (low, place) if left >= 0 else (place, high)
        aim, tries = height(steps[place]) + left, tries + 1
    return steps[high]


def refilled(
    contents: Contents, kept: Kept, lay: Callable[[Kept], Laid], most: int, height: Height
) -> Kept:
    """Give back what there is room for after all, of what matters most first.

    More than all that is empty on the pages holds is not tried.
    """
    for kind in GIVEN_BACK:
        most_high = height(kept) + lay(kept).unused(most) + SENTENCES
        numbers = range(contents.whole.counts[kind], kept.counts[kind] - 1, -1)
        steps = [each for each in (kept.but(kind, n) for n in numbers) if height(each) <= most_high]
        if len(steps) > 1 and lay(steps[-2]).pages <= most:
            aim = height(kept) + lay(kept).room(most)
            kept = first_that_fits(steps, lambda each: lay(each).room(most), height, aim)
    return kept


def fitted(tree: Any, rendered: Callable[[str], Laid], most: int) -> str:
    """Give the rules with which a document has so many pages, and no fewer."""
    contents = Contents(tree)

    def lay(kept: Kept) -> Laid:
        return rendered(contents.rules(kept))

    kept = contents.whole
    contents.floats = len(lay(kept).pages_with(contents.opening)) <= 1
    if lay(kept).pages > most:
        height = contents.measured(lay(kept))
        kept = first_that_fits(contents.steps(), lambda each: lay(each).room(most), height)
        kept = refilled(contents, kept, lay, most, height)
    if lay(kept).pages_with(contents.flowing) == {most}:
        return contents.rules(kept)
    # What explains the results stands together, on the last page and with what is left for it.
    for people in range(kept.counts["people"], -1, -1):
        together = contents.rules(kept.but("people", people)) + ON_THE_NEXT_PAGE
        if rendered(together).pages <= most:
            return together
    return contents.rules(kept)
