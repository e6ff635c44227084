"""Words that would harm: a side nobody showed, one word for two risks, differences overlooked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from living_review.certainty.absolute import absolute_effects
from living_review.certainty.imprecision import imprecision
from living_review.certainty.inconsistency import inconsistency
from living_review.certainty.statements import statements
from living_review.findings.certainty import Level
from living_review.protocol import BaselineRisk

LEVELS: tuple[Level, ...] = ("high", "moderate", "low")
LOW_AND_HIGH = (
    BaselineRisk(label="low risk", risk=0.05, source="a cohort"),
    BaselineRisk(label="high risk", risk=0.6, source="a cohort"),
)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("measure", "span"),
    [("MD", (0.0, -0.09, 0.09)), ("RD", (0.0, -0.01, 0.01)), ("RR", (0.998, 0.87, 1.15))],
)
def test_without_a_threshold_an_interval_around_no_difference_shows_no_side(
    case, outcome, measure, span, level
):
    found = case(outcome(measure, thresholds=None), span, judgements=["low"] * 3)
    said = statements(found.finding, found.claims, level)
    assert said == "The trials do not show whether support affects low mood."


def test_without_a_threshold_an_interval_on_one_side_shows_it(case, outcome):
    found = case(outcome("MD", thresholds=None), (3.0, 1.0, 5.0), judgements=["low"] * 3)
    said = statements(found.finding, found.claims, "moderate")
    assert said == "Support probably improves low mood."


def test_trials_that_only_lean_one_way_show_no_side_without_a_threshold(case, outcome):
    trials = [(-0.01, -0.5, 0.48), (-0.02, -0.4, 0.36)]
    found = case(outcome("MD", thresholds=None), trials=trials)
    said = statements(found.finding, found.claims, "moderate")
    assert said == "The trials do not show whether support affects low mood."


def test_each_baseline_risk_has_its_own_words_where_they_differ(case, outcome):
    limits = {"small": 0.02, "moderate": 0.1, "large": 0.2, "source": "made up"}
    asked = outcome("RR", "lower", thresholds=limits, baseline_risks=LOW_AND_HIGH)
    found = case(asked, (1.5, 1.4, 1.6), judgements=["low"] * 3)
    said = statements(found.finding, found.claims, "moderate")
    assert "At a risk of 50 per 1000 (low risk), support probably increases" in said
    assert "slightly" in said
    assert "At a risk of 600 per 1000 (high risk), support probably results in a large" in said


def test_trials_that_contradict_one_another_count_under_a_common_effect(case, outcome):
    trials = [(0.5, 0.3, 0.7), (0.3, 0.1, 0.5), (-0.4, -0.6, -0.2)]
    found = case(outcome(), (0.1, 0.0, 0.2), trials=trials)
    bare = replace(found, views=tuple(replace(each, prediction=None) for each in found.views))
    assert inconsistency(bare).levels == -2


def test_too_few_people_are_counted_also_when_the_interval_includes_no_difference(case, outcome):
    asked = outcome("RR", "lower", thresholds=None, baseline_risks=LOW_AND_HIGH[:1])
    few = case(asked, (0.8, 0.7, 1.05), judgements=["low"] * 3, n=200.0)
    many = case(asked, (0.8, 0.7, 1.05), judgements=["low"] * 3, n=200_000.0)
    assert imprecision(few).levels == -2
    assert imprecision(many).levels == -1


@pytest.mark.parametrize(
    ("measure", "span", "cut"),
    [
        ("RD", (-0.10, -0.139, -0.061), True),
        ("RR", (2.0, 1.7, 2.3), True),
        ("RR", (1.1, 1, 1.2), False),
    ],
)
def test_a_risk_that_was_cut_says_so(case, outcome, measure, span, cut):
    asked = outcome(measure, "lower", thresholds=None, baseline_risks=LOW_AND_HIGH)
    found = case(asked, span, judgements=["low"] * 3)
    assert any(each.held for each in absolute_effects(found.finding, asked)) is cut
