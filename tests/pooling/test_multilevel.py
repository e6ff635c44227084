"""Three-level models: against dense algebra, against the two-level pool, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.ground.errors import StatisticsError
from living_review.pooling import meta_regression, multilevel, pool

RNG = np.random.default_rng(21)
CLUSTER = np.repeat(np.arange(9), [1, 2, 3, 3, 4, 5, 1, 6, 2])
K = CLUSTER.size
V = RNG.uniform(0.02, 0.2, K)
Y = 0.3 + RNG.normal(0, 0.3, 9)[CLUSTER] + RNG.normal(0, 0.2, K) + RNG.normal(0, np.sqrt(V))
DESIGN = np.column_stack([np.ones(K), RNG.normal(size=K)])


def dense(x, between, within, rho):
    same = CLUSTER[:, None] == CLUSTER
    sd = np.sqrt(V)
    sampling = np.where(np.eye(K, dtype=bool), V, np.where(same, rho * np.outer(sd, sd), 0.0))
    sigma = sampling + between * same + within * np.eye(K)
    inverse = np.linalg.inv(sigma)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    beta = covariance @ x.T @ inverse @ Y
    residual = Y - x @ beta
    height = -0.5 * (
        np.linalg.slogdet(sigma)[1]
        - np.linalg.slogdet(covariance)[1]
        - np.linalg.slogdet(x.T @ x)[1]
        + residual @ inverse @ residual
        + (K - x.shape[1]) * np.log(2 * np.pi)
    )
    return sigma, inverse, covariance, beta, residual, height


@pytest.mark.parametrize("rho", [0.0, 0.6])
@pytest.mark.parametrize("x", [np.ones((K, 1)), DESIGN], ids=["mean", "moderator"])
def test_the_fit_is_the_maximum_of_the_restricted_likelihood(x, rho):
    found = multilevel(Y, V, CLUSTER, x, rho=rho)
    _, _, covariance, beta, _, height = dense(x, found.sigma2_between, found.sigma2_within, rho)
    assert found.converged
    assert found.coefficients == pytest.approx(beta, rel=1e-9)
    assert found.se == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-9)
    assert found.log_likelihood == pytest.approx(height, rel=1e-10)
    # Steps, too: a multiple of a variance that was wrongly left at zero tries nothing else.
    around = np.array([0.7, 0.99, 1.01, 1.4])
    step = 0.02 * V.mean()
    for between in [*found.sigma2_between * around, found.sigma2_between + step]:
        for within in [*found.sigma2_within * around, found.sigma2_within + step]:
            assert dense(x, between, within, rho)[-1] < height


@pytest.mark.parametrize("x", [np.ones((K, 1)), DESIGN], ids=["mean", "moderator"])
def test_cr2_is_unbiased_under_the_working_model(x):
    found = multilevel(Y, V, CLUSTER, x)
    sigma, inverse, covariance, _, residual, _ = dense(
        x, found.sigma2_between, found.sigma2_within, 0.0
    )
    left = np.eye(K) - x @ covariance @ x.T @ inverse
    of_residuals = left @ sigma @ left.T
    meat, expected = np.zeros_like(covariance), np.zeros_like(covariance)
    for cluster in np.unique(CLUSTER):
        rows = cluster == CLUSTER
        d = np.linalg.cholesky(sigma[np.ix_(rows, rows)]).T
        values, vectors = np.linalg.eigh(d @ of_residuals[np.ix_(rows, rows)] @ d.T)
        adjustment = d.T @ (vectors / np.sqrt(values)) @ vectors.T @ d
        carried = x[rows].T @ inverse[np.ix_(rows, rows)] @ adjustment
        meat += np.outer(carried @ residual[rows], carried @ residual[rows])
        expected += carried @ of_residuals[np.ix_(rows, rows)] @ carried.T
    assert found.robust.se**2 == pytest.approx(np.diag(covariance @ meat @ covariance), rel=1e-8)
    # Unbiased: its expectation is the covariance of the coefficients.
    assert covariance @ expected @ covariance == pytest.approx(covariance, rel=1e-8)


def test_satterthwaites_df_are_those_of_the_moments_of_the_variance():
    found = multilevel(Y, V, CLUSTER)
    sigma, *_ = dense(np.ones((K, 1)), found.sigma2_between, found.sigma2_within, 0.0)
    draws = np.linalg.cholesky(sigma) @ np.random.default_rng(2).normal(size=(K, 40_000))
    squares = ((_cr2_contrasts(sigma) @ draws) ** 2).sum(axis=0)
    assert found.robust.df[0] == pytest.approx(2 * squares.mean() ** 2 / squares.var(), rel=0.03)
    assert found.robust.df[0] < 9


def _cr2_contrasts(sigma):
    """One row a cluster, whose products with the effects square and add up to CR2's variance."""
    inverse, x = np.linalg.inv(sigma), np.ones((K, 1))
    covariance = np.linalg.inv(x.T @ inverse @ x)
    left = np.eye(K) - x @ covariance @ x.T @ inverse
    contrasts = []
    for cluster in np.unique(CLUSTER):
        rows = cluster == CLUSTER
        block = sigma[np.ix_(rows, rows)]
        d = np.linalg.cholesky(block).T
        values, vectors = np.linalg.eigh(d @ (block - covariance) @ d.T)
        adjustment = d.T @ (vectors / np.sqrt(values)) @ vectors.T @ d
        contrasts.append(np.ones(rows.sum()) @ np.linalg.inv(block) @ adjustment @ left[rows])
    return covariance[0, 0] * np.array(contrasts)


