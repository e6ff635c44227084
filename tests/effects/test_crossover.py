"""Effects of crossover trials: printed examples, laws, and variances that a simulation confirms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review import effects
from living_review.effects import (
    ReportedArms,
    ReportedError,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    mean_difference,
    risk_difference,
)
from living_review.effects.continuous import small_sample_factor
from living_review.effects.crossover import (
    arm_variances,
    correlation_from_error,
    largest_correlation,
    paired_variance,
    sd_of_scores,
    standardize_paired,
)
from living_review.effects.rescue import se_from_ci
from living_review.ground.errors import StatisticsError

TWO_GROUPS = {"OR": log_odds_ratio, "RR": log_risk_ratio, "RD": risk_difference}
# Cochrane Handbook 5.1, 16.4.6.4: ten people, 7.0 (SD 2.38) against 6.5 (SD 2.21), r = 0.68.
HANDBOOK = (7.0, 2.38, 10, 6.5, 2.21, 10)

sizes = st.integers(4, 500)


def paired_smd(m1, s1, n1, m2, s2, n2, correlation, **how):
    """With the figures of both arms in a row."""
    return effects.paired_smd(
        ReportedArms(n1, m1, s1), ReportedArms(n2, m2, s2), correlation, **how
    )


def paired_error(difference, n, *, sd_difference=np.nan, t=np.nan, **reported):
    """What is reported, by name."""
    of_differences = {"sd_difference": sd_difference, "t": t}
    return effects.paired_error(difference, n, ReportedError(**reported), **of_differences)


spreads = st.floats(0.1, 50)
correlations = st.floats(-0.9, 0.95)


def test_the_example_of_the_handbook_is_met_digit_for_digit():
    _, s1, n, _, s2, _ = HANDBOOK
    variance = paired_variance(s1**2 / n, s2**2 / n, 0.68, n, n)
    assert round(float(np.sqrt(variance)), 3) == 0.583
    g = paired_smd(*HANDBOOK, 0.68)
    # The Handbook has no small-sample factor; with it taken out, its figures come out.
    d = 0.5 / np.sqrt((s1**2 + s2**2) / 2)
    assert round(d, 3) == 0.218
    assert g.estimate == pytest.approx(hedges_g(d, n, n).estimate)
    assert round(float(np.sqrt((1 / n + d**2 / (2 * n)) * 2 * (1 - 0.68))), 3) == 0.256
    assert float(np.sqrt(g.variance)) == pytest.approx(0.256, abs=0.001)


@pytest.mark.parametrize("variance", ["LS", "RevMan"])
def test_up_to_a_correlation_of_065_the_formula_is_that_of_elbourne(variance):
    for r in (0.0, 0.3, 0.5, 0.64):
        found = paired_smd(5, 2, 40, 4, 2.5, 40, r, variance=variance)
        g = found.estimate
        assert found.variance == pytest.approx((1 / 40 + g**2 / 80) * 2 * (1 - r), rel=1e-3)


def test_a_standard_error_is_read_from_whatever_is_given_first():
    n, sd, difference = 25, 2.0, 1.0
    se = sd / 5
    t = difference / se
    assert paired_error(difference, n, se=se, t=99) == se
    assert paired_error(difference, n, sd_difference=sd) == pytest.approx(se)
    assert paired_error(difference, n, t=-t) == pytest.approx(se)
    from scipy.stats import t as student

    half = student.ppf(0.975, n - 1) * se
    low, high = difference - half, difference + half
    assert paired_error(difference, n, ci_low=low, ci_high=high) == pytest.approx(se)
    p = 2 * student.sf(t, n - 1)
    assert paired_error(difference, n, p=p) == pytest.approx(se)
    assert paired_error(1, 400, ci_low=0, ci_high=2) == pytest.approx(se_from_ci(0, 2))
    assert np.isnan(paired_error(1, 25))
    assert np.isnan(paired_error(1, 25, t=0))
    assert np.isnan(paired_error(1, np.nan, sd_difference=2))


@given(spreads, spreads, sizes, correlations)
def test_the_correlation_comes_back_from_the_standard_error_it_gives(s1, s2, n, r):
    v1, v2 = s1**2 / n, s2**2 / n
    se = np.sqrt(paired_variance(v1, v2, r, n, n))
    assert correlation_from_error(se, v1, v2, n, n) == pytest.approx(r, abs=1e-6)


@given(spreads, spreads, sizes, sizes)
def test_without_correlation_the_people_might_as_well_be_two_groups(s1, s2, n1, n2):
    groups = mean_difference(1, s1, n1, 0, s2, n2).variance
    assert paired_variance(s1**2 / n1, s2**2 / n2, 0, n1, n2) == pytest.approx(groups)


@pytest.mark.parametrize("measure", TWO_GROUPS)
@given(data=st.data())
def test_the_terms_of_counts_add_up_to_the_variance_of_two_groups(measure, data):
    n1, n2 = data.draw(sizes), data.draw(sizes)
    a, c = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    groups = TWO_GROUPS[measure](a, n1, c, n2).variance
    if np.isfinite(groups):
        assert sum(arm_variances(measure, a, n1, c, n2)) == pytest.approx(groups)


@given(sizes, spreads, correlations, st.floats(0.01, 0.04))
def test_people_who_are_more_alike_tell_more(n, s, r, more):
    v = s**2 / n
    assert paired_variance(v, v, r + more, n, n) < paired_variance(v, v, r, n, n)


@given(st.integers(2, 300), st.data())
def test_no_correlation_beyond_the_largest_leaves_a_table_possible(n, data):
    a, c = data.draw(st.integers(1, n - 1)), data.draw(st.integers(1, n - 1))
    p1, p2 = a / n, c / n
    both = min(p1, p2)
    phi = (both - p1 * p2) / np.sqrt(p1 * (1 - p1) * p2 * (1 - p2))
    assert largest_correlation(a, n, c, n) == pytest.approx(phi)


@given(spreads, sizes, correlations)
def test_a_difference_is_standardised_by_the_spread_of_the_scores(s, n, r):
    se = np.sqrt(2 * s**2 * (1 - r) / n)
    assert sd_of_scores(se, n, r) == pytest.approx(s)
    # The spread of differences has n − 1 degrees of freedom (Borenstein et al. 2009, ch. 4).
    found = standardize_paired(1, se, n, r, variance="LS")
    g = small_sample_factor(n - 1) / s
    spread = max((1 - r) / n, 1 / (2 * (n - 1)))
    assert found.estimate == pytest.approx(g)
    assert found.variance == pytest.approx(2 * (1 - r) / n + spread * g**2)
    assert np.isnan(standardize_paired(1, se, 2, r).estimate)


def _paired_scores(rng, n, effect, r, trials):
    first = rng.standard_normal((trials, n))
    second = r * first + np.sqrt(1 - r**2) * rng.standard_normal((trials, n))
    return first + effect, second


@pytest.mark.parametrize("r", [0.0, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("effect", [0.0, 0.5, 1.0])
def test_the_variance_of_g_is_what_a_simulation_finds_or_more(effect, r):
    n, rng = 40, np.random.default_rng(20261127)
    x, y = _paired_scores(rng, n, effect, r, 20_000)
    figures = (x.mean(1), x.std(1, ddof=1), n, y.mean(1), y.std(1, ddof=1), n)
    for variance, most in (("LS", 1.45), ("UB", 1.06)):
        found = paired_smd(*figures, r, variance=variance)
        ratio = np.mean(found.variance) / np.var(found.estimate)
        assert 0.94 < ratio < most, (variance, ratio)


@pytest.mark.parametrize("r", [0.0, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("effect", [0.0, 0.5, 1.0])
def test_the_variance_of_a_standardised_difference_is_what_a_simulation_finds_or_more(effect, r):
    n, rng = 40, np.random.default_rng(20261127)
    x, y = _paired_scores(rng, n, effect, r, 20_000)
    d = x - y
    figures = (d.mean(1), d.std(1, ddof=1) / np.sqrt(n), n, r)
    for variance, most in (("LS", 1.25), ("LS2", 1.25), ("UB", 1.06), ("RevMan", 1.25)):
        found = standardize_paired(*figures, variance=variance)
        assert np.mean(found.estimate) == pytest.approx(effect, abs=0.005)
        ratio = np.mean(found.variance) / np.var(found.estimate)
        assert 0.92 < ratio < most, (variance, ratio)


@pytest.mark.parametrize("measure", TWO_GROUPS)
def test_the_variance_of_counts_is_what_a_simulation_finds(measure):
    n, p1, p2, phi, rng = 200, 0.3, 0.5, 0.4, np.random.default_rng(20261127)
    both = p1 * p2 + phi * np.sqrt(p1 * (1 - p1) * p2 * (1 - p2))
    cells = rng.multinomial(n, [both, p1 - both, p2 - both, 1 - p1 - p2 + both], size=20_000)
    a, c = cells[:, 0] + cells[:, 1], cells[:, 0] + cells[:, 2]
    effects = TWO_GROUPS[measure](a, n, c, n).estimate
    found = paired_variance(*arm_variances(measure, a, n, c, n), phi, n, n)
    assert np.mean(found) == pytest.approx(np.var(effects), rel=0.05)


@pytest.mark.parametrize(("n1", "n2"), [(1, 9), (9, 1), (1, 1), (2, 9), (9, 2), (2, 2)])
@pytest.mark.parametrize("r", [-1.0, -0.5, 0.5, 1.0])
def test_an_smd_of_the_same_people_takes_two_of_them_in_each_period(n1, n2, r):
    found = paired_smd(5.0, 2.0, n1, 4.0, 2.5, n2, r)
    assert np.isfinite(found.variance) == (min(n1, n2) > 1 and abs(r) < 1)


def test_a_variance_that_is_none_is_named_with_what_there_is():
    with pytest.raises(StatisticsError, match="There is no variance 'AV'; choose one of LS"):
        standardize_paired(1.0, 0.3, 20, 0.5, variance="AV")


@pytest.mark.parametrize("counts", [(0, 10, 4, 8), (10, 10, 4, 8), (3, 10, 0, 8), (3, 10, 8, 8)])
def test_half_an_event_is_added_to_each_cell_whichever_is_empty(counts):
    a, n1, c, n2 = counts
    odds = [(x + 0.5) / (n - x + 0.5) for x, n in ((a, n1), (c, n2))]
    assert largest_correlation(*counts) == pytest.approx(np.sqrt(min(odds) / max(odds)))
    whole = [3 / 7, 4 / 4]
    assert largest_correlation(3, 10, 4, 8) == pytest.approx(np.sqrt(min(whole) / max(whole)))


def test_a_t_of_one_is_a_statistic_and_of_nought_none():
    found = effects.paired_error([3, 3], [20, 20], ReportedError(), t=[1, 0])
    assert found.tolist() == pytest.approx([3, np.nan], nan_ok=True)


@pytest.mark.parametrize("correlation", [1.0, -1.0, 1.5])
def test_no_scores_are_standardised_by_a_correlation_that_leaves_them_no_spread(correlation):
    found = effects.standardize_paired(3.0, 0.5, 20, correlation)
    assert np.isnan([found.estimate, found.variance]).all()


def test_an_error_of_nought_is_none_and_the_next_figure_is_taken():
    nought = ReportedError(se=0.0, ci_low=1.0, ci_high=5.0)
    by_spread = effects.paired_error(3.0, 100, nought, sd_difference=2.0)
    assert by_spread == pytest.approx(0.2)
    by_interval = effects.paired_error(3.0, 100, nought, sd_difference=0.0)
    assert by_interval == pytest.approx(4 / (2 * 1.959964), rel=1e-6)
