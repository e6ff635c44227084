"""A number beside a name that is read from the right stays where the sentence has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.from_the_right import ISOLATE, POP, apart
from living_review.ground.visible_text import visible
from living_review.language.markdown import escape, html_text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Smith 2010, 0.35", "Smith 2010, 0.35"),
        ("王小明 2012, 0.35", "王小明 2012, 0.35"),
        ("דוד כהן 2015, 0.35", "<דוד כהן> 2015, 0.35"),
        ("כהן, דוד (2015): 0.35; לוי 2016: 0.40", "<כהן, דוד> (2015): 0.35; <לוי> 2016: 0.40"),
        ("محمد العربي 2014 and شَرِيف 2015", "<محمد العربي> 2014 and <شَرِيف> 2015"),
        ("כהן (דוד) 2015", "<כהן (דוד)> 2015"),
        ("(כהן) 2015", "(<כהן>) 2015"),
        ("Cohen כהן (Levi)", "Cohen <כהן> (Levi)"),
        ("٢٠١٤ محمد", "٢٠١٤ <محمد>"),
    ],
)
def test_names_are_held_apart_and_numbers_are_left_out(text: str, held: str) -> None:
    assert apart(text) == held.replace("<", ISOLATE).replace(">", POP)


@given(st.text("אבج د a1.,()[];% -", max_size=60))
def test_nothing_is_lost_and_every_mark_is_closed(text: str) -> None:
    held = apart(text)
    assert held.replace(ISOLATE, "").replace(POP, "") == text
    depth = 0
    for character in held:
        depth += (character == ISOLATE) - (character == POP)
        assert depth in (0, 1)
        assert not (depth and character.isdigit()), "a number is never drawn along"
    assert depth == 0


def test_pages_and_tables_hold_names_apart() -> None:
    assert escape("כהן 2015") == f"{ISOLATE}כהן{POP} 2015"
    assert html_text("כהן & 2015") == f"{ISOLATE}כהן{POP} &amp; 2015"


def test_marks_that_a_cell_brings_are_still_shown_as_such() -> None:
    assert visible(f"{ISOLATE}a{POP}") == "[U+2067]a[U+2069]"
    assert visible("a\u200cb") == "a[U+200C]b"
    assert visible("می\u200cخواهم") == "می\u200cخواهم", "in Persian it is spelling"
