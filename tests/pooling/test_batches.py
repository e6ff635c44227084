"""What holds for every method around the pool that takes a batch: nothing in it can raise."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from living_review import pooling
from living_review.pooling.batch import gather

K = 9
GROUPS = [*"abcabcaab"]


def counts(y):
    """Sparse events and sizes of two arms."""
    draw = np.random.default_rng(3)
    ends = ((0, 4), (4, 9), (0, 4), (4, 9))
    return [np.where(np.isnan(y), np.nan, draw.integers(*each, y.shape)) for each in ends]


METHODS = {
    "leave_one_out": pooling.leave_one_out,
    "cumulative": lambda y, v: pooling.cumulative(y, v, np.arange(K)[::-1]),
    "influence": pooling.influence,
    "baujat": pooling.baujat,
    "subgroups": lambda y, v: pooling.subgroups(y, v, GROUPS),
    "subgroups common": lambda y, v: pooling.subgroups(y, v, GROUPS, common_tau2=True),
    "egger lm": pooling.egger,
    "egger rma": lambda y, v: pooling.egger(y, v, model="rma"),
    "begg": pooling.begg,
    "harbord": lambda y, _: pooling.harbord(*counts(y)),
    "peters": lambda y, _: pooling.peters(y, *counts(y)),
    "by_size": lambda y, _: pooling.by_size(y, counts(y)[1] + counts(y)[3]),
    "pet_peese": pooling.pet_peese,
    "trim_and_fill L0": pooling.trim_and_fill,
    "trim_and_fill R0": lambda y, v: pooling.trim_and_fill(y, v, estimator="R0"),
    "diversity": pooling.diversity,
    **{
        f"meta_regression {tau2}": lambda y, v, tau2=tau2: pooling.meta_regression(
            y, v, np.column_stack([np.ones(K), np.arange(K)]), tau2=tau2
        )
        for tau2 in ("DL", "PM", "REML", "ML", "HE", "HS", "SJ", "EB", "common")
    },
}


def awkward_batch(seed, widest=14.0):
    """Ragged, homogeneous, one-sided, empty and impossible meta-analyses in one batch."""
    draw = np.random.default_rng(seed)
    y = draw.normal(0.2, 0.5, (40, K)) * np.exp(draw.normal(0, 3, (40, 1)))
    v = np.exp(draw.normal(0, draw.choice([0.1, 1, widest], (40, 1)), (40, K)))
    y[draw.random(y.shape) < 0.2] = np.nan
    v[draw.random(v.shape) < 0.05] = np.nan
    y[0], v[0] = 0.3, 0.1
    y[1] = np.nan
    y[2, 1:] = np.nan
    y[3, 2:] = np.nan
    v[4, 0], v[5, 1], v[6, 2], y[7, 3] = 0.0, np.inf, -1.0, np.inf
    y[4, 0] = y[5, 1] = y[6, 2] = v[7, 3] = 0.5
    y[8], v[8] = 0.3, np.geomspace(1e-12, 1, K)
    return y, v


def numbers(result, at):
    """Every number a result holds about one meta-analysis of the batch."""
    if not is_dataclass(result):
        return [np.asarray(result)[at]]
    found = []
    for each in fields(result):
        value = getattr(result, each.name)
        if is_dataclass(value) and each.name != "_batch":
            found += numbers(value, at)
        elif isinstance(value, np.ndarray) and value.dtype.kind in "fi":
            found.append(np.asarray(value[at], dtype=float))
    return found


@pytest.mark.parametrize("method", METHODS)
def test_nothing_in_a_batch_can_raise(method):
    for seed in range(5):
        METHODS[method](*awkward_batch(seed))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("trials", [0, 1])
def test_empty_batches_and_batches_of_nothing_are_batches(method, trials):
    METHODS[method](np.empty((0, K)), np.empty((0, K)))
    METHODS[method](np.full((2, K), np.nan), np.full((2, K), 0.1))
    only = np.where(np.arange(K) < trials, 0.4, np.nan)
    METHODS[method](only[None], np.full((1, K), 0.1))


@pytest.mark.parametrize(
    "method", [each for each in METHODS if each not in ("harbord", "peters", "by_size")]
)
def test_a_meta_analysis_does_not_depend_on_its_neighbours(method):
    # Beyond variance ratios of 1e12 rounding, which depends on the batch, reaches the result.
    y, v = awkward_batch(1, widest=3.0)
    together = METHODS[method](y, v)
    for at in (0, 3, *range(9, 40, 5)):
        alone = METHODS[method](y[at : at + 1], v[at : at + 1])
        pairs = zip(numbers(together, at), numbers(alone, 0), strict=True)
        for ours, theirs in pairs:
            assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    "method", [each for each in METHODS if each not in ("harbord", "peters", "by_size")]
)
def test_lists_integers_and_single_precision_are_welcome(method):
    y, v = np.array([1, 3, 2, 5, 4, 0, 2, 1, 6]), np.array([1, 2, 1, 3, 2, 1, 4, 2, 5])
    exact = METHODS[method](y.astype(float), v.astype(float))
    for other in (
        METHODS[method](y.tolist(), v.tolist()),
        METHODS[method](y, v),
        METHODS[method](y.astype(np.float32), v.astype(np.float32)),
    ):
        for ours, theirs in zip(numbers(other, ...), numbers(exact, ...), strict=True):
            assert ours == pytest.approx(theirs, nan_ok=True)


@pytest.mark.parametrize("least", [1e-30, 0.24, 0.25, 0.49, 0.5, 0.99, 1.0, 1.01, 2, 3.99, 4, 1e30])
def test_the_most_precise_trial_is_weighed_as_one_of_a_variance_from_one_to_four(least):
    """What is weighed lies so far from the ends of double precision whatever the unit is."""
    batch = gather(np.array([1.0, np.nan, -2.0]), np.array([least, 0.0, 7 * least]))
    assert 1 <= batch.v.min() < 4
    assert np.frexp(batch.scale)[0] == 0.5, "a power of two changes no digit"
    assert batch.v[[0, 2], 0] * batch.scale**2 == pytest.approx([least, 7 * least], rel=1e-15)
    assert batch.y[[0, 2], 0] * batch.scale == pytest.approx([1, -2], rel=1e-15)
