"""Times that are named in a sentence: `Day 28`, `6 months`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from living_review.exchange import cells

# Bounded everywhere: a cell may hold a megabyte.
_AMOUNT = r"(?<![\d.,])(\d{1,6}(?:[.,]\d{1,6})?)"
_MONTHS = re.compile(rf"{_AMOUNT}\s{{0,3}}-?\s{{0,3}}months?\b", re.IGNORECASE | re.ASCII)
_UNITS = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0}
_TIME = re.compile(
    rf"\s*(?:(day|week|month|year)\s{{0,3}}(\d{{1,5}}(?:\.\d{{1,3}})?)"
    rf"|{_AMOUNT}\s{{0,3}}-?\s{{0,3}}(day|week|month|year)s?)\s*",
    re.IGNORECASE | re.ASCII,
)


def months_named(cell: str) -> Iterator[float]:
    """Give every number of months that a text names."""
    for found in _MONTHS.findall(cell):
        amount = cells.value(found.replace(",", "."))
        if amount is not None:
            yield amount


def weeks_named(cell: str) -> str:
    """Give the weeks that a time point names by itself (`Day 28`, `6 months`), else nothing."""
    found = _TIME.fullmatch(cell) if len(cell) < 100 else None
    if found is None:
        return ""
    unit, amount = (found[1], found[2]) if found[1] else (found[4], found[3])
    value = cells.value(amount.replace(",", "."))
    return "" if value is None else cells.number(repr(round(value * _UNITS[unit.lower()], 2)))
