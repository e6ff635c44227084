"""The page of all slots says what the code has."""

from __future__ import annotations

import os
from pathlib import Path

from living_review.texts.slots_page import slots_page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "text-slots.md"


def test_the_page_of_slots_is_that_of_the_code():
    if os.environ.get("UPDATE_SNAPSHOTS"):
        PAGE.write_text(slots_page(), encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == slots_page()
