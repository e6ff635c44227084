"""How a fact becomes a sentence: typed facts, the macros that word them, and grammar by language.

Whatever decides what is true makes a `Fact` and calls `say`; the macro of that fact, in
`templates/<language>/words/`, decides how it is said. It stands low in the house, since
certainty and synthesis speak to readers, too.
"""

from living_review.language.fact import Fact, fact
from living_review.language.words import (
    PROGRAMS,
    Words,
    kept,
    language_spoken,
    say,
    speaking,
    spoken,
    words_in,
)

__all__ = [
    "PROGRAMS",
    "Fact",
    "Words",
    "fact",
    "kept",
    "language_spoken",
    "say",
    "speaking",
    "spoken",
    "words_in",
]
