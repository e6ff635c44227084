"""Rows of a registry are named by what they are of, also where cells are empty or odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from living_review.living.registry_words import Words, meaning_of
from living_review.living.row_matching import KeyedRow
from living_review.registry.columns import TABLES, Table

if TYPE_CHECKING:
    from conftest import Review


def row(**cells: str) -> KeyedRow:
    return KeyedRow((), cells, cells)


@pytest.fixture
def words(bcg: Review) -> Words:
    return Words(bcg.edition(), bcg.edition())


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("arms", {"role": "control", "arm": "Control"}, "control arm"),
        ("arms", {"role": "control", "arm": "no vaccine"}, "control arm (no vaccine)"),
        ("arms", {}, "arm"),
        ("arms", {"arm": "no vaccine", "stratum": "women"}, "women, arm (no vaccine)"),
        ("arms", {"outcome": "Height", "instrument": "tape"}, "height, tape, arm"),
        ("contrasts", {"measure": "OR", "adjusted": "true"}, "adjusted OR"),
        ("contrasts", {"measure": "OR", "adjusted": "false"}, "OR"),
        ("contrasts", {"instrument": "tape"}, "tape"),
        ("risk_of_bias", {"tool": "RoB2", "domain": "D1"}, "every outcome, RoB 2, domain D1"),
        ("risk_of_bias", {"tool": "RoB1", "domain": "Overall"}, "every outcome, RoB 1, overall"),
        ("risk_of_bias", {"outcome": "Height", "tool": "other"}, "height, other"),
        ("searches", {"source": "PubMed"}, "PubMed"),
        ("exclusions", {"search_id": "s1"}, "search s1"),
        ("exclusions", {}, ""),
        ("trials", {"trial_id": "A"}, ""),
    ],
)
def test_a_row_is_named_by_what_it_is_of(
    words: Words, table: str, cells: dict[str, str], said: str
) -> None:
    assert words.where(table, row(**cells)) == said


def test_a_row_is_named_by_whose_it_is(words: Words) -> None:
    assert words.whose("searches", row(search_id="s1")) == "search s1"
    assert words.whose("exclusions", row(report="Nobody 1970")) == "Nobody 1970"
    assert words.whose("arms", row(trial_id="X")) == "X"
    for table in ("searches", "exclusions", "arms"):
        assert words.whose(table, row()) == "a row without a name"


def test_a_search_is_named_by_its_day_and_all_its_sources(words: Words) -> None:
    rows = [row(date="2026-05-04", source=each) for each in ("PubMed", "", "PsycINFO")]
    assert words.search(rows) == "4 May 2026: PubMed; PsycINFO"
    assert words.search([row(date="2026-05-04")]) == "4 May 2026: source not said"
    assert words.search([row(date="soon", source="PubMed")]) == "soon: PubMed"
    assert words.search([row()]) == "no date: source not said"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_readers_are_told_of_every_column_what_teams_are_told(table: Table) -> None:
    for column in table.columns:
        assert meaning_of(table, column.name) == column.meaning
    assert meaning_of(table, "a column of our own") == ""
