"""Where everything stands on the pages of a PDF, as it was laid out by WeasyPrint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import pytest

from living_review.paper import press
from living_review.paper.print_job import PrintJob

HEADINGS = {"h1", "h2", "h3", "h4", "h5"}


@dataclass(frozen=True)
class Box:
    """A box on a page, in pixels of CSS; `within` are the boxes around it, the outermost first."""

    page: int
    kind: str
    tag: str
    classes: str
    element: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    within: tuple[Box, ...]

    def around(self, kind: str) -> Box | None:
        """The nearest box of a kind around it."""
        return next((each for each in reversed(self.within) if each.kind == kind), None)

    def is_in(self, *tags: str) -> bool:
        """Whether it stands in an element of one of these tags, or of such a class."""
        return any(
            each.tag in tags or set(each.classes.split()) & set(tags) for each in self.within
        )


@dataclass(frozen=True)
class Boxes:
    """All boxes of a document; areas are what pages hold inside their margins, from page 1 on."""

    areas: tuple[Box, ...]
    boxes: tuple[Box, ...]

    @cached_property
    def shown(self) -> tuple[Box, ...]:
        """What is seen: texts and pictures."""
        return tuple(each for each in self.boxes if _is_seen(each))

    @cached_property
    def lines(self) -> tuple[tuple[Box, ...], ...]:
        """Lines and pictures of each page, from its head to its foot."""
        found = sorted(
            (each for each in self.boxes if each.kind == "LineBox" or "Replaced" in each.kind),
            key=lambda each: (each.page, each.top, each.left),
        )
        return tuple(tuple(each) for _, each in groupby(found, key=lambda each: each.page))

    def told(self, box: Box) -> str:
        """The text in a box."""
        return " ".join(each.text for each in self.shown if box in each.within and each.text)


def _is_seen(box: Box) -> bool:
    return bool(box.text.strip()) or "Replaced" in box.kind


def pressed_with_boxes(job: PrintJob) -> tuple[bytes, Boxes]:
    """Set a document, and look where everything stands."""
    caught: list[Any] = []
    fitted = press._fitted

    def fit(*asked: Any) -> Any:
        caught[:] = [fitted(*asked)]
        return caught[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "_fitted", fit)
        data = press.press(job).data
    areas, boxes = [], []
    for number, page in enumerate(caught[0].pages, 1):
        whole = page._page_box
        left, top = whole.content_box_x(), whole.content_box_y()
        right, bottom = left + whole.width, top + whole.height
        areas.append(Box(number, "area", "", "", 0, left, top, right, bottom, "", ()))
        for child in whole.children:
            boxes += _boxes(child, number, ())
    return data, Boxes(tuple(areas), tuple(boxes))


def _boxes(box: Any, page: int, within: tuple[Box, ...]) -> Iterator[Box]:
    kind = type(box).__name__
    if kind == "MarginBox":
        return
    element = box.element
    lengths = (box.position_x, box.margin_left, box.position_y, box.margin_top)
    x, before, y, above = (each if isinstance(each, int | float) else 0.0 for each in lengths)
    left, top = x + before, y + above
    made = Box(
        page,
        kind,
        box.element_tag or "",
        (element.get("class") or "") if hasattr(element, "get") else "",
        id(element),
        left,
        top,
        left + _length(box, "width"),
        top + _length(box, "height"),
        getattr(box, "text", "") if kind == "TextBox" else "",
        within,
    )
    yield made
    for child in getattr(box, "children", None) or ():
        yield from _boxes(child, page, (*within, made))


def _length(box: Any, side: str) -> float:
    """How wide or high a box is with its border; what is laid out in a line has its own only."""
    own = getattr(box, side)
    if not isinstance(own, int | float):
        return 0.0
    whole = getattr(box, f"border_{side}", None)
    found = whole() if whole else own
    return float(found) if isinstance(found, int | float) else float(own)
