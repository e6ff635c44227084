"""How the protocol asks for an analysis is read alike by both computations, on every choice."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from living_review import pooling
from living_review.protocol import Analysis, Sensitivity
from living_review.synthesis.requests import Settings
from living_review.verification.many import subsets
from living_review.verification.nested import ThreeLevel
from living_review.verification.pools import mean_of, prediction_of, spread_of
from living_review.verification.run import rounded_up
from living_review.verification.settings import Way, around, making_of, way_of

MAIN: dict[str, tuple[Any, ...]] = {
    "model": ("random", "common"),
    "tau2": ("REML", "DL"),
    "interval": ("knapp-hartung", "t"),
    "safeguard": ("se", "none"),
    "method": ("inverse-variance", "mantel-haenszel", "peto"),
    "dependence": ("pick", "three-level"),
}
OTHERS: tuple[dict[str, Any], ...] = (
    *({"model": each} for each in MAIN["model"]),
    *({"tau2": each} for each in ("ML", "PM")),
    *({"interval": each} for each in ("knapp-hartung", "wald")),
    *({"safeguard": each} for each in ("ci", "none")),
    *({"method": each} for each in MAIN["method"]),
    *({"dependence": each} for each in ("combine", "three-level")),
    {"instrument_correlation": 0.0},
    {"instrument_correlation": 0.9, "dependence": "three-level"},
    {"model": "common", "interval": "knapp-hartung", "method": "inverse-variance"},
)
FIGURES = {"low": "ci_low", "high": "ci_high"} | {n: n for n in ("estimate", "se", "p", "i2", "q")}
MEASURES = ("SMD", "RR", "OR", "HR")


def asked(analysis: Analysis) -> Any:
    return SimpleNamespace(analysis_for=lambda _: analysis)


def outcome(measure: str, per: float | None = None) -> Any:
    time = None if per is None else SimpleNamespace(per=per)
    return SimpleNamespace(measure=measure, better="lower", person_time=time)


@pytest.mark.parametrize("measure", MEASURES)
def test_both_pool_by_the_same_settings(measure: str) -> None:
    others: list[Sensitivity | None] = [None]
    others += [Sensitivity(id="x", label="X", **each) for each in OTHERS]
    base = Analysis()
    for chosen in product(*MAIN.values()):
        analysis = base.model_copy(update=dict(zip(MAIN, chosen, strict=True)))
        for other in others:
            ours = Settings.of(analysis, other, measure)
            theirs = way_of(asked(analysis), outcome(measure), other)
            for k in (1, 2, 3):
                one, two = ours.for_trials(k), theirs.of(k)
                names = ("model", "tau2", "interval", "safeguard", "level", "nested", "method")
                assert [getattr(two, name) for name in names] == [
                    getattr(one, name) for name in names
                ], (chosen, other)
                assert two.counted == (one.counted is not None)


def test_the_correlations_beside_the_one_that_is_assumed_are_a_fifth_away() -> None:
    assert around(None) == {}
    for assumed, low, high in ((0.5, 0.3, 0.7), (0.1, 0.0, 0.3), (0.9, 0.7, 0.95), (0.2, 0, 0.4)):
        named = {f"crossover-{each:.2f}": each for each in (low, high)}
        assert around(assumed) == {**named, "crossover-parallel": None}


def test_how_a_trial_s_effect_is_made_is_what_the_analysis_or_the_other_one_says() -> None:
    base = Analysis().model_copy(
        update={"crossover_correlation": 0.5, "instrument_correlation": 0.6, "smd_variance": "UB"}
    )

    def made(measure: str, name: str = "", per: float | None = None, **other: Any) -> Any:
        chosen = Sensitivity(id="x", label="X", **other) if other else None
        return making_of(asked(base), outcome(measure, per), chosen, name)

    plain = made("MD")
    assert (plain.measure, plain.better, plain.smd_variance) == ("MD", "lower", "LS")
    assert (plain.averaged, plain.correlation, plain.per, plain.pairing) == (False, 0.0, 1.0, 0.5)
    assert made("IRR", per=100.0).per == 100.0
    assert (made("MD", "crossover-0.30").pairing, made("MD", "other").pairing) == (0.3, 0.5)
    assert made("MD", "crossover-parallel").pairing is None
    assert made("MD", "crossover-0.30", crossover_correlation=0.8).pairing == 0.8
    assert made("MD", "crossover-0.30", model="common").pairing == 0.5
    assert made("RR", method="mantel-haenszel").method == "mantel-haenszel"
    assert made("RR", method="peto").method == "inverse-variance"
    smd = made("SMD")
    assert (smd.smd_variance, smd.correlation, smd.pairing) == ("UB", 0.6, 0.5)
    assert smd.averaged == (base.dependence != "pick")
    assert [made("SMD", dependence=each).averaged for each in ("pick", "combine")] == [False, True]
    assert made("SMD", instrument_correlation=0.0).correlation == 0.0
    assert made("SMD", smd_variance="LS2").smd_variance == "LS2"


@pytest.mark.parametrize("interval", ["knapp-hartung", "wald", "t"])
@pytest.mark.parametrize("safeguard", ["none", "se", "iqwig6", "ci", "cochrane"])
def test_pools_without_each_trial_are_those_of_the_first_computation(
    interval: str, safeguard: str
) -> None:
    for y, v in (
        ([0.1, 0.5, -0.2, 0.4, 0.9], [0.02, 0.05, 0.03, 0.1, 0.04]),
        ([0.2, 0.21, 0.19, 0.2, 0.22], [0.5, 0.4, 0.6, 0.3, 0.2]),
        ([0.2, 0.9, 0.3, 0.1], [0.05, 0.04, 0.02, 0.2]),
    ):
        ys, vs = np.array(y), np.array(v)
        for tau2 in ("REML", "common"):
            ours = pooling.leave_one_out(ys, vs, tau2=tau2, interval=interval, safeguard=safeguard)
            way = Way("random", tau2, interval, safeguard, 0.95)
            include = ~np.eye(len(ys), dtype=bool)
            theirs = subsets(ys, vs, include, np.asarray(ours.tau2, dtype=float), way)
            for name, other in FIGURES.items():
                found, wanted = getattr(theirs, name), getattr(ours, other)
                assert found == pytest.approx(wanted, rel=1e-7, abs=1e-9), (name, tau2)


POOLS = (
    ([0.1, 0.5, -0.2, 0.4, 0.9], [0.02, 0.05, 0.03, 0.1, 0.04]),
    ([0.2, 0.21, 0.19, 0.2, 0.22], [0.5, 0.4, 0.6, 0.3, 0.2]),
    ([0.2, 0.3, 0.28, 0.25], [0.01, 0.02, 0.015, 0.02]),
    ([0.2, 0.9, 0.3], [0.05, 0.04, 0.02]),
)


@pytest.mark.parametrize("interval", ["knapp-hartung", "wald", "t"])
@pytest.mark.parametrize("safeguard", ["none", "se", "iqwig6", "ci", "cochrane"])
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_one_pool_is_that_of_the_first_computation(
    interval: str, safeguard: str, level: float
) -> None:
    for (y, v), tau2 in product(POOLS, ("REML", "PM", 0.0, 0.5)):
        ys, vs = np.array(y), np.array(v)
        asked_for = {"tau2": tau2, "interval": interval, "safeguard": safeguard, "level": level}
        ours = pooling.pool(ys, vs, **asked_for)  # type: ignore[arg-type]
        way = Way("random", str(tau2), interval, safeguard, level)
        # statsmodels takes roots of what it does not floor at zero.
        with np.errstate(all="ignore"):
            theirs = mean_of(ys, vs, float(ours.tau2), way)
        found = [theirs.estimate, theirs.se, theirs.low, theirs.high, theirs.p]
        wanted = [ours.estimate, ours.se, ours.ci_low, ours.ci_high, ours.p]
        assert found == pytest.approx([float(each) for each in wanted], rel=1e-8), (y, tau2)
        assert theirs.near or theirs.applied == bool(ours.safeguard_applied)
        ahead = prediction_of(theirs, float(ours.tau2), len(ys) - 1, level)[:2]
        wanted_ahead = (float(ours.prediction_low), float(ours.prediction_high))
        assert ahead == pytest.approx(wanted_ahead, rel=1e-8)
        spread = spread_of(ys, vs, float(ours.tau2), common=False)
        assert (spread.q, spread.p) == pytest.approx((float(ours.q), float(ours.q_p)))
        assert spread.i2 == pytest.approx(float(ours.i2))


@pytest.mark.parametrize("interval", ["wald", "t"])
def test_a_new_trial_is_expected_as_far_below_as_above(interval: str) -> None:
    df = float("inf") if interval == "wald" else 4.0
    rest = dict.fromkeys(("low", "high", "p", "statistic", "wald_se", "own_tau2", "i2", "q"), 0.0)
    pool = ThreeLevel(
        estimate=0.3, se=0.3, df=df, tau2=0.16, q_df=1.0, weights=np.ones(1), level=0.9, **rest
    )
    assert pool.spread == pytest.approx(0.5)
    reach = 0.5 * (1.6448536269514722 if interval == "wald" else 2.1318467863266495)
    assert pool.prediction == pytest.approx((0.3 - reach, 0.3 + reach))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (1e-9, 1e-9), (1.0000001e-9, 1e-9), (1.00001e-9, 2e-9), (2.1e-7, 3e-7),
     (9.5, 10.0), (1.0, 1.0), (0.09, 0.09)],
)  # fmt: skip
def test_a_difference_is_told_to_one_digit_and_never_smaller(value: float, shown: float) -> None:
    assert rounded_up(value) == pytest.approx(shown, rel=1e-12)
