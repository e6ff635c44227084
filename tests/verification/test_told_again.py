"""What is expected of the parts of a finding that made-up reviews meet seldom, row by row."""

from __future__ import annotations

import math
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.verification import evidence as entering
from living_review.verification import finding as findings
from living_review.verification import recovered as worked_out
from living_review.verification import sequential
from living_review.verification.evidence import Evidence
from living_review.verification.figures import Figure, Ledger

# Values that were worked out


def arm(name: str, role: str = "control", **cells: Any) -> dict[str, Any]:
    return {"arm": name, "role": role, "n": 20, "cluster_size": None, "icc": None, **cells}


def made(*rows: dict[str, Any], table: str = "arms", strata: Any = ()) -> Any:
    return SimpleNamespace(table=table, rows=rows, strata=strata)


def member(*parts: Any, design: str = "parallel") -> Any:
    return SimpleNamespace(made=parts, trial={"design": design})


def again(of: Any, **listed: Any) -> Any:
    asked = {"role": None, "arm": None, "value": 0.0, "cells": {}, **listed}
    [tree] = worked_out.recovered(of, SimpleNamespace(recovered=[SimpleNamespace(**asked)]))
    cells = {name: each.value for name, each in tree["cells"].items()}
    assert all(each.scale == 0 for each in (tree["value"], *tree["cells"].values()))
    return (tree["value"].value, cells) if cells else tree["value"].value


def test_a_value_of_an_arm_is_worked_out_of_the_row_of_its_role_and_name() -> None:
    rows = (
        arm("A", mean=3.0, se=0.5),
        arm("B", mean=4.0, sd=1.0, n=30),
        arm("A", "intervention", mean=5.0, se=2.0),
    )
    of = member(made(*rows))
    for role, name, mean, sd in (
        ("control", "A", 3.0, 0.5 * math.sqrt(20)),
        ("control", "B", 4.0, 1.0),
        ("intervention", "A", 5.0, 2.0 * math.sqrt(20)),
    ):
        given = {"role": role, "arm": name}
        assert again(of, what="mean", **given) == mean
        assert again(of, what="sd", **given) == pytest.approx(sd)
        assert again(of, what="n", **given) == (30 if name == "B" else 20)
    # Without a name, all arms of the role together.
    assert again(of, what="mean", role="control") == pytest.approx((20 * 3 + 30 * 4) / 50)
    spread = again(of, what="sd", role="control")
    squares = 19 * 0.25 * 20 + 29 * 1.0 + 20 * 30 * 1.0 / 50
    assert spread == pytest.approx(math.sqrt(squares / 49))
    assert again(of, what="sd", role="control", arm="C") is None
    assert worked_out.recovered(of, None) == []


def test_of_several_rows_of_one_name_the_nearest_is_meant_and_strata_are_looked_into() -> None:
    rows = [arm("A", n=n, cluster_size=11, icc=0.1) for n in (20, None, 40)]
    of = member(made(arm("A", n=99), strata=[made(each) for each in rows]))
    for value, nearest in ((0.0, 10), (14.0, 10), (16.0, 20), (99.0, 20)):
        found = again(of, what="n", role="control", arm="A", value=value, cells={"n": 2 * value})
        assert found == (nearest, {"n": 2 * nearest})
    # A comparison is no arm, and an arm no comparison.
    row = {"measure": "MD", "estimate": 1.0, "se": 0.5, "n_intervention": 20, "n_control": 20}
    other = made(row | dict.fromkeys(("ci_low", "ci_high", "ci_level", "p")), table="contrasts")
    assert again(other_of := member(other), what="n", role="control", arm="A") is None
    assert again(other_of, what="se", cells={"estimate": 9.0}) == (0.5, {"estimate": 1.0})
    assert again(of, what="se") is None


@pytest.mark.parametrize("design", ["parallel", "crossover"])
def test_the_error_of_a_comparison_is_that_of_its_design(design: str) -> None:
    row = {"estimate": 2.0, "se": None, "n_intervention": 12, "n_control": 18, "p": None}
    row |= {"ci_low": 1.0, "ci_high": 3.0, "ci_level": 0.95, "sd_difference": 3.0}
    for measure in ("MD", "RD"):
        of = member(made({**row, "measure": measure}, table="contrasts"), design=design)
        error = again(of, what="se")
        paired = design == "crossover" and measure == "MD"
        reach = {"MD": 2.0484071417952445, "RD": 1.959963984540054}[measure]
        assert error == pytest.approx(3 / math.sqrt(12) if paired else 1 / reach)
        assert again(of, what="sd") == pytest.approx(error / math.sqrt(1 / 12 + 1 / 18))
        assert again(of, what="se", value=error, cells={"se": error})[1]["se"] == error
        for lacks in ("n_intervention", "n_control"):
            bare = {**row, "measure": measure, lacks: None}
            of = member(made(bare, table="contrasts"), design="parallel")
            assert again(of, what="sd") is None


# Trials told apart


