"""Effects that somebody computed come out as intervention against control, whatever their sign was.

A wrong sign turns a benefit into a harm: every sign, direction, scale and measure is walked.
"""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from living_review.exchange.computed import precalculated
from living_review.exchange.decisions import OutcomeDecision, PrecalcSign
from living_review.exchange.extract import ContrastFound, Remark
from living_review.exchange.measures import LARGEST_LOG
from living_review.exchange.wide.contrasts import turned
from living_review.exchange.wide.mapping import Contrast
from living_review.ground.measures import RATIOS, Measure

SIGNS = get_args(PrecalcSign)
BOUNDS = ("estimate", "ci_low", "ci_high")


def contrast(measure: str, sign: str, *, log: bool = False) -> Contrast:
    given = {"measure": measure, "sign": sign, "log": log, "columns": {"estimate": "e"}}
    return Contrast.model_validate(given)


def is_kept(sign: str, higher_is_better: bool) -> bool:
    """Whether an effect above none already says that the intervention has more of the outcome."""
    return {
        "intervention-minus-control": True,
        "positive-favours-intervention": higher_is_better,
        "negative-favours-intervention": not higher_is_better,
    }[sign]


def test_the_signs_are_those_that_are_walked() -> None:
    assert sorted(SIGNS) == sorted(
        ["intervention-minus-control", "positive-favours-intervention",
         "negative-favours-intervention"]
    )  # fmt: skip


@pytest.mark.parametrize("measure", get_args(Measure))
def test_every_sign_of_every_measure_is_brought_to_intervention_minus_control(measure: str) -> None:
    ratio = measure in RATIOS
    for sign, higher, log in itertools.product(SIGNS, (True, False), (True, False)):
        if log and not ratio:
            continue
        kept = is_kept(sign, higher)
        given = {"estimate": 0.5, "ci_low": 0.25, "ci_high": 2.0, "se": 0.3, "p": 0.04}
        given |= {"t": 2.5, "o_minus_e": -1.5, "variance": 4.0}
        made = turned(
            {name: str(value) for name, value in given.items()},
            contrast(measure, sign, log=log),
            higher_is_better=higher,
        )
        assert isinstance(made, dict)
        found = {name: float(cell) for name, cell in made.items()}
        ends = {name: math.exp(given[name]) if log else given[name] for name in BOUNDS}
        if not kept:
            turn = (lambda value: 1 / value) if ratio else (lambda value: -value)
            low, high = turn(ends["ci_high"]), turn(ends["ci_low"])
            ends = {"estimate": turn(ends["estimate"]), "ci_low": low, "ci_high": high}
        # A score and its statistic have the sign of a difference, also of a ratio.
        signed = {name: given[name] if kept else -given[name] for name in ("t", "o_minus_e")}
        rest = {name: given[name] for name in ("se", "p", "variance")}
        assert found == pytest.approx({**ends, **signed, **rest}), (sign, higher, log)
        assert found["ci_low"] <= found["estimate"] <= found["ci_high"]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("name", BOUNDS)
def test_an_end_that_is_not_given_is_not_made_up(sign: str, name: str) -> None:
    given = {"estimate": "0.5", "ci_low": "0.25", "ci_high": "2"}
    made = turned(
        {**given, name: ""}, contrast("MD", sign), higher_is_better=True
    )  # fmt: skip
    kept = is_kept(sign, True)
    other = {"ci_low": "ci_high", "ci_high": "ci_low"}
    assert set(made) == {*BOUNDS} - {name if kept else other.get(name, name)}


