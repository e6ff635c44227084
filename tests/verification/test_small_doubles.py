"""The small functions of the second computation beside those of the first, on grids of bounds.

A review meets few of their inputs; here both meet all, and neither knows of the other.
"""

from __future__ import annotations

import math
from itertools import product
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from living_review.effects import hedges_g
from living_review.effects.continuous import small_sample_factor
from living_review.findings import Arm
from living_review.ground.measures import AT_A_RISK, RATES, RATIOS, RELATIVE, Measure
from living_review.protocol import Outcome
from living_review.synthesis import scale
from living_review.verification import formulas, meaning
from living_review.verification.alike import all_alike

MEASURES: tuple[Measure, ...] = get_args(Measure)
RISK_SETS = ((), (0.1,), (0.4, 0.05))
THRESHOLDS: tuple[dict[str, Any] | None, ...] = (
    *(None, {"small": 0.02}, {"small": 0.02, "moderate": 0.05, "large": 0.1}, {"small": 0.4}),
    *({"small": 0.1}, {"small": 0.9}, {"small": 0.95}, {"small": {"per_1000": 20}}),
    *({"small": {"ratio": 0.8}}, {"small": {"ratio": 1.25}, "moderate": {"ratio": 0.5}}),
)
COUNTS = [
    [],
    [(3, 10)],
    [(0, 10), (0, 5), (4, 8)],
    [(0, 10), (0, 5)],
    [(5, 5), (6, 6)],
    [(2, 8), (6, 8)],
]
COUNTS += [[(None, 8), (3, 9)], [(3, None), (2, 9)], [(1, 0), (2, 9)]]


def outcome(
    measure: Measure,
    better: str,
    thresholds: dict[str, Any] | None,
    risks: tuple[float, ...],
) -> Outcome:
    given: dict[str, Any] = {"id": "x", "label": "X", "measure": measure, "better": better}
    if thresholds is not None:
        given["thresholds"] = {**thresholds, "source": "us"}
    if measure in RATES:
        given["person_time"] = {"unit": "years", "per": 100}
        rows = [{"label": f"at {each}", "rate": each, "source": "us"} for each in risks]
        given["baseline_rates"] = rows
    elif measure in AT_A_RISK:
        rows = [
            {"label": f"at {each}", "risk": each, "source": "us", "at": "1 y"} for each in risks
        ]
        given["baseline_risks"] = rows
    return Outcome.model_validate(given)


def outcomes() -> list[Outcome]:
    every = product(MEASURES, ("higher", "lower"), THRESHOLDS, RISK_SETS)
    return [outcome(*each) for each in every]


def test_the_small_sample_factor_of_both_is_the_same_on_either_side_of_their_series() -> None:
    for df in (1.5, 2.0, 3.0, 149.9, 150.1, 299.0, 300.0, 301.0, 1e4, 1e7):
        ours = float(small_sample_factor(df))
        assert formulas.small_sample(df) == pytest.approx(ours, rel=1e-13)


@pytest.mark.parametrize("variance", ["LS", "LS2", "UB", "RevMan"])
def test_hedges_g_of_both_is_the_same(variance: str) -> None:
    for d, n1, n2 in product((-1.2, 0.0, 0.3), (2, 9, 200), (3, 50, 400)):
        ours = hedges_g(d, n1, n2, variance=variance)
        assert formulas.hedges(d, n1, n2, variance) == pytest.approx(tuple(ours), rel=1e-11)


def test_risks_with_the_intervention_are_the_same_and_cut_in_the_same_place() -> None:
    for measure, effect, baseline in product(
        (*RELATIVE, "RD", "IRD"), (-2.0, -0.1, 0.0, 0.2, 1.0, 2.0, 11.0), (0.05, 0.1, 0.5, 0.9)
    ):
        if measure in RATIOS and effect < 0:
            continue
        ours = scale.corresponding_risk(measure, effect, baseline)
        assert meaning.risk_with(measure, effect, baseline) == pytest.approx(ours, abs=1e-15)
        assert meaning.is_held(measure, effect, baseline) == scale.held(measure, effect, baseline)
    for measure, value in product(MEASURES, (-800.0, -1.0, 0.0, 0.7, 699.0, 701.0)):
        assert meaning.natural(value, measure) == scale.natural(value, measure)


