"""Small pieces of English: counts with their nouns, lists, and labels inside a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.ground import numbers
from living_review.ground.noun_phrases import is_phrase as is_phrase
from living_review.ground.noun_phrases import plural as plural
from living_review.ground.proper_names import inside as inside


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Write a count with its noun: 'one trial', 'two trials', '12 trials'."""
    word = noun if count == 1 else plural or f"{noun}s"
    return f"{numbers.in_words(count)} {word}"


def joined(parts: Sequence[str]) -> str:
    """Write a list as in prose: 'A', 'A and B', 'A, B and C', 'A, a; B and C'; '' for no part."""
    if not parts:
        return ""
    *most, last = parts
    # A name with a comma of its own would fall apart in a list of commas.
    apart = "; " if any(", " in part for part in parts) else ", "
    return f"{apart.join(most)} and {last}" if most else last


def capitalised(text: str) -> str:
    """Begin a sentence with a capital, leaving the rest as it is."""
    return text[:1].upper() + text[1:]


def both_or_all(count: int) -> str:
    """Write 'both' for two, 'all five' for more."""
    return "both" if count == 2 else f"all {numbers.in_words(count)}"
