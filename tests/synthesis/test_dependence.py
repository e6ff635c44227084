"""Several instruments of one trial for one outcome: picked, averaged, or in a three-level model."""

from __future__ import annotations

import numpy as np
import pytest

from living_review.ground.errors import ProtocolError
from living_review.pooling import multilevel, pool
from living_review.protocol import parse_protocol

EFFECTS = {"a": (-0.5, -0.9), "b": (-0.2, -0.1), "c": (-0.7,), "d": (-0.35, -0.6), "e": (0.1,)}


def analysis(**keys):
    body = "".join(f"  {key}: {value}\n" for key, value in keys.items())
    return f"analysis:\n{body}"


@pytest.fixture
def mood(registry, arms_of_means, protocol_text):
    """The finding of five trials, of which three report two instruments."""

    def finding(**keys):
        text = protocol_text + (analysis(**keys) if keys else "")
        made = registry(text)
        for trial, own in EFFECTS.items():
            for instrument, effect in zip(("BDI", "HADS"), own, strict=False):
                made.arms(arms_of_means(trial, effect, instrument=instrument))
        return made.finding("mood")

    return finding


@pytest.fixture
def apart(mood):
    """Estimates, variances and clusters of all effects, each as it would be picked."""
    picked = {each.trial_id: each.estimate for each in mood().trials}
    rows = []
    for trial, own in EFFECTS.items():
        for effect in own:
            # All arms have the same size and SD, so that g is proportional to the difference.
            g = effect * picked[trial] / own[0]
            rows.append((g, 2 / 50 + g**2 / 200, trial))
    return [np.array(column) for column in zip(*rows, strict=True)]


def test_by_default_one_instrument_is_used_and_the_other_named(mood):
    found = mood()
    assert found.k == 5
    assert found.trials[0].instrument == "BDI"
    assert any("also reports HADS" in note for note in found.trials[0].notes)


def test_combined_instruments_are_averaged_with_the_assumed_correlation(mood, apart):
    y, v, trial = apart
    found = mood(dependence="combine", instrument_correlation=0.7)
    assert found.k == 5
    for each in found.trials:
        own = trial == each.trial_id
        assert each.estimate == pytest.approx(y[own].mean(), rel=1e-10)
        root = np.sqrt(v[own])
        matrix = np.where(np.eye(own.sum(), dtype=bool), 1.0, 0.7) * np.outer(root, root)
        assert each.se**2 == pytest.approx(matrix.mean(), rel=1e-10)
    first = found.trials[0]
    assert first.instrument == "BDI and HADS"
    assert first.n_intervention == 50
    assert first.arms == ()
    assert any("averaged, with an assumed correlation of 0.7" in note for note in first.notes)
    assert not any("averaged" in note for note in found.trials[2].notes)
    pooled = pool([t.estimate for t in found.trials], [t.se**2 for t in found.trials])
    assert found.pooled.estimate == pytest.approx(pooled.estimate, rel=1e-12)
    assert found.pooled.interval == "knapp-hartung"


def test_the_assumed_correlation_is_one_half_unless_the_protocol_says_otherwise(mood):
    assert mood(dependence="combine") == mood(dependence="combine", instrument_correlation=0.5)


def test_a_greater_correlation_gives_a_wider_interval_to_the_trial(mood):
    errors = [
        mood(dependence="combine", instrument_correlation=r).trials[0].se for r in (0, 0.5, 0.9)
    ]
    assert errors == sorted(errors)
    assert errors[0] < errors[2]


