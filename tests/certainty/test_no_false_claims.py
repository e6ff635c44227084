"""Words that would harm: a side nobody showed, one word for two risks, differences overlooked."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from sample_parts import stated_on

from living_review.certainty.absolute import absolute_effects
from living_review.certainty.case import case_of, target_words
from living_review.certainty.imprecision import imprecision
from living_review.certainty.inconsistency import inconsistency
from living_review.certainty.rating import _no_answer
from living_review.certainty.statements import no_threshold
from living_review.findings import Arm, Certainty
from living_review.findings.certainty import Level
from living_review.ground import numbers
from living_review.language import say
from living_review.protocol import BaselineRisk


def certainty(level: Level) -> Certainty:
    return Certainty(level=level, start="high", target="", domains=(), provisional=False)


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
def test_an_estimate_that_prints_as_no_difference_favours_nobody(
    case, outcome, measure, span, level
):
    found = case(outcome(measure, thresholds=None), span, judgements=["low"] * 3)
    said = stated_on(found.finding, found.claims, level)
    assert said.startswith("The estimate for low mood shows no difference between support and ")
    assert said.endswith(f"), and {no_threshold()}.")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("width", [0.005, 0.03, 0.3])
def test_without_a_threshold_what_the_interval_includes_chooses_no_sentence(
    case, outcome, level, width
):
    asked = outcome("RR", "lower", thresholds=None)
    found = case(asked, (0.98, 0.98 - width, 0.98 + width), judgements=["low"] * 3)
    said = stated_on(found.finding, found.claims, level)
    interval = numbers.interval(0.98 - width, 0.98 + width, "RR")
    assert said == (
        f"The estimate for low mood favours support over usual care (RR 0.98, 95% CI {interval}), "
        f"and {no_threshold()}."
    )


def test_thresholds_that_cannot_be_placed_are_not_said_to_be_missing(case, outcome):
    limits = {"small": 0.02, "moderate": 0.1, "large": 0.2, "source": "made up"}
    asked = outcome("RR", "lower", thresholds=limits, baseline_risks=())
    found = case(asked, (0.8, 0.7, 0.9), judgements=["low"] * 3)
    bare = replace(
        found, views=tuple(replace(v, scale=replace(v.scale, steps=())) for v in found.views)
    )
    finding = found.finding.model_copy(update={"thresholds": {"small": 0.02}})
    said = stated_on(finding, bare.claims, "moderate")
    assert no_threshold() not in said
    assert said.endswith("and its size cannot be named.")


def test_unpooled_trials_on_one_side_are_told_with_their_figures(case, outcome):
    trials = [(-0.01, -0.5, 0.48), (-0.02, -0.4, 0.36)]
    found = case(outcome("MD", thresholds=None), trials=trials)
    said = stated_on(found.finding, found.claims, "moderate")
    assert said == (
        "The estimates for low mood favour usual care over support (MD −0.02 to −0.01), and "
        f"{no_threshold()}."
    )


PLACES = {"large": 0.9, "moderate": 0.6, "small": 0.3, "trivial": 0.1}
PAIRS = list(product((1, -1), PLACES, (1, -1), PLACES))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("one", "size", "other", "another"), PAIRS)
def test_unpooled_trials_agree_unless_one_is_a_benefit_and_another_a_harm(
    case, outcome, one, size, other, another, level
):
    effects = [one * PLACES[size], other * PLACES[another]]
    found = case(outcome("SMD"), trials=[(e, e - 0.05, e + 0.05) for e in effects])
    said = stated_on(found.finding, found.claims, level)
    opposed = one != other and "trivial" not in (size, another)
    assert ("do not agree" in said) == opposed
    assert found.claim.answers is not opposed
    if not opposed:
        sizes = {size, another} - {"trivial"}
        assert all(word in said for word in sizes - {"moderate"} if len({size, another}) > 1)
        assert ("little to no difference" in said) == ("trivial" in (size, another))
        assert ("anything from" in said) == (size != another)


@pytest.mark.parametrize(("one", "size", "other", "another"), PAIRS)
def test_what_is_rated_of_unpooled_trials_is_what_is_concluded_of_them(
    case, outcome, one, size, other, another
):
    effects = [one * PLACES[size], other * PLACES[another]]
    found = case(outcome("SMD"), trials=[(e, e - 0.05, e + 0.05) for e in effects])
    sizes = {size, another}
    # The side of what is no trivial effect; where both are, there is none.
    sides = {s for s, of in ((one, size), (other, another)) if of != "trivial"}
    named = f"an important {'benefit' if sides == {1} else 'harm'}"
    about = "that the effect on low mood"
    if len(sides) == 2:
        expected = "whether there is an effect on low mood, and in which direction"
    elif sizes == {"trivial"}:
        expected = "that there is little to no difference in low mood"
    elif "trivial" in sizes:
        expected = f"{about} lies between little to no difference and {named}"
    elif len(sizes) == 2:
        expected = f"{about} is {named}"
    else:
        expected = f"{about} is {named} ({size} in size)"
    assert target_words(found) == expected


def test_trials_that_point_both_ways_are_rated_only_as_very_uncertain(case, outcome):
    found = case(outcome("SMD"), trials=[(0.5, 0.3, 0.7), (-0.5, -0.7, -0.3)])
    assert not found.claim.answers
    assert "point both ways" in say(_no_answer(found, certainty("moderate")))
    assert _no_answer(found, certainty("very low")) is None


def test_a_trial_without_an_event_does_not_keep_the_others_from_agreeing(case, outcome):
    found = case(outcome("RR", "lower"), trials=[(0.5, 0.3, 0.7), (0.6, 0.4, 0.9)])
    silent = found.finding.trials[0].model_copy(
        update={
            "trial_id": "T9",
            "direction": "unknown",
            "estimate": None,
            "arms": tuple(Arm(role=role, n=100, events=0) for role in ("intervention", "control")),
        }
    )
    finding = found.finding.model_copy(update={"trials": (*found.finding.trials, silent)})
    again = case_of(finding, found.outcome, found.records, found.currency, found.included)
    assert silent.alike == "nobody"
    assert again.claim == found.claim


def test_each_baseline_risk_has_its_own_words_where_they_differ(case, outcome):
    limits = {"small": 0.02, "moderate": 0.1, "large": 0.2, "source": "made up"}
    asked = outcome("RR", "lower", thresholds=limits, baseline_risks=LOW_AND_HIGH)
    found = case(asked, (1.5, 1.4, 1.6), judgements=["low"] * 3)
    said = stated_on(found.finding, found.claims, "moderate")
    assert "At a risk of 50 per 1000 (low risk), support probably increases" in said
    assert "slightly" in said
    assert "At a risk of 600 per 1000 (high risk), support probably results in a large" in said


def test_the_certainty_at_each_baseline_risk_is_named_where_it_differs(case, outcome):
    limits = {"small": 0.02, "moderate": 0.1, "large": 0.2, "source": "made up"}
    asked = outcome("RR", "lower", thresholds=limits, baseline_risks=LOW_AND_HIGH)
    found = case(asked, (1.5, 1.4, 1.6), judgements=["low"] * 3)
    said = stated_on(found.finding, found.claims, ["high", "low"])
    assert "At a risk of 50 per 1000 (low risk; high certainty), support increases" in said
    assert "At a risk of 600 per 1000 (high risk; low certainty), support may result" in said


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
