"""What WeasyPrint works out again and again for a long document, worked out once.

- A page that names another one's number is set again when that number is known, and then once more,
  as its own number and that of all pages are known, too, which it does not name.
- The lengths of each box are resolved whenever it is set. Most are no percentages and the same for
  all boxes of one style.
- Every element gets the styles of calls and marks of notes, and no page has notes of that kind.
- The style of each part of a figure is read from its words, which are the same for many.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import product
from typing import Any

from living_review.paper.weasyprint_parts import (
    count_targets_by,
    leave_out_rules_for,
    read_declarations_by,
    resolve_percentages_by,
)

SIDES = ("left", "right", "top", "bottom")
AROUND = tuple(f"{kind}_{side}" for kind, side in product(("margin", "padding"), SIDES))
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
SIZES = tuple(
    f"{least}{size}" for least, size in product(("", "min_", "max_"), ("width", "height"))
)
NOTES = ("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
ALL_PAGES, KNOWN = "pages", "_known_lengths"


@cache
def set_once() -> None:
    """Let WeasyPrint do these things once."""
    count_targets_by(_without_all_pages, _of_others_alone)
    resolve_percentages_by(_by_style)
    leave_out_rules_for(NOTES)
    read_declarations_by(lru_cache(maxsize=4096))


def _without_all_pages(store: Callable[..., None]) -> Callable[..., None]:
    def stored(collector: Any, anchor: Any, counters: Any, *others: Any) -> None:
        store(collector, anchor, {k: v for k, v in counters.items() if k != ALL_PAGES}, *others)

    return stored


def _of_others_alone(note: Callable[..., None]) -> Callable[..., None]:
    """Correct WeasyPrint, which forgets whose number is asked for where an attribute names it.

    It then takes the number to be that of the page itself, and has every such page set three times.
    """

    def noted(collector: Any, box: Any, token: Any, again: Any, own: Any, others: Any) -> None:
        if any(own is each for each in others.values()):
            own = []
        if None in others:
            named = str(box.element.get("href", ""))
            others = {named[1:] if each is None else each: of for each, of in others.items()}
        note(collector, box, token, again, own, others)

    return noted


def _by_style(percent: Any) -> Callable[[Any, Any], None]:
    resolve, adjust = percent.resolve_percentages, percent.adjust_box_sizing

    def resolved(box: Any, containing_block: Any) -> None:
        style = box.style
        known = vars(style).get(KNOWN)
        if known is None:
            known = _lengths(style)
            setattr(style, KNOWN, known)
        given, lengths = known
        # A grid or a row gives its items a width of their own, in a style that was looked at.
        if lengths is None or any(style[name] is not each for name, each in given):
            resolve(box, containing_block)
            return
        own = vars(box)
        own.update(lengths)
        collapse = style["border_collapse"] == "collapse"
        for name in BORDERS:
            if not (collapse and name in own):
                own[name] = style[name]
        if style["box_sizing"] != "content-box":
            adjust(box, "width")
            adjust(box, "height")

    return resolved


def _lengths(style: Any) -> tuple[tuple[tuple[str, Any], ...], dict[str, Any] | None]:
    """Give the sizes in a style, and all lengths where none of them depends on another box."""
    given = tuple((name, style[name]) for name in SIZES)
    lengths: dict[str, Any] = {}
    for name in (*AROUND, *SIZES):
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return given, None
    return given, lengths
