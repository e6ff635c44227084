"""Where the parts of a plot begin that is too long for a page: as few as hold it, about alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

# What rounding may add to a part.
EPSILON = 0.01


def even_starts(heights: Sequence[float], room: float) -> list[int]:
    """Give the places of the rows with which a part begins, the first one included.

    There are no more parts than pages of that room are needed. Each is as high as the others, as
    far as rows allow, so that none is a rest of a few rows; one row is never divided.
    """
    fewest = _filled(heights, room)
    above = [0.0, *accumulate(heights)]
    starts = [0]
    for parts in range(len(fewest), 1, -1):
        begin = starts[-1]
        target = above[begin] + (above[-1] - above[begin]) / parts
        end = begin + 1
        while end <= len(heights) - parts and (
            (above[end] + above[end + 1]) / 2 <= target
            and above[end + 1] - above[begin] <= room + EPSILON
        ):
            end += 1
        starts.append(end)
    fits = above[-1] - above[starts[-1]] <= max(room, heights[-1] if heights else 0.0) + EPSILON
    return starts if fits else fewest


def even_parts(count: int, most: int) -> list[tuple[int, int]]:
    """Give begin and end of each part of so many things, of which a part holds so many at most."""
    starts = even_starts([1.0] * count, most)
    return list(zip(starts, [*starts[1:], count], strict=True)) if count else []


def _filled(heights: Sequence[float], room: float) -> list[int]:
    """Where parts begin if each takes what it holds."""
    starts, filled = [0], 0.0
    for place, height in enumerate(heights):
        if place > starts[-1] and filled + height > room + EPSILON:
            starts.append(place)
            filled = 0.0
        filled += height
    return starts
