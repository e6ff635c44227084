"""Counts, shares and clusters at the very figure where a check begins to speak of them."""

from __future__ import annotations

import pytest
from tests.registry.conftest import arm, contrast, faultless, raw_tables, trial
from tests.registry.one_check import Check, Rows, pair, told

from living_review.registry.checks import clusters, counts, numbers
from living_review.registry.frames import typed

RULE = {
    "shares": counts.n_as_percentages,
    "rare": counts.percentages,
    "least": numbers.below_bound,
    "parts": numbers.proportions,
    "events": numbers.events_exceed_n,
}
IN_ARMS = [
    *(("least", "n", "1", ""), ("least", "n", "0", "n-not-positive")),
    *(("least", "events", "0", ""), ("least", "events", "-1", "events-negative")),
    *(("least", "weeks", "0", ""), ("least", "weeks", "-1", "weeks-negative")),
    *(("least", "cluster_size", "1", ""), ("least", "cluster_size", "0.9", "cluster-size")),
    *(("least", "sd", "0.00001", ""), ("least", "sd", "0", "sd-not-positive")),
    *(("least", "se", "0.00001", ""), ("least", "se", "0", "se-not-positive")),
    *(("parts", "icc", "0", ""), ("parts", "icc", "1", "")),
    *(("parts", "icc", "-0.01", "icc-out-of-range"), ("parts", "icc", "1.01", "icc-out-of-range")),
    *(("parts", "ci_level", "0.5", ""), ("parts", "ci_level", "0.999", "")),
    *(("parts", "ci_level", "0.49", "ci-level"), ("parts", "ci_level", "1", "ci-level")),
    *(("events", "events", "50", ""), ("events", "events", "51", "events-exceed-n")),
]
IN_CONTRASTS = [
    *(("least", "n_intervention", "1", ""), ("least", "n_intervention", "0", "n-not-positive")),
    *(("least", "n_control", "1", ""), ("least", "n_control", "0", "n-not-positive")),
    *(("least", "weeks", "0", ""), ("least", "weeks", "-1", "weeks-negative")),
    *(("least", "variance", "0.001", ""), ("least", "variance", "0", "variance-not-positive")),
    *(("least", "se", "0.00001", ""), ("least", "se", "0", "se-not-positive")),
    *(("parts", "p", "1", ""), ("parts", "p", "0.00001", "")),
    *(("parts", "p", "0", "p-out-of-range"), ("parts", "p", "1.01", "p-out-of-range")),
    *(("parts", "ci_level", "0.5", ""), ("parts", "ci_level", "1", "ci-level")),
]


@pytest.mark.parametrize(("check", "column", "cell", "rule"), IN_ARMS)
def test_a_figure_of_an_arm_has_a_least_and_a_most(
    check: str, column: str, cell: str, rule: str
) -> None:
    rows = pair("", "", outcome="relapse", **{"n": "50", "sd": "", column: cell})
    assert told(RULE[check], rows) == [f"{column} {rule} {row}" for row in (2, 3) if rule]


@pytest.mark.parametrize(("check", "column", "cell", "rule"), IN_CONTRASTS)
def test_a_figure_of_a_contrast_has_a_least_and_a_most(
    check: str, column: str, cell: str, rule: str
) -> None:
    rows = [{**contrast("A", "0.3"), column: cell}]
    assert told(RULE[check], contrasts=rows) == [f"{column} {rule} 2"] * bool(rule)


@pytest.mark.parametrize(
    ("n", "randomised", "doubted"),
    [
        *(("50", "151", True), ("50", "150", False)),
        *(("49.5", "151", True), ("50.5", "151", True), ("49", "151", False), ("51", "151", False)),
    ],
)
def test_arms_that_add_up_to_a_hundred_of_many_more_are_shares(
    n: str, randomised: str, doubted: bool
) -> None:
    rows = (
        pair(n=n)
        if "." not in n
        else [
            {**row, "n": str(round(float(n) + less))}
            for row, less in zip(pair(), (0.5, -0.5), strict=True)
        ]
    )
    said = told(RULE["shares"], rows, trials=[trial("A", n_randomised=randomised)])
    assert said == [f"n n-as-percentages {row}" for row in (2, 3) if doubted]