def test_three_levels_hold_every_instrument_with_robust_errors(mood, apart):
    y, v, trial = apart
    found = mood(dependence="three-level")
    model = multilevel(y, v, trial, rho=0.5)
    assert found.k == 5
    assert found.pooled.estimate == pytest.approx(model.estimate, rel=1e-9)
    assert found.pooled.se == pytest.approx(model.robust.se[0], rel=1e-9)
    assert found.pooled.df == pytest.approx(model.robust.df[0], rel=1e-9)
    assert found.pooled.ci_low == pytest.approx(model.robust.ci_low[0], rel=1e-9)
    assert (found.pooled.interval, found.pooled.tau2_method) == (
        "cluster-robust",
        "REML, three-level",
    )
    assert "CR2" in found.pooled.note
    assert found.heterogeneity.tau2 == pytest.approx(model.sigma2_between + model.sigma2_within)
    assert found.heterogeneity.q == pytest.approx(model.qe)
    low, high = model.prediction(robust=True)
    assert (found.prediction.low, found.prediction.high) == pytest.approx((low, high))
    assert found.prediction.low <= found.pooled.ci_low
    weights = [each.weight_percent for each in found.trials]
    assert sum(weights) == pytest.approx(100)
    assert any("three-level model" in note for note in found.trials[0].notes)


@pytest.mark.parametrize(("interval", "better"), [("knapp-hartung", "lower"), ("wald", "higher")])
def test_every_figure_of_three_levels_is_that_of_the_model(
    registry, arms_of_means, protocol_text, apart, interval, better
):
    """Also the share beyond the least benefit, which lies on the side that is better."""
    y, v, trial = apart
    text = protocol_text.replace(
        "measure: SMD, better: lower",
        f"measure: SMD, better: {better}, thresholds: {{small: 0.3, source: us}}",
    )
    keys = {"dependence": "three-level", "interval": interval, "subgroups": "[category]"}
    made = registry(text + analysis(**keys, sensitivity="[]"))
    for place, (name, own) in enumerate(EFFECTS.items()):
        made.trial(name, category="x" if place < 3 else "y")
        for instrument, effect in zip(("BDI", "HADS"), own, strict=False):
            turned = str(better == "higher").lower()
            rows = arms_of_means(name, effect, instrument=instrument, higher_is_better=turned)
            made.arms(rows)
    found = made.finding("mood")
    robust = interval == "knapp-hartung"
    model = multilevel(y, v, trial, rho=0.5)
    share = model.i2_between + model.i2_within
    spread = found.heterogeneity
    assert spread.i2 == pytest.approx(share)
    assert spread.h2 == pytest.approx(1 / (1 - share / 100))
    assert spread.i2_q == pytest.approx(100 * (model.qe - model.qe_df) / model.qe)
    assert (spread.q_df, spread.q_p) == (model.qe_df, pytest.approx(model.qe_p))
    least, sign = (-0.3, -1) if better == "lower" else (0.3, 1)
    above = float(model.beyond(least, robust=robust))
    assert found.prediction.beyond_threshold == pytest.approx(above if sign > 0 else 1 - above)
    assert found.prediction.df == found.pooled.df
    assert found.pooled.safeguard == "none"
    first = np.isin(trial, list(EFFECTS)[:3])
    # The other two trials are too few for three levels: their effects are averaged, then pooled.
    levels = found.subgroups[0].levels
    assert [each.k for each in levels] == [3, 2]
    assert levels[0].pooled.tau2_method == "REML, three-level"
    assert "three-level" not in levels[1].pooled.tau2_method
    own = multilevel(y[first], v[first], trial[first], rho=0.5)
    assert levels[0].pooled.estimate == pytest.approx(own.estimate, rel=1e-6)
    if interval == "wald":
        other = levels[1].pooled
        q = (own.estimate - other.estimate) ** 2 / (own.se[0] ** 2 + other.se**2)
        assert found.subgroups[0].q_between == pytest.approx(q, rel=1e-6)


def test_a_wald_interval_of_three_levels_trusts_the_model(mood, apart):
    y, v, trial = apart
    found = mood(dependence="three-level", interval="wald")
    model = multilevel(y, v, trial, rho=0.5)
    assert found.pooled.interval == "wald"
    assert found.pooled.se == pytest.approx(model.se[0], rel=1e-9)
    assert "CR2" not in found.pooled.note


