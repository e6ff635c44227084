"""The second computation agrees with the first, and finds whatever is made wrong."""

from __future__ import annotations

import math
import os
import random
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from faults import faults
from leaves import leaves
from made_up_reviews import MadeUp, Rows, computed, made_up

from living_review.findings import Finding, Verification
from living_review.ground.errors import Disagreement
from living_review.ground.measures import NAMES
from living_review.protocol import parse_protocol
from living_review.verification import run
from living_review.verification.evidence import Evidence
from living_review.verification.exempt import EXEMPT
from living_review.verification.figures import Tree
from living_review.verification.finding import expected
from living_review.verification.run import rounded_up, verify

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("second-computation")

# Faults put into each review.
FAULTS = 10
SEEDS, SIZES = (*range(50, 70), 25, 36, 41, 84), (12, 5, 8, 2)

KEPT = Path(__file__).with_name("nearness.txt")
# What was expected of the findings of each review that was verified.
EXPECTED: dict[int, list[Tree]] = {}

READ_AS_PEOPLE_DO = """
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}]
comparisons:
  - {id: whole, label: Whole, intervention: i, comparator: c}
  - id: some
    label: Some
    intervention: i
    comparator: c
    include: {kind: ["IN‐PERSON", "on  line"], wave: ["2"]}
outcomes: [{id: md, label: Points, measure: MD, better: higher}]
analysis: {subgroups: [kind]}
"""
OUTLINE = """
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}]
comparisons: [{id: all, label: All, intervention: i, comparator: c}]
"""


@cache
def review_of(seed: int) -> MadeUp:
    return made_up(seed, trials=SIZES[seed % len(SIZES)])


@pytest.fixture(scope="module")
def reviews() -> list[MadeUp]:
    return list(map(review_of, SEEDS))


@cache
def verified(seed: int) -> Verification:
    own = review_of(seed)

    def heard(evidence: Evidence, finding: Finding) -> Tree:
        EXPECTED.setdefault(seed, []).append(expected(evidence, finding))
        return EXPECTED[seed][-1]

    with patch.object(run, "expected", heard):
        return verify(own.findings.findings, own.protocol, own.workings)


# One by one: what is wrong with the verification is seen by the first review that it concerns.
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_found_in_a_made_up_review(seed: int) -> None:
    found = verified(seed)
    assert found.worst < 1e-7
    # Where it differs most is told where that is more than rounding.
    assert (found.where is None) == (found.worst <= run.ROUNDING)
    assert found.by.startswith("statsmodels ")


def test_very_many_figures_were_compared() -> None:
    assert sum(verified(seed).figures for seed in SEEDS) > 10_000


def test_how_near_each_figure_must_be_is_as_it_was_agreed() -> None:
    """A second computation that asks for less finds less: `nearness.txt` holds what it asks for.

    A line for each field: how many figures, of how many the value is known, how near the two must
    be, and the least, the largest and the sum of what a difference is measured against. To accept
    another on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and read every changed line.
    """
    found: dict[tuple[str, str], list[float]] = {}
    for seed in SEEDS:
        verified(seed)
        for field, near, scale in leaves(EXPECTED[seed]):
            found.setdefault((field, near), []).append(scale)
    lines = []
    for (field, near), scales in sorted(found.items()):
        known = [each for each in scales if math.isfinite(each)]
        against = (
            f" of {min(known):.2g} to {max(known):.2g}, {math.fsum(known):.3g}" if known else ""
        )
        lines.append(f"{field}: {len(scales)}, {len(known)} known, {near}{against}")
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_figure_made_wrong_is_found_whichever_it_is(seed: int) -> None:
    review, missed, made = review_of(seed), [], 0
    for fault in faults(review.findings.findings, random.Random(seed), FAULTS):
        made += 1
        try:
            verify([fault.finding], review.protocol, review.workings)
        except Disagreement:
            continue
        missed.append((fault.kind, fault.path))
    assert made == FAULTS
    assert missed == []


def test_the_sentence_names_the_finding_the_figure_and_both_numbers(reviews: list[MadeUp]) -> None:
    review = next(each for each in reviews if each.findings.findings[0].pooled)
    finding = review.findings.findings[0]
    assert finding.pooled is not None
    wrong = finding.pooled.ci_low * 1.01
    pooled = finding.pooled.model_copy(update={"ci_low": wrong})
    with pytest.raises(Disagreement) as raised:
        verify([finding.model_copy(update={"pooled": pooled})], review.protocol, review.workings)
    said = str(raised.value)
    assert said.startswith(f"{finding.outcome_label}, End (all): the first computation of ")
    assert f"pooled.ci_low gives {wrong!r}, the second {finding.pooled.ci_low!r}"[:40] in said
    assert "nothing was published" in said


