"""What a part of the findings says of itself follows from its fields, in every combination."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_findings import recovery

from living_review.findings import (
    Arm,
    Changes,
    Domain,
    Finding,
    FindingChange,
    PersonTime,
    QuarantineEntry,
    Regression,
    TrialResult,
    WrittenText,
)
from living_review.findings.certainty import not_recorded
from living_review.findings.pooled import FROM_COUNTS, THREE_LEVEL
from living_review.findings.texts import text_name, text_of
from living_review.ground.measures import Measure

RULES_FOR_READERS = ("effect-direction", "effect-one-side", "effect-several-weeks")
MEASURES = Measure.__args__  # type: ignore[attr-defined]


def with_(what: Any, **values: Any) -> Any:
    return what.model_copy(update=values)


FINDING = recovery()
POOL = FINDING.pooled
TRIAL = FINDING.trials[0]


@pytest.mark.parametrize(("per", "said"), [(1, "1"), (100, "100"), (1000, "1000"), (0.5, "0.5")])
def test_person_time_is_called_by_its_number_and_unit(per: float, said: str) -> None:
    assert PersonTime(unit="person-years", per=per).label == f"{said} person-years"


@pytest.mark.parametrize(
    ("both", "said"),
    [
        (((0, 20, None), (0, 30, None)), "nobody"),
        (((20, 20, None), (30, 30, None)), "everybody"),
        (((0, 20, None), (30, 30, None)), None),
        (((20, 20, None), (29, 30, None)), None),
        (((1, 20, None), (0, 30, None)), None),
        (((0, 20, None), (1, 30, None)), None),
        (((None, 20, None), (0, 30, None)), None),
        (((0, 20, None), (None, 30, None)), None),
        (((None, None, None), (30, 30, None)), None),
        (((None, 20, None), (30, 30, None)), None),
        # In person-time only that there was no event says something of people.
        (((0, 20, 40.0), (0, 30, 60.0)), "nobody"),
        (((20, 20, 40.0), (30, 30, 60.0)), None),
        (((20, 20, None), (30, 30, 60.0)), None),
        (((20, 20, 40.0), (30, 30, None)), None),
        (((0, None, 40.0), (0, None, 60.0)), "nobody"),
        (((0, 20, None),), None),
        (((20, 20, None),), None),
        ((), None),
    ],
)
def test_people_of_a_trial_are_alike_where_nobody_or_everybody_had_the_event(
    both: tuple[tuple[float | None, ...], ...], said: str | None
) -> None:
    arms = tuple(
        Arm(role=role, events=events, n=n, time_at_risk=time)
        for role, (events, n, time) in zip(("intervention", "control"), both, strict=False)
    )
    assert with_(TRIAL, arms=arms).alike == said


@pytest.mark.parametrize(
    ("first", "second", "n"), [(20, 30, 50), (None, 30, None), (20, None, None), (0, 0, 0)]
)
def test_an_older_document_has_the_people_of_both_arms(
    first: float | None, second: float | None, n: float | None
) -> None:
    data = {**TRIAL.model_dump(by_alias=True), "n_intervention": first, "n_control": second}
    older = {name: value for name, value in data.items() if name != "n"}
    assert TrialResult.model_validate(older).n == n
    for now in (None, 25.0):
        assert TrialResult.model_validate({**data, "n": now}).n == now
    assert TrialResult.model_validate(with_(TRIAL, n=25.0)).n == 25.0


def test_a_domain_counts_what_a_person_decided_before_what_a_rule_proposes() -> None:
    domain = FINDING.certainty.domains[0]  # type: ignore[union-attr]
    for proposed, decided in itertools.product((None, 0, -1, 2), repeat=2):
        levels = with_(domain, proposed=proposed, decided=decided).levels
        assert levels == (decided if decided is not None else proposed or 0)
        assert isinstance(levels, int)


def test_a_decision_is_outdated_where_what_it_rests_on_is_known_and_moved() -> None:
    domain = FINDING.certainty.domains[0]  # type: ignore[union-attr]
    states = Domain.model_fields["state"].annotation.__args__  # type: ignore[union-attr]
    for state, moved in itertools.product(states, (None, "k: 3, was 2", not_recorded())):
        own = with_(domain, state=state, moved=moved)
        assert own.unrecorded == (state == "stale" and moved == not_recorded())
        assert own.outdated == (state == "stale" and moved != not_recorded())


def test_a_change_is_named_in_words_or_by_its_ids() -> None:
    named = {"comparison": "c", "outcome": "o", "timepoint": "t", "before": None, "after": None}
    change = FindingChange(**named, conclusion_changed=False)
    assert change.name == "o, t (c)"
    assert with_(change, label="Recovery, after treatment").name == "Recovery, after treatment"
    other = with_(change, conclusion_changed=True, outcome="p")
    changes = Changes(since=1, findings=(change, other, change))
    assert changes.conclusions == (other,)


WORDS = {"since", "since_date", "labels", "statuses", "search_labels", "texts_not_compared"}


@pytest.mark.parametrize("field", sorted(Changes.model_fields))
def test_changes_are_empty_where_all_they_hold_is_words_for_changes(field: str) -> None:
    """Of every field, so that a kind of change which is added counts as one."""
    value = {"since": 2, "since_date": "2026-01-01"}.get(field, (1, 2))
    held = Changes.model_construct(**{"since": None, field: value})
    assert held.empty == (field in WORDS)
    assert Changes(since=None).empty


@pytest.mark.parametrize("rule", [*RULES_FOR_READERS, "sd-implausible", "effect-direction-2"])
def test_a_rule_of_the_synthesis_speaks_to_readers_and_any_other_to_teams(rule: str) -> None:
    entry = QuarantineEntry(
        **{"table": "arms", "file": "arms.csv", "row": 2, "trial_id": "A", "column": None},
        **{"value": None, "rule": rule, "reason": "It is."},
    )
    assert entry.for_teams == (rule not in RULES_FOR_READERS)


def test_a_regression_is_called_by_its_label_or_its_column() -> None:
    made = Regression(moderator="mean_age_years", k=3)
    assert made.name == "mean age years"
    assert with_(made, label="Mean age").name == "Mean age"


FINITE = st.floats(-50, 50, allow_nan=False)


@given(FINITE, FINITE, FINITE, st.floats(0.1, 10))
def test_a_step_of_a_regression_is_as_many_slopes(
    slope: float, low: float, high: float, per: float
) -> None:
    made = Regression(moderator="age", k=9, slope=slope, ci_low=low, ci_high=high)
    ends = (slope, low, high)
    assert made.at_step(per, ratio=False) == tuple(per * each for each in ends)
    assert made.at_step(per, ratio=True) == tuple(math.exp(per * each) for each in ends)


@pytest.mark.parametrize("missing", ["slope", "ci_low", "ci_high"])
def test_a_regression_without_an_end_has_no_step(missing: str) -> None:
    ends = {"slope": 1.0, "ci_low": 0.5, "ci_high": 2.0}
    made = Regression(moderator="age", k=9, **{**ends, missing: None})
    assert made.at_step(1.0, ratio=False) is None
    assert made.at_step(1.0, ratio=True) is None


@pytest.mark.parametrize("end", ["slope", "ci_low", "ci_high"])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_factor_that_is_too_large_for_a_number_is_none(end: str, sign: int) -> None:
    ends = {"slope": 1.0, "ci_low": 1.0, "ci_high": 1.0}
    for value, there in ((700.0, True), (700.1, False)):
        made = Regression(moderator="age", k=9, **{**ends, end: sign * value})
        assert (made.at_step(1.0, ratio=True) is not None) == there
        assert made.at_step(1.0, ratio=False) is not None


def test_what_a_finding_can_show_follows_from_its_pool_and_its_trials() -> None:
    empty = with_(TRIAL, estimate=None, in_pool=False)
    for pooled, trials, kept_out in itertools.product(
        (POOL, None), ((), (empty,), (empty, TRIAL)), ((), ("kept",))
    ):
        own = with_(FINDING, pooled=pooled, trials=trials, kept_out=kept_out)
        assert own.has_effect == (pooled is not None or TRIAL in trials)
        assert own.reported == bool(trials or kept_out)
        wanted = tuple(each for each in trials if pooled is None or each.in_pool)
        assert own.contributing == wanted


def test_the_trials_that_are_described_are_those_of_the_pool_or_all() -> None:
    known, other, unknown = (with_(TRIAL, n=n) for n in (20.0, 0.0, None))
    trials = (known, other, unknown, unknown)
    base = with_(FINDING, trials=trials, k=2, n=45.0, n_missing=1)
    assert with_(base, synthesis="pooled").described == (2, 45.0, 1)
    for synthesis in ("narrative", "single", "none"):
        own = with_(base, synthesis=synthesis)
        assert own.described == (4, 20.0, 2)
        # Where no trial says how many its people are, the finding does.
        nobody = with_(own, trials=(unknown, unknown, unknown))
        assert nobody.described == (2, 45.0, 1)
        assert with_(nobody, k=0).described == (3, 45.0, 1)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_an_effect_is_in_follows_from_its_measure(measure: str) -> None:
    ratio = measure in ("OR", "RR", "ROM", "HR", "IRR")
    time = PersonTime(unit="person-years", per=100)
    for unit, person_time in itertools.product(("mmHg", None), (time, None)):
        own: Finding = with_(FINDING, measure=measure, unit=unit, person_time=person_time)
        assert own.is_ratio == ratio
        assert own.null == (1.0 if ratio else 0.0)
        said = {"MD": unit or "", "IRD": "per 100 person-years" if person_time else ""}
        assert own.unit_label == said.get(measure, "")


def test_a_finding_is_known_by_comparison_outcome_and_time_point() -> None:
    assert with_(FINDING, comparison="c", outcome="o", timepoint="t").key == "c-o-t"


def test_the_words_after_an_estimator_are_those_that_older_versions_have() -> None:
    assert (FROM_COUNTS, THREE_LEVEL) == ("Mantel-Haenszel Q", "three-level")


def test_a_text_is_called_by_its_kind_and_what_it_is_about() -> None:
    made = [
        WrittenText(kind=kind, about=about, read_from="x", markdown="")
        for kind, about in (("background", None), ("finding", "a-b-c"), ("comparison", "a"))
    ]
    names = ["background", "finding-a-b-c", "comparison-a"]
    assert [each.name for each in made] == names
    assert [text_name(each.kind, each.about) for each in made] == names
    assert [text_of(made, name) for name in names] == made
    assert text_of(made, "finding") is None
    assert text_of((), "background") is None
