"""The likelihood of τ² is always climbed to its highest point."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.pooling import pool
from living_review.pooling.batch import gather
from living_review.pooling.likelihood import _bound, log_likelihood, maximise, score
from living_review.pooling.maxima import global_maximum


def random_trials(rng, reviews, trials, decades):
    """Effects of trials whose precision varies so much that the likelihood may have two maxima."""
    v = 10.0 ** rng.uniform(-decades, 0.5, size=(reviews, trials))
    return rng.normal(size=v.shape) * np.sqrt(
        v + rng.choice([0.0, 0.05, 1.0], size=(reviews, 1))
    ), v


def dense_maximum(y, v, *, restricted):
    """The best likelihood on a grid hundreds of times finer than the search's own."""
    grid = np.concatenate([[0.0], np.geomspace(1e-7, 1e4, 20_000)])
    batch = gather(np.broadcast_to(y, (grid.size, y.size)), np.broadcast_to(v, (grid.size, v.size)))
    return log_likelihood(batch, grid / batch.scale**2, restricted=restricted).max()


def local_maxima(y, v, grid):
    batch = gather(np.broadcast_to(y, (grid.size, y.size)), np.broadcast_to(v, (grid.size, v.size)))
    rising = score(batch, grid / batch.scale**2, restricted=True)[0] > 0
    return int((rising[:-1] & ~rising[1:]).sum() + (not rising[0]))


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize("decades", [1, 3, 5])
def test_no_point_of_a_dense_grid_is_higher_than_the_maximum(restricted, decades):
    y, v = random_trials(np.random.default_rng(decades), 40, 8, decades)
    batch = gather(y, v)
    tau2, reached = maximise(batch, restricted=restricted)
    height = log_likelihood(batch, tau2, restricted=restricted)
    assert reached.all()
    for row in range(len(y)):
        assert height[row] >= dense_maximum(y[row], v[row], restricted=restricted) - 1e-9


def test_the_maximum_is_global_where_there_are_several():
    y, v = random_trials(np.random.default_rng(7), 1500, 5, 4)
    coarse = np.concatenate([[0.0], np.geomspace(1e-6, 1e3, 300)])
    several = [row for row in range(len(y)) if local_maxima(y[row], v[row], coarse) > 1]
    assert len(several) >= 5
    batch = gather(y[several], v[several])
    height = log_likelihood(batch, maximise(batch, restricted=True)[0], restricted=True)
    for row, at in zip(several, height, strict=True):
        assert at >= dense_maximum(y[row], v[row], restricted=True) - 1e-9


def test_the_higher_of_two_maxima_is_taken_wherever_it_lies():
    # One precise pair that agrees and vague trials that do not: a maximum at zero and one above it.
    # Spreading the vague trials moves the higher one from the first to the second.
    pattern = np.array([0.0, 0.06, 0.77, -0.37, -0.63, 1.0, -1.0, 0.9])
    v = np.array([0.0058, 0.0029, 0.33, 0.38, 0.15, 0.02, 0.3, 0.2])
    heights = []
    for spread in np.linspace(0.3, 2.5, 45):
        y = pattern * np.array([1, 1, *[spread] * 6])
        tau2 = pool(y, v).tau2
        batch = gather([y], [v])
        heights.append(tau2)
        at = log_likelihood(batch, np.array([tau2]) / batch.scale**2, restricted=True)[0]
        assert at >= dense_maximum(y, v, restricted=True) - 1e-9
    assert min(heights) == 0
    assert max(heights) > 0.1


def test_restricted_likelihood_is_reached_for_every_one_of_ten_thousand_reviews():
    # metafor 3.8.1 stops without an answer on 88 of 10,000 such sets of ten trials.
    rng = np.random.default_rng(20)
    v = rng.uniform(0.01, 0.3, size=(10_000, 10))
    y = rng.normal(0.2, np.sqrt(v + 0.05))
    pooled = pool(y, v)
    assert pooled.converged.all()
    batch = gather(y, v)
    inner = pooled.tau2 > 0
    slope, curve = score(batch, pooled.tau2 / batch.scale**2, restricted=True)
    assert np.abs(slope[inner] / curve[inner]).max() < 1e-8
    assert (slope[~inner] <= 0).all()


@settings(deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_second_derivative_is_the_slope_of_the_first(seed, restricted):
    rng = np.random.default_rng(seed)
    y, v = random_trials(rng, 1, 6, 2)
    batch = gather(y, v)
    tau2, step = rng.uniform(0.1, 3, size=1), 1e-5
    value, slope = score(batch, tau2, restricted=restricted)
    up, down = (score(batch, tau2 + s, restricted=restricted)[0] for s in (step, -step))
    np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=1e-4, atol=1e-6)
    likelihood = [log_likelihood(batch, tau2 + s, restricted=restricted) for s in (step, -step)]
    np.testing.assert_allclose(value, (likelihood[0] - likelihood[1]) / step, rtol=1e-4, atol=1e-5)


def test_ten_thousand_trials_are_one_meta_analysis():
    rng = np.random.default_rng(4)
    v = rng.uniform(0.01, 0.3, size=10_000)
    pooled = pool(rng.normal(0.2, np.sqrt(v + 0.05)), v)
    assert pooled.converged
    assert pooled.estimate == pytest.approx(0.2, abs=0.02)
    assert pooled.tau2 == pytest.approx(0.05, abs=0.005)


@pytest.mark.parametrize("restricted", [True, False])
def test_the_search_by_the_slope_alone_finds_the_same_maximum_to_the_bit(restricted):
    batch = gather(*random_trials(np.random.default_rng(9), 30, 8, 3))
    same = global_maximum(
        batch,
        partial(score, restricted=restricted),
        partial(log_likelihood, restricted=restricted),
        _bound(batch),
    )
    np.testing.assert_array_equal(maximise(batch, restricted=restricted), same)
