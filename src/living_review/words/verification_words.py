"""How the figures were computed twice, for a Methods section."""

from __future__ import annotations

import math

from living_review.findings import Findings
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import verification as facts
from living_review.language.markdown import Markdown

# What two computations agree to is told to so many digits, even where it is more.
MOST_DIGITS = 10


def verification_sentence(findings: Findings) -> Markdown | None:
    """Say how the figures were computed twice; None where they were not, or there are none."""
    found = findings.verification
    if found is None or not found.figures:
        return None
    digits = min(MOST_DIGITS, math.floor(-math.log10(found.worst))) if found.worst else MOST_DIGITS
    return Markdown(
        say(
            facts.ComputedTwice(
                figures=numbers.count(found.figures),
                by=tuple(found.by.split(", ")),
                digits=digits,
            )
        )
    )
