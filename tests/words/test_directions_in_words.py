"""Which side a trial favours is said by the name of that side, and what is unknown as that."""

from __future__ import annotations

import pytest
from sample_findings import recovery

from living_review.findings import Finding
from living_review.words.grammar import direction_phrase, levels_phrase


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_direction_names_the_side_that_it_is_of(better: str) -> None:
    found: Finding = recovery().model_copy(
        update={"intervention": "yoga", "comparator": "rest", "better": better}
    )
    said = {
        way: direction_phrase(way, found)
        for way in ("favours_intervention", "favours_control", "little_difference", "unknown")
    }
    assert said == {
        "favours_intervention": "favours yoga",
        "favours_control": "favours rest",
        "little_difference": "little to no difference",
        "unknown": "direction not known",
    }


def test_levels_are_counted_the_way_they_move() -> None:
    said = [levels_phrase(each) for each in (-2, -1, 0, 1, 2)]
    assert said == [
        "rated down by two levels",
        "rated down by one level",
        "not rated down",
        "rated up by one level",
        "rated up by two levels",
    ]
