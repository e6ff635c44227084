"""Trials in which nobody, or everybody, had the event: counted, with a limit computed twice."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from made_up_reviews import MadeUp, Rows, computed
from scipy import stats

from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.errors import Disagreement
from living_review.protocol import parse_protocol
from living_review.synthesis.finding_names import FindingNames
from living_review.tables import summary_of_findings
from living_review.verification.run import verify
from living_review.words import bottom_line, overview, prose

OUTLINE = """
review:
  {id: no-events, title: No events, authors: [Nobody],
   question: {population: people, intervention: a vaccine, comparator: placebo, setting: any}}
timepoints: [{id: post, label: End of treatment}]
comparisons: [{id: main, label: Vaccine versus placebo, intervention: a vaccine,
  comparator: placebo}]
"""
RATES = ("IRR", "IRD")
# Events in person-time are no people, so that everybody cannot have had one.
KINDS = [
    each
    for each in product(
        ("OR", "RR", "RD", "IRR", "IRD"), (1, 2, 3), ("nobody", "everybody"), (False, True)
    )
    if not (each[0] in RATES and each[2] == "everybody")
]


def review(measure: str, trials: int, had: str, *, cluster: bool = False, n: int = 150) -> MadeUp:
    outcome: dict[str, Any] = {"id": "out", "label": "Outcome", "measure": measure}
    outcome["better"] = "lower"
    if measure in RATES:
        outcome["person_time"] = {"unit": "person-years", "per": 100}
    protocol = {**yaml.safe_load(OUTLINE), "outcomes": [outcome]}
    protocol["analysis"] = {"min_trials": 3}
    rows: Rows = {"trials": [], "arms": [], "risk_of_bias": []}
    for at in range(trials):
        trial = f"T{at}"
        one = {"trial_id": trial, "label": trial, "year": 2001, "status": "included"}
        rows["trials"].append({**one, "date_added": "2020-01-01"})
        if cluster:
            rows["trials"][-1]["design"] = "cluster"
        judged = {"tool": "RoB2", "domain": "overall", "judgement": "low"}
        rows["risk_of_bias"].append({"trial_id": trial, **judged})
        for role in ("intervention", "control"):
            arm: dict[str, Any] = {"trial_id": trial, "outcome": "out", "timepoint": "post"}
            arm |= {"arm": role, "role": role, "n": n, "higher_is_better": "false"}
            arm["events"] = 0 if had == "nobody" else n
            if measure in RATES:
                arm["time_at_risk"] = 2 * n
            rows["arms"].append(arm)
    return computed(parse_protocol(yaml.safe_dump(protocol)), rows)


@pytest.mark.parametrize(("measure", "trials", "had", "cluster"), KINDS)
def test_it_is_told_who_had_the_event_among_how_many(measure, trials, had, cluster):
    made = review(measure, trials, had, cluster=cluster)
    assert verify(made.findings.findings, made.protocol, made.workings).figures > 10
    (found,) = made.findings.findings
    assert found.all_alike is not None
    assert found.all_alike.had == had
    size = trials * (300 if measure in RATES else 150)
    assert found.all_alike.total_with_intervention == size
    said = prose.all_alike_sentence(found)
    assert said.startswith(had.capitalize())
    assert said.count(numbers.count(size)) == 2
    assert ("limit" in said) is not cluster
    told = [
        prose.included_sentence(found),
        prose.directions_sentence(found) or said,
        *bottom_line.bottom_line(made.findings),
        overview.finding_line(found, FindingNames([found])),
        *([found.narrative.statement] if found.narrative else []),
    ]
    assert not any("o trials gave" in each or "which way" in each for each in told)
    if trials >= 3 and found.narrative:
        assert "at least three trials" not in found.narrative.statement
    table = summary_of_findings.tables(made.findings)[0]
    if found.pooled is None and measure != "RD" and measure != "IRD":
        assert found.thresholds_note is None
        assert "exact one-sided" in " ".join(note.text for note in table.footnotes)
        cells = " ".join(line for cell in table.rows[0].cells for line in cell.lines)
        assert cells.count(numbers.count(size)) >= 2
        assert (
            found.not_rated == f"{had} in its trials had the event, so there is no effect to rate"
        )


def test_the_limits_are_those_of_exact_intervals():
    (found,) = review("RR", 3, "nobody").findings.findings
    assert found.all_alike.limit_with_comparator == pytest.approx(
        1 - stats.binomtest(450, 450).proportion_ci(0.90, "exact").low
    )
    (full,) = review("RR", 3, "everybody").findings.findings
    assert full.all_alike.limit_with_comparator == pytest.approx(0.05 ** (1 / 450))
    (rate,) = review("IRR", 3, "nobody").findings.findings
    assert rate.all_alike.limit_with_comparator == pytest.approx(100 * -math.log(0.05) / 900)


def test_a_limit_made_wrong_stops_the_run():
    made = review("RR", 3, "nobody")
    (found,) = made.findings.findings
    wrong = found.all_alike.model_copy(update={"limit_with_comparator": 0.0066})
    broken = found.model_copy(update={"all_alike": wrong})
    with pytest.raises(Disagreement):
        verify([broken], made.protocol, made.workings)


def test_one_event_in_one_trial_is_no_such_result():
    found: Finding = review("RR", 3, "nobody").findings.findings[0]
    assert found.all_alike is not None
    assert prose.all_alike_sentence(found.model_copy(update={"all_alike": None})) == ""


@given(st.floats(1e-7, 0.999))
def test_a_limit_as_it_is_written_is_never_below_the_risk_and_within_a_tenth(risk: float):
    written = numbers.one_in(risk)
    if written.endswith("%"):
        told = int(written.removesuffix("%")) / 100
    else:
        told = 1 / int(written.removeprefix("one in ").replace(",", ""))
    assert risk * (1 - 1e-12) <= told <= risk * 1.1 + 1e-12
