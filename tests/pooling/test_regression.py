"""Meta-regression: laws, edges, and agreement with least squares where they coincide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.ground.errors import StatisticsError
from living_review.pooling import meta_regression, pool
from living_review.pooling.design import gather_design
from living_review.pooling.regression import RESIDUAL_TAU2_METHODS
from living_review.pooling.residual_tau2 import _score, log_likelihood

RNG = np.random.default_rng(1)
YEAR = np.array([1995, 1998, 2001, 2003, 2003, 2007, 2010, 2012, 2015, 2019.0])
Y = 0.5 - 0.02 * (YEAR - 2000) + RNG.normal(0, 0.3, YEAR.size)
V = RNG.uniform(0.01, 0.1, YEAR.size)
DESIGN = np.column_stack([np.ones(YEAR.size), YEAR])


@pytest.mark.parametrize("tau2", RESIDUAL_TAU2_METHODS)
@pytest.mark.parametrize("interval", ["wald", "t", "knapp-hartung"])
def test_with_the_intercept_alone_it_is_the_pool(tau2, interval):
    found = meta_regression(Y, V, np.ones((Y.size, 1)), tau2=tau2, interval=interval)
    whole = pool(Y, V, tau2=tau2, interval=interval)
    assert found.tau2 == pytest.approx(whole.tau2, rel=1e-9)
    assert found.coefficients == pytest.approx([whole.estimate], rel=1e-9)
    assert found.se == pytest.approx([whole.se], rel=1e-9)
    assert found.ci_low == pytest.approx([whole.ci_low], rel=1e-9)
    assert (found.qe, found.i2, found.h2) == pytest.approx((whole.q, whole.i2, whole.h2), rel=1e-9)
    assert np.isnan(found.qm)


def test_the_common_effect_fit_is_weighted_least_squares():
    import statsmodels.api as sm

    oracle = sm.WLS(Y, DESIGN, weights=1.0 / V).fit()
    found = meta_regression(Y, V, DESIGN, tau2="common", safeguard="none")
    assert found.coefficients == pytest.approx(oracle.params, rel=1e-7)
    # Knapp-Hartung's scale factor at τ² = 0 is the residual variance of the weighted fit.
    assert found.se == pytest.approx(oracle.bse, rel=1e-7)
    assert found.p == pytest.approx(oracle.pvalues, rel=1e-7)
    assert found.r2 == pytest.approx(max(0.0, 100.0 * oracle.rsquared_adj), rel=1e-7)
    assert found.qm == pytest.approx(float(oracle.fvalue), rel=1e-6)


@pytest.mark.parametrize("tau2", RESIDUAL_TAU2_METHODS)
def test_moving_and_scaling_a_moderator_changes_only_its_own_coefficient(tau2):
    found = meta_regression(Y, V, DESIGN, tau2=tau2)
    moved = meta_regression(Y, V, np.column_stack([np.ones(Y.size), (YEAR - 2000) / 10]), tau2=tau2)
    assert moved.tau2 == pytest.approx(found.tau2, rel=1e-7)
    assert moved.coefficients[1] == pytest.approx(10 * found.coefficients[1], rel=1e-7)
    assert moved.p[1] == pytest.approx(found.p[1], rel=1e-7)
    assert moved.qm == pytest.approx(found.qm, rel=1e-7)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(-3, 3), st.floats(0.01, 2), st.floats(-2, 2)), min_size=5, max_size=12
    ),
    # Not SJ: its crude variance is that of the effects, whatever the moderators explain.
    st.sampled_from([each for each in RESIDUAL_TAU2_METHODS if each != "SJ"]),
)
def test_an_effect_added_along_the_moderator_adds_to_the_slope(trials, tau2):
    y, v, x = np.array(trials).T
    x = x + np.arange(x.size) / 10
    design = np.column_stack([np.ones(x.size), x])
    if np.linalg.svd(design, compute_uv=False).min() < 0.1:
        return
    before = meta_regression(y, v, design, tau2=tau2)
    after = meta_regression(y + 2.0 - 3.0 * x, v, design, tau2=tau2)
    assert after.coefficients - before.coefficients == pytest.approx([2.0, -3.0], abs=1e-5)
    assert after.tau2 == pytest.approx(before.tau2, rel=1e-5, abs=1e-6)


def test_reml_takes_the_global_maximum():
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(6), np.arange(6.0)])
    y, v = rng.normal(0, 1, (300, 6)), np.exp(rng.normal(-2, 3, (300, 6)))
    found = meta_regression(y, v, x, tau2="REML")
    assert found.converged.all()
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 50, 400)])
    heights = _likelihood(y[:, None], v[:, None], x, grid, restricted=True)
    reached = _likelihood(y, v, x, found.tau2, restricted=True)
    assert (reached >= heights.max(axis=1) - 1e-9).all()


def _likelihood(y, v, x, tau2, *, restricted):
    """Viechtbauer 2005, in dense matrices; y and v have an axis of trials behind those of τ²."""
    spread = v + tau2[..., None]
    weighted = x / spread[..., None]
    information = np.swapaxes(weighted, -1, -2) @ x
    moments = np.swapaxes(weighted, -1, -2) @ y[..., None]
    residual = y - (x @ np.linalg.solve(information, moments))[..., 0]
    told = np.log(spread).sum(axis=-1) + (residual**2 / spread).sum(axis=-1)
    return -0.5 * (told + restricted * np.linalg.slogdet(information)[1])


def test_a_batch_is_a_loop_and_absent_trials_change_nothing():
    gaps = Y.copy()
    gaps[[2, 5]] = np.nan
    batch = meta_regression(np.stack([Y, gaps]), V, DESIGN)
    present = ~np.isnan(gaps)
    for at, alone in enumerate(
        (
            meta_regression(Y, V, DESIGN),
            meta_regression(gaps[present], V[present], DESIGN[present]),
        )
    ):
        for name in ("k", "tau2", "qe", "qm", "i2", "r2", "df"):
            assert getattr(batch, name)[at] == pytest.approx(getattr(alone, name), rel=1e-8)
        assert batch.coefficients[at] == pytest.approx(alone.coefficients, rel=1e-8)
        assert batch.covariance[at] == pytest.approx(alone.covariance, rel=1e-8)


def test_a_trial_without_its_moderator_is_left_out():
    design = DESIGN.copy()
    design[3, 1] = np.nan
    found = meta_regression(Y, V, design)
    others = np.arange(Y.size) != 3
    assert found.k == Y.size - 1
    assert found.coefficients == pytest.approx(
        meta_regression(Y[others], V[others], DESIGN[others]).coefficients
    )


def test_a_prediction_at_the_moderators_is_the_fitted_line():
    found = meta_regression(Y, V, DESIGN)
    at = found.predict([[1.0, 2000.0], [1.0, 2020.0]])
    assert at.estimate == pytest.approx(
        [found.coefficients @ [1.0, 2000.0], found.coefficients @ [1.0, 2020.0]]
    )
    assert (at.prediction_low <= at.ci_low).all()
    assert (at.prediction_high >= at.ci_high).all()
    with pytest.raises(StatisticsError, match="2 columns"):
        found.predict([[1.0]])


def test_a_singular_design_is_refused():
    with pytest.raises(StatisticsError, match="design matrix is singular: over the 10 trials"):
        meta_regression(Y, V, np.column_stack([DESIGN, 3.0 * YEAR]))


def test_in_a_batch_a_singular_design_gives_no_result_and_the_others_stand():
    constant = np.where(YEAR == 2003, Y, np.nan)
    same_year = np.stack([Y, np.where(np.isnan(constant), np.nan, Y)])
    found = meta_regression(same_year, V, DESIGN)
    assert found.converged.tolist() == [True, False]
    assert np.isnan(found.coefficients[1]).all()
    assert np.isnan([found.tau2[1], found.qe[1], found.qm[1]]).all()


@pytest.mark.parametrize("k", [0, 1, 2])
def test_no_more_trials_than_coefficients_give_no_result(k):
    y = np.where(np.arange(Y.size) < k, Y, np.nan)
    found = meta_regression(y, V, DESIGN)
    assert found.k == k
    assert not found.converged
    assert np.isnan(found.coefficients).all()
    assert np.isnan(found.tau2)


@pytest.mark.parametrize(
    ("design", "message"),
    [(YEAR, "a row for each trial"), (DESIGN[:4], "shapes differ"), ("year", "must be numbers")],
)
def test_a_design_of_the_wrong_shape_is_refused(design, message):
    with pytest.raises(StatisticsError, match=message):
        meta_regression(Y, V, design)


def test_the_safeguard_acts_where_trials_agree_too_well():
    y = 0.1 + 0.01 * (YEAR - 2000) + 1e-4 * np.sin(YEAR)
    safe, bare = (meta_regression(y, V, DESIGN, safeguard=each) for each in ("se", "none"))
    assert safe.safeguard_applied
    assert not bare.safeguard_applied
    assert (safe.se > 10 * bare.se).all()


@pytest.mark.parametrize("restricted", [True, False])
def test_the_likelihood_of_residual_tau2_is_that_of_its_definition_and_its_slopes_are_its_own(
    restricted,
):
    """Heights may differ by what does not depend on τ²."""
    batch = gather_design(Y, V, DESIGN)
    unit = batch.scale[0] ** 2

    def defined(tau2):
        return _likelihood(Y, V, DESIGN, np.array(tau2), restricted=restricted)

    def apart(tau2):
        own = log_likelihood(batch, np.array([tau2]) / unit, restricted=restricted)[0]
        return own - defined(tau2)

    grid = (0.01, 0.07, 0.5, 3.0)
    assert [apart(each) for each in grid] == pytest.approx([apart(0.0)] * 4, abs=1e-9)
    for each in grid:
        [slope], [curve] = _score(batch, np.array([each]) / unit, restricted=restricted)
        step = 1e-3 * each
        low, middle, high = (defined(each + move) for move in (-step, 0, step))
        assert slope / unit == pytest.approx((high - low) / step, rel=1e-4)
        bend = 2 * (high - 2 * middle + low) / step**2
        assert curve / unit**2 == pytest.approx(bend, rel=1e-3)
