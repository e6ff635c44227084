"""Small pieces of English: counts with their nouns, lists, and labels inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from living_review import numbers
from living_review.proper_names import inside as inside


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Write a count with its noun: 'one trial', 'two trials', '12 trials'."""
    word = noun if count == 1 else plural or f"{noun}s"
    return f"{numbers.in_words(count)} {word}"


def joined(parts: Sequence[str]) -> str:
    """Write a list as in prose: 'A', 'A and B', 'A, B and C'; empty for no part."""
    if not parts:
        return ""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def capitalised(text: str) -> str:
    """Begin a sentence with a capital, leaving the rest as it is."""
    return text[:1].upper() + text[1:]


def both_or_all(count: int) -> str:
    """Write 'both' for two, 'all five' for more."""
    return "both" if count == 2 else f"all {numbers.in_words(count)}"


_BEFORE_HEAD_ENDS = re.compile(r"\b(?:for|with|of|in|by|from|to|plus|versus|against|on|at)\b|[,(]")
_SINGULAR_ENDINGS = ("ss", "us", "is", "nastics", "obatics", "aerobics", "thenics", "letics")


def plural(noun_phrase: str) -> bool:
    """Tell whether a noun phrase takes a plural verb, by the ending of its head noun.

    'mutual support groups' does, 'support for carers', 'mindfulness' and 'analysis' do not.
    """
    head = _BEFORE_HEAD_ENDS.split(noun_phrase, maxsplit=1)[0].split()
    last = head[-1] if head else ""
    return last.endswith("s") and not last.endswith(_SINGULAR_ENDINGS)
