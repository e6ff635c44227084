"""The methods around a pool give the same in both computations, on trials drawn for their bounds.

Each double is asked beside the function that it doubles, which was held against metafor; neither
knows of the other.
"""

from __future__ import annotations

import math
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from living_review import pooling
from living_review.certainty import information_size
from living_review.findings import Regression
from living_review.ground.methods import TAU2_OFFERED, with_moderators
from living_review.ground.steps import step_of, two_values
from living_review.ground.written_number import number_of
from living_review.pooling import meta_regression, required_information_size, sequential_boundaries
from living_review.protocol import Moderator
from living_review.verification import effects, ratings, regressions, sequential, variance
from living_review.verification.figures import Figure, Words
from living_review.verification.nested import quantile
from living_review.verification.settings import Way

# Effects and variances: unlike, alike, two, all the same, one that is very sure, many.
POOLS = (
    ([0.1, 0.5, -0.2, 0.4, 0.9], [0.02, 0.05, 0.03, 0.1, 0.04]),
    ([0.2, 0.21, 0.19, 0.2], [0.5, 0.4, 0.6, 0.3]),
    ([0.2, 0.9], [0.05, 0.01]),
    ([0.3, 0.3, 0.3], [0.05, 0.01, 0.2]),
    ([0.0, 2.0, -3.0, 0.5], [1e-4, 0.5, 0.9, 0.1]),
    ([0.1 * (i % 5) - 0.03 * i for i in range(14)], [0.01 + 0.004 * (i % 7) for i in range(14)]),
)
# As the whole verification is: what has no value is none, and warns of nothing.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
CELLS: tuple[object, ...] = (
    *(3, 2.5, -1, "4", " 4.5 ", "−3", "-3", "+2", ".5", "5.", "1e3", "1E-2", "1e400", 1e12),
    *(1.1e12, -1.1e12, "1,5", "1_0", "", "x", "2010-05", True, False, None, math.nan, math.inf),
    *(np.float64(2.5), np.int64(3), "٣", "0x1", "1e", ".", "1e+2", "1e-1234", "--1"),
)


@pytest.mark.parametrize("method", TAU2_OFFERED)
def test_the_variance_between_trials_is_the_same_by_every_estimator(method: str) -> None:
    for y, v in POOLS:
        ys, vs = np.array(y), np.array(v)
        ours = float(pooling.pool(ys, vs, tau2=method).tau2)
        found = variance.estimate(method, ys, vs)
        assert found == pytest.approx(ours, rel=1e-6, abs=1e-9), (y, method)
        [moved], [scale] = variance.corrected(method, ys[None], vs[None], np.array([ours]))
        assert moved == pytest.approx(ours, rel=1e-6, abs=1e-9)
        assert scale == pytest.approx(1e-3 * min(v))
        if method in variance.ITERATED:
            wrong = np.array([2.0 * ours + 0.05])
            [moved], _ = variance.corrected(method, ys[None], vs[None], wrong)
            assert abs(moved - wrong[0]) > 1e-4 * wrong[0], (y, method)
    assert variance.estimate(method, np.array([0.3]), np.array([0.1])) == 0.0
    assert variance.estimate("common", *map(np.array, POOLS[0])) == 0.0


@pytest.mark.parametrize("method", TAU2_OFFERED)
def test_what_a_design_leaves_of_it_is_the_same(method: str) -> None:
    name = with_moderators(method)
    for (y, v), steep in product(POOLS, (0.0, 1.5)):
        if len(y) < 4:
            continue
        x = np.arange(len(y), dtype=float) ** 1.5
        ys, vs = np.array(y) + steep * x, np.array(v)
        design = np.column_stack([np.ones(len(y)), x])
        ours = meta_regression(ys, vs, design, tau2=name)
        found = regressions.residual_tau2(name, ys, vs, design)
        assert found == pytest.approx(float(ours.tau2), rel=1e-5, abs=1e-8), (y, name)
        tree: Any = regressions._left_over(name, ys, vs, design, float(ours.tau2))
        for figure, wanted in {"q": ours.qe, "q_df": ours.qe_df, "q_p": ours.qe_p}.items():
            assert tree[figure].value == pytest.approx(float(wanted)), figure
        assert tree["i2"].value == pytest.approx(float(ours.i2), abs=1e-6)
        if tree["r2"].value is not None:
            assert tree["r2"].value == pytest.approx(float(ours.r2), abs=1e-4)
        assert (tree["r2"].value is None) == (float(ours.tau2_without) <= 1e-6 * min(v))


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_cell_is_a_number_to_both_or_to_neither(cell: object) -> None:
    found, ours = regressions._number(cell), number_of(cell)
    assert (None if math.isnan(found) else found) == ours


