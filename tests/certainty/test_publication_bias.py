from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from living_review.certainty.indirectness import indirectness
from living_review.certainty.publication_bias import (
    _pointed_to,
    asymmetry,
    publication_bias,
    selection,
    small_industry_trials,
)
from living_review.certainty.upgrade import upgrade
from living_review.findings import SmallStudy, TrialRecord
from living_review.pooling import selection_model

EFFECT = (0.3, 0.21, 0.4)


def record(place: int, funding: str | None) -> TrialRecord:
    return TrialRecord(
        trial_id=f"t{place}",
        label="x",
        year=2000,
        status="included",
        date_added=dt.date(2020, 1, 1),
        funding=funding,
    )


@pytest.mark.parametrize(
    ("k", "p", "levels"), [(10, 0.1, 0), (10, None, None), (9, None, None), (9, 0.01, None)]
)
def test_asymmetry_is_tested_from_ten_trials(case, outcome, k, p, levels):
    tested = SmallStudy(reason="no") if p is None else small_study(p)
    proposal = publication_bias(case(outcome(), EFFECT, judgements=["low"] * k, small_study=tested))
    assert proposal.levels == levels
    assert (proposal.domain().state == "not assessed") == (levels is None)


def small_study(p, slope=1.0, test="egger"):
    return SmallStudy(test=test, egger={"p": p, "intercept": slope})


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize(
    ("test", "named"),
    [
        ("egger", "(Egger)"),
        ("egger-smd", "(Egger, with a standard error from the numbers of people)"),
        ("harbord", "(Harbord)"),
        ("peters", "(Peters)"),
        ("size", "(regression on the number of people)"),
        ("person-time", "(regression on person-time)"),
    ],
)
def test_no_fit_of_the_selection_model_is_no_proposal(case, outcome, better, test, named):
    tested = small_study(0.01, 1.0 if better == "higher" else -1.0, test)
    # Trials that are all alike: on one side of the step of the model.
    found = case(outcome(better=better), EFFECT, judgements=["low"] * 12, small_study=tested)
    assert selection(found) is None
    proposal = publication_bias(found)
    assert proposal.levels is None
    assert proposal.inputs["asymmetry_test"] == test
    assert "left to people" in proposal.explanation
    assert named in proposal.explanation


def test_trials_too_alike_to_test_are_said_to_be(case, outcome):
    reason = "The trials are too alike in size for the test."
    found = case(outcome(), EFFECT, judgements=["low"] * 12, small_study=SmallStudy(reason=reason))
    assert reason in publication_bias(found).explanation


SKEWED = [0.9, 0.8, 0.75, 0.7, 0.65, 0.62, 0.25, 0.2, 0.15, 0.05, 0.0, -0.02]
ERRORS = [0.44, 0.4, 0.37, 0.34, 0.32, 0.3, 0.12, 0.1, 0.07, 0.05, 0.04, 0.05]
EVEN = [0.3, 0.5, 0.1, 0.4, 0.2, 0.35, 0.25, 0.45, 0.15, 0.3]


def with_trials(case, outcome, estimates, errors, pooled, p, slope=1.0):
    spans = [(y, y - 2 * se, y + 2 * se) for y, se in zip(estimates, errors, strict=True)]
    tested = small_study(p, slope)
    found = case(
        outcome(), pooled, trials=spans, judgements=["low"] * len(spans), small_study=tested
    )
    trials = tuple(
        trial.model_copy(update={"se": se})
        for trial, se in zip(found.finding.trials, errors, strict=True)
    )
    return replace(found, finding=found.finding.model_copy(update={"trials": trials}))


def test_asymmetry_counts_where_a_selection_model_moves_the_effect(case, outcome):
    pooled = (0.35, 0.2, 0.5)
    found = with_trials(case, outcome, SKEWED, ERRORS, pooled, 0.01)
    fitted = selection(found)
    direct = selection_model(SKEWED, [se**2 for se in ERRORS], alternative="greater")
    assert fitted.estimate == pytest.approx(direct.estimate)
    assert fitted.estimate < 0.2
    assert fitted.moves
    proposal = publication_bias(found)
    assert proposal.levels == -1
    assert "moves to little to no difference" in proposal.explanation
    assert publication_bias(with_trials(case, outcome, SKEWED, ERRORS, pooled, 0.3)).levels == 0


def test_smaller_trials_with_less_benefit_are_no_sign_of_unpublished_ones(case, outcome):
    found = with_trials(case, outcome, SKEWED, ERRORS, (0.35, 0.2, 0.5), 0.01, -1.0)
    proposal = publication_bias(found)
    assert proposal.levels == 0
    assert "less benefit in smaller trials" in proposal.explanation


def test_without_thresholds_a_selection_model_moves_nothing_to_another_range(case, outcome):
    def bare():
        return outcome("MD", thresholds=None)

    found = with_trials(case, bare, SKEWED, ERRORS, (0.35, 0.2, 0.5), 0.01)
    assert selection(found).moves is None
    proposal = publication_bias(found)
    assert proposal.levels is None
    assert "no threshold says whether that matters" in proposal.explanation


