"""A number as a cell of a registry has it: whatever reads one reads it like this."""

from __future__ import annotations

import math
import re
from numbers import Real

LARGEST = 1e12
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def written_number(text: str) -> float | None:
    """Give the number that a text is, its minus in either writing; None where it is none."""
    plain = text.replace("\u2212", "-")
    return float(plain) + 0.0 if _NUMBER.fullmatch(plain) else None  # no minus zero


def number_of(cell: object) -> float | None:
    """Give the number of a typed cell or of its text; None for dates, words and nothing."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        value = written_number(cell.strip())
    else:
        value = float(cell) if isinstance(cell, Real) else None
    return value if value is not None and math.isfinite(value) and abs(value) <= LARGEST else None
