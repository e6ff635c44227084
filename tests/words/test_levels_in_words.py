"""How far a rating moved is said by the number of levels and the way."""

from __future__ import annotations

from living_review.words.grammar import levels_phrase


def test_levels_are_counted_the_way_they_move() -> None:
    said = [levels_phrase(each) for each in (-2, -1, 0, 1, 2)]
    assert said == [
        "rated down by two levels",
        "rated down by one level",
        "not rated down",
        "rated up by one level",
        "rated up by two levels",
    ]
