"""The figures that the second computation expects, one by one, and how near each must be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from living_review.verification.figures import CLOSED, ITERATED, Columns, Figure, Words


def leaves(tree: object, path: str = "") -> Iterator[tuple[str, str, float]]:
    """Give each figure that is expected: its field, how near it must be, and against what."""
    if isinstance(tree, Figure):
        yield path, f"{tree.tolerance:.0e}", tree.scale if tree.value is not None else math.nan
    elif isinstance(tree, Words):
        yield path, "or beside it" if tree.also else "to the letter", math.nan
    elif isinstance(tree, Columns):
        for name, column in tree.figures.items():
            near = f"{ITERATED if name in tree.iterated else CLOSED:.0e}"
            scales = np.broadcast_to(tree.scales.get(name, 1.0), np.shape(column))
            for value, scale in zip(column, scales, strict=True):
                yield f"{path}.{name}", near, math.nan if np.isnan(value) else float(scale)
        for name, words in {**tree.words, **tree.inner}.items():
            for each in words:
                yield from leaves(each if name in tree.inner else Words(each), f"{path}.{name}")
    elif isinstance(tree, Mapping):
        for name, each in tree.items():
            yield from leaves(each, f"{path}.{name}" if path else name)
    elif isinstance(tree, list | tuple):
        for each in tree:
            yield from leaves(each, path)
