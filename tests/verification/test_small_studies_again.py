"""Tests of small-study effects, and of what each trial moves, are made again as they were."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from made_up_reviews import Rows, computed

from living_review.protocol import parse_protocol
from living_review.verification.around import influence
from living_review.verification.run import verify
from living_review.verification.settings import Way

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


def _influence(y: list[float], v: list[float], tau2: float, without: list[float]) -> Any:
    own: Any = [
        SimpleNamespace(trial_id=f"T{i}", effect=SimpleNamespace(estimate=a, variance=b))
        for i, (a, b) in enumerate(zip(y, v, strict=True))
    ]
    given = [{"trial_id": f"T{i}", "tau2_deleted": each} for i, each in enumerate(without)]
    finding: Any = SimpleNamespace(
        heterogeneity=SimpleNamespace(tau2=tau2), pooled=None, influence=given
    )
    return influence(finding, own, Way("random", "DL", "knapp-hartung", "none", 0.95))


@pytest.mark.parametrize(
    ("y", "v"),
    [
        ([0.1, 0.2, 0.15, 0.12, 0.18, 2.0], [0.04] * 6),
        ([0.1, 0.4, 0.0, 0.3], [0.001, 0.2, 0.3, 0.2]),
        ([0.5, -0.5, 0.1], [0.02, 0.02, 0.05]),
        ([0.1, 0.2, 0.15, 0.12, 0.18, 0.6, 0.1, 0.2, 0.1, 0.15, 0.11, 0.3], [0.02, 0.05] * 6),
    ],
)
def test_what_leaving_a_trial_out_moves_is_that_of_its_formulas(
    y: list[float], v: list[float]
) -> None:
    k, tau2 = len(y), 0.03
    without = [0.01 * i for i in range(k)]
    found = _influence(y, v, tau2, without)

    def pooled(places: list[int], at: float) -> tuple[float, float]:
        w = [1 / (v[i] + at) for i in places]
        return math.fsum(a * y[i] for a, i in zip(w, places, strict=True)) / sum(w), 1 / sum(w)

    mean, variance = pooled([*range(k)], tau2)
    wanted: dict[str, list[float]] = {name: [] for name in found.figures}
    wanted.pop("tau2_deleted")
    for i, at in enumerate(without):
        rest = [j for j in range(k) if j != i]
        other, left = pooled(rest, at)
        hat = variance / (v[i] + tau2)
        raw = pooled(rest, 0.0)[0]
        q = math.fsum((y[j] - raw) ** 2 / v[j] for j in rest)
        for name, value in {
            "rstudent": (y[i] - other) / math.sqrt(v[i] + at + left),
            "dffits": (mean - other) / math.sqrt(hat * (v[i] + at)),
            "cook": (mean - other) ** 2 / variance,
            "covariance_ratio": left / variance,
            "dfbetas": (mean - other) * math.sqrt(math.fsum(1 / (each + at) for each in v)),
            "q_deleted": q,
            "hat": hat,
        }.items():
            wanted[name].append(value)
    for name, values in wanted.items():
        assert list(found.figures[name]) == pytest.approx(values, rel=1e-9), name
    far = [
        abs(wanted["dffits"][i]) > 3 / math.sqrt(k - 1)
        or wanted["cook"][i] > 0.45493642311957
        or wanted["hat"][i] > 3 / k
        or abs(wanted["dfbetas"][i]) > 1
        for i in range(k)
    ]
    assert found.words["influential"] == far
    assert found.words["trial_id"] == [f"T{i}" for i in range(k)]
    assert (found.length, found.iterated) == (k, frozenset(("tau2_deleted",)))


def test_two_trials_have_no_influence_to_tell() -> None:
    assert _influence([0.1, 0.2], [0.1, 0.1], 0.0, [0.0, 0.0]).length == 0
    assert _influence([0.1, 0.2, 0.9], [0.1, 0.1, 0.2], 0.0, [0.0] * 3).length == 3
