"""What a document of a given number of pages leaves out, step by step, until it has that many.

No letter is made smaller. What matters least goes first, and where something is left out the
document says so, and where it stands: a block `where-…-are-left-out` is shown then alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

# What is left out, and to how many: plots, reasons, changes and limits beyond the first, then rows
# of the table, then of everything once more, down to what two pages always hold.
ORDER = (
    *(("plots", 3), ("reasons", 3), ("changes", 6), ("limits", 4), ("plots", 2), ("reasons", 2)),
    *(("changes", 3), ("limits", 3), ("plots", 1), ("reasons", 1), ("lines", 5), ("rows", 6)),
    *(("changes", 1), ("limits", 1), ("notes", 1), ("lines", 2), ("messages", 2), ("rows", 3)),
    *(("plots", 0), ("rows", 2), ("notes", 0), ("reasons", 0), ("lines", 1), ("rows", 1)),
    *(("changes", 0), ("limits", 0), ("messages", 1), ("messages", 0)),
)
GIVEN_BACK = ("rows", "lines", "messages", "plots", "reasons", "limits", "changes", "notes")
# Where the things stand, and what they are.
THINGS: Mapping[str, tuple[str, str]] = {
    "plots": ("plots", "figure"),
    "reasons": ("reasons", "li"),
    "changes": ("what-changed", "li"),
    "limits": ("limits", "li"),
    "lines": ("lead", "p"),
    "messages": ("plain-words", "li"),
    "notes": ("table-notes", "p"),
}
ON_THE_NEXT_PAGE = ".flowing{break-before:page}"
_RANK = re.compile(r"\brank-(\d+)\b")

State = TypeVar("State")


@dataclass(frozen=True)
class Kept:
    """How many of each kind are kept."""

    counts: Mapping[str, int]

    def but(self, kind: str, number: int) -> Kept:
        """The same with another number of one kind."""
        return Kept({**self.counts, kind: number})


class Contents:
    """What a document holds that may be left out of it, from its tree."""

    def __init__(self, tree: Any) -> None:
        self._rows = list(_rows_of(tree))
        self.whole = Kept(
            {
                "rows": sum(bool(rank) for rank in self._rows),
                **{kind: _count(tree, *where) for kind, where in THINGS.items()},
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
                hidden.append(f".{place} > {inside}{tag}:nth-of-type(n+{number + 1})")
        hidden += self._hidden_rows(kept.counts["rows"])
        shown = [
            f".where-{kind}-are-left-out"
            for kind, number in kept.counts.items()
            if number < self.whole.counts[kind]
        ]
        # A document that holds no plot, and a heading over it, needs none.
        if not kept.counts["plots"]:
            hidden.append(".plots")
        if not kept.counts["messages"]:
            hidden.append(".plain-block")
        return _rule(hidden, "none") + _rule(shown, "block")

    def _hidden_rows(self, number: int) -> Iterator[str]:
        """Name the rows that rank behind the first so many, and each heading above none."""
        shown_below = False
        for place, rank in reversed(list(enumerate(self._rows, 1))):
            if rank is None:
                hide, shown_below = not shown_below, False
            else:
                hide = rank > number
                shown_below = shown_below or not hide
            if hide:
                yield f".sof > tbody > tr:nth-of-type({place})"


def _rule(selectors: Sequence[str], display: str) -> str:
    return f"{', '.join(selectors)} {{ display: {display} !important }}\n" if selectors else ""


def _has_class(element: Any, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _count(tree: Any, place: str, tag: str) -> int:
    """Count the things of a kind that stand in their place, a list's items or children."""
    found = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and _has_class(element, place):
            within = element.findall("ul") if tag == "li" else [element]
            found += sum(len(each.findall(tag)) for each in within)
    return found


def _rows_of(tree: Any) -> Iterator[int | None]:
    """Give the rank of each row of the summary of findings; None for a heading within it.

    A row without a rank stays.
    """
    for table in tree.iter("table"):
        if _has_class(table, "sof"):
            for row in table.findall("tbody/tr"):
                found = _RANK.search(row.get("class") or "")
                yield int(found[1]) if found else None if _has_class(row, "banner") else 0
            return


def first_that_fits(steps: Sequence[State], fits: Callable[[State], bool]) -> State:
    """Find the first step that fits by halving; the last one where none does."""
    if fits(steps[0]):
        return steps[0]
    low, high = 0, len(steps) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(steps[middle]) else (middle, high)
    return steps[high]


def refilled(whole: Kept, kept: Kept, fits: Callable[[Kept], bool]) -> Kept:
    """Give back what there is room for after all, of what matters most first."""
    for kind in GIVEN_BACK:
        steps = [
            kept.but(kind, number)
            for number in range(whole.counts[kind], kept.counts[kind] - 1, -1)
        ]
        if len(steps) > 1 and fits(steps[-2]):
            kept = first_that_fits(steps, fits)
    return kept


def fitted(contents: Contents, pages_with: Callable[[str], int], most: int) -> str:
    """Give the rules with which a document has so many pages, and no fewer."""

    def pages(kept: Kept) -> int:
        return pages_with(contents.rules(kept))

    fits = partial(_at_most, pages, most)
    kept = refilled(contents.whole, first_that_fits(contents.steps(), fits), fits)
    rules = contents.rules(kept)
    return rules if pages(kept) >= most else rules + ON_THE_NEXT_PAGE


def _at_most(pages: Callable[[Kept], int], most: int, kept: Kept) -> bool:
    return pages(kept) <= most
