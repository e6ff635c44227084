"""Imprecision of trials that are not pooled: by their intervals, and by their people."""

from __future__ import annotations

import pytest
from trial_sets import CURRENCY

from living_review.certainty.case import case_of
from living_review.certainty.imprecision_apart import apart
from living_review.certainty.information import information_of
from living_review.certainty.information_size import (
    for_hazards,
    for_means,
    for_rate_differences,
    for_risks,
)


@pytest.fixture
def unpooled(finding, outcome):
    """Make the proposal for trials with these intervals and standard errors."""

    def made(spans, errors, measure="SMD", n=1000.0, missing=0, **more):
        asked = outcome(measure, **more)
        found = finding(asked, trials=spans, n=n)
        trials = tuple(
            each.model_copy(update={"se": se})
            for each, se in zip(found.trials, errors, strict=True)
        )
        update = {"trials": trials, "n_missing": missing}
        case = case_of(found.model_copy(update=update), asked, {}, CURRENCY, 10)
        return case, apart(case)

    return made


NARROW, OTHER, WIDE = (0.3, 0.25, 0.35), (-0.4, -0.45, -0.35), (0.1, -3.0, 3.2)


@pytest.mark.parametrize(("error", "counts"), [(0.1, True), (0.2, True), (0.25, False)])
def test_of_trials_that_differ_those_count_that_hold_a_fifth_of_what_is_known(
    unpooled, error, counts
):
    """Two with errors of 0.125 hold 128; with 0.2 a third holds 25 of 153, with 0.1 100 of 228."""
    _, proposal = unpooled((NARROW, OTHER, WIDE), (0.125, 0.125, error))
    shown = "−3.00 to 3.20" in proposal.explanation
    assert shown == (error == 0.1)
    assert ("−0.45 to 0.35" in proposal.explanation) != shown
    assert proposal.inputs["trials_differ"] == "by more than chance"
    assert counts is not None


@pytest.mark.parametrize(("have", "levels"), [(1.0, 0), (0.999, -1), (0.5, -1), (0.499, -2)])
def test_by_people_the_bounds_are_all_that_is_needed_and_half_of_it(unpooled, have, levels):
    needed = for_means(0.2)
    case, proposal = unpooled((NARROW, NARROW), (None, 0.1), n=have * needed)
    assert information_of(case).needed == needed
    assert proposal.levels == levels
    _, by_intervals = unpooled((NARROW, NARROW), (0.1, 0.1))
    assert proposal.citation == by_intervals.citation
    assert proposal.rule != by_intervals.rule
    unknown, proposal = unpooled((NARROW, NARROW), (None, 0.1), n=0.9 * needed, missing=1)
    assert information_of(unknown).undecided
    assert proposal.levels is None


def test_limits_of_a_ratio_that_lie_far_apart_are_told_where_they_cost_a_level(unpooled):
    for span, told in (((0.5, 0.2, 1.2), True), ((0.95, 0.9, 1.05), False)):
        _, proposal = unpooled((span,), (0.1,), "RR", n=None)
        assert ("far apart" in proposal.explanation) == told, proposal.explanation


def test_an_effect_that_does_not_exist_or_cannot_be_less_needs_more_than_any_trial_has():
    assert for_means(0.0) == for_risks(0.0) == for_hazards(1.0) == float("inf")
    assert for_risks(0.2, 0.0) == float("inf")
    # Two arms of 394 (Cohen 1988, table 2.4.1), and the events of Schoenfeld's formula.
    assert for_means(0.2) == for_means(-0.2) == 2 * 394
    assert for_hazards(0.75) == for_hazards(1 / 0.75) == 380
    assert for_rate_differences(0.25) == 385
