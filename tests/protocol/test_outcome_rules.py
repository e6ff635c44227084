"""What is asked of the keys of one outcome, for every measure and on both sides of every bound.

`outcome_faults.txt` holds which keys are found wrong; the sentences are in `messages.txt`. To
accept others on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and read every changed line.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from living_review.ground.measures import AT_A_RISK, IN_TIME, MEANS, RATES, RATIOS, Measure
from living_review.protocol import Outcome
from living_review.protocol.outcome_rules import outcome_faults, ranged, sizes, stated_baselines
from living_review.protocol.thresholds import Threshold, form_fault, furthest, kind, threshold

KEPT = Path(__file__).with_name("outcome_faults.txt")
MEASURES: tuple[Measure, ...] = get_args(Measure)
RISK = {"label": "Usual", "risk": 0.1, "source": "us", "at": "1 year"}
RATE = {"label": "Usual", "rate": 5.0, "source": "us"}
TIME = {"unit": "person-years", "per": 100}
THRESHOLDS: tuple[dict[str, Any], ...] = (
    *({"small": 0.02}, {"small": 0.02, "moderate": 0.02}, {"small": 0.02, "moderate": 0.021}),
    *({"small": 0.02, "large": 0.1}, {"small": 0.02, "moderate": 0.05, "large": 0.05}),
    *({"small": 0.1}, {"small": 0.0999}, {"small": 0.9}, {"small": 0.901}, {"small": 0.999}),
    *({"small": 1.0}, {"small": 1.01}, {"small": 5.0}, {"small": 4.99}, {"small": 6.0}),
    *({"small": 0.3, "moderate": 0.2}, {"small": 0.3, "moderate": 0.199}),
    *({"small": {"per_1000": 20}}, {"small": {"per_1000": 99}}, {"small": {"per_1000": 100}}),
    *({"small": {"per_1000": 999}}, {"small": {"per_1000": 1000}}),
    *({"small": {"ratio": 0.8}}, {"small": {"ratio": 0.8}, "moderate": {"ratio": 1.25}}),
    *({"small": {"ratio": 0.8}, "moderate": {"ratio": 0.5}}, {"small": {"ratio": 30.0}}),
    *({"small": {"ratio": 0.8}, "moderate": 0.05}, {"small": 0.02, "moderate": {"per_1000": 50}}),
)
EXTRA: dict[str, Any] = {
    "baseline_risks": [RISK],
    "baseline_rates": [RATE],
    "person_time": TIME,
    "event": "who drop out",
    "unit": "points",
    "familiar": {"instrument": "RAS", "sd": 10, "source": "us"},
    "minimal_important_differences": [
        {"instrument": "RAS", "value": 3, "method": "anchor", "source": "us"},
        {"instrument": "RAS", "value": 3, "method": "anchor", "source": "us", "sd": 10},
        {
            **{"instrument": "RAS", "value": 3, "method": "anchor", "source": "us", "sd": 10},
            "sd_source": "them",
        },
    ],
    "responder": {"label": "better", "risk": 0.3, "source": "us"},
    "scores_on": "RAS",
    "instruments": {"RAS": {"range": [0, 10]}, "BDI": {"range": [4, 4]}},
    "analysis": {"smd_variance": "LS", "dependence": "pick", "instrument_correlation": 0.5},
}
LABELS = (
    *("Survival", "Overall survival at a year", "Death (overall survival)", "Mortality"),
    *("Progression or survival", "Progression-free survival", "Survivalism"),
)


def outcome(measure: Measure, **more: Any) -> Outcome:
    given = {"id": "x", "label": "X", "measure": measure, "better": "lower", **more}
    return Outcome.model_validate(given)


def faults(found: Outcome) -> str:
    told = [
        f"{'.'.join(map(str, path))}{' (a ratio is meant)' * ('if a ratio is meant' in said)}"
        for path, said in outcome_faults((), found)
    ]
    return ", ".join(told) or "none"


def shown(given: dict[str, Any]) -> str:
    return " ".join(f"{name} {each}" for name, each in given.items())


def lines() -> Iterator[str]:
    for measure in MEASURES:
        time = {"person_time": TIME} if measure in RATES else {}
        at = (
            ({}, {"baseline_risks": [RISK]})
            if measure in AT_A_RISK
            else ({}, {"baseline_rates": [RATE]})
            if measure in RATES
            else ({},)
        )
        for given, baselines, better in product(THRESHOLDS, at, ("lower", "higher")):
            found = outcome(
                measure, better=better, thresholds={**given, "source": "us"}, **time, **baselines
            )
            where = " at a baseline" * bool(baselines)
            yield f"{measure} {better}, {shown(given)}{where}: {faults(found)}"
        for key, value in EXTRA.items():
            yield f"{measure}, {key}: {faults(outcome(measure, **{**time, key: value}))}"
        yield f"{measure}, bare: {faults(outcome(measure))}"
        bare = {key: value for key, value in RISK.items() if key != "at"}
        found = outcome(measure, baseline_risks=[RISK, bare], **time)
        yield f"{measure}, at no time: {faults(found)}"
        for label in LABELS:
            yield f"{measure}, {label}: {faults(outcome(measure, label=label, **time))}"


def test_the_keys_of_an_outcome_are_found_wrong_where_they_were() -> None:
    text = "\n".join(each for each in lines() if not each.endswith(": none")) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        *((0.2, (0.2, "number")), (3, (3.0, "number")), ({"per_1000": 20}, (20.0, "per_1000"))),
        *(({"ratio": 0.8}, (0.8, "ratio")), ({"ratio": 1.1}, (1.1, "ratio")), (1, (1.0, "number"))),
        *((0, None), (-1, None), (math.inf, None), (math.nan, None), (True, None), ("2", None)),
        *(({"ratio": 1}, None), ({"ratio": 0}, None), ({"per_1000": True}, None), ({}, None)),
        *(({"percent": 2}, None), ({"ratio": 0.8, "per_1000": 2}, None), ([1], None)),
    ],
)
def test_a_threshold_is_a_number_or_one_of_two_forms(given: Any, read: Any) -> None:
    if read is None:
        with pytest.raises(ValueError, match="not a threshold"):
            threshold(given)
    else:
        found = threshold(given)
        assert (found.value, found.form) == read
        assert threshold(found) is found


def test_what_a_threshold_is_and_how_far_it_reaches() -> None:
    for measure in MEASURES:
        plain = "relative change" if measure == "ROM" else "difference"
        if measure in AT_A_RISK or measure in RATES:
            plain = "risk difference" if measure in AT_A_RISK else "rate difference"
        assert [kind(measure, form) for form in ("number", "ratio")] == [plain, "ratio"]
        ratio, people = Threshold(0.8, "ratio"), Threshold(20.0, "per_1000")
        assert (form_fault(measure, ratio) is None) == (measure in RATIOS)
        assert (form_fault(measure, people) is None) == (measure in AT_A_RISK)
        assert form_fault(measure, Threshold(2.0)) is None
        most = math.inf if measure in RATES else 0.9
        assert furthest(measure, "lower", (0.1, 0.4)) == 0.4
        assert furthest(measure, "higher", (0.1, 0.4)) == most
        assert furthest(measure, "lower", ()) == furthest(measure, "higher", ()) == 0.0
    assert [Threshold(x, "ratio").distance for x in (0.5, 2.0)] == pytest.approx([math.log(2)] * 2)
    assert Threshold(0.5).distance == 0.5
    written = [Threshold(20.0, form).written for form in ("number", "per_1000", "ratio")]
    assert written == ["20", "20 per 1000", "a ratio of 20"]
    found = outcome("RR", thresholds={"small": {"per_1000": 20}, "source": "us"})
    assert sizes(found) == {"small": 0.02}
    assert sizes(outcome("RR")) == {}
    assert found.model_dump()["thresholds"]["small"] == "20 per 1000"
    assert stated_baselines(outcome("RR", baseline_risks=[RISK])) == (0.1,)
    assert stated_baselines(outcome("IRR", person_time=TIME, baseline_rates=[RATE])) == (5.0,)
    assert {*IN_TIME} >= {*RATES}
    assert not {*MEANS} & {*AT_A_RISK}


@pytest.mark.parametrize(
    ("limits", "right", "may"),
    [((0, 1), True, True), ((1, 1), False, True), ((1, 0), False, False), (None, True, True)],
)
def test_a_range_goes_from_low_to_high(limits: Any, right: bool, may: bool) -> None:
    found = [bool([*ranged(("range",), limits, may_be_one=one)]) for one in (False, True)]
    assert found == [not right, not may]
    assert bool([*ranged(("range",), limits)]) == (not right)
