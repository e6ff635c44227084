"""`pool()`: what holds for any meta-analysis, and what happens at the edges."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review import pooling
from living_review.ground.errors import StatisticsError
from living_review.pooling import TAU2_METHODS, pool
from living_review.validation import cases

# BCG vaccine against tuberculosis (Colditz et al. 1994), log risk ratios.
BCG = cases()["bcg"].effects["RR"]
BCG_Y, BCG_V = BCG["estimate"], BCG["variance"]
# The machine that runs the tests may be busy; how long an example takes is not what is tested.
steady = settings(deadline=None)
NUMERIC = [
    each.name
    for each in fields(pooling.PooledEffect)
    if each.name
    not in (
        "tau2_method",
        "interval",
        "safeguard",
        "level",
        "_batch",
        "converged",
        "safeguard_applied",
    )
]
OPTIONS = [
    ("wald", "none"),
    ("t", "none"),
    *(("knapp-hartung", guard) for guard in ("none", "se", "iqwig6", "ci", "cochrane")),
]


@st.composite
def meta_analyses(draw, least=1, most=8):
    """Effects and variances of plausible trials: effects to ±10, variances over six decades."""
    k = draw(st.integers(least, most))
    effects = st.floats(-10, 10, allow_subnormal=False).map(lambda x: round(x, 4))
    spread = st.floats(-4, 2).map(lambda x: float(f"{10**x:.3g}"))
    return (
        np.array(draw(st.lists(effects, min_size=k, max_size=k))),
        np.array(draw(st.lists(spread, min_size=k, max_size=k))),
    )


def assert_same(ours, theirs, *, rtol=1e-7, atol=1e-9, without=()):
    for name in NUMERIC:
        if name not in without:
            np.testing.assert_allclose(
                getattr(ours, name), getattr(theirs, name), rtol=rtol, atol=atol, err_msg=name
            )


@pytest.mark.parametrize(
    ("method", "tau2", "estimate", "se"),
    [
        ("DL", 0.30876026, -0.71411722, 0.17874209),
        ("HE", 0.32856386, -0.71587859, 0.18327999),
        ("HS", 0.22836286, -0.70453537, None),
        ("HSk", 0.24916993, -0.70747605, None),
        ("SJ", 0.3455157, -0.71724859, 0.18705946),
        ("ML", 0.28002814, -0.71119914, 0.17189681),
        ("REML", 0.31324326, -0.71453234, 0.17978152),
    ],
)
def test_the_bcg_trials_give_the_published_numbers(method, tau2, estimate, se):
    pooled = pool(BCG_Y, BCG_V, tau2=method, interval="wald")
    assert pooled.tau2 == pytest.approx(tau2, abs=1e-8)
    assert pooled.estimate == pytest.approx(estimate, abs=1e-8)
    if se is not None:
        assert pooled.se == pytest.approx(se, abs=1e-8)


def test_the_bcg_trials_give_the_published_intervals():
    wald, t = (pool(BCG_Y, BCG_V, interval=kind) for kind in ("wald", "t"))
    hartung = pool(BCG_Y, BCG_V)
    riley = pool(BCG_Y, BCG_V, prediction="k-2")
    assert (wald.ci_low, wald.ci_high) == pytest.approx((-1.0668976, -0.36216705), abs=1e-7)
    assert (t.ci_low, t.ci_high) == pytest.approx((-1.1062426, -0.32282207), abs=1e-7)
    assert hartung.se == pytest.approx(0.18079174, abs=1e-8)
    assert (hartung.ci_low, hartung.ci_high) == pytest.approx((-1.1084437, -0.32062097), abs=1e-7)
    prediction = (hartung.prediction_low, hartung.prediction_high)
    assert prediction == pytest.approx((-1.9960168, 0.56695215), abs=1e-7)
    assert (riley.prediction_low, riley.prediction_high) == pytest.approx(
        (-2.0090577, 0.57999297), abs=1e-7
    )
    assert (hartung.i2, hartung.h2) == pytest.approx((92.221385, 12.855758), abs=1e-6)
    bounds = hartung.tau2_interval()
    assert (bounds.tau2_low, bounds.tau2_high) == pytest.approx((0.11971836, 1.1114791), abs=1e-7)
    assert (bounds.i2_low, bounds.i2_high) == pytest.approx((81.92057, 97.67808), abs=1e-5)


def test_knapp_hartung_alone_is_absurd_on_homogeneous_trials_and_the_safeguard_mends_it():
    # Röver, Knapp & Friede 2015: a quarter of a percent of the Wald width from k = 5.
    y, v = [0.10, 0.11, 0.105, 0.095, 0.112], [0.04, 0.05, 0.03, 0.045, 0.038]
    bare, guarded, wald = (
        pool(y, v, safeguard="none"),
        pool(y, v),
        pool(y, v, interval="wald"),
    )
    assert bare.ci_high - bare.ci_low < 0.1 * (wald.ci_high - wald.ci_low)
    assert guarded.se == wald.se
    assert guarded.safeguard_applied
    assert not bare.safeguard_applied
    assert guarded.ci_low < wald.ci_low


@pytest.mark.parametrize("safeguard", ["se", "iqwig6"])
def test_a_safeguard_that_changes_only_the_last_digit_is_not_called_applied(safeguard):
    # Paule-Mandel solves for a Knapp-Hartung scale of one; rounding falls on either side of it.
    rng = np.random.default_rng(7)
    v = rng.uniform(0.01, 0.1, size=(500, 8))
    y = rng.normal(0.0, np.sqrt(v + 0.5))
    bare = pool(y, v, tau2="PM", safeguard="none")
    wald = pool(y, v, tau2="PM", interval="wald")
    assert np.any((bare.se < wald.se) & (bare.tau2 > 0))
    guarded = pool(y, v, tau2="PM", safeguard=safeguard)
    assert not np.any(guarded.safeguard_applied & (bare.tau2 > 0))


def test_each_safeguard_acts_as_its_source_says():
    y, v = [0.10, 0.11, 0.105, 0.095, 0.112], [0.04, 0.05, 0.03, 0.045, 0.038]
    wald, t = pool(y, v, interval="wald"), pool(y, v, interval="t")
    for guard in ("ci", "cochrane"):
        guarded = pool(y, v, safeguard=guard)
        assert (guarded.ci_low, guarded.ci_high) == (wald.ci_low, wald.ci_high)
        assert guarded.df == np.inf
    six = pool(y, v, safeguard="iqwig6")
    assert (six.ci_low, six.ci_high) == pytest.approx((t.ci_low, t.ci_high))
    wide = [
        pool(BCG_Y, BCG_V, safeguard=guard) for guard in ("none", "se", "iqwig6", "ci", "cochrane")
    ]
    assert not any(each.safeguard_applied for each in wide)
    assert len({each.ci_low for each in wide}) == 1


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize("trials", [2, 3, 5])
def test_safeguards_act_where_their_sources_say_and_nowhere_else(trials, level):
    """Of many meta-analyses, in some of which each condition holds and in others does not."""
    rng = np.random.default_rng(5)
    v = rng.uniform(0.01, 0.2, size=(400, trials))
    y = rng.normal(0.0, np.sqrt(v + rng.choice([0.0, 0.02, 0.2], size=(400, 1))))
    given_ = {"level": level, "tau2": "REML"}
    bare = pool(y, v, safeguard="none", **given_)
    wald = pool(y, v, interval="wald", **given_)
    laird = pool(y, v, interval="wald", level=level, tau2="DL")
    half = {name: each.ci_high - each.estimate for name, each in
            (("bare", bare), ("wald", wald), ("laird", laird))}  # fmt: skip
    smaller = bare.se < wald.se * (1 - 1e-9)
    applied = {
        "se": smaller,
        "iqwig6": smaller & (half["bare"] < half["laird"]),
        "ci": half["bare"] < half["wald"],
        "cochrane": (bare.tau2 == 0) | (trials == 2),
    }
    normal = {"ci", "cochrane"}
    for safeguard, where in applied.items():
        found = pool(y, v, safeguard=safeguard, **given_)
        np.testing.assert_array_equal(found.safeguard_applied, where)
        np.testing.assert_allclose(found.se, np.where(where, wald.se, bare.se))
        df = np.where(where & (safeguard in normal), np.inf, bare.df)
        np.testing.assert_array_equal(found.df, df)
    # The two rules on standard errors are told apart only where trials agree very well.
    assert (applied["se"] != applied["iqwig6"]).any()
    assert (applied["se"] != applied["ci"]).any()


def test_the_cochrane_rule_uses_wald_for_two_trials():
    pooled = pool([0.1, 0.9], [0.01, 0.02], safeguard="cochrane")
    assert pooled.tau2 > 0
    assert pooled.df == np.inf
    assert pooled.safeguard_applied


@steady
@given(meta_analyses(), st.randoms(use_true_random=False), st.sampled_from(TAU2_METHODS))
def test_the_order_of_trials_does_not_matter(data, random, method):
    y, v = data
    order = list(range(len(y)))
    random.shuffle(order)
    shuffled = pool(y[order], v[order], tau2=method)
    ours = pool(y, v, tau2=method)
    assert_same(ours, shuffled, rtol=1e-6, atol=1e-6, without=("weights", "statistic"))
    np.testing.assert_allclose(ours.weights[order], shuffled.weights, rtol=1e-5, atol=1e-9)


@steady
@given(meta_analyses(), st.floats(-50, 50), st.sampled_from(TAU2_METHODS))
def test_shifting_every_effect_shifts_the_pool(data, shift, method):
    y, v = data
    ours, moved = pool(y, v, tau2=method), pool(y + shift, v, tau2=method)
    for name in ("estimate", "ci_low", "ci_high", "prediction_low", "prediction_high"):
        np.testing.assert_allclose(getattr(moved, name) - shift, getattr(ours, name), atol=1e-5)
    np.testing.assert_allclose(moved.tau2, ours.tau2, rtol=1e-5, atol=1e-7)


@steady
@given(meta_analyses(), st.integers(-200, 200), st.sampled_from(TAU2_METHODS))
def test_scaling_every_effect_by_a_power_of_two_scales_the_pool_exactly(data, power, method):
    y, v = data
    ours = pool(y, v, tau2=method)
    scaled = pool(np.ldexp(y, power), np.ldexp(v, 2 * power), tau2=method)
    for name in ("estimate", "se", "ci_low", "ci_high", "prediction_low", "prediction_high"):
        np.testing.assert_array_equal(getattr(scaled, name), np.ldexp(getattr(ours, name), power))
    assert scaled.tau2 == np.ldexp(ours.tau2, 2 * power)
    assert (scaled.i2, scaled.q, scaled.p) == (ours.i2, ours.q, ours.p)


@steady
@given(meta_analyses(), st.floats(0.01, 100))
def test_scaling_every_effect_scales_the_pool(data, factor):
    y, v = data
    ours, scaled = pool(y, v), pool(y * factor, v * factor**2)
    for name in ("estimate", "se", "ci_low", "ci_high"):
        np.testing.assert_allclose(
            getattr(scaled, name) / factor, getattr(ours, name), rtol=1e-6, atol=1e-7
        )


@steady
@given(meta_analyses(least=3), st.sampled_from(OPTIONS), st.sampled_from(["k-1", "k-2", "normal"]))
def test_the_prediction_interval_contains_the_confidence_interval(data, options, prediction):
    interval, safeguard = options
    pooled = pool(*data, interval=interval, safeguard=safeguard, prediction=prediction)
    assert pooled.prediction_low <= pooled.ci_low
    assert pooled.prediction_high >= pooled.ci_high


@steady
@given(meta_analyses())
def test_the_common_effect_is_the_random_effect_without_variance_between_trials(data):
    common, none = pool(*data, tau2="common"), pool(*data, tau2=0.0)
    assert_same(
        common, none, without=("i2", "h2", "prediction_low", "prediction_high", "prediction_df")
    )
    assert np.isnan(common.prediction_low)


@steady
@given(st.lists(meta_analyses(least=0), min_size=1, max_size=6), st.sampled_from(TAU2_METHODS))
def test_a_batch_equals_a_loop_and_absent_trials_change_nothing(several, method):
    widest = max(len(y) for y, _ in several) + 2
    ys, vs = (np.full((len(several), widest), np.nan) for _ in range(2))
    for row, (y, v) in enumerate(several):
        ys[row, 1 : 1 + len(y)], vs[row, 1 : 1 + len(y)] = y, v
    batch = pool(ys, vs, tau2=method)
    for row, (y, v) in enumerate(several):
        alone = pool(y, v, tau2=method)
        for name in set(NUMERIC) - {"weights", "statistic"}:
            np.testing.assert_allclose(
                getattr(batch, name)[row], getattr(alone, name), rtol=1e-6, atol=1e-7, err_msg=name
            )
        weights = batch.weights[row]
        np.testing.assert_allclose(weights[1 : 1 + len(y)], alone.weights, rtol=1e-6, atol=1e-9)
        assert batch.converged[row] == alone.converged
        if len(y):
            assert weights[0] == weights[1 + len(y)] == 0
            assert weights.sum() == pytest.approx(1)


@steady
@given(meta_analyses(least=2), st.floats(-5, 5))
def test_the_chance_beyond_a_threshold_matches_the_prediction_interval(data, threshold):
    pooled = pool(*data)
    if len(data[0]) < 3:
        assert np.isnan(pooled.beyond(threshold))
        return
    assert pooled.beyond(pooled.prediction_low) == pytest.approx(0.975, abs=1e-6)
    assert pooled.beyond(pooled.prediction_high) == pytest.approx(0.025, abs=1e-6)
    assert pooled.beyond(pooled.estimate) == pytest.approx(0.5)
    assert 0 <= pooled.beyond(threshold) <= 1


@pytest.mark.parametrize("method", TAU2_METHODS)
def test_no_trial_is_no_result(method):
    for empty in ([], [np.nan, np.nan]):
        pooled = pool(empty, empty, tau2=method)
        assert pooled.k == 0
        assert not pooled.converged
        assert np.isnan([pooled.estimate, pooled.se, pooled.tau2, pooled.i2, pooled.q]).all()


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize(("interval", "safeguard"), OPTIONS)
def test_one_trial_is_its_own_wald_interval(method, interval, safeguard):
    pooled = pool([0.3], [0.04], tau2=method, interval=interval, safeguard=safeguard)
    assert (pooled.estimate, pooled.se, pooled.tau2) == (0.3, pytest.approx(0.2), 0)
    assert pooled.ci_low == pytest.approx(0.3 - 1.959963984540054 * 0.2)
    assert (pooled.i2, pooled.h2, pooled.q, pooled.q_p) == (0, 1, 0, 1)
    assert np.isnan(pooled.prediction_low)
    assert pooled.converged
    assert not pooled.safeguard_applied


def test_two_trials_have_no_prediction_interval():
    pooled = pool([0.1, 0.9], [0.01, 0.02])
    assert pooled.df == 1
    assert np.isnan([pooled.prediction_low, pooled.prediction_high, pooled.prediction_df]).all()


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize("variances", [[0.1, 0.1, 0.1, 0.1], [0.1, 0.01, 2.0, 1e-9]])
def test_identical_effects_have_no_variance_between_trials(method, variances):
    pooled = pool([0.25] * 4, variances, tau2=method)
    assert pooled.estimate == pytest.approx(0.25, rel=1e-12)
    assert pooled.tau2 == pytest.approx(0, abs=1e-15)
    assert pooled.i2 == pytest.approx(0, abs=1e-6)
    assert pooled.converged
    assert pooled.ci_low < 0.25 < pooled.ci_high


@pytest.mark.parametrize("method", TAU2_METHODS)
def test_variances_may_differ_by_twelve_orders_of_magnitude(method):
    pooled = pool([0.1, 0.5, -0.3, 2.0], [1e-12, 1.0, 0.5, 1e-3], tau2=method)
    assert pooled.converged
    assert np.isfinite([pooled.estimate, pooled.se, pooled.tau2, pooled.i2, pooled.p]).all()
    np.testing.assert_allclose(pooled.weights.sum(), 1)


@pytest.mark.parametrize("bad", [0.0, -0.1, np.inf, -np.inf])
def test_a_meaningless_variance_is_named_in_one_meta_analysis_and_set_aside_in_a_batch(bad):
    with pytest.raises(StatisticsError, match=r"Trial 2 has estimate 0\.2 and variance"):
        pool([0.1, 0.2, 0.3], [0.1, bad, 0.1])
    batch = pool([[0.1, 0.2, 0.3]] * 2, [[0.1, bad, 0.1], [0.1, 0.1, 0.1]])
    assert list(batch.converged) == [False, True]
    assert list(batch.k) == [3, 3]
    assert np.isnan(batch.estimate[0])
    assert np.isnan(batch.weights[0]).all()
    assert batch.estimate[1] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("effects", "variances"),
    [
        ([1e150, -1e150], [1, 1]),
        ([0.1, 0.2], [1e-300, 1e-299]),
        ([0.1, 0.2], [5e-324, 5e-324]),
        ([1.7e308, -1.7e308], [1e300, 1.0]),
        ([0.1, 0.2], [1e-200, 1.0]),
    ],
)
def test_numbers_too_far_apart_to_weigh_are_named_and_set_aside_in_a_batch(effects, variances):
    with pytest.raises(StatisticsError, match="double precision cannot weigh; check its units"):
        pool(effects, variances)
    batch = pool([effects, [0.1, 0.2]], [variances, [1, 1]])
    assert list(batch.converged) == [False, True]
    assert np.isnan(batch.estimate[0])


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize(("interval", "safeguard"), OPTIONS)
@pytest.mark.parametrize(
    ("effects", "variances"),
    [
        ([1, 2, 3], [1e280, 1e290, 1e300]),
        ([1e30, -2e30, 3e30], [1, 1, 1]),
        ([0.1, 0.5, -0.3], [1e-30, 1, 1]),
        ([0.1, 0.1, 0.1, 0.9], [1e-12, 1e-12, 1e-12, 1e3]),
    ],
)
def test_strange_numbers_give_numbers(method, interval, safeguard, effects, variances):
    pooled = pool(effects, variances, tau2=method, interval=interval, safeguard=safeguard)
    assert pooled.converged
    assert pooled.ci_low <= pooled.estimate <= pooled.ci_high
    assert 0 <= pooled.p <= 1
    assert 0 <= pooled.i2 <= 100
    bounds = pooled.tau2_interval()
    assert bounds.tau2_low <= bounds.tau2_high


def test_an_infinite_effect_is_named():
    with pytest.raises(StatisticsError, match="Trial 1 has estimate inf"):
        pool([np.inf, 0.2], [0.1, 0.1])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"tau2": "REMl"}, f"There is no tau2 'REMl'; choose one of {', '.join(TAU2_METHODS)}"),
        ({"interval": "z"}, "There is no interval 'z'; choose one of wald, t, knapp-hartung"),
        ({"safeguard": "yes"}, "There is no safeguard 'yes'"),
        ({"prediction": "k"}, "There is no prediction 'k'"),
        ({"level": 95}, "The level 95 must lie between 0 and 1"),
        ({"tau2": -0.1}, "A known τ² must be finite and not below zero"),
        ({"tau2": np.array([0.1, 0.2])}, r"must be one number or have shape \(\)"),
    ],
)
def test_an_option_that_does_not_exist_is_refused_in_a_sentence(options, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        pool([0.1, 0.2], [0.1, 0.1], **options)


def test_arguments_that_do_not_fit_are_refused_in_a_sentence():
    with pytest.raises(StatisticsError, match=r"estimates \(3,\), variances \(2,\)"):
        pool([0.1, 0.2, 0.3], [0.1, 0.1])
    with pytest.raises(StatisticsError, match="The argument estimates must be numbers"):
        pool(["a", "b"], [0.1, 0.1])
    with pytest.raises(StatisticsError, match="must have a trial axis"):
        pool(0.1, 0.1)
    with pytest.raises(StatisticsError, match="There is no method 'wald'"):
        pool([0.1, 0.2], [0.1, 0.1]).tau2_interval("wald")


@pytest.mark.parametrize("kind", [list, tuple, pd.Series, np.float32, np.ndarray])
def test_lists_series_integers_and_single_precision_are_read_as_double(kind):
    y, v = [1, 2, 4, 8], [1, 1, 2, 4]
    if kind is np.float32:
        given_y, given_v = np.array(y, np.float32), np.array(v, np.float32)
    else:
        given_y, given_v = (np.array(y), np.array(v)) if kind is np.ndarray else (kind(y), kind(v))
    pooled = pool(given_y, given_v)
    assert pooled.estimate.dtype == np.float64
    assert_same(pooled, pool(np.array(y, float), np.array(v, float)), rtol=0, atol=0)


def test_results_have_the_leading_shape_of_the_input():
    rng = np.random.default_rng(3)
    y, v = rng.normal(size=(2, 3, 5)), rng.uniform(0.1, 1, size=(2, 3, 5))
    pooled = pool(y, v)
    assert pooled.estimate.shape == pooled.k.shape == pooled.converged.shape == (2, 3)
    assert pooled.weights.shape == (2, 3, 5)
    assert pooled.tau2_interval().tau2_low.shape == pooled.beyond(0.1).shape == (2, 3)
    assert pool(y, 0.5).estimate.shape == (2, 3)
    assert pool(np.empty((0, 5)), np.empty((0, 5))).estimate.shape == (0,)
    given = pool(y, v, tau2=np.arange(6.0).reshape(2, 3))
    np.testing.assert_allclose(given.tau2, np.arange(6.0).reshape(2, 3))


def test_what_is_exported_is_there_and_documented():
    assert {"pool", "PooledEffect", "Tau2Interval", "mantel_haenszel", "peto"} <= {*pooling.__all__}
    assert list(pooling.__all__) == sorted(
        pooling.__all__, key=lambda name: (not name.isupper(), name)
    )
    for name in pooling.__all__:
        assert name.isupper() or getattr(pooling, name).__doc__


@settings(deadline=None, max_examples=20)
@given(st.floats(0.5, 0.999))
def test_a_higher_level_is_a_wider_interval(level):
    narrow, wide = pool(BCG_Y, BCG_V, level=level), pool(BCG_Y, BCG_V, level=level + 0.0009)
    assert wide.ci_low < narrow.ci_low
    assert wide.prediction_high > narrow.prediction_high
    assert wide.tau2_interval().tau2_high > narrow.tau2_interval().tau2_high
