"""Axes of effects of every size and spread, kept as text: limits, ticks, and where values fall.

UPDATE_SNAPSHOTS=1 keeps the text of now, to be read line by line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import pytest
from test_scenes_as_drawn import compare

from living_review.figures.axis import Axis, Bounds, axis

SHAPES: dict[str, tuple[list[float | None], list[Bounds]]] = {
    "nothing": ([], []),
    "one": ([0.3], [(0.1, 0.5)]),
    "alike": ([0.2, 0.2], [(0.2, 0.2), (0.2, 0.2)]),
    "two far apart": ([0.0, 9.0], [(-0.1, 0.1), (8.9, 9.1)]),
    "three, one far": ([0.1, 0.2, 9.0], [(0.0, 0.2), (0.1, 0.3), (8.0, 10.0)]),
    "an outlier": ([0.1, 0.2, 0.2, 0.3, 0.4, 1.9], [(0.0, 0.3)] * 5 + [(1.0, 2.8)]),
    "a wide one": ([0.1, 0.2, 0.3, 0.25], [(0.0, 0.2), (0.1, 0.3), (-5.0, 5.6), (0.2, 0.3)]),
    "below": ([-0.5, -0.4, -0.45], [(-0.6, -0.4), (-0.9, 0.1), (-0.5, -0.4)]),
    "unknown": ([0.2, None, math.inf], [(None, 0.4), (0.1, None), (-math.inf, 0.3), (0.1, 0.3)]),
}
SIZES = (1e-4, 0.03, 0.2, 0.6, 1.0, 1.6, 2.5, 7.0, 30.0, 4e3)


def fitted(log: bool) -> Iterator[tuple[str, Axis]]:
    def scaled(value: float | None, size: float) -> float | None:
        if value is None or not log:
            return value if value is None else value * size
        return math.exp(max(-700.0, min(700.0, value * size))) if math.isfinite(value) else value

    for (name, (estimates, intervals)), size in product(SHAPES.items(), SIZES):
        if log and size > 30:
            continue
        null = 1.0 if log else 0.0
        found = axis(
            [scaled(each, size) for each in estimates],
            [(scaled(low, size), scaled(high, size)) for low, high in intervals],
            always=[null, scaled(0.15, size) if name == "a wide one" else None],
            log=log,
            left=10.0,
            right=210.0,
        )
        yield f"{'ratios' if log else 'differences'}, {name} x {size:g}", found


def test_axes_are_fitted_as_they_were() -> None:
    lines = []
    for name, found in (*fitted(False), *fitted(True)):
        places = [f"{found.x(tick):.2f}" for tick in found.ticks]
        ends = f"{found.low:.6g} to {found.high:.6g}"
        lines.append(f"{name}: {ends}; {' '.join(found.tick_labels)}; at {' '.join(places)}")
    compare("axes.txt", "\n".join(lines) + "\n")


def test_a_value_at_an_end_of_an_axis_is_within_it() -> None:
    for log, low, high in ((False, -1.0, 3.0), (True, 0.5, 4.0)):
        own = Axis(low, high, log, 10.0, 210.0, (), ())
        middle = math.sqrt(low * high) if log else (low + high) / 2
        assert [own.x(each) for each in (low, middle, high)] == pytest.approx([10, 110, 210])
        for value in (low, high, low * (1 - 1e-15), high * (1 + 1e-15)):
            assert not own.below(value)
            assert not own.above(value)
        assert own.below(low - 0.01)
        assert own.above(high + 0.01)
        assert (own.x(low - 0.4), own.x(high + 9)) == (10.0, 210.0)
    assert Axis(0.5, 4.0, True, 10.0, 210.0, (), ()).below(0.0)
