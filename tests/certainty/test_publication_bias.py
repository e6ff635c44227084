from __future__ import annotations

import datetime as dt

import pytest

from living_review.certainty.indirectness import indirectness
from living_review.certainty.publication_bias import publication_bias, small_industry_trials
from living_review.certainty.upgrade import upgrade
from living_review.findings import SmallStudy, TrialRecord

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
    ("k", "p", "levels"), [(10, 0.09, -1), (10, 0.1, 0), (10, None, None), (9, None, None)]
)
def test_asymmetry_is_tested_from_ten_trials(case, outcome, k, p, levels):
    tested = SmallStudy(reason="no") if p is None else SmallStudy(test="egger", egger={"p": p})
    proposal = publication_bias(case(outcome(), EFFECT, judgements=["low"] * k, small_study=tested))
    assert proposal.levels == levels
    assert (proposal.domain().state == "not assessed") == (levels is None)


@pytest.mark.parametrize(
    ("funding", "n", "found"),
    [
        ("Industry", 50.0, True),
        ("A pharmaceutical company", 50.0, True),
        ("Industry", 150.0, False),
        ("Public", 50.0, False),
        (None, 50.0, False),
    ],
)
def test_small_trials_paid_by_industry_are_pointed_out(case, outcome, funding, n, found):
    records = {f"t{place}": record(place, funding) for place in range(3)}
    built = case(outcome(), EFFECT, judgements=["low"] * 3, records=records)
    trials = tuple(
        trial.model_copy(update={"n_intervention": n, "n_control": n})
        for trial in built.finding.trials
    )
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
