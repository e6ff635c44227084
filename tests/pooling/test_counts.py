"""Mantel-Haenszel and Peto: published numbers, sparse tables, shapes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.ground.errors import StatisticsError
from living_review.pooling import mantel_haenszel, peto

SPARSE = ([0, 3, 0, 5], [50, 50, 40, 60], [4, 6, 0, 9], [50, 50, 40, 60])


@st.composite
def tables(draw, most=6):
    k = draw(st.integers(1, most))
    rows = []
    for _ in range(k):
        n1, n2 = draw(st.integers(1, 60)), draw(st.integers(1, 60))
        rows.append((draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2))
    return [np.array(column, dtype=float) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("measure", "estimate", "se"),
    [("OR", -0.95417081, 0.44176961), ("RR", -0.86499744, 0.40376517)],
)
def test_sparse_tables_pool_without_correction(measure, estimate, se):
    pooled = mantel_haenszel(*SPARSE, measure=measure)
    assert (pooled.estimate, pooled.se) == pytest.approx((estimate, se), abs=1e-8)
    assert pooled.k == 4
    assert pooled.q_df == 2


def test_peto_pools_sparse_tables():
    pooled = peto(*SPARSE)
    assert (pooled.estimate, pooled.se) == pytest.approx((-0.89350612, 0.40305788), abs=1e-8)


@settings(deadline=None)
@given(tables(), st.sampled_from(["OR", "RR", "RD", "Peto"]))
def test_flipping_the_arms_flips_the_sign(counts, measure):
    flipped = [counts[2], counts[3], counts[0], counts[1]]
    ours, theirs = (
        peto(*each) if measure == "Peto" else mantel_haenszel(*each, measure=measure)
        for each in (counts, flipped)
    )
    np.testing.assert_allclose(ours.estimate, -theirs.estimate, atol=1e-12)
    np.testing.assert_allclose(ours.se, theirs.se, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(ours.q, theirs.q, rtol=1e-7, atol=1e-9)


@settings(deadline=None)
@given(st.lists(tables(), min_size=1, max_size=4), st.sampled_from(["OR", "RR", "RD", "Peto"]))
def test_a_batch_equals_a_loop_and_absent_trials_change_nothing(several, measure):
    padded = np.full((4, len(several), 8), np.nan)
    for row, counts in enumerate(several):
        padded[:, row, 1 : 1 + len(counts[0])] = counts

    def pooled(counts):
        return peto(*counts) if measure == "Peto" else mantel_haenszel(*counts, measure=measure)

    batch = pooled(padded)
    for row, counts in enumerate(several):
        alone = pooled(counts)
        for name in ("k", "estimate", "se", "ci_low", "p", "q", "q_df", "q_p", "i2", "h2"):
            np.testing.assert_allclose(
                getattr(batch, name)[row], getattr(alone, name), rtol=1e-9, atol=1e-12
            )


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_tables_without_any_event_have_no_ratio(measure):
    pooled = mantel_haenszel([0, 0], [40, 50], [0, 0], [41, 52], measure=measure)
    assert np.isnan([pooled.estimate, pooled.se, pooled.p]).all()
    assert not pooled.converged
    assert np.isnan(peto([0, 0], [40, 50], [0, 0], [41, 52]).estimate)


def test_a_risk_difference_without_any_event_is_zero_but_not_believed():
    pooled = mantel_haenszel([0, 0], [40, 50], [0, 0], [41, 52], measure="RD")
    assert (pooled.estimate, pooled.se) == (0, 0)
    assert not pooled.converged


def test_impossible_counts_are_named_and_set_aside_in_a_batch():
    with pytest.raises(StatisticsError, match="Trial 2 has 6 events of 5"):
        mantel_haenszel([1, 6], [5, 5], [1, 1], [5, 5])
    batch = mantel_haenszel([[1, 6], [1, 2]], 5, 1, 5)
    assert list(batch.converged) == [False, True]
    with pytest.raises(StatisticsError, match="There is no measure 'HR'"):
        mantel_haenszel(*SPARSE, measure="HR")


def test_no_table_is_no_result():
    pooled = mantel_haenszel([], [], [], [])
    assert pooled.k == 0
    assert np.isnan(pooled.estimate)
    assert not pooled.converged


@pytest.mark.parametrize(("full", "empty"), [(154, 61), (1000, 7), (11, 3)])
def test_everybody_against_nobody_has_no_variance_whatever_rounding_leaves(full, empty):
    pooled = mantel_haenszel([full], [full], [0], [empty], measure="RD")
    assert (pooled.estimate, pooled.se) == (1.0, 0.0)
    assert not pooled.converged
    half = mantel_haenszel([full], [full], [0], [empty], measure="RD", zero_cells="half")
    assert half.converged


def test_a_risk_ratio_of_everybody_has_no_error():
    n1, n2 = [7 / 1.3, 11 / 1.3, 3.1], [9 / 1.7, 2.3, 5 / 1.1]
    pooled = mantel_haenszel(n1, n1, n2, n2, measure="RR")
    assert (pooled.se, bool(pooled.converged)) == (0.0, False)
