"""Trim and fill: made-up funnels whose missing half is known, batches and edges."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.ground.errors import StatisticsError
from living_review.pooling import pool, trim_and_fill

# A funnel that is symmetric about 0.3: each small trial has its mirror image.
V = np.array([0.01, 0.02, 0.02, 0.08, 0.08, 0.2, 0.2, 0.4, 0.4])
Y = 0.3 + np.array([0, 0.1, -0.1, 0.25, -0.25, 0.5, -0.5, 0.8, -0.8])


def test_a_symmetric_funnel_lacks_nothing():
    found = trim_and_fill(Y, V, side="left")
    assert found.k0 == 0
    assert found.pooled.estimate == pytest.approx(pool(Y, V).estimate)
    assert np.isnan(found.filled_estimates).all()


@pytest.mark.parametrize("estimator", ["L0", "R0"])
def test_the_half_that_was_cut_off_is_filled_back(estimator):
    whole_y = 0.3 + np.concatenate([np.zeros(1), *[[d, -d] for d in np.arange(1, 11) / 10]])
    whole_v = 0.01 + np.concatenate([np.zeros(1), *[[d, d] for d in np.arange(1, 11) / 25]])
    kept = whole_y > -0.3
    found = trim_and_fill(whole_y[kept], whole_v[kept], estimator=estimator, tau2="common")
    assert found.side == "left"
    assert found.converged
    assert 3 <= found.k0 <= 5
    assert found.pooled.estimate < pool(whole_y[kept], whole_v[kept], tau2="common").estimate
    filled = found.filled_estimates[~np.isnan(found.filled_estimates)]
    assert filled.size == found.k0
    assert filled.max() < whole_y[kept].min()


def test_mirror_images_stand_beside_the_trials_they_reflect():
    y, v = np.append(Y, [1.6, 1.9, 1.4]), np.append(V, [0.45, 0.5, 0.42])
    found = trim_and_fill(y, v, tau2="common")
    mirrored = ~np.isnan(found.filled_estimates)
    assert mirrored.sum() == found.k0 > 0
    assert np.array_equal(found.filled_variances[mirrored], v[mirrored])
    assert y[mirrored].min() >= np.sort(y)[-int(found.k0)]
    # Each lies as far below one centre as its trial lies above.
    assert np.ptp(found.filled_estimates[mirrored] + y[mirrored]) == pytest.approx(0, abs=1e-12)
    assert found.pooled.k == y.size + found.k0


def test_turning_the_funnel_turns_the_result():
    y = np.append(Y, [1.6, 1.9])
    v = np.append(V, [0.45, 0.5])
    there, back = trim_and_fill(y, v), trim_and_fill(-y, v)
    assert (there.side, back.side) == ("left", "right")
    assert back.k0 == there.k0 > 0
    assert back.pooled.estimate == pytest.approx(-there.pooled.estimate)
    assert back.filled_estimates == pytest.approx(-there.filled_estimates, nan_ok=True)


def test_a_ragged_batch_is_a_loop():
    y = np.append(Y, [1.6, 1.9, 1.4])
    v = np.append(V, [0.45, 0.5, 0.42])
    gaps = y.copy()
    gaps[[3, 7]] = np.nan
    batch = trim_and_fill(np.stack([y, gaps, -y]), v, estimator="R0")
    for at, (effects, which) in enumerate(
        ((y, slice(None)), (y, ~np.isnan(gaps)), (-y, slice(None)))
    ):
        alone = trim_and_fill(effects[which], v[which], estimator="R0")
        assert batch.side[at] == alone.side
        for name in ("k0", "k0_se", "k0_p"):
            assert getattr(batch, name)[at] == pytest.approx(getattr(alone, name))
        assert batch.pooled.estimate[at] == pytest.approx(alone.pooled.estimate)
        assert batch.filled_estimates[at][which] == pytest.approx(
            alone.filled_estimates, nan_ok=True
        )


@pytest.mark.parametrize("k", [0, 1, 2])
def test_below_three_trials_there_is_no_result(k):
    found = trim_and_fill(Y[:k], V[:k])
    assert np.isnan([found.k0, found.k0_se, found.pooled.estimate]).all()
    assert not found.converged


def test_identical_effects_lack_nothing():
    found = trim_and_fill([0.2] * 5, [0.1, 0.2, 0.3, 0.4, 0.5])
    assert found.k0 == 0
    assert found.pooled.estimate == pytest.approx(0.2)


@pytest.mark.parametrize("option", [{"estimator": "Q0"}, {"side": "up"}])
def test_an_unknown_option_is_refused(option):
    with pytest.raises(StatisticsError, match="choose one of"):
        trim_and_fill(Y, V, **option)
