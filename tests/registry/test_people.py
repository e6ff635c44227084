"""No result has more people than there were: who counts as whom depends on the design."""

from __future__ import annotations

import pytest

RULE = "more-than-randomised"


@pytest.fixture
def aside(tables, reading):
    """Give the reasons for which rows of arms are set aside once the tables are changed."""

    def found(*changes):
        for change in changes:
            change(tables)
        return {row.row: row.reason for row in reading(tables).quarantine if row.rule == RULE}

    return found


def randomised(n, design=""):
    return lambda tables: tables["trials"][0].update(n_randomised=str(n), design=design)


def analysed(*sizes):
    def change(tables):
        for row, n in zip(tables["arms"][:2], sizes, strict=True):
            row["n"] = str(n)

    return change


def test_two_groups_together_are_at_most_those_randomised(aside):
    found = aside(randomised(100), analysed(51, 50))
    assert {2, 3} <= set(found)
    assert "101 people together, and the trial randomised 100" in found[2]
    assert "or the design if each person had both" in found[2]


@pytest.mark.parametrize("design", ["", "parallel", "cluster"])
def test_everybody_randomised_may_be_analysed(aside, design):
    assert not {2, 3} & set(aside(randomised(101, design), analysed(51, 50)))


def test_everybody_in_a_crossover_trial_is_in_both_arms(aside):
    assert not {2, 3} & set(aside(randomised(51, "crossover"), analysed(51, 50)))


def test_no_arm_of_a_crossover_trial_has_more_than_were_randomised(aside):
    found = aside(randomised(50, "crossover"), analysed(51, 50))
    assert {2, 3} <= set(found)
    assert "has 51 people with one of the interventions" in found[2]
    assert "in which everybody had both, randomised 50" in found[2]


def test_a_third_arm_counts_too(aside):
    def add(tables):
        tables["arms"].append({**tables["arms"][0], "arm": "another"})

    found = aside(randomised(140), analysed(50, 50), add)
    assert {2, 3, len(found) and 12} <= set(found)


def test_nothing_is_known_of_a_trial_that_does_not_say_how_many_it_randomised(aside):
    assert aside(randomised(""), analysed(5000, 5000)) == {}
