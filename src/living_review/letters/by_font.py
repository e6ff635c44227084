"""What was measured or drawn is remembered apart for each font that figures may be drawn in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from threading import RLock
from typing import Generic, ParamSpec, TypeVar

from living_review.assets.brand import Family, family_of_figures

ONE_AT_A_TIME = RLock()
"""Held by whoever opens a font or asks it for a letter.

FreeType reads the file of a font through Python, which may let another thread go on in the middle
of a letter; asked for one there, it writes into memory that is not its own.
"""

P = ParamSpec("P")
T = TypeVar("T")


class Remembering(Generic[P, T]):
    """A function whose last answers are remembered, those in each font for themselves."""

    def __init__(self, function: Callable[P, T], maxsize: int | None) -> None:
        def answered(_family: Family | None, /, *given: P.args, **named: P.kwargs) -> T:
            with ONE_AT_A_TIME:
                return function(*given, **named)

        remembered = lru_cache(maxsize)(answered)
        self._remembered: Callable[..., T] = remembered
        self._forget = remembered.cache_clear
        update_wrapper(self, function)

    def __call__(self, *given: P.args, **named: P.kwargs) -> T:
        return self._remembered(family_of_figures(), *given, **named)

    def cache_clear(self) -> None:
        """Forget every answer."""
        self._forget()


def by_font(maxsize: int | None = None) -> Callable[[Callable[P, T]], Remembering[P, T]]:
    """Remember the last `maxsize` answers of a function; without a number, all of them."""

    def decorated(function: Callable[P, T]) -> Remembering[P, T]:
        return Remembering(function, maxsize)

    return decorated
