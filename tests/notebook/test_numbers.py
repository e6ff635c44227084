"""What an analyst gets is what metafor gives for the trials of BCG vaccine, and what we pool."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import pytest

import living_review as lr
from living_review import effects, pooling
from living_review.ground.errors import StatisticsError
from living_review.ground.measures import NAMES

REFERENCE: Mapping[str, Any] = json.loads(
    (files("living_review.validation") / "reference" / "bcg.json").read_text()
)
COUNTS: Mapping[str, Any] = {"events": ("e1", "e2"), "n": ("n1", "n2")}


@pytest.fixture(scope="module")
def bcg() -> pd.DataFrame:
    return pd.DataFrame(REFERENCE["trials"])


@pytest.fixture(scope="module")
def pooled(bcg: pd.DataFrame) -> lr.MetaAnalysis:
    return lr.pool(bcg, measure="RR", label="study", **COUNTS)


@pytest.mark.parametrize("tau2", ["REML", "DL", "PM"])
def test_a_pool_is_metafors(bcg: pd.DataFrame, tau2: str) -> None:
    theirs = REFERENCE["models"]["RR"]["methods"][tau2]
    ours = lr.pool(bcg, measure="RR", tau2=tau2, interval="wald", **COUNTS)
    assert ours.estimate == pytest.approx(np.exp(theirs["estimate"]), abs=1e-6)
    assert ours.tau2 == pytest.approx(theirs["tau2"], abs=1e-6)
    assert ours.i2 == pytest.approx(theirs["i2"], abs=1e-4)
    if "weights_percent" in theirs:
        assert ours.weights == pytest.approx(theirs["weights_percent"], abs=1e-4)


def test_a_regression_on_latitude_is_metafors(pooled: lr.MetaAnalysis, bcg: pd.DataFrame) -> None:
    """Metafor 3.8.1, rma(yi, vi, mods = ~ ablat): 0.2515, −0.0291 (SE 0.0072), τ² 0.0764."""
    found = lr.pool(bcg, measure="RR", interval="wald", **COUNTS).meta_regression("mod_ablat")
    frame = found.to_frame()
    assert frame["estimate"].tolist() == pytest.approx([0.2515, -0.0291], abs=5e-5)
    assert frame["se"].tolist() == pytest.approx([0.2491, 0.0072], abs=5e-5)
    assert float(found.fit.tau2) == pytest.approx(0.07634796, abs=1e-8)
    ten, low, high = found.slope("mod_ablat", 10)
    assert ten == pytest.approx(np.exp(10 * frame["estimate"].iloc[1]))
    assert low < ten < high


def test_mantel_haenszel_is_metafors(bcg: pd.DataFrame) -> None:
    theirs = REFERENCE["counts"]["OR"]
    ours = lr.pool(bcg, measure="OR", method="mantel-haenszel", **COUNTS)
    assert np.log(ours.estimate) == pytest.approx(theirs["estimate"], abs=1e-9)
    assert np.log(ours.ci) == pytest.approx(theirs["ci"], abs=1e-9)


@pytest.mark.parametrize("method", ["peto", "mantel-haenszel", "inverse-variance"])
def test_an_interval_is_of_95_percent_unless_another_is_asked_for(
    bcg: pd.DataFrame, method: str
) -> None:
    def ci(**own: float) -> tuple[float, float]:
        return lr.pool(bcg, measure="OR", method=method, **COUNTS, **own).ci

    assert ci() == ci(level=0.95)
    assert ci(level=0.9)[0] > ci()[0] > ci(level=0.99)[0]


def test_left_out_and_cumulative_pools_are_those_of_the_numerics(pooled: lr.MetaAnalysis) -> None:
    y, v = pooled.effects.estimate, pooled.effects.variance
    out = pooled.leave_one_out().to_frame()
    assert np.log(out["estimate"]).tolist() == pytest.approx(
        pooling.leave_one_out(y, v).estimate.tolist()
    )
    years = np.array(REFERENCE["trials"]["year"], dtype=float)
    one_by_one = pooled.cumulative("year").to_frame()
    assert np.log(one_by_one["estimate"]).tolist() == pytest.approx(
        pooling.cumulative(y, v, years).estimate.tolist()
    )
    assert one_by_one.index[0] == "+ Aronson 1948"
    assert one_by_one["estimate"].iloc[-1] == pytest.approx(pooled.estimate)


def test_subgroups_are_told_with_their_test(pooled: lr.MetaAnalysis) -> None:
    found = pooled.subgroups("mod_alloc")
    frame = found.to_frame()
    assert frame["k"].sum() == 13
    assert found.test is not None
    q, df, _ = found.test
    assert (df, q) == (len(frame) - 1, pytest.approx(q))
    assert "Test for subgroup differences" in repr(found)


def test_a_trial_without_a_group_is_in_none(pooled: lr.MetaAnalysis) -> None:
    groups = [None if at == 3 else "a" if at % 2 else "b" for at in range(13)]
    assert pooled.subgroups(groups).to_frame()["k"].sum() == 12


_MEANS = {"mean": ("m1", "m2"), "sd": ("s1", "s2"), "n": ("n1", "n2")}
_TIMES = {"events": ("e1", "e2"), "time": ("t1", "t2")}
_BY: Mapping[str, tuple[Callable[..., effects.Effect], Mapping[str, tuple[str, str]]]] = {
    "SMD": (effects.standardized_mean_difference, _MEANS),
    "MD": (effects.mean_difference, _MEANS),
    "ROM": (effects.ratio_of_means, _MEANS),
    "RR": (effects.log_risk_ratio, COUNTS),
    "OR": (effects.log_odds_ratio, COUNTS),
    "RD": (effects.risk_difference, COUNTS),
    "IRR": (effects.log_rate_ratio, _TIMES),
    "IRD": (effects.rate_difference, _TIMES),
}


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    chance = np.random.default_rng(4)
    k = 8
    columns = {f"n{arm}": chance.integers(20, 200, k).astype(float) for arm in (1, 2)}
    for arm in (1, 2):
        columns[f"e{arm}"] = np.floor(columns[f"n{arm}"] * chance.uniform(0, 0.4, k))
        columns[f"t{arm}"] = columns[f"n{arm}"] * 1.7
        columns[f"m{arm}"] = chance.uniform(8, 20, k)
        columns[f"s{arm}"] = chance.uniform(2, 5, k)
    columns["e1"][0] = 0.0
    return pd.DataFrame(columns)


@pytest.mark.parametrize("measure", [each for each in NAMES if each != "HR"])
def test_every_measure_is_computed_as_in_a_review(measure: Any, figures: pd.DataFrame) -> None:
    function, columns = _BY[measure]
    expected = function(*(figures[pair[arm]] for arm in (0, 1) for pair in columns.values()))
    found = lr.effect_size(figures, measure=measure, **columns)  # type: ignore[arg-type]
    assert found.estimate == pytest.approx(expected.estimate, nan_ok=True)
    assert found.variance == pytest.approx(expected.variance, nan_ok=True)
    pooled = lr.pool(found)
    assert pooled.k == int(np.isfinite(found.estimate).sum())
    assert pooled.forest().svg.startswith("<svg")


def test_a_hazard_ratio_comes_as_its_logarithm() -> None:
    table = pd.DataFrame({"log_hr": [-0.2, -0.4, 0.1], "se": [0.1, 0.2, 0.15]})
    found = lr.pool(table, measure="HR", estimate="log_hr", se="se")
    assert found.estimate == pytest.approx(
        np.exp(pooling.pool(table["log_hr"], table["se"] ** 2).estimate)
    )


def test_arrays_and_tables_and_effects_give_one_answer(bcg: pd.DataFrame) -> None:
    effect = lr.effect_size(bcg, measure="RR", **COUNTS)
    y, v = effect.estimate, effect.variance
    table = pd.DataFrame({"yi": y, "vi": v, "sei": np.sqrt(v)})
    answers = [
        lr.pool(effect),
        lr.pool(y, v, measure="RR"),
        lr.pool(y.tolist(), v.tolist(), measure="RR"),
        lr.pool(table, estimate="yi", variance="vi", measure="RR"),
        lr.pool(table, estimate="yi", se="sei", measure="RR"),
    ]
    assert len({round(each.estimate, 12) for each in answers}) == 1
    assert len({repr(each) for each in answers}) == 1


def test_an_absent_trial_is_told_and_counts_nowhere(bcg: pd.DataFrame) -> None:
    holed = bcg.astype({"e1": float}).copy()
    holed.loc[2, "e1"] = np.nan
    found = lr.pool(holed, measure="RR", label="study", **COUNTS)
    assert found.k == 12
    assert "12 trials" in repr(found)
    assert "1 without an effect" in repr(found)
    assert np.isnan(found.weights[2])
    assert len(found.leave_one_out().to_frame()) == 12
    assert len(found.cumulative("year").to_frame()) == 12
    assert "Rosenthal et al 1960" in found.forest().alt or found.forest().svg


def test_a_trial_outside_a_regression_moves_nothing_of_it(pooled: lr.MetaAnalysis) -> None:
    """Neither the line's range, nor where other moderators stand, nor a bubble."""
    k = 13
    x, z = np.arange(k, dtype=float), np.array([*[1.0, 2.0] * 6, np.nan])
    x[-1] = 400.0
    table = pd.DataFrame({"y": pooled.effects.estimate, "v": pooled.effects.variance})
    found = lr.pool(table.assign(x=x, z=z), estimate="y", variance="v").meta_regression("x", "z")
    known = lr.pool(table.assign(x=x, z=z)[:-1], estimate="y", variance="v")
    same = known.meta_regression("x", "z")
    pd.testing.assert_frame_equal(found.to_frame(), same.to_frame())
    pd.testing.assert_frame_equal(found.line("x"), same.line("x"))
    assert found.bubble("x").svg.count("<use") == same.bubble("x").svg.count("<use")
    assert int(np.isfinite(found.values("x")).sum()) == 12