@pytest.mark.parametrize("ratio", [True, False])
@pytest.mark.parametrize(
    "values",
    [
        *(
            [1, 2, 3, 9],
            [0, 1, 1, 0],
            [0.1, 0.25, 0.4],
            [2000, 2001, 2019],
            [5, 7.5],
            [-3, 40, 1e4],
        ),
        *([1e-6, 3e-6, 9e-6], [0, 800], [0, 799, 800], [0.5, 1.5, 2.5], [1, 2, 2.5]),
    ],
)
def test_the_step_of_a_slope_is_the_same_and_what_goes_with_it(
    values: list[float], ratio: bool
) -> None:
    wide = max(values) - min(values)
    for per, slope in product((None, 1.0, wide, wide / 1000, 1.01 * wide, wide / 1001), (0.3, -2)):
        told = (slope, slope - 0.4, slope + 0.2)
        found = regressions._step(
            Moderator(column="x", per=per), np.array(values, dtype=float), told, 0.15, ratio
        )
        step = step_of([float(each) for each in values], per)
        assert found["per"].value == pytest.approx(step)
        assert found["groups"].value == (two_values([float(each) for each in values]) or ())
        names = {"slope": slope, "ci_low": told[1], "ci_high": told[2]}
        ours = Regression.model_construct(**names).at_step(step, ratio=ratio)
        own = [found.get(name) for name in ("per_effect", "per_ci_low", "per_ci_high")]
        assert [each is None for each in own] == [ours is None] * 3
        for each, wanted in zip(own, ours or (), strict=ours is not None):
            assert isinstance(each, Figure)
            assert each.value == pytest.approx(wanted)
            assert each.scale == pytest.approx(step * 0.15 * (wanted if ratio else 1.0))


LOOKS = (
    *([0.2, 0.5, 0.8, 1.1], [1.0], [1.4, 1.9], [0.001, 0.5], [0.9, 0.900001]),
    *([0.3, 0.6, 0.9, 0.999999], [0.01, 0.02, 0.03], [0.05, 0.95], [1e-6, 2e-6, 0.7]),
)


@pytest.mark.parametrize("looks", LOOKS)
def test_the_boundaries_of_looks_are_the_same(looks: list[float]) -> None:
    for alpha in (0.05, 0.01, 0.2):
        ours = sequential_boundaries(looks, alpha=alpha).z
        found = sequential.boundaries(looks, alpha)
        assert found == pytest.approx(list(map(float, ours)), rel=1e-6, nan_ok=True), alpha


def test_the_people_that_a_view_needs_are_the_same() -> None:
    for distance, spread, alpha, power in product(
        (0.05, 0.3), (0.2, 4.0), (0.05, 0.01), (0.8, 0.9)
    ):
        aim: Any = SimpleNamespace(distance=distance, variance=spread)
        asked: Any = SimpleNamespace(alpha=alpha, power=power)
        ours = required_information_size(distance, spread, alpha=alpha, power=power)
        assert sequential._size(aim, asked) == pytest.approx(float(ours), rel=1e-9)
    assert sequential._size(SimpleNamespace(distance=0, variance=1.0), asked) == math.inf  # type: ignore[arg-type]


def test_a_size_is_the_next_whole_number_and_either_where_rounding_decides() -> None:
    assert sequential._whole(math.inf, 1e-9) is None
    for value, near, least, more in (
        (400.2, 1e-9, 401.0, {401.0}),
        (400.0, 1e-9, 400.0, {400.0, 401.0}),
        (400.0000001, 1e-9, 401.0, {400.0, 401.0}),
        (400.9999999, 1e-9, 401.0, {401.0, 402.0}),
        (400.0002, 1e-6, 401.0, {400.0, 401.0}),
        (400.001, 1e-6, 401.0, {401.0}),
    ):
        found = sequential._whole(value, near)
        assert found is not None
        assert (found.value, set(found.also)) == (least, more)
    for arm, arms, least, more in (
        (100.5, 2, 202.0, {202.0}),
        (100.0, 2, 200.0, {200.0, 202.0}),
        (100.0, 1, 100.0, {100.0, 101.0}),
        (99.99999999, 2, 200.0, {200.0, 202.0}),
    ):
        whole = ratings._whole(arm, arms)
        assert (whole.value, set(whole.also)) == (least, more)


def outcome(measure: str, small: float | None = None, **more: Any) -> Any:
    given: dict[str, Any] = {"baseline_risks": (), "baseline_rates": (), "person_time": None}
    form = SimpleNamespace(value=small, form="plain")
    limits = SimpleNamespace(small=form, moderate=None, large=None) if small else None
    return SimpleNamespace(measure=measure, thresholds=limits, better="lower", **{**given, **more})


