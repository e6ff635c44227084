"""Hazards, rates and points are told in their own words and units, in sentences and tables."""

from __future__ import annotations

import pytest
from sample_findings import pooled_finding, readmission

from living_review.certainty.absolute_words import absolute_sentences
from living_review.figures.forest import forest_plate
from living_review.findings import AbsoluteEffect, Finding, PersonTime
from living_review.tables import results
from living_review.words import figure_words as wording
from living_review.words import prose

ROWS = (
    ("t1", "Adams", 2001, -0.4, 0.2, 50, 50, "low"),
    ("t2", "Brown", 2003, -0.2, 0.25, 60, 60, "low"),
    ("t3", "Chen", 2006, -0.3, 0.3, 40, 40, "low"),
)
TIME = PersonTime(unit="person-years", per=100)


def told(measure: str, **more: object) -> Finding:
    finding = pooled_finding(
        ROWS, outcome="falls", outcome_label="Falls", measure=measure, better="lower"
    )
    return finding.model_copy(update={"absolute": (), **more})


@pytest.fixture
def points() -> Finding:
    thresholds = {"small": 0.1, "large": 5.0}
    return told("MD", unit="mmHg", thresholds=thresholds, thresholds_kind="difference")


def test_every_sentence_of_a_mean_difference_has_its_unit(points):
    assert "mmHg (" in prose.effect(points)
    assert "mmHg (95% confidence interval" in prose.effect_sentence(points)
    assert "mmHg (95% prediction interval)" in prose.prediction_sentence(points)
    assert "small from 0.1 and large from 5 mmHg more or less" in prose.thresholds_sentence(points)
    pooled = points.pooled
    said = prose.difference(pooled.estimate, pooled.ci_low, pooled.ci_high, points)
    assert " mmHg lower (" in said


def test_tables_and_figures_of_a_mean_difference_name_its_unit(points):
    heads = [column.heading for column in results.data_behind_the_figure(points).columns]
    assert "MD in mmHg (95% CI)" in heads
    assert forest_plate(points).effect_header == "Mean difference, mmHg"


def test_a_rate_difference_is_per_its_person_time():
    finding = told("IRD", person_time=TIME)
    assert finding.unit_label == "per 100 person-years"
    assert wording.effect_header(finding) == "Rate difference per 100 person-years"
    assert not forest_plate(finding).log


@pytest.mark.parametrize("measure", ["HR", "IRR"])
def test_ratios_of_hazards_and_rates_stand_on_a_logarithmic_axis(measure):
    plate = forest_plate(told(measure, person_time=TIME if measure == "IRR" else None))
    assert plate.log
    assert plate.effect_header == {"HR": "Hazard ratio", "IRR": "Rate ratio"}[measure]


def test_a_threshold_of_a_ratio_of_means_is_a_share_of_the_mean():
    finding = told("ROM", thresholds={"small": 0.125, "moderate": 0.2, "large": 0.3})
    assert (
        "small from 12.5%, moderate from 20% and large from 30% more or less than with the "
        "comparator" in prose.thresholds_sentence(finding)
    )


def test_a_threshold_that_is_a_ratio_is_told_both_ways():
    finding = told("IRR", thresholds={"small": 0.8}, thresholds_kind="ratio")
    assert "important from a ratio of 0.80 or 1.25" in prose.thresholds_sentence(finding)
    assert wording.trivial_zone(finding) == pytest.approx((0.8, 1.25))
    assert "an important effect in favour of" in prose.effect_sentence(finding)


def test_a_rate_is_told_in_events_and_a_risk_at_its_time():
    values = {
        "baseline_label": "Average",
        "with_intervention_ci_low": 60.0,
        "with_intervention_ci_high": 90.0,
        "with_intervention": 70.0,
        "with_comparator": 100.0,
        "baseline_risk": 100.0,
        "difference": -30.0,
        "ci_low": -40.0,
        "ci_high": -10.0,
    }
    rate = AbsoluteEffect(kind="rate", time="100 person-years", **values)
    [said] = absolute_sentences(told("IRR", absolute=(rate,)))
    assert said.startswith("Average, falls: 100.0 per 100 person-years with ")
    assert said.endswith(
        "70.0 (60.0 to 90.0) with group peer support, 30.0 fewer (10.0 to 40.0 fewer)."
    )
    shrunk = {k: v / 1000 if isinstance(v, float) else v for k, v in values.items()}
    risk = AbsoluteEffect(at="12 months", **shrunk)
    [said] = absolute_sentences(told("HR", absolute=(risk,)))
    assert said.startswith("Average, falls by 12 months: 100 of 1000 people with ")
    [said] = absolute_sentences(told("HR", absolute=(risk,), event="fall"))
    assert said == (
        "Average: with usual care or waiting list 100 of 1000 people fall by 12 months; with group "
        "peer support 70 (60 to 90), 30 fewer (10 to 40 fewer)."
    )


def test_why_no_size_is_named_stands_beside_the_thresholds():
    finding = readmission().model_copy(update={"thresholds_note": "It is out of reach."})
    assert prose.thresholds_sentence(finding).endswith(" It is out of reach.")


def test_a_threshold_of_one_is_one_person_or_one_event(points):
    one = {"thresholds": {"small": 0.001}, "thresholds_kind": "risk"}
    said = prose.thresholds_sentence(points.model_copy(update={**one, "measure": "RR"}))
    assert "important from 1 more or fewer person per 1000" in said
    events = {"thresholds": {"small": 0.5, "large": 1.0}, "person_time": TIME}
    said = prose.thresholds_sentence(points.model_copy(update={**events, "measure": "IRD"}))
    assert "large from 1 more or fewer event per 100 person-years" in said


@pytest.mark.parametrize(
    ("measure", "kind", "small", "zone"),
    [
        *(
            (m, "ratio", small, (0.8, 1.25))
            for m in ("RR", "OR", "HR", "IRR")
            for small in (0.8, 1.25)
        ),
        *((m, None, 0.2, (-0.2, 0.2)) for m in ("SMD", "MD", "RD")),
        *((m, None, 0.02, None) for m in ("RR", "OR", "HR")),
        ("ROM", None, 0.125, (0.875, 1.125)),
        *(("ROM", None, small, None) for small in (1, 1.5)),
        *(("MD", None, small, None) for small in (None, 0, -1)),
        *(("RR", "ratio", small, None) for small in (None, 0, -1)),
    ],
)
def test_effects_too_small_to_count_lie_alike_on_either_side_of_no_difference(
    measure, kind, small, zone
):
    sizes = None if small is None else {"small": small}
    finding = told("MD").model_copy(
        update={"measure": measure, "thresholds": sizes, "thresholds_kind": kind}
    )
    assert wording.trivial_zone(finding) == (zone and pytest.approx(zone))