def test_thresholds_and_the_least_effects_are_the_same() -> None:
    seen = set()
    for asked in outcomes():
        limits = scale.thresholds_of(asked)
        assert meaning.thresholds_of(asked) == dict(limits.values)
        assert meaning.are_ratios(asked) == (limits.kind == "ratio")
        baselines = scale.baselines_of(asked, [])
        stated = meaning.baselines_of(asked, [])
        assert stated == tuple((each.label, each.risk) for each in baselines)
        assert meaning.largest_benefit(asked, stated) == pytest.approx(
            scale.reach(asked.measure, asked.better, baselines)
        )
        ours = scale.scales(asked.measure, asked.better, limits.values, baselines, limits.kind)
        theirs = meaning.placings_of(asked, [])
        assert len(theirs) == len(ours)
        assert theirs[0] == meaning.placing_of(asked, [])
        for one, other in zip(ours, theirs, strict=True):
            assert (other.benefit, other.steps) == (one.benefit, one.steps)
            assert other.risk == (one.baseline.risk if one.baseline else None)
            for side in (1, -1):
                least = one.at(side * one.steps[0]) if one.steps else None
                assert other.limit(side) == pytest.approx(least, rel=1e-12)
                seen.add((asked.measure, one.kind, least is None))
            assert other.limit() == other.limit(1)
    assert len(seen) > 20


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("measure", ["RR", "IRR"])
def test_the_usual_risk_of_the_comparators_is_the_same(measure: Measure, counts: list) -> None:
    rate = measure == "IRR"
    asked = outcome(measure, "lower", None, ())
    arms = [
        Arm(role="control", events=events, **{"time_at_risk" if rate else "n": size})
        for events, size in counts
    ]
    sides: list[Any] = [
        SimpleNamespace(events=each.events, n=each.n, time=each.time_at_risk) for each in arms
    ]
    ours = scale.baselines_of(asked, arms)
    theirs = meaning.baselines_of(asked, sides)
    assert [label for label, _ in theirs] == [each.label for each in ours]
    assert [risk for _, risk in theirs] == pytest.approx([each.risk for each in ours])


def test_people_who_are_better_off_are_counted_by_the_normal_distribution() -> None:
    def phi(z: float) -> float:
        return 0.5 * (1 + math.erf(z / math.sqrt(2)))

    for g, benefit in product((-0.5, 0.0, 0.8), (1, -1)):
        [found] = meaning.better_off([g], benefit, None)
        assert found == pytest.approx(phi(benefit * g / math.sqrt(2)))
        [found] = meaning.better_off([g], benefit, 0.3)
        assert found == pytest.approx(phi(-0.5244005127080407 + benefit * g))


def test_where_nobody_or_everybody_had_the_event_limits_are_those_of_their_distributions() -> None:
    def members(design: str, *pairs: tuple[Any, Any]) -> list[Any]:
        return [
            SimpleNamespace(effect=SimpleNamespace(parts=(), sides=pair), trial={"design": design})
            for pair in pairs
        ]

    def side(events: float, size: float) -> Any:
        return SimpleNamespace(events=events, n=size, time=size)

    risk, rate = outcome("RR", "lower", None, ()), outcome("IRR", "lower", None, ())
    none = (side(0, 20), side(0, 30))
    found = all_alike(members("parallel", none, none), 0.9, risk)
    assert found is not None
    shown = {key: getattr(each, "value", each) for key, each in found.items()}
    assert shown["limit_with_intervention"] == pytest.approx(1 - 0.1 ** (1 / 40))
    assert shown["limit_with_comparator"] == pytest.approx(1 - 0.1 ** (1 / 60))
    assert (shown["total_with_intervention"], shown["level"]) == (40, 0.9)
    everybody = (side(20, 20), side(30, 30))
    found = all_alike(members("parallel", everybody), 0.9, risk)
    assert found is not None
    assert found["limit_with_intervention"].value == pytest.approx(0.1 ** (1 / 20))
    assert all_alike(members("parallel", everybody), 0.9, rate) is None
    found = all_alike(members("parallel", none), 0.9, rate)
    assert found is not None
    assert found["limit_with_comparator"].value == pytest.approx(-100 * math.log(0.1) / 30)
    found = all_alike(members("cluster", none), 0.9, risk)
    assert found is not None
    assert found["limit_with_intervention"] is None
    for other in ((side(0, 20), side(1, 30)), (side(0, 20), side(30, 30)), None):
        assert all_alike(members("parallel", none, other), 0.9, risk) is None
    assert all_alike(members("parallel", none, everybody), 0.9, risk) is None
    assert all_alike(members("parallel", none), 0.9, outcome("SMD", "lower", None, ())) is None
    assert all_alike([], 0.9, risk) is None