def test_filters_and_levels_are_read_as_people_read_them() -> None:
    writings = ("in-person", "In–Person", "in-person", "on line", "On  Line", "")
    trials = [
        {"trial_id": name, "label": name, "year": 2001, "status": "included"}
        | {"date_added": "2020-01-01", "kind": kind, "wave": wave}
        for name, kind, wave in zip(
            "ABCDEF", writings, ("2", " 2", "2", "2", "3", "2"), strict=True
        )
    ]
    contrasts = [
        {"trial_id": each["trial_id"], "outcome": "md", "timepoint": "post", "measure": "MD"}
        | {"higher_is_better": "true", "estimate": at, "se": 1 + at / 5}
        for at, each in enumerate(trials)
    ]
    protocol = parse_protocol(READ_AS_PEOPLE_DO)
    review = computed(protocol, {"trials": trials, "contrasts": contrasts})
    whole, some = review.findings.findings
    assert (whole.k, some.k) == (6, 4)
    assert [(level.level, level.k) for level in whole.subgroups[0].levels] == [
        ("in-person", 3),
        ("On Line", 2),
        ("not reported", 1),
    ]
    assert verify(review.findings.findings, review.protocol, review.workings).figures > 100


EXTREMES = """
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}]
comparisons: [{id: whole, label: Whole, intervention: i, comparator: c}]
outcomes:
  - {id: or, label: Death, measure: OR, better: lower}
  - {id: hr, label: Relapse, measure: HR, better: lower}
"""


def test_a_silent_stratum_of_arms_and_a_variance_next_to_nothing_are_computed_alike() -> None:
    trials = [
        {"trial_id": name, "label": name, "year": 2001, "status": "included"}
        | {"date_added": "2020-01-01"}
        for name in "AB"
    ]
    place = {"timepoint": "post", "higher_is_better": "false"}
    silent = {"trial_id": "A", "outcome": "or", "n": 20, "events": 0, "stratum": "men", **place}
    arms = [{**silent, "arm": role, "role": role} for role in ("intervention", "control")]
    contrasts = [
        {"trial_id": "A", "outcome": "or", "measure": "OR", "estimate": 0.7, "se": 0.3}
        | {"stratum": "women", **place},
        {"trial_id": "B", "outcome": "hr", "measure": "HR", "o_minus_e": -2, "variance": 0.001}
        | place,
    ]
    review = computed(
        parse_protocol(EXTREMES), {"trials": trials, "arms": arms, "contrasts": contrasts}
    )
    death, relapse = review.findings.findings
    assert [trial.from_ for trial in death.trials] == ["contrast"]
    assert [trial.log_estimate for trial in relapse.trials] == [-700.0]
    assert verify(review.findings.findings, review.protocol, review.workings).figures > 10


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (2e-12, 2e-12), (2.1e-12, 3e-12), (9.5e-9, 1e-8), (1.0e-7, 1e-7)],
)
def test_the_worst_difference_is_rounded_up(value: float, shown: float) -> None:
    assert rounded_up(value) == shown


def test_a_figure_that_the_second_computation_does_not_know_stops_the_run(
    reviews: list[MadeUp],
) -> None:
    review, finding = next(
        (each, found)
        for each in reviews
        for found in each.findings.findings
        if found.influence and found.pooled
    )
    more = tuple({**each, "surprise": 0.25} for each in finding.influence)
    strange = finding.model_copy(update={"influence": more})
    with pytest.raises(Disagreement, match=r"surprise \(0\.25\) was computed once only"):
        verify([strange], review.protocol, review.workings)


OTHER = {"beyond": "either", "either": "within", "within": "beyond"}


def test_an_effect_that_is_read_wrongly_against_a_difference_is_found(
    reviews: list[MadeUp],
) -> None:
    seen = set()
    for review in reviews:
        for finding in review.findings.findings:
            read = finding.minimal_important_differences
            for place, each in enumerate(read):
                if (each.interval, each.estimate_reaches) in seen:
                    continue
                seen.add((each.interval, each.estimate_reaches))
                for wrong in (
                    {"interval": OTHER[each.interval]},
                    {"estimate_reaches": not each.estimate_reaches},
                    {"threshold": each.threshold * 1.001},
                    {"value": each.value + 0.01},
                ):
                    moved = (*read[:place], each.model_copy(update=wrong), *read[place + 1 :])
                    _is_found(review, finding, moved)
                _is_found(review, finding, read[:place])
    assert {interval for interval, _ in seen} == set(OTHER)


