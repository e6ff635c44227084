"""How the figures were computed twice, in the words of a Methods section."""

from __future__ import annotations

import math

from living_review.findings import Findings
from living_review.ground import numbers
from living_review.words.markdown import Markdown

# What two computations agree to is told to so many digits, even where it is more.
MOST_DIGITS = 10


def verification_sentence(findings: Findings) -> Markdown | None:
    """Say how the figures were computed twice; None where they were not, or there are none."""
    found = findings.verification
    if found is None or not found.figures:
        return None
    digits = min(MOST_DIGITS, math.floor(-math.log10(found.worst))) if found.worst else MOST_DIGITS
    return Markdown(
        f"Every figure of the findings, {numbers.count(found.figures)} in all, was computed a "
        "second time from the rows of the registry, by a part of the program that shares no code "
        f"with the first and rests on {found.by.replace(', ', ' and ')}; the two agree to at least "
        f"{numbers.in_words(digits)} digits."
    )
