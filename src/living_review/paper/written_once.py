"""What is worked out again and again while a long PDF is written, worked out once.

- Each number, name and word becomes bytes: most are texts, which are asked for last.
- Each part of the tags names its page, and all pages are written down to name one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from living_review.paper.weasyprint_parts import name_pages_by, write_bytes_by


@cache
def write_once() -> None:
    """Let pydyf do these things once."""
    write_bytes_by(_by_kind)
    name_pages_by(_until_there_are_more)


def _by_kind(write: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def written(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            return item  # type: ignore[no-any-return]
        if kind is str:
            return item.encode("ascii")  # type: ignore[no-any-return]
        if kind is int:
            return b"%d" % item
        return write(item)

    return written


def _until_there_are_more(named: Callable[[Any], tuple[bytes, ...]]) -> Callable[[Any], Any]:
    known: WeakKeyDictionary[Any, tuple[bytes, ...]] = WeakKeyDictionary()

    def names(document: Any) -> tuple[bytes, ...]:
        there = known.get(document, ())
        if len(there) != document.pages["Count"]:
            known[document] = there = named(document)
        return there

    return names