def _is_found(review: MadeUp, finding: Finding, read: tuple[Any, ...]) -> None:
    wrong = finding.model_copy(update={"minimal_important_differences": read})
    with pytest.raises(Disagreement, match="minimal_important_differences"):
        verify([wrong], review.protocol, review.workings)


def test_the_list_of_figures_that_are_computed_once_is_short_and_says_why() -> None:
    assert len(EXEMPT) <= 8
    assert all(len(reason) > 15 for reason in EXEMPT.values())


def test_every_measure_and_method_is_among_the_made_up_reviews(reviews: list[MadeUp]) -> None:
    findings = [found for each in reviews for found in each.findings.findings if found.pooled]
    assert {each.measure for each in findings} == set(NAMES)
    pools = [each.pooled for each in findings if each.pooled]
    assert {each.method for each in pools} == {"inverse-variance", "mantel-haenszel", "peto"}
    assert {each.interval for each in pools} >= {"wald", "t", "knapp-hartung"}
    trials = [trial for each in findings for trial in each.trials]
    assert any(trial.strata for trial in trials)
    assert {trial.pairing for trial in trials} >= {None, "reported", "assumed", "ignored"}
    assert any(each.sequential and each.sequential.looks for each in findings)
    assert any("three-level" in each.tau2_method for each in pools)


def test_everybody_against_nobody_is_computed_alike_in_pools_and_in_strata() -> None:
    analysis = {"method": "mantel-haenszel", "model": "common", "interval": "wald"}
    protocol = {
        **yaml.safe_load(OUTLINE),
        "outcomes": [{"id": "rd", "label": "RD", "measure": "RD", "better": "lower"}],
        "analysis": {**analysis, "min_trials": 2, "subgroups": ["year"]},
    }
    rows: Rows = {"trials": [], "arms": []}
    for year, (full, empty) in enumerate([(154, 61), (72, 124), (110, 50)], start=2001):
        one = {"trial_id": f"T{year}", "year": year, "label": f"T{year}"}
        rows["trials"].append({**one, "status": "included", "date_added": "2020-01-01"})
        for stratum in ("young", "old") if year > 2001 else ("",):
            for role, n, events in (("intervention", full, full), ("control", empty, 0)):
                arm = {"trial_id": f"T{year}", "outcome": "rd", "timepoint": "post", "arm": role}
                arm |= {"role": role, "n": n, "events": events, "stratum": stratum}
                rows["arms"].append({**arm, "higher_is_better": "false"})
    made = computed(parse_protocol(yaml.safe_dump(protocol)), rows)
    assert verify(made.findings.findings, made.protocol, made.workings).figures > 50
    (finding,) = made.findings.findings
    errors = [
        level.pooled.se for each in finding.subgroups for level in each.levels if level.pooled
    ]
    assert min(errors) > 0.001


def test_rates_of_clusters_are_computed_again_whichever_people_are_known() -> None:
    """Strata of one trial have arms of one name, and one of them no number of people."""
    protocol = parse_protocol(
        f"{OUTLINE}outcomes:\n  - {{id: falls, label: Falls, measure: IRR, better: lower, "
        "person_time: {unit: person-years, per: 100}}\n"
    )
    arm = {"outcome": "falls", "timepoint": "post", "higher_is_better": "false"}
    arm |= {"events": 20, "time_at_risk": 40, "cluster_size": 5, "icc": 0.05}
    rows: Rows = {
        "trials": [
            {"trial_id": name, "label": name, "year": 2001, "status": "included",
             "date_added": "2020-01-01", "design": "cluster"}
            for name in "ABC"
        ],
        "arms": [
            {**arm, "trial_id": name, "arm": role, "role": role, "stratum": stratum,
             "n": "" if stratum == "younger" and role == "control" else 30}
            for name in "ABC"
            for stratum in ("younger", "older")
            for role in ("intervention", "control")
        ],
    }  # fmt: skip
    made = computed(protocol, rows)
    (finding,) = made.findings.findings
    assert len(finding.trials[0].recovered) == 3
    assert finding.n_missing == 3
    assert verify([finding], made.protocol, made.workings).figures > 50
