from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from living_review.certainty.indirectness import distances, indirectness
from living_review.findings import TrialRecord

QUESTION = {"population": "Adults", "setting": "Any"}


@pytest.fixture
def records() -> dict[str, TrialRecord]:
    def record(place: int, comparator: str | None) -> TrialRecord:
        return TrialRecord(
            trial_id=f"t{place}",
            label=f"Trial {place}",
            year=2000,
            status="included",
            date_added=dt.date(2020, 1, 1),
            population="Students",
            category="self-management",
            delivery="online",
            comparator=comparator,
        )

    compared = ("usual care", "usual care", None)
    return {f"t{place}": record(place, name) for place, name in enumerate(compared)}


def test_the_question_is_laid_beside_the_trials(case, outcome, records):
    found = case(outcome(), (0.3, 0.2, 0.4), judgements=["low"] * 3, records=records)
    laid = {
        each.part: (each.asked, each.found) for each in distances(found.finding, records, QUESTION)
    }
    assert laid["people"] == ("Adults", "Students (three)")
    assert laid["intervention"] == ("support", "self-management, online (three)")
    assert laid["comparator"] == ("usual care", "usual care (two); not reported (one)")
    assert laid["time"] == ("End", "not reported")


def test_no_level_is_proposed_and_the_trials_are_shown(case, outcome, records):
    proposal = indirectness(
        case(outcome(), (0.3, 0.2, 0.4), judgements=["low"] * 3, records=records)
    )
    assert proposal.levels is None
    assert proposal.inputs["people"] == "Students (three)"


def test_a_decision_is_about_these_trials(case, outcome, records):
    three = case(outcome(), (0.3, 0.2, 0.4), judgements=["low"] * 3, records=records)
    four = case(outcome(), (0.3, 0.2, 0.4), judgements=["low"] * 4, records=records)
    renamed = {
        name: each.model_copy(update={"population": "Pupils"}) for name, each in records.items()
    }
    taken = indirectness(three).fingerprint
    assert indirectness(replace(three, records=renamed)).moved_since(taken) is None
    said = indirectness(four).moved_since(taken)
    assert said is not None
    assert said.endswith("Since the decision was taken, Trial 3 joined.")
