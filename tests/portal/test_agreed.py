"""The words, limits and defaults of this room are those that were agreed: see `agreed.py`."""

from __future__ import annotations

from pathlib import Path

from agreed import compare

import living_review.portal


def test_words_limits_and_defaults_are_those_that_were_agreed() -> None:
    compare(living_review.portal, Path(__file__).parent / "agreed.txt")
