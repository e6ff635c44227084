"""Small-study tests against least squares, exact enumeration and hand-made tables."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from living_review.ground.errors import StatisticsError
from living_review.pooling import (
    begg,
    by_size,
    egger,
    harbord,
    meta_regression,
    pet_peese,
    peters,
    smd_predictor,
)
from living_review.pooling.rank_correlation import _kendall

# Events and sizes of the BCG trials (Colditz et al. 1994), vaccinated and not.
A = np.array([4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27.0])
N1 = np.array([123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913.0])
C = np.array([11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29.0])
N2 = np.array([139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854.0])
LOG_OR = np.log(A * (N2 - C) / (C * (N1 - A)))
V = 1 / A + 1 / C + 1 / (N1 - A) + 1 / (N2 - C)


def weighted_least_squares(x, y, weights):
    import statsmodels.api as sm

    return sm.WLS(y, sm.add_constant(x), weights=weights).fit()


def test_egger_is_a_weighted_regression_on_the_standard_error():
    oracle = weighted_least_squares(np.sqrt(V), LOG_OR, 1 / V)
    found = egger(LOG_OR, V)
    assert [found.limit, found.asymmetry] == pytest.approx(oracle.params, rel=1e-10)
    assert [found.limit_se, found.se] == pytest.approx(oracle.bse, rel=1e-10)
    assert found.p == pytest.approx(oracle.pvalues[1], rel=1e-10)
    assert [found.limit_low, found.limit_high] == pytest.approx(oracle.conf_int()[0], rel=1e-10)
    assert found.df == 11
    assert np.isnan(found.tau2)


def test_egger_for_smds_uses_the_sample_sizes():
    predictor = smd_predictor(N1, N2)
    oracle = weighted_least_squares(np.sqrt(1 / N1 + 1 / N2), LOG_OR, 1 / V)
    found = egger(LOG_OR, V, predictor=predictor)
    assert found.asymmetry == pytest.approx(oracle.params[1], rel=1e-10)
    assert found.p == pytest.approx(oracle.pvalues[1], rel=1e-10)


def test_egger_by_meta_regression_is_meta_regression():
    found = egger(LOG_OR, V, model="rma", tau2="PM")
    design = np.column_stack([np.ones(13), np.sqrt(V)])
    fit = meta_regression(LOG_OR, V, design, tau2="PM", interval="wald")
    assert found.asymmetry == pytest.approx(fit.coefficients[1])
    assert found.p == pytest.approx(fit.p[1])
    assert found.limit_low == pytest.approx(fit.ci_low[0])
    assert found.df == np.inf
    assert found.tau2 == pytest.approx(fit.tau2)


def test_turning_the_funnel_turns_the_asymmetry():
    there, back = egger(LOG_OR, V), egger(-LOG_OR, V)
    assert back.asymmetry == pytest.approx(-there.asymmetry)
    assert back.p == pytest.approx(there.p)


@pytest.mark.parametrize("model", ["lm", "rma"])
@pytest.mark.parametrize(
    ("y", "v"),
    [([], []), ([0.1], [0.1]), ([0.1, 0.2], [0.1, 0.2]), ([0.1, 0.2, 0.5, 0.3], [0.1] * 4)],
)
def test_egger_is_undefined_below_three_trials_and_without_spread(model, y, v):
    found = egger(y, v, model=model)
    assert np.isnan([found.asymmetry, found.se, found.p, found.limit, found.limit_low]).all()


@pytest.mark.parametrize("model", ["lm", "rma"])
def test_a_ragged_batch_is_a_loop(model):
    gaps = LOG_OR.copy()
    gaps[[0, 4]] = np.nan
    batch = egger(np.stack([LOG_OR, gaps]), V, model=model)
    for at, which in enumerate((slice(None), ~np.isnan(gaps))):
        alone = egger(LOG_OR[which], V[which], model=model)
        for name in ("k", "asymmetry", "se", "p", "limit", "limit_high"):
            assert getattr(batch, name)[at] == pytest.approx(getattr(alone, name), rel=1e-9)


def test_harbord_is_a_regression_of_scores():
    n, events = N1 + N2, A + C
    z = A - events * N1 / n
    v = N1 * N2 * events * (n - events) / (n**2 * (n - 1))
    oracle = weighted_least_squares(1 / np.sqrt(v), z / v, v)
    found = harbord(A, N1, C, N2)
    assert found.asymmetry == pytest.approx(oracle.params[1], rel=1e-9)
    assert found.p == pytest.approx(oracle.pvalues[1], rel=1e-9)


def test_peters_is_a_regression_on_the_inverse_of_the_size():
    n, events = N1 + N2, A + C
    oracle = weighted_least_squares(1 / n, LOG_OR, events * (n - events) / n)
    found = peters(LOG_OR, A, N1, C, N2)
    assert found.asymmetry == pytest.approx(oracle.params[1], rel=1e-9)
    assert found.p == pytest.approx(oracle.pvalues[1], rel=1e-9)


def in_r() -> dict[str, np.ndarray]:
    """Figures of lm() and metafor; validation/small_study.R writes them."""
    text = (Path(__file__).parents[2] / "validation" / "small_study.txt").read_text()
    return {
        " ".join(line.split()[:2]): np.array(line.split()[2:], float)
        for line in text.splitlines()[1:]
    }


def agrees(found, expected):
    own = (found.asymmetry, found.se, found.statistic, found.p, found.limit, found.limit_se)
    assert own == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_tests_by_size_are_those_of_r(measure):
    known = in_r()
    a, n1, c, n2 = (known[f"bcg {name}"] for name in ("a", "n1", "c", "n2"))
    y = {
        "OR": np.log(a * (n2 - c) / (c * (n1 - a))),
        "RR": np.log(a / n1 / (c / n2)),
        "RD": a / n1 - c / n2,
    }[measure]
    found = by_size(y, n1 + n2)
    agrees(found, known[f"size {measure}"])
    assert (found.statistic, found.p) == pytest.approx(known[f"regtest {measure}"], rel=1e-9)
    if measure != "RD":
        agrees(peters(y, a, n1, c, n2), known[f"peters {measure}"])
    agrees(harbord(a, n1, c, n2), known["harbord OR"])


@pytest.mark.parametrize("measure", ["IRR", "IRD"])
def test_tests_by_person_time_are_those_of_r(measure):
    known = in_r()
    x1, t1, x2, t2 = (known[f"hart {name}"] for name in ("x1i", "t1i", "x2i", "t2i"))
    if measure == "IRR":
        found = by_size(np.log(x1 / t1 / (x2 / t2)), t1 + t2, x1 + x2)
    else:
        found = by_size(x1 / t1 - x2 / t2, t1 + t2)
    agrees(found, known[f"person-time {measure}"])


def test_trials_without_events_say_nothing_to_the_tests_for_odds_ratios():
    more = [np.append(each, extra) for each, extra in ((A, 0), (N1, 50), (C, 0), (N2, 60))]
    estimates = np.append(LOG_OR, 0.17)
    assert harbord(*more).p == pytest.approx(harbord(A, N1, C, N2).p)
    assert harbord(*more).k == 13
    assert peters(estimates, *more).p == pytest.approx(peters(LOG_OR, A, N1, C, N2).p)


@pytest.mark.parametrize("k", [3, 4, 5, 6])
def test_begg_enumerates_all_orders(k):
    rng = np.random.default_rng(k)
    y, v = rng.normal(size=k), rng.uniform(0.1, 1.0, k)
    w = 1 / v
    deviate = (y - (w * y).sum() / w.sum()) / np.sqrt(v - 1 / w.sum())

    def score(order):
        a, b = deviate[list(order)], v
        return sum(np.sign((a[i] - a[j]) * (b[i] - b[j])) for i in range(k) for j in range(i))

    observed = score(range(k))
    scores = [score(order) for order in permutations(range(k))]
    found = begg(y, v)
    assert found.exact
    assert found.tau == pytest.approx(observed / (k * (k - 1) / 2))
    assert found.p == pytest.approx(np.mean(np.abs(scores) >= abs(observed) - 1e-9))


@pytest.mark.parametrize("ties", [False, True])
def test_begg_is_kendalls_tau(ties):
    from scipy.stats import kendalltau

    rng = np.random.default_rng(8)
    y, v = rng.normal(size=25), rng.uniform(0.1, 1.0, 25)
    if ties:
        v = np.round(v, 1)
    w = 1 / v
    deviate = (y - (w * y).sum() / w.sum()) / np.sqrt(v - 1 / w.sum())
    oracle = kendalltau(deviate, v, method="asymptotic" if ties else "exact")
    found = begg(y, v)
    assert found.exact == (not ties)
    assert (found.tau, found.p) == pytest.approx((oracle.statistic, oracle.pvalue), rel=1e-9)


@pytest.mark.parametrize("kinds", [2, 3, 5])
@pytest.mark.parametrize("k", [3, 4, 7, 30])
def test_where_both_rankings_are_tied_the_variance_is_kendalls(k, kinds):
    from scipy.stats import kendalltau

    draws = np.random.default_rng(10 * k + kinds).integers(0, kinds, (40, 2, k)).astype(float)
    x, y = draws[np.ptp(draws, axis=-1).min(axis=-1) > 0].transpose(1, 0, 2)
    score, _, variance = _kendall(x, y, np.full(len(x), k))
    said = [kendalltau(*each, method="asymptotic").pvalue for each in zip(x, y, strict=True)]
    assert 2 * norm.sf(np.abs(score) / np.sqrt(variance)) == pytest.approx(said, rel=1e-9)


def test_beggs_normal_p_takes_over_from_the_exact_one_smoothly():
    rng = np.random.default_rng(4)
    y, v = rng.normal(size=(2, 200)), rng.uniform(0.1, 1.0, (2, 200))
    exact = begg(y, v)
    longer = begg(
        np.pad(y, ((0, 0), (0, 1)), constant_values=0.01),
        np.pad(v, ((0, 0), (0, 1)), constant_values=0.55),
    )
    assert exact.exact.all()
    assert not longer.exact.any()
    assert longer.p == pytest.approx(exact.p, abs=0.02)


def test_begg_is_undefined_below_three_trials_and_for_equal_variances():
    batch = begg([[0.1, 0.2, np.nan], [0.1, 0.5, 0.2]], [[0.1, 0.2, 0.3], [0.2, 0.2, 0.2]])
    assert np.isnan(batch.tau).all()
    assert np.isnan(batch.p).all()


def test_pet_decides_between_the_two_intercepts():
    pet, peese = (weighted_least_squares(x, LOG_OR, 1 / V) for x in (np.sqrt(V), V))
    found = pet_peese(LOG_OR, V)
    assert (found.pet, found.pet_se) == pytest.approx((pet.params[0], pet.bse[0]), rel=1e-9)
    assert (found.peese, found.peese_se) == pytest.approx((peese.params[0], peese.bse[0]), rel=1e-9)
    assert found.pet_p == pytest.approx(pet.pvalues[0] / 2, rel=1e-9)
    assert not found.uses_peese
    assert found.estimate == found.pet
    lenient = pet_peese(LOG_OR, V, alpha=float(found.pet_p) * 1.01)
    assert lenient.uses_peese
    assert lenient.estimate == found.peese
    assert [lenient.ci_low, lenient.ci_high] == pytest.approx(peese.conf_int()[0], rel=1e-9)


def test_pet_looks_in_the_direction_of_the_mean():
    assert pet_peese(-LOG_OR, V).pet_p == pytest.approx(pet_peese(LOG_OR, V).pet_p)
    # The line crosses zero: the small trials carry the whole effect.
    reversed_funnel = pet_peese([0.05, 0.9, 1.6, 2.4], [0.1, 0.5, 0.9, 1.4])
    assert reversed_funnel.pet < 0 < reversed_funnel.peese + 1
    assert reversed_funnel.pet_p > 0.5


def test_an_unknown_model_is_refused():
    with pytest.raises(StatisticsError, match="no model 'ols'; choose one of lm, rma"):
        egger(LOG_OR, V, model="ols")