def test_trials_are_told_apart_where_they_are_in_no_pool() -> None:
    names = ("trial_id", "direction", "estimate", "ci_low", "ci_high", "n")
    trials = [
        SimpleNamespace(in_pool=inside, **{name: f"{name} {inside}" for name in names})
        for inside in (True, False)
    ]
    for there, pooled in product(([], trials[:1], trials[1:], trials), (True, False)):
        tree = findings._narrative(SimpleNamespace(trials=there), is_pooled=pooled)
        apart = [each for each in there if not pooled or not each.in_pool]
        if pooled and not apart:
            assert tree is None
            continue
        assert tree is not None
        shown = [{name: each.value for name, each in row.items()} for row in tree["directions"]]
        assert shown == [{name: getattr(each, name) for name in names} for each in apart]


def test_events_are_added_up_as_far_as_they_are_known() -> None:
    def trial(*events: float | None) -> Any:
        sides = tuple(SimpleNamespace(events=each) for each in events)
        return SimpleNamespace(effect=SimpleNamespace(sides=sides or None))

    for members, total in (
        ((), None),
        ((trial(),), None),
        ((trial(None, None),), None),
        ((trial(0, 0),), 0),
        ((trial(3, None), trial(), trial(4, 5)), 12),
    ):
        assert findings._events(members) == total


# What a sequential view aims at


def sides(*given: tuple[float, float | None, float | None]) -> Any:
    own = tuple(SimpleNamespace(n=n, mean=m, sd=sd, events=None, time=None) for n, m, sd in given)
    return SimpleNamespace(effect=SimpleNamespace(sides=own))


def outcome(measure: str, better: str = "higher", **more: Any) -> Any:
    given = {"id": "x", "measure": measure, "better": better, "thresholds": None}
    return SimpleNamespace(**{**given, "baseline_risks": (), "person_time": None, **more})


def aim(of: Any, difference: float | None, *own: Any) -> Any:
    named = {} if difference is None else {"x": SimpleNamespace(difference=difference)}
    found = sequential._aim(own, of, SimpleNamespace(differences=named))
    return found and (found.difference, found.distance, found.effect, found.variance, found.risk)


@pytest.mark.parametrize(("better", "benefit"), [("higher", 1), ("lower", -1)])
def test_a_view_of_means_aims_at_a_difference_beside_the_spread_of_people(
    better: str, benefit: int
) -> None:
    own = sides((11, 4.0, 2.0), (21, 5.0, 3.0)), sides((1, 4.0, 9.0), (9, None, None))
    assert aim(outcome("SMD", better), 0.4, *own) == (0.4, 0.4, benefit * 0.4, 1.0, None)
    # Without a difference of its own, it is the least that counts: of an SMD, Cohen's.
    assert aim(outcome("SMD", better), None) == (0.2, 0.2, benefit * 0.2, 1.0, None)
    spread = (10 * 4 + 20 * 9) / 30
    found = aim(outcome("MD", better), 0.4, *own)
    assert found == pytest.approx((0.4, 0.4, benefit * 0.4, spread, None))
    relative = (10 * 0.25 + 20 * 0.36) / 30
    effect = math.log(1 + benefit * 0.4)
    found = aim(outcome("ROM", better), 0.4, *own)
    assert found == pytest.approx((0.4, abs(effect), effect, relative, None))
    assert (aim(outcome("ROM", better), 1.0, *own) is None) == (better == "lower")
    for measure in ("MD", "ROM"):
        assert aim(outcome(measure, better), None, *own) is None
        assert aim(outcome(measure, better), 0.4, own[1]) is None
    for measure in ("HR", "IRR", "IRD"):
        assert aim(outcome(measure, better), 0.4, *own) is None


@pytest.mark.parametrize(("better", "benefit"), [("higher", 1), ("lower", -1)])
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_a_view_of_events_aims_at_a_risk_that_can_be(
    measure: str, better: str, benefit: int
) -> None:
    risks = (SimpleNamespace(label="a", risk=0.3), SimpleNamespace(label="b", risk=0.6))
    of = outcome(measure, better, baseline_risks=risks)
    other = 0.3 + benefit * 0.1
    effect = {
        "RD": other - 0.3,
        "RR": math.log(other / 0.3),
        "OR": math.log(other / (1 - other) / (0.3 / 0.7)),
    }[measure]
    middle = (0.3 + other) / 2
    assert aim(of, 0.1) == pytest.approx((0.1, 0.1, effect, middle * (1 - middle), 0.3))
    room = 0.7 if better == "higher" else 0.3
    assert aim(of, room + 1e-9) is None
    assert aim(of, room - 1e-9) is not None
    assert aim(outcome(measure, better), 0.1) is None


def test_a_size_is_either_whole_number_where_rounding_decides_and_none_without_end() -> None:
    for value, near, whole, also in (
        (99.5, 1e-6, 100.0, {100.0}),
        (100.0, 1e-6, 100.0, {100.0, 101.0}),
        (100.00001, 1e-6, 101.0, {100.0, 101.0}),
        (100.00001, 1e-9, 101.0, {101.0}),
    ):
        found = sequential._whole(value, near)
        assert found is not None
        assert (found.value, {*found.also}) == (whole, also)
    assert sequential._whole(math.inf, 1e-6) is None


