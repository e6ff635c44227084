"""The words and limits of this room are those that were agreed: see `agreed.py`."""

from __future__ import annotations

from pathlib import Path

from agreed import compare

import living_review.surveillance


def test_words_and_limits_are_those_that_were_agreed() -> None:
    compare(living_review.surveillance, Path(__file__).parent / "agreed.txt")
