"""How a language writes numbers and dates, and in which one they are written now.

English is written unless a language is spoken; `language` knows the styles of the others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def english_date(value: dt.date) -> str:
    """Write a date for a reader of any country: '22 November 2026'."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def filled(pattern: str, **numbers: str) -> str:
    """Put numbers in the places of a pattern, in which other braces may stand."""
    for name, number in numbers.items():
        pattern = pattern.replace(f"{{{name}}}", number)
    return pattern


@dataclass(frozen=True)
class NumberStyle:
    """The signs and the words that a language writes numbers with; those of English by default.

    Patterns name what they hold: `{number}`, or `{low}` and `{high}`.
    """

    decimal: str = "."
    group: str = ","
    """What stands between thousands."""
    least_grouped: int = 4
    """The digits before the decimal sign from which on there are groups."""
    percent: str = "{number}%"
    interval: str = "{low} to {high}"
    below: str = "less than {number}"
    above: str = "more than {number}"
    one_in: str = "one in {number}"
    small: tuple[str, ...] = (
        *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    )
    """The counts from nought on that prose writes as words."""
    date: Callable[[dt.date], str] = english_date

    def of(self, digits: str) -> str:
        """Write digits, which have a decimal point and commas, as this language does."""
        if (self.decimal, self.group, self.least_grouped) == (".", ",", 4):
            return digits
        return _NUMBER.sub(lambda found: self._number(found[0]), digits)

    def read(self, text: str) -> str:
        """Give the digits that were written, with a decimal point and without groups."""
        bare = text.replace(self.group, "") if self.group else text
        return bare.replace(self.decimal, ".")

    def _number(self, digits: str) -> str:
        whole, point, rest = digits.partition(".")
        if sum(map(str.isdigit, whole)) < self.least_grouped:
            whole = whole.replace(",", "")
        return whole.replace(",", self.group) + (self.decimal + rest if point else "")


ENGLISH = NumberStyle()
Asked = Callable[[], NumberStyle]
_WRITTEN: ContextVar[Asked] = ContextVar("how numbers are written", default=lambda: ENGLISH)


def style() -> NumberStyle:
    """Give the style in which numbers are written now."""
    return _WRITTEN.get()()


@contextmanager
def writing(numbers: Asked) -> Iterator[None]:
    """Have every number inside written in a style, which is asked for when there is one."""
    before = _WRITTEN.set(numbers)
    try:
        yield
    finally:
        _WRITTEN.reset(before)
