"""A trial is known in every review that holds it, and what its reviews tell otherwise is told."""

from __future__ import annotations

from itertools import permutations

import pytest

from living_review.library.jobs import Outcome, TrialHeld
from living_review.library.shared_trials import SharedTrial, shared_trials


def held(doi: str | None = None, registration: str | None = None, **more: object) -> TrialHeld:
    given = {"status": "included", "n_randomised": 100, **more}
    return TrialHeld("T", "Trial", doi, registration, **given)  # type: ignore[arg-type]


def found(**reviews: TrialHeld) -> tuple[SharedTrial, ...]:
    return shared_trials(
        [Outcome(name, "analysed", 0, trials=(trial,)) for name, trial in reviews.items()]
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (held("10.1000/ABC"), held("https://doi.org/10.1000/abc")),
        (held("10.1000/abc."), held("doi:10.1000/abc")),
        (held(None, "NCT 0123-4567"), held(None, "ISRCTN1; nct01234567")),
        (held("10.1000/abc", "NCT01234567"), held(None, "NCT01234567")),
    ],
)
def test_identifiers_are_compared_as_their_registrars_do(one: TrialHeld, other: TrialHeld) -> None:
    assert [sorted(each.labels) for each in found(a=one, b=other)] == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (held("10.1000/abc"), held("10.1000/abcd")),
        (held(None, "not registered"), held(None, "not registered")),
        (held(), held()),
        (held("unpublished"), held("unpublished")),
    ],
)
def test_what_is_no_identifier_joins_nothing(one: TrialHeld, other: TrialHeld) -> None:
    assert found(a=one, b=other) == ()


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_identifiers_join_in_any_order(order: tuple[str, ...]) -> None:
    trials = {
        "a": held("10.1000/z"),
        "b": held("10.1000/z", "NCT01234567"),
        "c": held(None, "NCT01234567"),
    }
    (trial,) = found(**{name: trials[name] for name in order})
    assert sorted(trial.labels) == ["a", "b", "c"]
    assert trial.known_by == ("10.1000/z", "NCT01234567")


def test_two_reports_in_one_review_are_not_shared() -> None:
    both = Outcome("a", "analysed", 0, trials=(held("10.1000/z"), held("10.1000/z")))
    assert shared_trials([both]) == ()


def row(**cells: str) -> dict[str, str]:
    same = {"table": "arms", "instrument": "PHQ-9", "timepoint": "post", "role": "control"}
    return {**same, **cells}


def test_outcomes_that_are_called_otherwise_alone_are_no_difference() -> None:
    rows = [(row(mean="4", outcome=name),) for name in ("depression", "mood")]
    (trial,) = found(a=held("10.1000/z", rows=rows[0]), b=held("10.1000/z", rows=rows[1]))
    assert trial.differences == ()


def test_differences_stand_side_by_side() -> None:
    (trial,) = found(
        a=held("10.1000/z", rows=(row(mean="4.0", sd="2", outcome="depression", notes="x"),)),
        b=held("10.1000/z", n_randomised=101, rows=(row(mean="4", sd="2.1", outcome="mood"),)),
    )
    assert {each.what: dict(each.told) for each in trial.differences} == {
        "people randomised": {"a": "100", "b": "101"},
        "arms, phq-9, post, control: outcome": {"a": "depression", "b": "mood"},
        "arms, phq-9, post, control: sd": {"a": "2", "b": "2.1"},
    }
    assert trial.to_tell


def test_rows_that_cannot_be_told_apart_are_not_compared() -> None:
    two = (row(mean="1"), row(mean="2"))
    (trial,) = found(a=held("10.1000/z", rows=two), b=held("10.1000/z", rows=(row(mean="3"),)))
    assert not trial.differences
    assert not trial.to_tell


def test_a_retraction_or_correction_in_one_is_for_the_others() -> None:
    (trial,) = found(a=held("10.1000/z", status="retracted"), b=held("10.1000/z"))
    assert trial.retracted_in == ("a",)
    assert trial.to_tell
    both = held("10.1000/z", status="retracted")
    assert not found(a=both, b=both)[0].to_tell
    (trial,) = found(a=held("10.1000/z", corrected=("arms.sd: a slip",)), b=held("10.1000/z"))
    assert trial.corrected_in == {"a": ("arms.sd: a slip",)}
    assert trial.to_tell
