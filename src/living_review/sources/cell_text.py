"""A typed value of a workbook or a database as the text that a CSV file would hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

_LARGEST_WHOLE = 2**53


def cell_text(value: object) -> str | None:
    """Write a value the one canonical way; None where it has no text, such as binary data.

    Dates and times are ISO 8601, and a moment at midnight is its date; numbers are the shortest
    decimals that give the same number back; booleans are true and false; nothing is ''.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | dt.timedelta) else None


def _number(value: int | float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(value)
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
    if value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    return repr(value)
