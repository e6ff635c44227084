"""Q about a mean of another kind, and Mantel-Haenszel with half an event in empty tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.effects import log_odds_ratio, log_risk_ratio
from living_review.pooling import mantel_haenszel, peto, pool, spread_about

# metafor 3.8.1 by validation/counts.R: rma.mh with half an event added to each cell of a table with
# an empty one, also for the pool, tables without events left out.
METAFOR = json.loads((Path(__file__).parent / "metafor_half_added.json").read_text("utf-8"))
EFFECTS = {"OR": log_odds_ratio, "RR": log_risk_ratio}


@st.composite
def tables(draw, least=2, most=6):
    rows = []
    for _ in range(draw(st.integers(least, most))):
        n1, n2 = draw(st.integers(1, 60)), draw(st.integers(1, 60))
        rows.append((draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2))
    return [np.array(column, dtype=float) for column in zip(*rows, strict=True)]


def pooled(counts, measure, **options):
    return (
        peto(*counts) if measure == "Peto" else mantel_haenszel(*counts, measure=measure, **options)
    )


@pytest.mark.parametrize("case", METAFOR, ids=lambda case: f"{case['case']} {case['measure']}")
def test_half_an_event_in_empty_tables_and_q_about_it_are_metafor_s(case):
    names = ("e1", "n1", "e2", "n2")
    counts = [np.atleast_1d(np.array(case["columns"][name], dtype=float)) for name in names]
    found = mantel_haenszel(*counts, measure=case["measure"], zero_cells="half")
    assert (found.estimate, found.se) == pytest.approx((case["estimate"], case["se"]), rel=1e-10)
    own = EFFECTS[case["measure"]](*counts)
    spread = spread_about(own.estimate, own.variance, found.estimate)
    assert (spread.q, spread.k) == pytest.approx((case["q"], case["k"]), rel=1e-10)


@settings(deadline=None)
@given(tables(), st.sampled_from(["OR", "RR", "Peto"]), st.integers(1, 90), st.integers(1, 90))
def test_a_trial_without_events_changes_no_ratio(counts, measure, n1, n2):
    more = [np.append(own, new) for own, new in zip(counts, (0, n1, 0, n2), strict=True)]
    with_it, without = pooled(more, measure), pooled(counts, measure)
    for name in ("estimate", "se", "q", "q_df"):
        np.testing.assert_allclose(getattr(with_it, name), getattr(without, name), rtol=1e-12)


@settings(deadline=None)
@given(tables(), st.sampled_from(["OR", "RR", "RD"]))
def test_flipping_the_arms_flips_the_sign_also_with_half_an_event(counts, measure):
    ours, flipped = (
        pooled(each, measure, zero_cells="half")
        for each in (counts, [counts[2], counts[3], counts[0], counts[1]])
    )
    np.testing.assert_allclose(ours.estimate, -flipped.estimate, atol=1e-12)
    np.testing.assert_allclose(ours.se, flipped.se, rtol=1e-7, atol=1e-12)


@settings(deadline=None)
@given(tables(), st.sampled_from(["OR", "RR", "RD"]))
def test_without_an_empty_cell_nothing_is_added(counts, measure):
    a, n1, c, n2 = counts
    full = [a + 1, n1 + 2, c + 1, n2 + 2]
    plain, half = (pooled(full, measure, zero_cells=rule) for rule in ("none", "half"))
    assert (plain.estimate, plain.se) == (half.estimate, half.se)


@settings(deadline=None)
@given(tables())
def test_a_risk_difference_keeps_its_counts_and_has_an_interval_without_events(counts):
    plain, half = (pooled(counts, "RD", zero_cells=rule) for rule in ("none", "half"))
    assert plain.estimate == half.estimate
    assert half.se > 0


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 4), st.booleans()), min_size=1, max_size=8)
)
def test_about_the_inverse_variance_mean_it_is_cochran_s_q_and_dersimonian_laird_s_tau2(trials):
    y = np.array([value if there else np.nan for value, _, there in trials])
    v = np.array([variance for _, variance, _ in trials])
    common = pool(y, v, tau2="common", interval="wald")
    found = spread_about(y, v, common.estimate)
    expected = pool(y, v, tau2="DL", interval="wald")
    np.testing.assert_allclose(found.tau2, expected.tau2, rtol=1e-8, atol=1e-10)
    for name, other in (("q", "q"), ("q_df", "q_df"), ("i2", "i2_q"), ("h2", "h2")):
        np.testing.assert_allclose(
            getattr(found, name), getattr(common, other), rtol=1e-7, atol=1e-9
        )


def test_a_batch_equals_a_loop_and_a_mean_that_is_unknown_has_no_spread():
    y = np.array([[0.1, 0.5, np.nan], [1.0, -1.0, 2.0], [0.3, np.nan, np.nan]])
    v = np.full((3, 3), 0.2)
    mean = np.array([0.2, 0.5, 0.4])
    batch = spread_about(y, v, mean)
    for row in range(3):
        alone = spread_about(y[row], v[row], mean[row])
        for name in ("k", "q", "q_df", "q_p", "i2", "h2", "tau2"):
            np.testing.assert_allclose(getattr(batch, name)[row], getattr(alone, name))
    assert (batch.q[2], batch.tau2[2]) == (0, 0)
    assert np.isnan(spread_about(y[0], v[0], np.nan).q)
