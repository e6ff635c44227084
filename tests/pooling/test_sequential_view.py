"""The view joins pools, sizes and boundaries, each against its own definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from living_review import pooling
from living_review.ground.errors import StatisticsError
from living_review.pooling import Aim, pool, sequential_boundaries


def sequential_view(estimates, variances, participants, entry, **asked):
    """With the aim by its parts."""
    aim = Aim(
        **{
            key: asked.pop(key)
            for key in ("difference", "variance", "alpha", "power")
            if key in asked
        }
    )
    return pooling.sequential_view(estimates, variances, participants, entry, aim, **asked)


Y = np.array([0.31, 0.12, 0.25, -0.05, 0.42])
V = np.array([0.04, 0.02, 0.05, 0.03, 0.01])
N = np.array([100.0, 200.0, 80.0, 140.0, 400.0])
YEARS = np.array([2001.0, 2003.0, 2003.0, 2010.0, 2014.0])
ASKED = {"difference": 0.2, "variance": 1.0}


def test_each_look_is_the_wald_pool_of_the_trials_so_far():
    view = sequential_view(Y, V, N, YEARS, **ASKED)
    assert view.entry.tolist() == [2001, 2003, 2010, 2014]
    assert view.k.tolist() == [1, 3, 4, 5]
    assert view.participants.tolist() == [100, 380, 520, 920]
    for look, k in enumerate((1, 3, 4, 5)):
        own = pool(Y[:k], V[:k], interval="wald", safeguard="none")
        assert view.estimate[look] == pytest.approx(own.estimate)
        assert view.z[look] == pytest.approx(own.estimate / own.se)


def test_sizes_are_those_of_the_formulas_in_whole_people():
    view = sequential_view(Y, V, N, YEARS, **ASKED, tau2="DL", alpha=0.05, power=0.9)
    plain = 4 * (norm.isf(0.025) + norm.isf(0.1)) ** 2 / 0.2**2
    common = pool(Y, V, tau2="common", interval="wald").se ** 2
    random = pool(Y, V, tau2="DL", interval="wald", safeguard="none").se ** 2
    d2 = 1 - common / random
    assert 0.1 < d2 < 0.9
    assert view.required == math.ceil(plain) == 1051
    assert view.diversity == pytest.approx(100 * d2)
    assert view.adjusted == math.ceil(plain / (1 - d2))
    assert view.fraction == pytest.approx(view.participants / view.adjusted)


def test_without_adjustment_the_size_is_that_of_one_trial():
    view = sequential_view(Y, V, N, YEARS, **ASKED, adjust=False)
    assert (view.required, view.adjusted, view.diversity) == (785, 785, 0)


def test_boundaries_are_those_of_the_fractions_and_a_crossing_is_seen():
    view = sequential_view(Y, V, N, YEARS, difference=0.4, variance=1.0, adjust=False)
    assert view.boundary == pytest.approx(sequential_boundaries(view.fraction).z, nan_ok=True)
    assert view.adjusted == 197
    # 380 of 197 participants: the second look is the last with a boundary.
    assert np.isnan(view.boundary).tolist() == [False, False, True, True]
    assert view.crossed.tolist() == (np.abs(view.z) >= view.boundary).tolist()
    strong = sequential_view(Y + 1, V, N, YEARS, difference=0.4, variance=1.0, adjust=False)
    assert strong.crossed.tolist() == [True, True, False, False]


def test_equal_looks_have_the_published_obrien_fleming_boundaries():
    """Two-sided 0.05, five looks: Reboussin et al. 2000, as in the tests of the boundaries."""
    people = np.full(5, 157.0)
    view = sequential_view(np.full(5, 0.1), np.full(5, 0.02), people, range(5), **ASKED)
    assert view.adjusted == 785
    assert view.boundary == pytest.approx([4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=2e-4)


def test_under_no_effect_the_boundaries_are_crossed_as_rarely_as_promised():
    """With one true effect and information like the participants, z is what boundaries are for."""
    people = np.array([120.0, 60.0, 200.0, 240.0, 165.0])
    information = people / 4.0
    runs = np.random.default_rng(3).normal(size=(200_000, 5)) / np.sqrt(information)
    so_far = np.cumsum(information)
    z = np.cumsum(runs * information, axis=1) / np.sqrt(so_far)
    view = sequential_view(runs[0], 1 / information, people, range(5), **ASKED, tau2="common")
    assert view.z == pytest.approx(z[0])
    assert view.fraction[-1] == 1
    crossed = (np.abs(z) >= view.boundary).any(axis=1).mean()
    assert crossed == pytest.approx(0.05, abs=3 * math.sqrt(0.05 * 0.95 / 200_000))


@given(st.permutations(range(5)), st.lists(st.integers(0, 2), min_size=5, max_size=5))
@settings(max_examples=30, deadline=None)
def test_the_order_of_trials_that_come_in_together_does_not_matter(order, dates):
    entry = np.array(dates, dtype=float)
    there = list(order)
    one = sequential_view(Y, V, N, entry, **ASKED)
    other = sequential_view(Y[there], V[there], N[there], entry[there], **ASKED)
    for name in ("z", "participants", "boundary", "fraction"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), nan_ok=True)
    whole = pool(Y, V, interval="wald", safeguard="none")
    assert one.estimate[-1] == pytest.approx(whole.estimate)


@given(st.floats(0.001, 0.2), st.floats(1.05, 3.0))
@settings(max_examples=30, deadline=None)
def test_more_alpha_lowers_every_boundary(alpha, times):
    """At equal fractions: more alpha also needs fewer people."""
    fractions = [0.2, 0.35, 0.8, 1.0]
    strict = sequential_boundaries(fractions, alpha=alpha).z
    assert (sequential_boundaries(fractions, alpha=min(0.5, alpha * times)).z < strict).all()


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ((Y, V, N, YEARS), {"difference": 0.0, "variance": 1.0}),
        ((Y, V, N, YEARS), {"difference": 0.2, "variance": 0.0}),
        ((Y, V, N, YEARS), {"difference": 0.2, "variance": math.inf}),
        (([], [], [], []), ASKED),
        (([math.nan], [1.0], [10.0], [1.0]), ASKED),
    ],
)
def test_what_cannot_be_monitored_has_no_boundary_and_crosses_nothing(values, wrong):
    view = sequential_view(*values, **wrong)
    assert np.isnan(view.boundary).all()
    assert not view.crossed.any()


def test_an_absent_trial_leaves_the_others_as_they_were():
    absent = {"y": (*Y, math.nan), "v": (*V, 0.1), "n": (*N, 50.0), "at": (*YEARS, 2020.0)}
    for name, value in (("y", math.inf), ("v", 0.0), ("n", 0.0), ("n", math.nan), ("at", math.nan)):
        columns = {**{k: list(c) for k, c in absent.items()}}
        columns["y"][-1] = 0.2
        columns[name][-1] = value
        view = sequential_view(*columns.values(), **ASKED)
        assert view.z == pytest.approx(sequential_view(Y, V, N, YEARS, **ASKED).z)


def test_a_trial_too_small_to_count_adds_no_look_of_its_own():
    view = sequential_view(
        [0.2, 0.3], [0.1, 0.02], [1e17, 5.0], [1, 2], difference=1e-8, variance=1
    )
    assert view.boundary[0] == view.boundary[1]
    tiny = sequential_boundaries([0.5, 0.5 + 1e-12, 0.9]).z
    assert tiny[0] == tiny[1]
    assert tiny[2] == pytest.approx(sequential_boundaries([0.5, 0.9]).z[1], abs=1e-6)


def test_trials_need_every_column():
    with pytest.raises(StatisticsError, match="one length"):
        sequential_view(Y, V, N[:3], YEARS, **ASKED)


@pytest.mark.parametrize("sizes", [(4, 3), (3, 4), (3, 3), (5, 5), (1, 4), (4, 1)])
def test_what_is_pooled_elsewhere_has_one_estimate_and_one_error_for_each_look(sizes):
    own = sequential_view(Y, V, N, YEARS, **ASKED)
    given_there = [np.resize(own.estimate, size) for size in sizes]
    with pytest.raises(StatisticsError, match="one value a look"):
        sequential_view(Y, V, N, YEARS, **ASKED, pooled=given_there)
    told = sequential_view(Y, V, N, YEARS, **ASKED, pooled=(own.estimate, own.estimate / own.z))
    assert told.z == pytest.approx(own.z)


@pytest.mark.parametrize("people", [0.0, 0.5, 1.0, 1.5])
@pytest.mark.parametrize("variance", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("year", [-1.0, 0.0, 1.0, np.nan, np.inf])
def test_a_trial_counts_with_any_people_and_any_variance_above_zero(people, variance, year):
    """Whatever its date: each value is held against zero, or against being a number."""
    n, v, years = N.copy(), V.copy(), YEARS.copy()
    n[0], v[0], years[0] = people, variance, year
    view = sequential_view(Y, v, n, years, **ASKED)
    there = people > 0 and variance > 0 and math.isfinite(year)
    assert view.k.tolist() == ([1, 3, 4, 5] if there else [2, 3, 4])
    assert view.participants[-1] == 820 + (people if there else 0)