def test_without_a_trial_of_several_instruments_three_levels_are_the_ordinary_pool(
    registry, arms_of_means, protocol_text
):
    def finding(text):
        made = registry(protocol_text + text)
        for trial, own in EFFECTS.items():
            made.arms(arms_of_means(trial, own[0], instrument="BDI"))
        return made.finding("mood")

    assert finding(analysis(dependence="three-level")).pooled == finding("").pooled


def test_what_is_taken_apart_stays_in_three_levels_while_it_can(mood):
    found = mood(dependence="three-level")
    assert [each.interval for each in found.cumulative] == ["wald", "wald", *["cluster-robust"] * 3]
    assert found.cumulative[-1].estimate == pytest.approx(found.pooled.estimate, rel=1e-9)
    assert found.cumulative[-1].ci_low == pytest.approx(found.pooled.ci_low, rel=1e-9)
    assert [each.k for each in found.leave_one_out] == [4] * 5


def test_another_way_may_be_a_sensitivity_analysis(mood):
    ways = (
        "[{id: averaged, label: Averaged, dependence: combine},"
        " {id: levels, label: Three levels, dependence: three-level},"
        " {id: strong, label: r 0.8, dependence: combine, instrument_correlation: 0.8}]"
    )
    found = mood(sensitivity=ways)
    by_id = {each.id: each for each in found.sensitivity}
    for name, how in (("averaged", "combine"), ("levels", "three-level")):
        beside, main = by_id[name].pooled, mood(dependence=how).pooled
        assert beside.interval == main.interval
        assert [beside.estimate, beside.ci_low, beside.ci_high] == pytest.approx(
            [main.estimate, main.ci_low, main.ci_high], rel=1e-9
        )
    assert by_id["strong"].pooled.se != by_id["averaged"].pooled.se
    assert all(each.reason is None for each in found.sensitivity)


def test_an_instrument_without_a_variance_is_named_and_left_out(
    registry, arms_of_means, two_arms, protocol_text
):
    made = registry(protocol_text + analysis(dependence="combine"))
    made.arms(arms_of_means("a", -0.5, instrument="BDI"))
    made.arms(arms_of_means("a", -0.9, instrument="HADS"))
    made.arms(
        two_arms("a", "mood", {"mean": 9, "instrument": "X"}, {"mean": 10, "instrument": "X"})
    )
    [trial] = made.finding("mood", checked=False).trials
    assert trial.instrument == "BDI and HADS"
    assert trial.notes[-1].startswith("X could not be used")


def test_mean_differences_on_two_instruments_are_never_averaged(
    registry, arms_of_means, protocol_text
):
    made = registry(protocol_text + analysis(dependence="combine"))
    for instrument, effect in (("BDI", -0.5), ("HADS", -5.0)):
        made.arms(
            arms_of_means(
                "a", effect, outcome="score", instrument=instrument, higher_is_better="true"
            )
        )
    [trial] = made.finding("score").trials
    assert (trial.instrument, trial.estimate) == ("BDI", pytest.approx(-0.5))


def test_several_arms_of_one_role_are_combined_whatever_the_protocol_says(
    registry, arms_of_means, protocol_text
):
    for how in ("pick", "combine", "three-level"):
        rows = arms_of_means("a", -0.5)
        extra = {**rows[0], "arm": "second"}
        [trial] = (
            registry(protocol_text + analysis(dependence=how))
            .arms([*rows, extra])
            .finding("mood")
            .trials
        )
        assert trial.n_intervention == 100
        assert "Two intervention arms were combined into one." in trial.notes


@pytest.mark.parametrize("keys", [{"tau2": "DL"}, {"model": "common"}])
def test_three_levels_are_refused_where_they_cannot_be_estimated(protocol_text, keys):
    with pytest.raises(ProtocolError, match="REML or ML"):
        parse_protocol(protocol_text + analysis(dependence="three-level", **keys))