# Where two computations differ most


def test_of_figures_that_differ_as_much_the_first_is_named() -> None:
    ledger = Ledger("f")
    near = {"a": 2.0 + 2e-9, "b": 2.0 + 2e-9, "c": 2.0 + 1e-9}
    ledger.compare(near, {name: Figure(2.0) for name in near})
    assert (ledger.where, ledger.figures) == ("f: a", 3)
    assert ledger.worst == pytest.approx(1e-9)


# Which trials enter


def evidence(*sensitivity: Any, rows: Any, overall: Any = None) -> Any:
    analysis = SimpleNamespace(sensitivity=sensitivity)
    names = ("", *(each.id for each in sensitivity))
    made_of = {row["trial_id"]: (row["trial_id"],) for row in rows if row["made"]}
    workings = SimpleNamespace(
        trials=rows,
        offered={("x", "post", name): made_of for name in names},
        overall=overall or {},
    )
    return Evidence(SimpleNamespace(analysis_for=lambda _: analysis), workings)  # type: ignore[arg-type]


def test_trials_enter_by_status_filters_and_judgements(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    monkeypatch.setattr(
        entering, "making_of", lambda _, outcome, other, name: (other and other.id, name)
    )
    monkeypatch.setattr(entering, "effect_of", lambda *given: made.append(given) or given)
    kinds = ("in-person", "In-Person ", "online", None)
    told = [
        {"trial_id": f"{status[0]}{kind}{there}", "label": "L", "year": 2001, "status": status}
        | {"kind": kind, "made": there}
        for status, kind, there in product(("included", "retracted", "awaiting"), kinds, (1, 0))
    ]
    told[0] |= {"year": 2003}
    told[2] |= {"label": "A", "design": "crossover"}
    # The judgement of an outcome counts before that of the whole trial.
    overall = {("i" + "online1", ""): "high", ("i" + "in-person1", ""): "high"}
    overall |= {("i" + "in-person1", "x"): "low"}
    strict = SimpleNamespace(
        id="strict", include={"kind": ("IN-PERSON", "online")}, exclude={}, without_risk_of_bias=()
    )
    out = SimpleNamespace(
        id="out", include={}, exclude={"kind": ("online",)}, without_risk_of_bias=()
    )
    low = SimpleNamespace(id="low", include={}, exclude={}, without_risk_of_bias=("high",))
    found = evidence(strict, out, low, rows=told, overall=overall)
    plain = SimpleNamespace(include={}, exclude={})
    only = SimpleNamespace(include={"kind": ("online",)}, exclude={})
    none = SimpleNamespace(include={"kind": ()}, exclude={"kind": ("in-person",)})
    first, *rest = (f"i{kind}1" for kind in kinds)
    every = [rest[0], *sorted(rest[1:]), first]

    def entered(comparison: Any, name: str = "") -> list[str]:
        own = found.members(comparison, SimpleNamespace(id="x"), "post", name)
        asked = found.choice(SimpleNamespace(id="x"), name)
        for each in own:
            way = asked and asked.id, name
            assert each.effect == ((each.trial_id,), way, each.trial.get("design"))
        return [each.trial_id for each in own]

    assert entered(plain) == every
    assert sorted(entered(plain, "with-retracted")) == sorted(
        [*every, *(f"r{kind}1" for kind in kinds)]
    )
    assert entered(plain, "strict") == [each for each in every if each != "iNone1"]
    assert entered(plain, "out") == entered(plain, "low") == [e for e in every if e != "ionline1"]
    assert entered(only) == ["ionline1"]
    # What another analysis lets in by a column stands in the place of what the comparison does.
    assert entered(only, "strict") == entered(plain, "strict")
    assert entered(only, "out") == []
    assert entered(none) == sorted(["ionline1", "iNone1"], key=every.index)
    assert found.judged(first, "x") == "low"
    assert (found.judged(first, "y"), found.judged("b", "x")) == ("high", None)
    # Each effect is made once for each way of making it.
    assert len(made) == len({*made}) > 20


def test_trials_are_added_by_their_year_and_then_by_the_day_they_came() -> None:
    days = [(2003, "2020-01-02"), (2001, "2020-01-03"), (2003, "2020-01-01"), (2001, "2020-01-03")]
    members: Any = tuple(
        SimpleNamespace(trial={"year": year, "date_added": day}, at=i)
        for i, (year, day) in enumerate(days)
    )
    assert [each.at for each in entering.by_entry(members)] == [1, 3, 2, 0]


def test_people_are_added_up_of_those_who_report_them_and_the_others_counted() -> None:
    for totals, known, lacking in (
        ((), None, 0),
        ((None,), None, 1),
        ((0, None), 0, 1),
        ((10, None, 5.5), 15.5, 1),
    ):
        members: Any = tuple(SimpleNamespace(effect=SimpleNamespace(total=n)) for n in totals)
        assert (entering.people(members), entering.missing(members)) == (known, lacking)
