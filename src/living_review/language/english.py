"""English as the report writes it: number, lists, ordinals, capitals.

It is British English, and where the Unicode CLDR has it otherwise this is what counts: no comma
before the last of a list, and semicolons between items that have commas of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from living_review.ground import numbers
from living_review.ground.capitals import capitalised as capitalised
from living_review.ground.plurals import plural as plural


def listed(items: Iterable[str], conjunction: str = "and") -> str:
    """Join as in prose: 'A', 'A and B', 'A, B and C'; with semicolons if an item has a comma."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])} {conjunction} {parts[-1]}"


def counted(number: int, singular: str, several: str | None = None) -> str:
    """Count a noun as in prose: 'no trials', 'one trial', 'twelve' as '12 trials'."""
    return f"{numbers.in_words(number)} {plural(number, singular, several)}"


def ordinal(number: int) -> str:
    """Write the place in an order: '1st', '12th', '23rd'."""
    last = number % 10 if number // 10 % 10 != 1 else 0
    return f"{numbers.count(number)}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def sentence(text: str) -> str:
    """Begin with a capital and end with one full stop; an empty text stays empty."""
    text = text.strip()
    return capitalised(text if not text or text.endswith((".", "!", "?")) else f"{text}.")


def stopped(text: str) -> str:
    """End a sentence with one full stop, none after a text that was cut."""
    return text if text.endswith(("…", ".")) else f"{text}."
