"""Subgroups that differ beyond chance are told in rows of their own, and no others are."""

from __future__ import annotations

from itertools import product

import pytest

from living_review.certainty import summary_table
from living_review.certainty.absolute import subgroups_in_people
from living_review.certainty.subgroup_rows import differing, differs_words
from living_review.findings import Subgroup, SubgroupLevel


def subgroup(pool, p, k):
    def level(name, move):
        moved = pool.model_copy(
            update={name: getattr(pool, name) * move for name in ("estimate", "ci_low", "ci_high")}
        )
        return SubgroupLevel(level=f"{move}", k=k, n=100, pooled=moved, heterogeneity=None)

    levels = (level("estimate", 0.8), level("estimate", 1.2))
    return Subgroup(moderator="risk_group", levels=levels, q_between=9.0, df=1.0, p=p)


@pytest.fixture
def pooled(finding, outcome):
    def made(measure, p, k):
        asked = outcome(measure)
        found = finding(asked, (1.4, 1.2, 1.6), judgements=["low"] * 3)
        found = found.model_copy(update={"subgroups": (subgroup(found.pooled, p, k),)})
        return found.model_copy(update={"subgroups": subgroups_in_people(found, asked)})

    return made


@pytest.mark.parametrize(("p", "k"), list(product((0.0004, 0.01, 0.02, 0.4, None), (1, 2, 5))))
def test_only_planned_groups_that_differ_beyond_chance_are_told_apart(pooled, p, k):
    found = pooled("RR", p, k)
    told = p is not None and p <= 0.01 and k >= 2
    assert bool(differs_words(found)) == told
    assert len(list(differing(found))) == 2 * told


@pytest.mark.parametrize("measure", ["SMD", "MD", "OR", "RR", "RD"])
def test_each_group_has_its_effect_in_people_at_the_baselines_of_its_outcome(pooled, measure):
    found = pooled(measure, 0.001, 3)
    for level in found.subgroups[0].levels:
        assert len(level.absolute) == (measure in ("OR", "RR", "RD"))
        for row in level.absolute:
            assert row.with_comparator == 0.2
            assert row.with_intervention != row.with_comparator


def test_rows_of_groups_stand_below_their_outcome_and_are_not_rated(rated):
    found = next(each for each in rated.findings if each.pooled and each.certainty)
    split = found.model_copy(update={"subgroups": (subgroup(found.pooled, 0.001, 2),)})
    others = tuple(split if each.key == found.key else each for each in rated.findings)
    table = summary_table(rated.model_copy(update={"findings": others}), found.comparison, limit=20)
    rows = [row for row in table.rows if row.key == found.key]
    assert [row.subgroup for row in rows] == ["", "risk group: 0.8", "risk group: 1.2"]
    assert [row.level for row in rows[1:]] == [None, None]
    comments = [each.replace("\u00a0", " ") for each in rows[0].comments]
    assert any("The effect differs by risk group (p = 0.001)" in each for each in comments)
