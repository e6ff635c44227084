"""How high the parts of a document are, and how much of its pages is left, once it was laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

LINES = ("LineBox", "TableRowBox", "BlockReplacedBox", "InlineReplacedBox")


@dataclass(frozen=True, eq=False)
class Laid:
    """A document of WeasyPrint that is laid out; lengths are in pixels of CSS."""

    document: Any

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.document.pages)

    def room(self, most: int) -> float:
        """How much is free on the last of so many pages; below zero, how much stands beyond it."""
        beyond = self._boxes[most:]
        if beyond:
            return -sum(max(1.0, float(page.height) - _free(page)) for page in beyond)
        return sum(max(0.0, _free(page)) for page in self._boxes[most - 1 :])

    def unused(self, most: int) -> float:
        """How much is free on so many pages together."""
        lacking = (most - self.pages) * float(self._boxes[0].height)
        return lacking + sum(max(0.0, _free(page)) for page in self._boxes)

    def pages_with(self, element: Any) -> set[int]:
        """On which pages lines or pictures of an element stand, from page 1 on."""
        return {
            number
            for number, page in enumerate(self._boxes, 1)
            if _stands_in(list(_body(page)), element)
        }

    def heights(self, elements: Iterable[Any]) -> dict[int, float]:
        """How high each of these elements is on all pages together, by its identity.

        A column that goes over to another page is as high as what it holds, and not as the page.
        """
        found = {id(each): 0.0 for each in elements}
        waiting: list[tuple[Any, Any]] = [
            (box, None) for page in self._boxes for box in _body(page)
        ]
        while waiting:
            box, around = waiting.pop()
            element = box.element
            # The boxes without a name of their own go by the element around them.
            if id(element) in found and element is not around and box.element_tag == element.tag:
                high = _filled(box) if element.tag == "div" else float(box.margin_height())
                found[id(element)] += high
            if type(box).__name__ != "LineBox":
                waiting += ((child, element) for child in getattr(box, "children", ()))
        return found

    @cached_property
    def _boxes(self) -> Sequence[Any]:
        return [each._page_box for each in self.document.pages]


def _body(page: Any) -> Iterator[Any]:
    return (each for each in page.children if type(each).__name__ != "MarginBox")


def _stands_in(waiting: list[Any], element: Any) -> bool:
    while waiting:
        box = waiting.pop()
        if box.element is element and element is not None and _filled(box) > 0:
            return True
        waiting += getattr(box, "children", ())
    return False


def _free(page: Any) -> float:
    """How much of a page is left below its lowest line or picture."""
    top = float(page.content_box_y())
    return top + float(page.height) - _lowest(list(_body(page)), top)


def _filled(box: Any) -> float:
    """How far below its head the lowest line or picture of a box ends."""
    top = float(box.position_y)
    return _lowest([box], top) - top


def _lowest(waiting: list[Any], lowest: float) -> float:
    while waiting:
        box = waiting.pop()
        if type(box).__name__ in LINES:
            lowest = max(lowest, float(box.position_y + box.margin_height()))
        else:
            waiting += getattr(box, "children", ())
    return lowest
