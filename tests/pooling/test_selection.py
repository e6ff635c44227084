"""The selection model: simulated selection, laws of units and signs, and data that cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from living_review.ground.errors import StatisticsError
from living_review.pooling import pool, selection_model

RNG = np.random.default_rng(11)


def selected(trials, mean, tau, kept):
    """Trials drawn from the model: those with a one-sided p above 0.025 kept with chance `kept`."""
    v = RNG.uniform(0.02, 0.3, 20 * trials)
    y = RNG.normal(mean, np.sqrt(v + tau**2))
    published = (y / np.sqrt(v) >= norm.isf(0.025)) | (RNG.uniform(size=y.size) < kept)
    return y[published][:trials], v[published][:trials]


Y, V = selected(40, 0.3, 0.2, 0.3)


def log_likelihood(y, v, mean, tau2, delta):
    """The density of a published trial, integrated by brute force."""
    total = 0.0
    for effect, variance in zip(y, v, strict=True):
        sd, critical = np.sqrt(variance + tau2), norm.isf(0.025) * np.sqrt(variance)
        grid = np.linspace(mean - 10 * sd, mean + 10 * sd, 40001)
        weight = np.where(grid >= critical, 1.0, delta)
        scale = np.trapezoid(weight * norm.pdf(grid, mean, sd), grid)
        seen = 1.0 if effect >= critical else delta
        total += np.log(seen * norm.pdf(effect, mean, sd) / scale)
    return total


def test_the_likelihood_is_that_of_a_published_trial():
    found = selection_model(Y, V)
    expected = log_likelihood(Y, V, found.estimate, found.tau2, found.delta)
    assert found.log_likelihood == pytest.approx(expected, abs=2e-2)
    for nudge in ((0.05, 0, 1), (-0.05, 0, 1), (0, 0.02, 1), (0, 0, 1.3), (0, 0, 0.7)):
        moved = log_likelihood(
            Y, V, found.estimate + nudge[0], found.tau2 + nudge[1], found.delta * nudge[2]
        )
        assert moved < expected


def test_selection_is_found_and_undone():
    y, v = selected(2000, 0.2, 0.15, 0.25)
    naive, found = pool(y, v, tau2="ML"), selection_model(y, v)
    assert naive.estimate > 0.28
    assert found.estimate == pytest.approx(0.2, abs=4 * found.se)
    assert found.delta == pytest.approx(0.25, abs=4 * found.delta_se)
    assert found.lrt_p < 1e-10


def test_without_selection_the_test_stays_quiet():
    y, v = selected(2000, 0.2, 0.15, 1.0)
    found = selection_model(y, v)
    assert found.delta == pytest.approx(1.0, abs=4 * found.delta_se)
    assert found.estimate == pytest.approx(0.2, abs=4 * found.se)


def test_units_and_direction_do_not_matter():
    found = selection_model(Y, V)
    scaled = selection_model(-50.0 * Y, 2500.0 * V)
    assert (found.alternative, scaled.alternative) == ("greater", "less")
    assert scaled.estimate == pytest.approx(-50.0 * found.estimate, rel=1e-7)
    assert scaled.se == pytest.approx(50.0 * found.se, rel=1e-6)
    assert scaled.tau2 == pytest.approx(2500.0 * found.tau2, rel=1e-7)
    assert scaled.delta == pytest.approx(found.delta, rel=1e-7)
    assert scaled.lrt == pytest.approx(found.lrt, rel=1e-7)
    assert scaled.log_likelihood == pytest.approx(found.log_likelihood - Y.size * np.log(50))


def test_absent_trials_change_nothing():
    found = selection_model(np.append(Y, [np.nan, 0.3]), np.append(V, [0.1, np.nan]))
    assert found.k == Y.size
    assert found.estimate == selection_model(Y, V).estimate


@pytest.mark.parametrize("y", [[0.9, 1.2, 1.0, 0.8], [0.1, 0.05, 0.2, -0.1]])
def test_trials_on_one_side_of_the_step_say_nothing_about_selection(y):
    found = selection_model(y, [0.04] * 4)
    plain = pool(y, [0.04] * 4, tau2="ML", interval="wald")
    assert not found.identified
    assert found.estimate == pytest.approx(plain.estimate)
    assert found.tau2 == pytest.approx(plain.tau2)
    assert found.se == pytest.approx(plain.se, rel=1e-6)
    assert np.isnan([found.delta, found.delta_se, found.lrt, found.lrt_p]).all()
    assert found.lrt_df == 0


@pytest.mark.parametrize("k", [0, 1, 2])
def test_below_three_trials_there_is_no_result(k):
    found = selection_model(Y[:k], V[:k])
    assert found.k == k
    assert np.isnan([found.estimate, found.se, found.tau2, found.log_likelihood]).all()
    assert not found.converged


def test_small_reviews_end_on_a_maximum():
    rng = np.random.default_rng(5)
    for _ in range(40):
        k = int(rng.integers(3, 15))
        v = np.exp(rng.normal(-2, 1.5, k))
        found = selection_model(rng.normal(0.3, np.sqrt(v + 0.1)), v)
        assert found.converged
        assert np.isfinite([found.estimate, found.se]).all()
        if found.identified:
            assert found.lrt >= 0
            assert np.isfinite([found.delta, found.delta_se]).all()


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([Y, Y], [V, V]), {}, "takes one meta-analysis"),
        ((Y, V), {"alternative": "two-sided"}, "choose one of"),
        (([0.1, 0.2], [0.0, 0.1]), {}, "above zero"),
    ],
)
def test_what_has_no_meaning_is_refused(arguments, options, message):
    with pytest.raises(StatisticsError, match=message):
        selection_model(*arguments, **options)
