"""The blanks that a file of macros has between its words, and those of what is said in them."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.language.macros import _whole

MARK = "\x1f"


@settings(max_examples=300, deadline=None)
@given(st.text(f"a{MARK * 3} ,.)([", max_size=14))
def test_blanks_of_files_are_single_and_never_at_an_edge_and_those_of_values_stay(text):
    before_marks = re.sub(f"{MARK}+(?=[,.:;)\\]])|(?<=[(\\[]){MARK}+", "", text.strip(MARK))
    assert _whole(text) == re.sub(f"{MARK}+", " ", before_marks)
