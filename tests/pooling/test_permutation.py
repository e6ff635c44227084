"""Permutation tests and pools of all subsets."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from living_review.ground.errors import StatisticsError
from living_review.pooling import gosh, meta_regression, permutation_test, pool

Y = np.array([0.4, 0.1, 0.6, 0.3, -0.1, 0.5])
V = np.array([0.05, 0.02, 0.1, 0.04, 0.03, 0.08])
DESIGN = np.column_stack([np.ones(6), [1, 2, 3, 5, 8, 13.0]])


def test_signs_are_flipped_in_every_way():
    found = permutation_test(Y, V)
    observed = abs(pool(Y, V, interval="wald").statistic)
    as_extreme = [
        abs(pool(Y * signs, V, interval="wald").statistic) >= observed - 1e-8
        for signs in (1 - 2 * ((np.arange(64)[:, None] >> np.arange(6)) & 1))
    ]
    assert found.exact
    assert found.permutations == 64
    assert found.p == pytest.approx([np.mean(as_extreme)])
    assert np.isnan(found.qm_p)


def test_the_bcg_trials_give_metafors_exact_p(bcg):
    # metafor 3.8.1, permutest(rma(yi, vi), exact = TRUE): 12 of 8192 arrangements.
    assert permutation_test(*bcg).p == pytest.approx([12 / 8192], abs=0)


@pytest.fixture
def bcg():
    a, n1 = (
        [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
        [
            *(123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913),
        ],
    )
    c, n2 = (
        [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
        [
            *(139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854),
        ],
    )
    a, n1, c, n2 = (np.array(each, dtype=float) for each in (a, n1, c, n2))
    return np.log(a * n2 / (c * n1)), 1 / a - 1 / n1 + 1 / c - 1 / n2


def test_rows_of_moderators_are_shuffled_in_every_way():
    found = permutation_test(Y[:5], V[:5], DESIGN[:5], permutations=200)
    assert found.exact
    assert found.permutations == 120
    assert found.p[1] == pytest.approx(found.qm_p)
    assert found.p[1] * 120 == pytest.approx(round(found.p[1] * 120))


def test_a_sample_comes_near_the_exact_p_and_repeats_itself():
    exact = permutation_test(Y, V, DESIGN, permutations=720)
    sampled = permutation_test(Y, V, DESIGN, permutations=700)
    assert exact.exact
    assert not sampled.exact
    assert sampled.p == pytest.approx(exact.p, abs=0.08)
    assert np.array_equal(sampled.p, permutation_test(Y, V, DESIGN, permutations=700).p)
    other = permutation_test(Y, V, DESIGN, permutations=700, seed=1)
    assert not np.array_equal(sampled.p, other.p)


def test_a_sampled_p_is_never_zero():
    y = np.linspace(1, 2, 20)
    found = permutation_test(y, np.full(20, 1e-4), permutations=99)
    assert found.p == pytest.approx([0.01])


def test_absent_trials_are_not_permuted():
    gaps = np.append(Y, np.nan)
    found = permutation_test(gaps, np.append(V, 0.1))
    assert found.permutations == 64
    assert found.p == pytest.approx(permutation_test(Y, V).p)


def test_a_model_that_cannot_be_fitted_has_no_p():
    found = permutation_test(Y[:2], V[:2], DESIGN[:2])
    assert np.isnan(found.p).all()
    assert not meta_regression(Y[:2], V[:2], DESIGN[:2]).converged


@pytest.mark.parametrize(
    "call",
    [
        lambda: permutation_test(np.stack([Y, Y]), V),
        lambda: permutation_test(Y, V, permutations=0),
        lambda: gosh(np.stack([Y, Y]), V),
        lambda: gosh(Y, V, subsets=0),
    ],
)
def test_one_meta_analysis_at_a_time(call):
    with pytest.raises(StatisticsError, match="takes one meta-analysis"):
        call()


def test_gosh_pools_every_subset():
    found = gosh(Y, V)
    assert found.exhaustive
    assert len(found.estimate) == 63
    assert len(np.unique(found.included, axis=0)) == 63
    for subset in combinations(range(6), 4):
        at = np.flatnonzero((found.included == np.isin(range(6), subset)).all(axis=1))
        alone = pool(Y[list(subset)], V[list(subset)])
        assert found.estimate[at] == pytest.approx([alone.estimate])
        assert found.i2[at] == pytest.approx([alone.i2])
        assert found.k[at] == [4]


def test_gosh_draws_where_there_are_too_many_subsets():
    y, v = np.tile(Y, 5), np.tile(V, 5)
    found, again, other = (gosh(y, v, subsets=500, seed=seed, tau2="DL") for seed in (1, 1, 2))
    assert not found.exhaustive
    assert found.estimate.shape == (500,)
    assert found.included.any(axis=1).all()
    assert found.k.mean() == pytest.approx(15, abs=1)
    assert np.array_equal(found.estimate, again.estimate)
    assert not np.array_equal(found.estimate, other.estimate)


def test_absent_trials_are_in_no_subset():
    found = gosh([0.1, np.nan, 0.3], [0.1, 0.1, 0.2])
    assert len(found.estimate) == 3
    assert not found.included[:, 1].any()
    assert gosh([np.nan], [0.1]).estimate.size == 0


@pytest.mark.parametrize("design", [None, DESIGN])
def test_a_random_draw_of_arrangements_comes_near_all_of_them(design):
    """Of 64 signs, or 720 orders, fewer are allowed than there are."""
    every = permutation_test(Y, V, design, permutations=720)
    for seed in (0, 1):
        some = permutation_test(Y, V, design, permutations=63 if design is None else 500, seed=seed)
        assert (every.exact, some.exact) == (True, False)
        assert some.permutations == (63 if design is None else 500)
        np.testing.assert_allclose(some.p, every.p, atol=0.12)
        again = permutation_test(Y, V, design, permutations=some.permutations, seed=seed)
        np.testing.assert_array_equal(some.p, again.p)
        # The arrangement that was observed counts as one of them.
        counted = some.p * (some.permutations + 1)
        np.testing.assert_allclose(counted, np.round(counted))
        assert (counted >= 1).all()
    exactly = permutation_test(Y, V, design, permutations=every.permutations)
    assert exactly.exact


def test_signs_that_are_drawn_are_as_often_one_way_as_the_other():
    """Whatever is flipped, no pool of these trials is as far from zero as this one."""
    far = permutation_test(np.full(12, 1.0), np.full(12, 0.1), permutations=999, tau2="common")
    assert not far.exact
    assert far.p[0] < 0.02
    even = permutation_test([1.0, -1.0] * 6, np.full(12, 0.1), permutations=999, tau2="common")
    assert even.p[0] == 1