def test_one_effect_in_each_cluster_is_the_ordinary_pool():
    found = multilevel(Y, V, np.arange(K))
    plain = pool(Y, V, interval="wald")
    assert found.sigma2_between == pytest.approx(plain.tau2, rel=1e-7)
    assert found.sigma2_within == 0
    assert found.estimate == pytest.approx(plain.estimate, rel=1e-7)
    assert found.se == pytest.approx([plain.se], rel=1e-7)
    assert found.qe == pytest.approx(plain.q)
    assert found.i2_between == pytest.approx(plain.i2, rel=1e-6)


def test_with_moderators_one_effect_in_each_cluster_is_meta_regression():
    found = multilevel(Y, V, np.arange(K), DESIGN, interval="t")
    plain = meta_regression(Y, V, DESIGN, interval="t")
    assert found.sigma2_between == pytest.approx(plain.tau2, rel=1e-6)
    assert found.coefficients == pytest.approx(plain.coefficients, rel=1e-6)
    assert found.ci_high == pytest.approx(plain.ci_high, rel=1e-6)
    assert np.isnan(found.prediction_low)


def test_order_labels_units_and_absent_effects_do_not_matter():
    order = RNG.permutation(K)
    found = multilevel(Y, V, CLUSTER)
    names = np.array([f"trial {9 - each}" for each in CLUSTER])
    other = multilevel(
        np.append(40.0 * Y[order], np.nan), np.append(1600.0 * V[order], 0.1), [*names[order], "z"]
    )
    assert (other.k, other.clusters) == (K, 9)
    assert other.estimate == pytest.approx(40.0 * found.estimate, rel=1e-7)
    assert other.sigma2_between == pytest.approx(1600.0 * found.sigma2_between, rel=1e-6)
    assert other.sigma2_within == pytest.approx(1600.0 * found.sigma2_within, rel=1e-6)
    assert other.robust.se == pytest.approx(40.0 * found.robust.se, rel=1e-6)
    assert other.robust.df == pytest.approx(found.robust.df, rel=1e-6)


def test_variances_stay_at_zero_where_the_data_agree_too_well():
    found = multilevel(0.2 + 0.01 * np.sin(np.arange(K)), V, CLUSTER)
    assert (found.sigma2_between, found.sigma2_within) == (0, 0)
    assert found.converged
    assert found.estimate == pytest.approx(
        np.average(0.2 + 0.01 * np.sin(np.arange(K)), weights=1 / V)
    )


@pytest.mark.parametrize(
    ("y", "clusters"), [([], []), ([0.1], ["a"]), ([0.1, 0.2, 0.4], ["a", "a", "a"])]
)
def test_below_two_clusters_there_is_no_result(y, clusters):
    found = multilevel(y, [0.1] * len(y), clusters)
    assert np.isnan([found.estimate, found.sigma2_between, found.qe, found.robust.se[0]]).all()
    assert not found.converged


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((Y, V, CLUSTER[:3]), {}, "one cluster label each"),
        ((Y, V, CLUSTER, DESIGN[:4]), {}, "one row of the design each"),
        ((Y, V, CLUSTER), {"rho": 1.0}, "rho 1.0 must be at least 0"),
        ((Y, V, CLUSTER, np.column_stack([DESIGN, DESIGN[:, 1]])), {}, "singular"),
        (([Y, Y], [V, V], CLUSTER), {}, "takes one meta-analysis"),
        ((Y, V, CLUSTER), {"method": "DL"}, "choose one of REML, ML"),
    ],
)
def test_what_has_no_meaning_is_refused(arguments, options, message):
    with pytest.raises(StatisticsError, match=message):
        multilevel(*arguments, **options)


def test_the_weights_are_shares_in_the_mean():
    found = multilevel([*Y, np.nan], [*V, 1.0], [*CLUSTER, 99], rho=0.5)
    assert found.weights.shape == (K + 1,)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.weights[-1] == 0
    assert found.weights[:-1] @ Y == pytest.approx(found.estimate, rel=1e-12)
    assert np.isnan(multilevel([0.1, np.nan], [0.1, 0.1], [1, 2]).weights).all()


def test_a_new_effect_is_predicted_by_the_model_or_with_robust_errors():
    found = multilevel(Y, V, CLUSTER)
    model = found.prediction(robust=False)
    assert model == pytest.approx((found.prediction_low, found.prediction_high), rel=1e-12)
    low, high = found.prediction(robust=True)
    assert low < found.robust.ci_low[0] < found.robust.ci_high[0] < high
    for robust in (False, True):
        assert found.beyond(found.estimate, robust=robust) == pytest.approx(0.5)
        bounds = found.prediction(robust=robust)
        assert found.beyond(bounds[0], robust=robust) == pytest.approx(0.975)
        assert found.beyond(bounds[1], robust=robust) == pytest.approx(0.025)


def test_with_moderators_there_is_nothing_to_predict():
    found = multilevel(Y, V, CLUSTER, DESIGN)
    assert np.isnan(found.prediction(robust=True)).all()
    assert np.isnan(found.beyond(0.0, robust=True))