@pytest.mark.parametrize("cell", ["0", "-0.0", "-0.5", "-2"])
@pytest.mark.parametrize("name", BOUNDS)
def test_what_is_not_above_zero_is_no_ratio_but_may_be_a_logarithm(name: str, cell: str) -> None:
    given = {"estimate": "1.5", "ci_low": "1.2", "ci_high": "1.9", name: cell}
    said = turned(given, contrast("RR", SIGNS[0]), higher_is_better=True)
    assert said == f"{name} {cell} is no ratio; is it a logarithm (log: true)?"
    for other in (contrast("RR", SIGNS[0], log=True), contrast("MD", SIGNS[0])):
        assert isinstance(turned(given, other, higher_is_better=True), dict)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_ratio_is_refused_where_its_logarithm_is_beyond_any(sign: int) -> None:
    logs = contrast("OR", "intervention-minus-control", log=True)
    at, beyond = sign * LARGEST_LOG, sign * math.nextafter(LARGEST_LOG, math.inf)
    made = turned({"estimate": repr(at)}, logs, higher_is_better=True)
    assert made == {"estimate": repr(math.exp(at))}
    said = turned({"estimate": repr(beyond)}, logs, higher_is_better=True)
    assert said == f"estimate {beyond!r} is beyond any ratio."
    plain = contrast("OR", "intervention-minus-control")
    for value, there in ((0.9, True), (1.1, False)):
        cell = repr(math.exp(sign * LARGEST_LOG * value))
        assert isinstance(turned({"ci_low": cell}, plain, higher_is_better=True), dict) == there


def test_a_ratio_that_is_kept_stays_as_it_was_written() -> None:
    """No digit is added to what a report gives."""
    given = {"estimate": "0.70", "ci_low": "0.50", "ci_high": "0.99", "se": "0.1"}
    assert turned(given, contrast("RR", SIGNS[0]), higher_is_better=True) == given
    for sign, higher in itertools.product(SIGNS, (True, False)):
        made = turned({"estimate": "0"}, contrast("MD", sign), higher_is_better=higher)
        assert made == {"estimate": "0"}, "there is no minus nought"


def computed(
    measure: str, estimate: str, sign: str | None, **said: Any
) -> tuple[Any, list[Remark]]:
    found = ContrastFound("A 2001", "mood", measure, {"estimate": estimate, "se": "0.1"})
    extract: Any = SimpleNamespace(studies=(), precalculated=(found,))
    decision = OutcomeDecision(precalc_sign=sign, **said)
    remarks: list[Remark] = []
    made = [*precalculated(extract, {"mood": decision}, remarks)]
    assert len(made) <= 1
    return (made[0].cells if made else None), remarks


@pytest.mark.parametrize("measure", ["SMD", "RR"])
def test_an_effect_somebody_computed_is_used_with_its_sign_and_told(measure: str) -> None:
    for sign, higher in itertools.product(SIGNS, (True, False)):
        cells, (remark,) = computed(measure, "0.5", sign, higher_is_better=higher)
        # A ratio is the first arm against the second, whichever is better.
        value = 0.5 if measure == "RR" or is_kept(sign, higher) else -0.5
        assert float(cells["estimate"]) == (math.exp(value) if measure == "RR" else value)
        assert cells["se"] == "0.1"
        kind = (remark.kind, remark.where, remark.found, remark.count)
        assert kind == ("please check", "row", "A 2001", 1)
        used = {
            "RR": "(RR 0.5, as a logarithm) and is used as intervention against control",
            "SMD": f"(SMD 0.5) and is used with the sign you named: {sign}.",
        }
        assert used[measure] in remark.reason
    assert computed("SMD", "0", "negative-favours-intervention", higher_is_better=True)[0] == {
        "estimate": "0", "se": "0.1"
    }  # fmt: skip


def test_an_effect_that_cannot_be_used_is_told_and_one_that_is_skipped_is_not() -> None:
    kept = "intervention-minus-control"
    for value, there in ((LARGEST_LOG, True), (-LARGEST_LOG, True), (LARGEST_LOG * 1.001, False)):
        cells, (remark,) = computed("RR", repr(value), kept)
        assert (cells is not None) is there
        assert there or remark == Remark(
            "not mapped", "row", "A 2001", 1,
            "the computed effect is beyond any ratio; enter it by hand.",
        )  # fmt: skip
    assert computed("SMD", "99", kept)[0]["estimate"] == "99"
    cells, (remark,) = computed("SMD", "0.5", None)
    assert (cells, remark.kind, remark.where, remark.found) == (None, "not mapped", "row", "A 2001")
    assert "--precalc-sign" in remark.reason
    assert remark.count == 1
    assert computed("SMD", "0.5", None, skip=True) == (None, [])
