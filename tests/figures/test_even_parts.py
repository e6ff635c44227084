"""A plot too long for a page has as few parts as hold it, and none is a rest of few rows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from living_review.figures import forest_plot_pages, risk_of_bias_traffic_light
from living_review.figures.even_parts import even_parts, even_starts


@given(st.integers(0, 400), st.integers(1, 40))
def test_equal_things_are_parted_evenly(count: int, most: int) -> None:
    parts = even_parts(count, most)
    sizes = [end - start for start, end in parts]
    assert sum(sizes) == count
    assert len(parts) == -(-count // most)
    assert max(sizes, default=0) - min(sizes, default=0) <= 1
    assert all(one[1] == other[0] for one, other in pairwise(parts))


@given(st.lists(st.floats(5, 60), min_size=1, max_size=150), st.integers(200, 700))
def test_rows_of_any_height_stay_on_their_page_and_the_last_is_no_rest(
    heights: list[float], room: int
) -> None:
    starts = even_starts(heights, room)
    parts = [heights[start:end] for start, end in pairwise([*starts, len(heights)])]
    assert all(parts)
    assert max(map(sum, parts)) <= room + 0.02
    if len(parts) > 1:
        # A third of a full one, less the row that could have gone either way.
        assert sum(parts[-1]) >= room / 3 - 60


def test_a_row_higher_than_a_page_stands_alone() -> None:
    assert even_starts([10, 900, 10], 700) == [0, 1, 2]
    assert even_starts([], 700) == [0]


@pytest.mark.parametrize("trials", [37, 40, 73, 100])
def test_no_part_of_a_plot_of_trials_is_a_rest(trials: int, scene_of: Callable[..., Any]) -> None:
    def rows(picture: Any) -> int:
        return sum(mark.kind == "label" for mark in picture.marks)

    drawn = scene_of(risk_of_bias_traffic_light, samples.records(trials))
    assert sum(map(rows, drawn)) == trials
    assert max(map(rows, drawn)) - min(map(rows, drawn)) <= 1
    pages = [*scene_of(forest_plot_pages, samples.many(trials))]
    assert bool(pages) == (trials > 40)
    # The last holds the pool and its prediction interval as well.
    forest = [rows(page) for page in pages] or [0]
    assert max(forest) - min(forest) <= 4
