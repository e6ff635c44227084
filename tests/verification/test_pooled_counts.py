"""Tables pooled twice, whatever is empty or full in them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.pooling import mantel_haenszel, observed_less_expected
from living_review.verification import tables
from living_review.verification.arms import side_of
from living_review.verification.effects import Effect


@st.composite
def arms(draw: st.DrawFn) -> tuple[float, float]:
    """Draw events and people: nobody, everybody or some, of whole or of clustered people."""
    n = draw(st.one_of(st.integers(1, 3), st.integers(1, 60), st.integers(1, 100_000)))
    events = draw(st.one_of(st.just(0), st.just(n), st.integers(0, n)))
    effect = draw(st.sampled_from((1.0, 1.0, 1.4, 3.7)))
    return events / effect, n / effect


drawn = st.lists(st.tuples(arms(), arms()).map(lambda pair: (*pair[0], *pair[1])), min_size=1)


@pytest.mark.parametrize("zero_cells", ["none", "half"])
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(found=drawn)
def test_tables_pool_alike_in_both_computations(found, measure, zero_cells) -> None:
    first = mantel_haenszel(*zip(*found, strict=True), measure=measure, zero_cells=zero_cells)
    second = tables.mantel_haenszel(found, measure, half=zero_cells == "half")
    assert bool(first.converged) == second.converged
    if second.converged:
        assert first.estimate == pytest.approx(second.estimate, rel=1e-7, abs=1e-9)
        assert first.se**2 == pytest.approx(second.variance, rel=1e-7)
        assert first.weights == pytest.approx(second.shares)


@given(found=drawn)
def test_observed_less_expected_events_are_alike_in_both_computations(found) -> None:
    ours = observed_less_expected(*zip(*found, strict=True))
    theirs = [Effect(None, None, (None, None), counts=each).excesses[0] for each in found]
    assert np.array(ours) == pytest.approx(np.array(theirs).T, rel=1e-9, abs=1e-9)


def test_events_and_people_of_clustered_arms_are_equal_where_everybody_had_the_event() -> None:
    rows = [{"n": n, "events": n, "cluster_size": 4, "icc": 0.1} for n in (10, 20, 31, 47, 3)]
    side = side_of(rows)
    assert side.counted_events == side.people
    assert math.isclose(side.people, 111 / 1.3)
