"""The root of a falling function is found where Newton's steps lead nowhere, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from living_review.ground.distributions import FloatArray
from living_review.pooling.roots import falling_root


@dataclass(frozen=True)
class Roots:
    """What stands for a batch: the root of each column."""

    at: FloatArray

    def columns(self, which: Any) -> Roots:
        return Roots(self.at[which])


def straight(batch: Any, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    return batch.at - x, np.full(x.shape, -1.0)


def steep(batch: Any, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A cube root, of which each step of Newton's leads twice as far to the other side."""
    apart = batch.at - x
    return np.cbrt(apart), -(np.abs(np.where(apart == 0, 1.0, apart)) ** (-2 / 3)) / 3


def sign(batch: Any, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A step, which has no slope anywhere."""
    return np.sign(batch.at - x), np.zeros(x.shape)


@pytest.mark.parametrize("function", [straight, steep, sign])
@pytest.mark.parametrize("largest", [1.0, 1e6, 1e12])
def test_a_root_is_found_on_every_scale(function: Any, largest: float) -> None:
    roots = np.concatenate([np.geomspace(1e-3, largest, 9), [0.0, 1.0]])
    high = np.full(roots.shape, 1.3 * largest)
    with np.errstate(all="ignore"):
        found, reached = falling_root(function, Roots(roots), np.zeros(roots.shape), high)
    assert reached.all()
    np.testing.assert_allclose(found, roots, rtol=2e-9, atol=2e-9)


def test_a_root_that_is_met_is_given_as_it_is() -> None:
    """Halving between 0 and 3 on the scale of 1 + x meets 1 at once, and so with 8 and 2."""
    roots, high = np.array([1.0, 2.0]), np.array([3.0, 8.0])
    with np.errstate(all="ignore"):
        found, reached = falling_root(sign, Roots(roots), np.zeros(2), high)
    assert found.tolist() == [1.0, 2.0]
    assert reached.all()
