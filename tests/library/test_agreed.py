"""The words, limits and defaults of this room are those that were agreed: see `agreed.py`."""

from __future__ import annotations

from pathlib import Path

from agreed import compare

import living_review.library


def test_words_limits_and_defaults_are_those_that_were_agreed() -> None:
    kept = Path(__file__).parent / "agreed.txt"
    compare(living_review.library, kept, growing=True)
