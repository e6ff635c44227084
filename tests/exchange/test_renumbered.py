"""RevMan numbers its analyses anew: decisions follow the names of outcomes, not their numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import permutations

import pytest
from sample_files import revman5

from living_review.exchange import reading
from living_review.exchange.standing import imported_again
from living_review.exchange.tabulate import Imported
from living_review.ground.errors import BadInput

NAMES = ("Mood", "Sleep", "Pain", "Fatigue")
MAPPING = """\
timepoint: post
outcomes:
  "1.1": {label: Mood, outcome: mood, higher_is_better: false}
  "1.2": {label: Sleep, outcome: sleep, higher_is_better: true}
  "1.3": {label: Pain, outcome: pain, higher_is_better: false}
  "1.4": {label: Fatigue, skip: true}
"""


def file(names: Sequence[str]) -> bytes:
    """Write a review whose outcome of a name has a mean of its own."""
    study = '<STUDY DATA_SOURCE="PUB" ID="S" NAME="Adams 2001" YEAR="2001"/>'
    outcomes = "".join(
        f'<CONT_OUTCOME EFFECT_MEASURE="SMD" ID="CMP-001.0{i}" NO="{i}" SUBGROUPS="NO" '
        f'TOTALS="YES"><NAME>{name}</NAME><GROUP_LABEL_1>A</GROUP_LABEL_1>'
        f'<GROUP_LABEL_2>B</GROUP_LABEL_2><CONT_DATA STUDY_ID="S" TOTAL_1="20" '
        f'MEAN_1="{len(name)}" SD_1="2" TOTAL_2="21" MEAN_2="9" SD_2="2"/></CONT_OUTCOME>'
        for i, name in enumerate(names, start=1)
    )
    return revman5(
        f"<STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>{study}</INCLUDED_STUDIES></STUDIES>"
        "</STUDIES_AND_REFERENCES>",
        f'<ANALYSES_AND_DATA><COMPARISON ID="CMP-001" NO="1"><NAME>C</NAME>{outcomes}'
        "</COMPARISON></ANALYSES_AND_DATA>",
    )


def read(names: Sequence[str], mapping: str = MAPPING) -> Imported:
    return imported_again(
        file(names),
        "r.rm5",
        "revman5",
        mapping=(mapping.encode(), "data/mapping.yml"),
        where={},
        first=True,
        pulled_at=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
    )


def results(found: Imported) -> set[tuple[str, str, str]]:
    arms = found.tables["arms"]
    at = [arms.columns.index(name) for name in ("outcome", "mean", "higher_is_better")]
    return {(row[at[0]], row[at[1]], row[at[2]]) for row in arms.rows if row[at[1]] != "9"}


RIGHT = {("mood", "4", "false"), ("sleep", "5", "true"), ("pain", "4", "false")}


def test_the_labels_of_the_mapping_are_those_of_a_draft() -> None:
    draft = reading.draft(file(NAMES), "r.rm5", "revman5")
    assert [line.strip() for line in draft.splitlines() if "label:" in line] == [
        f'label: "{name}"' for name in NAMES
    ]


@pytest.mark.parametrize("names", list(permutations(NAMES)))
def test_in_any_order_each_outcome_keeps_its_decisions(names: Sequence[str]) -> None:
    found = read(names)
    assert results(found) == RIGHT
    told = [each for each in found.report if "found by its name" in each.reason]
    assert {(each.kind, each.where, each.count) for each in told} <= {
        ("please check", "outcome", 1)
    }
    moved = {each.found for each in told}
    assert moved == {f"1.{i}" for i, name in enumerate(names, 1) if NAMES[i - 1] != name}


def test_an_outcome_that_is_new_is_still_asked_for() -> None:
    with pytest.raises(BadInput, match=r"which way is better for 1\.1 \(Appetite\); add each to"):
        read(("Appetite", *NAMES))
    found = read(("Appetite", *NAMES), MAPPING + "others: skip\n")
    assert results(found) == RIGHT


def test_what_two_outcomes_are_called_decides_nothing() -> None:
    with pytest.raises(BadInput, match="so it may be another outcome"):
        read(("Sleep", "Mood", "Mood", "Pain"))