def test_the_optimal_information_size_is_the_same() -> None:
    def size(of: Any, *arms: Any) -> float | None:
        found = ratings._needed(of, (), [SimpleNamespace(arms=arms)])  # type: ignore[arg-type]
        return None if found is None else found.value

    def arm(role: str, sd: float | None) -> Any:
        return SimpleNamespace(role=role, sd=sd)

    for measure in ("HR", "IRR"):
        assert size(outcome(measure)) == information_size.for_hazards()
    assert size(outcome("IRD")) == information_size.for_rate_differences()
    for small in (0.1, 0.2, 0.35, 0.9):
        assert size(outcome("SMD", small)) == information_size.for_means(small)
        spreads = (arm("control", 2.0), arm("intervention", 9.0), arm("control", 4.0))
        found = size(outcome("MD", small), *spreads, arm("control", None), arm("control", 0.0))
        assert found == information_size.for_means(small / 3.0)
    assert size(outcome("SMD")) == information_size.for_means(0.2)
    assert size(outcome("MD"), arm("control", 2.0)) is None
    assert size(outcome("MD", 1.0), arm("intervention", 2.0)) is None
    for risk in (0.01, 0.2, 0.7):
        baselines = (SimpleNamespace(label="Usual", risk=risk), SimpleNamespace(label="", risk=0.5))
        found = size(outcome("RR", baseline_risks=baselines))
        assert found == information_size.for_risks(risk)
    assert size(outcome("OR")) is None


def test_spreads_of_arms_are_pooled_by_their_degrees_of_freedom() -> None:
    def side(n: float, sd: float | None, mean: float | None = 2.0) -> Any:
        return SimpleNamespace(n=n, sd=sd, mean=mean)

    def trial(*sides: Any) -> Any:
        return SimpleNamespace(effect=SimpleNamespace(sides=sides or None))

    own: Any = (trial(side(11, 3.0), side(21, 6.0)), trial(), trial(side(31, None), side(1, 9.0)))
    assert sequential._spread(own, False) == pytest.approx((10 * 9 + 20 * 36) / 30)
    assert sequential._spread(own, True) == pytest.approx((10 * 9 + 20 * 36) / 30 / 4)
    without: Any = (trial(side(11, 3.0, 0.0), side(21, 6.0, None)),)
    assert sequential._spread(without, False) == pytest.approx((10 * 9 + 20 * 36) / 30)
    assert sequential._spread(without, True) is None
    two: Any = (trial(side(2, 3.0), side(1.5, 1.0)),)
    assert sequential._spread(two, False) == pytest.approx((1 * 9 + 0.5 * 1) / 1.5)
    assert sequential._spread((trial(side(1, 9.0), side(11, 0.0)),), False) is None  # type: ignore[arg-type]


def members(y: Any, v: Any, x: Any) -> Any:
    return tuple(
        SimpleNamespace(
            trial_id=f"T{i}",
            trial={"x": value},
            effect=effects.Effect(float(one), float(spread), (50.0, 50.0)),
        )
        for i, (one, spread, value) in enumerate(zip(y, v, x, strict=True))
    )


@pytest.mark.parametrize("interval", ["knapp-hartung", "wald", "t"])
@pytest.mark.parametrize("safeguard", ["none", "se"])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_a_regression_is_the_same_with_its_line(
    interval: str, safeguard: str, level: float
) -> None:
    y, v = (np.array(each) for each in POOLS[-1])
    for steep, method in product((0.0, 0.3), ("REML", "DL")):
        x = np.array([1.5, 3, 2, 8, 4, 4, 9, 1, 0, 2, 5, 6, 7, 3], dtype=float)
        ys = y * (0.1 if steep else 1.0) + steep * x
        ours = meta_regression(
            *(ys, v, np.column_stack([np.ones(14), x - x.mean()])),
            **{"tau2": method, "interval": interval, "safeguard": safeguard, "level": level},
        )
        published: Any = SimpleNamespace(tau2=float(ours.tau2))
        way = Way("random", method, interval, safeguard, level)
        whole = members(ys, v, x)
        tree: Any = regressions._regression(whole, way, Moderator(column="x"), published, False)
        assert tree["k"].value == 14
        named = {"intercept": ours.coefficients[0], "slope": ours.coefficients[1], "se": ours.se[1]}
        named |= {"ci_low": ours.ci_low[1], "ci_high": ours.ci_high[1], "p": ours.p[1]}
        named |= {"statistic": ours.statistic[1], "centre": x.mean()}
        for name, wanted in named.items():
            assert tree[name].value == pytest.approx(float(wanted), rel=1e-7), name
        assert (tree["df"] is None) == (interval == "wald") == math.isinf(float(ours.df))
        line = tree["line"]
        at = np.linspace(x.min(), x.max(), 21)
        mean = ours.predict(np.column_stack([np.ones(21), at - x.mean()]))
        assert line.length == 21
        assert line.figures["at"] == pytest.approx(at)
        for name in ("estimate", "ci_low", "ci_high"):
            assert line.figures[name] == pytest.approx(getattr(mean, name), rel=1e-7), name
    few = whole[:9]
    assert "slope" not in regressions._regression(few, way, Moderator(column="x"), published, False)
    ten: Any = regressions._regression(
        (*whole[:10], *members([0.1], [0.1], ["?"])), way, Moderator(column="x"), published, False
    )
    assert (ten["k"].value, "slope" in ten) == (10, True)
    assert ten["left_out"] == Words(("T0",))


def test_a_quantile_is_of_the_normal_distribution_where_there_are_no_degrees_of_freedom() -> None:
    assert quantile(0.975, math.inf) == pytest.approx(1.959963984540054)
    assert quantile(0.975, 4.0) == pytest.approx(2.7764451051977987)