def test_asymmetry_that_changes_nothing_does_not_rate_down(case, outcome):
    found = with_trials(case, outcome, EVEN, [0.15] * 10, (0.3, 0.21, 0.39), 0.05)
    assert not selection(found).moves
    proposal = publication_bias(found)
    assert proposal.levels == 0
    assert "stays in the same range" in proposal.explanation


def test_selection_is_for_benefit_whichever_way_the_outcome_runs(case, outcome):
    lower = with_trials(
        case,
        lambda: outcome(better="lower"),
        [-y for y in SKEWED],
        ERRORS,
        (-0.35, -0.5, -0.2),
        0.01,
    )
    higher = with_trials(case, outcome, SKEWED, ERRORS, (0.35, 0.2, 0.5), 0.01)
    assert selection(lower).estimate == pytest.approx(-selection(higher).estimate)


@pytest.mark.parametrize(
    ("funding", "n", "found"),
    [
        ("Industry", 50.0, True),
        ("Pharma", 50.0, True),
        ("A company", 50.0, True),
        ("The manufacturer", 50.0, True),
        ("Industry", 99.5, True),
        ("Industry", 100.0, False),
        ("Public", 50.0, False),
        (None, 50.0, False),
    ],
)
def test_small_trials_paid_by_industry_are_pointed_out(case, outcome, funding, n, found):
    records = {f"t{place}": record(place, funding) for place in range(3)}
    built = case(outcome(), EFFECT, judgements=["low"] * 3, records=records)
    trials = tuple(trial.model_copy(update={"n": 2 * n}) for trial in built.finding.trials)
    changed = built.finding.model_copy(update={"trials": trials})
    built = type(built)(**{**vars(built), "finding": changed})
    assert small_industry_trials(built) is found
    assert ("industry" in publication_bias(built).explanation) is found


def test_completed_trials_without_results_are_pointed_out_and_change_no_level(case, outcome):
    proposal = publication_bias(case(outcome(), EFFECT, judgements=["low"] * 3, missing=3))
    assert proposal.levels is None
    assert "three completed trials have no results yet" in proposal.explanation
    assert proposal.inputs["completed_without_results_share"] == pytest.approx(3 / 13)


@pytest.mark.parametrize("rule", [indirectness, upgrade])
def test_what_no_rule_can_judge_is_never_proposed(case, outcome, rule):
    proposal = rule(case(outcome(), EFFECT, judgements=["low"] * 3))
    assert proposal.levels is None
    assert proposal.domain().levels == 0


@pytest.mark.parametrize(
    ("k", "p", "slope", "band", "said"),
    [
        (10, 0.1, 1.0, "not found", "nothing"),
        (10, 0.0999, 1.0, "found", "more benefit"),
        (10, 0.01, -1.0, "found, with less benefit in smaller trials", "less benefit"),
        (10, 0.1, -1.0, "not found", "nothing"),
        (9, 0.01, 1.0, "not tested", None),
    ],
)
def test_what_asymmetry_is_taken_for_at_both_sides_of_its_bounds(
    case, outcome, k, p, slope, band, said
):
    found = case(outcome(), EFFECT, judgements=["low"] * k, small_study=small_study(p, slope))
    proposal = publication_bias(found)
    assert proposal.bands["asymmetry"] == band
    tested = asymmetry(found)
    assert (tested and _pointed_to(tested)) == said
    assert (proposal.levels == 0) == (said in ("nothing", "less benefit"))


@pytest.mark.parametrize("egger", [None, {}, {"p": None}, {"intercept": 0.4}, {"p": 0.04}])
@pytest.mark.parametrize("k", [9, 10])
def test_asymmetry_needs_a_test_with_a_p_of_ten_trials(case, outcome, egger, k):
    made = case(
        outcome(), EFFECT, judgements=["low"] * k, small_study=SmallStudy(test="egger", egger=egger)
    )
    found = asymmetry(made)
    assert (found is not None) == (k == 10 and egger == {"p": 0.04})
    if found:
        assert (found.p, found.more_benefit, found.suggests_bias) == (0.04, False, False)
    assert asymmetry(
        replace(made, finding=made.finding.model_copy(update={"small_study": None}))
    ) is (None)


@pytest.mark.parametrize("lost", ["estimate", "se", None])
def test_a_selection_model_needs_ten_trials_with_figures(case, outcome, lost):
    spans = [(0.1 * n, 0.1 * n - 0.2, 0.1 * n + 0.2) for n in range(-2, 8)]
    made = case(outcome(), EFFECT, trials=spans)
    first, *others = made.finding.trials
    errors = [0.05 + 0.03 * n for n in range(9)]
    others = [each.model_copy(update={"se": se}) for each, se in zip(others, errors, strict=True)]
    first = first.model_copy(update={} if lost is None else {lost: None})
    found = made.finding.model_copy(update={"trials": (first, *others)})
    made = replace(made, finding=found)
    assert (selection(made) is None) == (lost is not None)
    alone = replace(made, finding=found.model_copy(update={"trials": (first, *others[1:])}))
    assert selection(alone) is None
