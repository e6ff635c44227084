"""What readers see of a result: other names of things are no change of it, and all else is."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sample_findings import narrative, none, readmission, recovery

from living_review.findings import Finding, Regression
from living_review.living.finding_state import NOISE, NOTHING, aligned, same, state_of

FAMILIAR = {"instrument": "BDI", "unit": "points", "sd_source": "us", "estimate": -3.0}
ABSOLUTE = {"baseline_label": "Low", "baseline_risk": 0.1, "kind": "rate", "time": "a year"}
OLD = {"k": 3, "unit": "points", "familiar": FAMILIAR, "absolute": [ABSOLUTE]}
NAMES = {"Low": "Rare"}
NEW = {
    "k": 3,
    "unit": "Punkte",
    "familiar": {**FAMILIAR, "instrument": "BDI-II", "unit": "Punkte", "sd_source": "wir"},
    "absolute": [{**ABSOLUTE, "baseline_label": "Rare", "time": "ein Jahr"}],
}


def without(state: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name not in names}


def test_other_names_alone_are_seen_as_the_same() -> None:
    assert same(aligned(OLD, NEW, NAMES), NEW)
    assert not same(OLD, NEW)
    assert not same(aligned(OLD, NEW, {}), NEW)


@pytest.mark.parametrize("familiar", list(product((FAMILIAR, None), repeat=2)))
@pytest.mark.parametrize("unit", list(product((True, False), repeat=2)))
def test_a_thing_that_came_or_went_is_no_other_name(familiar: Any, unit: Any) -> None:
    old, new = (
        without({**state, "familiar": own and {**state["familiar"]}}, *([] if has else ["unit"]))
        for state, own, has in zip((OLD, NEW), familiar, unit, strict=True)
    )
    alike = bool(familiar[0]) == bool(familiar[1]) and unit[0] == unit[1]
    assert same(aligned(old, new, NAMES), new) == alike


@pytest.mark.parametrize(
    "moved",
    [
        {"k": 4},
        {"familiar": {**FAMILIAR, "estimate": -2.0}},
        {"absolute": [{**ABSOLUTE, "baseline_risk": 0.2}]},
        {"absolute": []},
        {"absolute": [without(ABSOLUTE, "time")]},
    ],
)
def test_figures_are_seen_whatever_things_are_called(moved: dict[str, Any]) -> None:
    assert not same(aligned({**OLD, **moved}, NEW, NAMES), NEW)


def test_a_time_is_that_of_now_for_the_same_baseline_alone() -> None:
    other = {**NEW, "absolute": [{**NEW["absolute"][0], "baseline_label": "High"}]}
    (kept,) = aligned(OLD, other, NAMES)["absolute"]
    assert (kept["baseline_label"], kept["time"]) == ("Rare", "a year")
    (plain,) = aligned(OLD, {**NEW, "absolute": [without(NEW["absolute"][0], "time")]}, NAMES)[
        "absolute"
    ]
    assert plain["time"] == "a year"


def test_numbers_are_the_same_but_for_the_noise_of_a_rerun() -> None:
    for value in (1.0, -250.0):
        assert same(value, value * (1 + NOISE / 2))
        assert not same(value, value * (1 + NOISE * 2))
    assert same(0.0, NOTHING / 2)
    assert not same(0.0, NOTHING * 2)
    assert same((1, "a"), [1.0, "a"])
    assert not same([1], [1, 2])
    assert not same("1", 1)
    assert not same({"a": None}, {"a": 0})


def rates() -> Finding:
    found = readmission()
    told = tuple(
        each.model_copy(update={"kind": "rate", "time": "a year"}) for each in found.absolute
    )
    return found.model_copy(update={"absolute": told})


@pytest.mark.parametrize("finding", [recovery(), readmission(), rates(), narrative(), none()])
def test_what_is_kept_of_a_result_has_the_names_that_versions_have(finding: Finding) -> None:
    """They are fields of the findings, by which later versions are compared with it."""
    state = state_of(finding)
    pooled, spread, ahead = finding.pooled, finding.heterogeneity, finding.prediction
    rating = finding.certainty
    trials, people, unknown = finding.described
    levels = {each.name: each.levels for each in rating.domains} if rating else {}
    extra = {"thresholds_kind", "unit", "slopes", "trials"} & set(state)
    assert ("trials" in extra) == (pooled is None)
    assert {name: value for name, value in state.items() if name not in extra} == {
        "synthesis": finding.synthesis,
        "measure": finding.measure,
        "better": finding.better,
        "k": trials,
        "n": people,
        "n_missing": unknown,
        "level": finding.level if pooled else None,
        "estimate": pooled.estimate if pooled else None,
        "ci_low": pooled.ci_low if pooled else None,
        "ci_high": pooled.ci_high if pooled else None,
        "prediction_low": ahead.low if ahead else None,
        "prediction_high": ahead.high if ahead else None,
        "tau2": spread.tau2 if spread else None,
        "i2": spread.i2 if spread else None,
        "certainty": rating.level if rating else None,
        "certainty_by_domain": levels,
        "magnitude": finding.magnitude,
        "statement": finding.statement,
        "thresholds": dict(finding.thresholds) if finding.thresholds else None,
        "absolute": state["absolute"],
        "familiar": finding.familiar.model_dump(mode="json") if finding.familiar else None,
    }
    for seen, held in zip(state["absolute"], finding.absolute, strict=True):
        whole = held.model_dump(mode="json")
        names = {"baseline_label", "baseline_risk", "with_intervention", "difference"}
        names |= {"ci_low", "ci_high"} | ({"kind", "time"} if whole["kind"] == "rate" else set())
        assert seen == {name: whole[name] for name in names}
    for seen, trial in zip(state.get("trials", ()), finding.trials, strict=pooled is None):
        names = {"trial_id", "label", "estimate", "ci_low", "ci_high", "direction"}
        assert seen == {name: getattr(trial, name) for name in names}


def test_thresholds_that_are_ratios_and_units_are_told_where_there_are_any() -> None:
    plain = recovery()
    assert not {"thresholds_kind", "unit"} & set(state_of(plain))
    for kind in ("ratio", "absolute"):
        state = state_of(plain.model_copy(update={"thresholds_kind": kind}))
        assert state.get("thresholds_kind") == (kind if kind == "ratio" else None)
    of_points = {"measure": "MD", "unit": "points"}
    assert state_of(plain.model_copy(update=of_points))["unit"] == "points"


@pytest.mark.parametrize("finding", [recovery(), readmission()])
@pytest.mark.parametrize("per", list(product((10.0, None), (5.0, None))))
def test_a_slope_is_kept_at_the_step_and_by_the_names_of_now(finding: Finding, per: Any) -> None:
    known = {"moderator": "mean_age", "k": 12, "slope": -0.02, "ci_low": -0.03, "ci_high": 0.01}
    was = Regression(**known, label="Age", per=per[0])
    now = Regression(**known, label="Mean age", unit="years", per=per[1], groups=(0.0, 1.0))
    old, new = (finding.model_copy(update={"moderators": (each,)}) for each in (was, now))
    for told_as, step, named in ((None, per[0] or 1.0, was), (new, per[1] or per[0] or 1.0, now)):
        at_step = was.at_step(step, ratio=finding.is_ratio)
        assert at_step is not None
        figures = dict(zip(("estimate", "ci_low", "ci_high"), at_step, strict=True))
        groups = {"groups": list(named.groups)} if named.groups else {}
        told = {"label": named.name, "unit": named.unit, "per": step, **figures, **groups}
        assert state_of(old, told_as)["slopes"] == {"mean_age": told}