def test_an_effect_without_a_variance_is_drawn_nowhere() -> None:
    found = lr.pool([0.3, 0.1, 0.2, 0.5], [np.nan, 0.1, 0.2, 0.1])
    assert "nan" not in found.funnel().svg.casefold()
    assert "nan" not in repr(found.forest().scene)
    assert "0.30" not in repr(found.forest().scene)


def test_person_time_is_drawn_as_it_was() -> None:
    table = pd.DataFrame({"e1": [3, 5], "t1": [0.8, 12.5], "e2": [4, 6], "t2": [1.2, 11.0]})
    scene = repr(lr.pool(table, measure="IRR", **_TIMES).forest().scene)  # type: ignore[arg-type]
    assert "3/0.8" in scene
    assert "5/12.5" in scene


def test_a_missing_group_of_pandas_texts_is_in_none(pooled: lr.MetaAnalysis) -> None:
    groups = pd.array(["a", "b", pd.NA, *["a"] * 10], dtype="string")
    found = pooled.subgroups(list(groups)).to_frame()
    assert found["k"].sum() == 12
    assert found.index.name == "Group"


def test_a_regression_says_by_what_it_is_made(bcg: pd.DataFrame) -> None:
    pooled = lr.pool(bcg, measure="RR", tau2="HSk", safeguard="iqwig6", **COUNTS)
    told = repr(pooled.meta_regression("mod_ablat"))
    assert "Method: τ² by HS; Knapp-Hartung intervals, its scale at least one" in told


@pytest.mark.parametrize(
    "ask",
    [
        lambda found: found.predict(mod_ablat=3, nonsense=3),
        lambda found: found.bubble("Intercept"),
        lambda found: found.slope("mod_ablt"),
    ],
)
def test_a_moderator_that_there_is_none_of_is_told(pooled: lr.MetaAnalysis, ask: Any) -> None:
    with pytest.raises(StatisticsError, match="There is no moderator"):
        ask(pooled.meta_regression("mod_ablat"))


def test_a_trial_that_is_called_as_a_figure_is_not_mixed_up_with_it() -> None:
    table = pd.DataFrame({"y": [0.1, 0.2], "v": [0.1, 0.1]}, index=["k", "b"])
    with pytest.raises(StatisticsError, match="A trial is called 'k'"):
        lr.pool(table, estimate="y", variance="v").gosh()