@pytest.mark.parametrize(
    ("n", "events", "others", "rare"),
    [
        *(("201", "20", 4, True), ("200", "20", 4, False), ("201", "20", 3, False)),
        *(("201", "21", 4, False), ("201", "19", 4, False)),
    ],
)
def test_counts_far_rarer_than_elsewhere_are_percentages_from_here_on(
    n: str, events: str, others: int, rare: bool
) -> None:
    # Elsewhere 20 to 30 of a hundred have the event: as percentages 20 lie among them, 19 do not.
    def counted(name: str, n: str, *both: str) -> Rows:
        rows = pair("", "", name, outcome="relapse", n=n, sd="")
        return [{**row, "events": each} for row, each in zip(rows, both, strict=True)]

    arms = counted("A", n, events, events)
    for i in range(others):
        arms += counted(f"B{i}", "1000", "200", "300")
    said = told(RULE["rare"], arms)
    assert said == [f"events events-as-percentages {row}" for row in (2, 3) if rare]


def test_what_is_said_of_clusters_is_what_arms_and_design_give() -> None:
    sizes = [("", ""), ("6", ""), ("", "0.04"), ("6", "0.04")]
    ways = [(d, a, b) for d in ("cluster", "parallel", "") for a in sizes for b in sizes]
    arms: Rows = []
    expected: set[str] = set()
    for i, (design, *both) in enumerate(ways):
        given = [sum(map(bool, each)) for each in both]
        for j, ((size, icc), own) in enumerate(zip(both, given, strict=True)):
            role = ("intervention", "control")[j]
            arms.append(arm(f"T{i}", role, "50", cluster_size=size, icc=icc))
            line = len(arms) + 1
            if design == "cluster" and not own and max(given) < 2:
                expected.add(f"icc cluster-unadjusted {line}")
            if own == 1:
                expected.add(f"{'cluster_size' if icc else 'icc'} cluster-half-given {line}")
            if not own and max(given) == 2:
                expected.add(f"icc cluster-one-arm {line}")
            if own == 2 and design != "cluster":
                expected.add(f"icc cluster-not-the-design {line}")
    trials = [trial(f"T{i}", design=design) for i, (design, *_) in enumerate(ways)]
    checks = (
        *(clusters.unadjusted_cluster, clusters.half_given),
        *(clusters.one_arm_only, clusters.design_differs),
    )
    found = [each for check in checks for each in told(check, arms, trials=trials)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("check", "cells", "rule"),
    [
        (clusters.larger_than_arm, {"cluster_size": "50"}, ""),
        (
            clusters.larger_than_arm,
            {"cluster_size": "50.1"},
            "cluster_size cluster-larger-than-arm",
        ),
        (clusters.large_correlation, {"icc": "0.3"}, ""),
        (clusters.large_correlation, {"icc": "0.31"}, "icc icc-large"),
        (clusters.one_person, {"n": "2"}, ""),
        (clusters.one_person, {"n": "1"}, "n one-person"),
        (clusters.one_person, {"n": "1", "outcome": "relapse"}, ""),
    ],
)
def test_a_cluster_and_an_arm_have_their_bounds(
    check: Check, cells: dict[str, str], rule: str
) -> None:
    rows = [{**row, **cells} for row in pair()]
    assert told(check, rows) == [f"{rule} {row}" for row in (2, 3) if rule]


def test_an_extra_column_holds_its_numbers_as_they_are_and_its_words_whole() -> None:
    tables = faultless()
    for row, cell in zip(tables["trials"], ("12.0", "v1.0", "12"), strict=True):
        row["site"] = cell
    assert typed(raw_tables(tables)).tables["trials"]["site"].tolist() == ["12", "v1.0", "12"]
