"""Tests of small-study effects, one for each kind of figures, are made again as they were."""

from __future__ import annotations

from typing import Any

import pytest
from made_up_reviews import Rows, computed

from living_review.protocol import parse_protocol
from living_review.verification.run import verify

PROTOCOL = """\
review:
  {{id: r, title: R, authors: [A], question: {{population: p, intervention: i, comparator: c}}}}
timepoints: [{{id: post, label: Post}}]
comparisons: [{{id: a, label: A, intervention: i, comparator: c}}]
outcomes:
  - {{id: x, label: X, measure: {measure}, better: lower{more}}}
"""
PEOPLE_YEARS = ", person_time: {unit: person-years, per: 100}"
TESTS = {
    "SMD": "egger-smd",
    "OR": "harbord",
    "RR": "peters",
    "IRR": "person-time",
    "IRD": "person-time",
}


def rows(measure: str) -> Rows:
    """Twelve trials of very unlike sizes, in the last of which nobody had the event."""
    made: dict[str, Any] = {"trials": [], "arms": []}
    for number in range(12):
        name = f"T{number}"
        made["trials"].append(
            {"trial_id": name, "label": name, "year": 2001, "status": "included",
             "date_added": "2020-01-01"}
        )  # fmt: skip
        for role in ("intervention", "control"):
            n = 20 + 17 * number + (role == "control")
            arm = {"trial_id": name, "outcome": "x", "timepoint": "post", "arm": role, "role": role}
            arm |= {"higher_is_better": "false", "n": n}
            if measure == "SMD":
                mean = 10 + (number % 5) / 3 - (role == "control") * (number % 3)
                arm |= {"mean": mean, "sd": 3 + number % 4}
            else:
                events = 0 if number == 11 else 2 + number % 7 + 3 * (role == "control")
                arm |= {"events": events}
            if measure.startswith("IR"):
                arm |= {"time_at_risk": 1.5 * n}
            made["arms"].append(arm)
    return made


@pytest.mark.parametrize("measure", TESTS)
def test_each_kind_of_figures_has_its_test_in_both_computations(measure: str) -> None:
    more = PEOPLE_YEARS if measure.startswith("IR") else ""
    protocol = parse_protocol(PROTOCOL.format(measure=measure, more=more))
    made = computed(protocol, rows(measure))
    (finding,) = made.findings.findings
    assert finding.small_study is not None
    assert finding.small_study.test == TESTS[measure]
    assert finding.influence
    assert verify([finding], made.protocol, made.workings).figures > 300


@pytest.mark.parametrize("people", [("0", "9"), ("9", "0"), ("1", "2"), ("1", "3"), ("", "9")])
def test_a_difference_is_standardised_where_there_are_people_enough_in_both(
    people: tuple[str, str],
) -> None:
    """The deviation that its standard error implies needs people in each arm, four in all."""
    trials = [
        {"trial_id": name, "label": name, "year": 2001, "status": "included",
         "date_added": "2020-01-01"}
        for name in "AB"
    ]  # fmt: skip
    contrast = {"outcome": "x", "timepoint": "post", "higher_is_better": "false"}
    contrast |= {"measure": "MD", "estimate": "2", "se": "1.5"}
    sizes = {"A": ("40", "41"), "B": people}
    contrasts = [
        {**contrast, "trial_id": name, "n_intervention": first, "n_control": second}
        for name, (first, second) in sizes.items()
    ]
    protocol = parse_protocol(PROTOCOL.format(measure="SMD", more=""))
    made = computed(protocol, {"trials": trials, "contrasts": contrasts})
    (finding,) = made.findings.findings
    usable = {each.trial_id for each in finding.trials if each.estimate is not None}
    assert ("B" in usable) == (people == ("1", "3"))
    assert verify([finding], made.protocol, made.workings).figures > 5
