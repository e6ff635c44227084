"""Numbers and dates in a text, as the language that is spoken writes them.

English writes 1,234.5 and 12%, German 1.234,5 and 12 % with a blank that does not break. What is
read is what was written: `1.234` is no number of a German text that was to say 1,234.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from living_review.ground.number_style import NumberStyle, filled, style

_DAY, _YEAR = 22, 2026
_BLANK = re.compile(r"\s")


def numbers_in(text: str) -> Iterator[str]:
    """Yield each number of a text, with its sign and its percent sign, blanks being plain ones."""
    now = style()
    apart = _BLANK.sub("", now.group)
    for found in _pattern(now.decimal, now.group, now.percent).finditer(text):
        text = _BLANK.sub(" ", found[0]).rstrip(f"{apart},")
        # German writes 95-%-KI: the percent sign of a number inside a compound.
        inside = text.removesuffix("-%")
        yield text if inside == text else _BLANK.sub(" ", filled(now.percent, number=inside))


def is_number(text: str) -> bool:
    """Whether a text is one number and nothing else."""
    now = style()
    return bool(_pattern(now.decimal, now.group, now.percent).fullmatch(text))


def apart(number: str) -> list[str]:
    """Give a number that has blanks as the numbers that these may stand between."""
    return number.removesuffix(" %").split()


def without_dates(text: str) -> str:
    """Take the dates out of a text."""
    return _dates(style()).sub(" ", text)


def as_written(digits: str) -> str:
    """Write a number that is no value of the findings, such as `95%` or `1000`."""
    number = style().of(digits.removesuffix("%"))
    return filled(style().percent, number=number) if digits.endswith("%") else number


@lru_cache(maxsize=8)
def _pattern(decimal: str, group: str, percent: str) -> re.Pattern[str]:
    point, before, after = map(_pattern_of, (decimal, *percent.split("{number}")))
    # Beside a blank another number may stand: it is one only between threes.
    whole = r"\d{1,3}(?:\s\d{3})+(?!\d)|\d+" if group.isspace() else rf"\d[\d{re.escape(group)}]*"
    return re.compile(
        rf"(?<![\w.,/])(?:{before})?[−-]?(?:{whole})(?:{point}\d+)?(?:-%(?=-)|{after})?(?!\w)"
    )


def _pattern_of(text: str) -> str:
    """Give a pattern of a sign; a page may hold a blank that breaks for one that does not."""
    return _BLANK.sub(r"\\s?", re.escape(text).replace("\\ ", " "))


@lru_cache(maxsize=8)
def _dates(now: NumberStyle) -> re.Pattern[str]:
    """A pattern of every date of a style, which is asked to write one of each month."""
    forms = {r"\b\d{4}-\d\d-\d\d\b"}
    for month in range(1, 13):
        written = _pattern_of(now.date(dt.date(_YEAR, month, _DAY)))
        day, year = (rf"(?<!\d){each}(?!\d)" for each in (_DAY, _YEAR))
        form = re.sub(year, r"(?<!\\d)\\d{4}(?!\\d)", written)
        forms.add(re.sub(day, r"(?<!\\d)\\d{1,2}(?!\\d)", form))
    return re.compile("|".join(sorted(forms, key=len, reverse=True)))
