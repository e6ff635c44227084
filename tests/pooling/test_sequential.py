"""Sequential boundaries against direct integration, published tables and simulation."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from living_review.ground.errors import StatisticsError
from living_review.pooling import diversity, pool, required_information_size, sequential_boundaries


@pytest.mark.parametrize(
    ("fractions", "sides", "published"),
    [
        # Two-sided 0.05: Reboussin, DeMets, Kim & Lan 2000, Controlled Clinical Trials 21, table 2.
        ([0.2, 0.4, 0.6, 0.8, 1.0], 2, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
        ([0.25, 0.5, 0.75, 1.0], 2, [4.3326, 2.9631, 2.3590, 2.0141]),
        ([0.25, 0.5, 0.75, 1.0], 1, [3.7496, 2.5399, 2.0160, 1.7201]),
    ],
)
def test_boundaries_are_the_published_ones(fractions, sides, published):
    # Published tables were integrated on grids that cost them the fourth decimal.
    assert sequential_boundaries(fractions, sides=sides).z == pytest.approx(published, abs=2e-4)


@pytest.mark.parametrize("first", [0.05, 0.2, 0.4, 0.49, 0.4999])
def test_the_second_boundary_solves_its_equation(first):
    def spent(t):
        return 2 * norm.sf(norm.isf(0.0125) / np.sqrt(t))

    edge, correlation = norm.isf(spent(first)), np.sqrt(first / 0.5)
    narrow = np.sqrt(1 - correlation**2)

    def excess(c):
        inside = quad(
            lambda z: norm.pdf(z) * norm.sf((c - correlation * z) / narrow),
            *(-min(edge, 12.0), min(edge, 12.0)),
            points=[min(c / correlation, edge) - 1e-9],
            epsabs=1e-15,
            epsrel=1e-10,
            limit=400,
        )[0]
        return inside - (spent(0.5) - spent(first))

    z = sequential_boundaries([first, 0.5]).z
    assert z[0] == pytest.approx(edge, rel=1e-10)
    assert z[1] == pytest.approx(brentq(excess, 1.0, 6.0, xtol=1e-12), rel=1e-7)


@pytest.mark.parametrize(
    ("first", "second"), [(0.02, 0.03), (0.03, 0.031), (0.05, 0.0501), (0.5, 0.50001)]
)
def test_early_and_close_looks_keep_their_digits(first, second):
    """Far out in the tail, the step that reaches the boundary starts far out too."""

    def spent(t):
        return 2 * norm.sf(norm.isf(0.0125) / np.sqrt(t))

    edge, correlation = norm.isf(spent(first)), np.sqrt(first / second)
    narrow = np.sqrt(1 - correlation**2)

    def excess(c):
        peak = min(correlation * c, edge)
        bounds = [max(-edge, peak - 6.0), peak, *([edge] if edge > peak else [])]
        inside = sum(
            quad(
                lambda z: np.exp(norm.logpdf(z) + norm.logsf((c - correlation * z) / narrow)),
                low,
                high,
                epsabs=0,
                epsrel=1e-10,
                limit=300,
            )[0]
            for low, high in pairwise(bounds)
        )
        return np.log(inside / (spent(second) - spent(first)))

    z = sequential_boundaries([first, second]).z
    assert z[1] == pytest.approx(brentq(excess, 0.98 * z[1], 1.02 * z[1], xtol=1e-12), rel=1e-9)


def test_false_positives_are_as_rare_as_promised():
    looks = np.array([0.1, 0.15, 0.5, 0.8, 1.0])
    steps = np.random.default_rng(1).normal(size=(400_000, 5)) * np.sqrt(np.diff(looks, prepend=0))
    crossed = np.abs(np.cumsum(steps, axis=1) / np.sqrt(looks)) > sequential_boundaries(looks).z
    assert crossed.any(axis=1).mean() == pytest.approx(0.05, abs=0.0012)


def test_one_look_at_the_end_is_the_ordinary_test():
    found = sequential_boundaries([1.0])
    assert found.z == pytest.approx([norm.isf(0.025)])
    assert found.spent == pytest.approx([0.05])


def test_the_first_look_past_the_end_spends_the_rest_and_later_ones_nothing():
    found = sequential_boundaries([0.5, 1.7, 2.0])
    assert found.z[:2] == pytest.approx(sequential_boundaries([0.5, 1.0]).z)
    assert np.isnan(found.z[2])
    assert found.spent[1:] == pytest.approx([0.05, 0.05])


def test_nothing_measurable_is_spent_at_the_very_start():
    found = sequential_boundaries([0.001, 0.5, 1.0])
    assert found.z[0] == np.inf
    assert found.z[1:] == pytest.approx(sequential_boundaries([0.5, 1.0]).z, rel=1e-9)


def test_boundaries_fall_from_look_to_look():
    assert (np.diff(sequential_boundaries(np.linspace(0.05, 1, 30)).z) < 0).all()


@pytest.mark.parametrize("fractions", [[0.0, 0.5], [0.5, 0.5], [0.6, 0.5], [[0.5]], [np.nan], [-1]])
def test_fractions_must_rise(fractions):
    with pytest.raises(StatisticsError, match="each above the one before"):
        sequential_boundaries(fractions)


def test_a_test_has_one_or_two_sides():
    with pytest.raises(StatisticsError, match="1 or 2 sides"):
        sequential_boundaries([1.0], sides=3)


def test_the_required_information_is_that_of_one_large_trial():
    from statsmodels.stats.power import NormalIndPower

    # Both arms together; statsmodels counts one.
    each = NormalIndPower().solve_power(effect_size=0.3, alpha=0.05, power=0.9)
    found = required_information_size(0.3, 1.0, power=0.9)
    assert found == pytest.approx(2 * each, rel=1e-6)


def test_diversity_stretches_the_required_information():
    whole = required_information_size([0.2, 0.4], 1.0)
    assert required_information_size([0.2, 0.4], 1.0, diversity=75.0) == pytest.approx(4 * whole)
    assert whole[0] == pytest.approx(4 * whole[1])
    assert required_information_size(0.0, 1.0) == np.inf
    assert required_information_size(0.2, 1.0, diversity=100.0) == np.inf


@pytest.mark.parametrize(("variance", "d2"), [(-1.0, 0.0), (1.0, -5.0), (1.0, 101.0)])
def test_impossible_variances_and_diversities_are_refused(variance, d2):
    with pytest.raises(StatisticsError, match="must not be below zero"):
        required_information_size(0.2, variance, diversity=d2)


def test_diversity_compares_the_two_models():
    y, v = np.array([0.1, 0.5, 0.9, 0.2]), np.array([0.02, 0.05, 0.03, 0.01])
    common, random = (pool(y, v, tau2=t, interval="wald").se for t in ("common", "DL"))
    assert diversity(y, v, tau2="DL") == pytest.approx(100 * (1 - common**2 / random**2))
    assert diversity([0.2, 0.2], [0.1, 0.2]) == 0
    # I² never exceeds D² (Wetterslev et al. 2009).
    assert diversity(y, v, tau2="DL") >= pool(y, v, tau2="DL").i2
    assert np.isnan(diversity([np.nan], [0.1]))


def test_many_tiny_looks_lose_nothing_of_what_may_be_spent():
    chain = [*np.linspace(0.5, 0.5004, 120), 0.9]
    z = sequential_boundaries(chain).z
    assert z[0] == z[1] == pytest.approx(2.962588, abs=1e-6)
    assert z[-1] == pytest.approx(sequential_boundaries([0.5, 0.9]).z[-1], abs=2e-4)
