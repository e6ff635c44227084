"""What published versions tell of trials: the day each came, as the newest version has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.living import snapshot_files
from living_review.living.first_seen import FirstSeen

TRIALS = f"{snapshot_files.FOLDER}/trials.csv"


def store(*versions: Mapping[str, str]) -> Any:
    """Versions by number from 1, each of files by name."""
    files = dict(enumerate(versions, 1))
    latest = SimpleNamespace(number=len(files), files=files[len(files)]) if files else None
    return SimpleNamespace(
        latest=lambda: latest,
        numbers=lambda: list(files),
        manifest=lambda number: SimpleNamespace(files=files[number]),
        read=lambda number, name: files[number][name].encode(),
    )


def trials(*rows: str, columns: str = "trial_id,date_added,label") -> dict[str, str]:
    return {TRIALS: "\n".join([columns, *rows, ""])}


def test_a_trial_has_the_day_that_the_newest_version_tells() -> None:
    found = FirstSeen(
        store(
            trials("A,2020-01-01,Anna", "B,2020-01-02,Bea", "C,2020-01-03,Cato"),
            trials("A,2021-01-01,Anna", "B,,Bea"),
            {},
            trials("A , 2022-01-01 ,Anna", "D,2022-01-04,Dora"),
            trials("A,Anna", columns="trial_id,label"),
            trials("2099-01-01", columns="date_added"),
        )
    )
    days = {"A": "2022-01-01", "B": "2020-01-02", "C": "2020-01-03", "D": "2022-01-04"}
    assert found.days_of(days) == days
    assert found.days_of(["B", "E"]) == {"B": "2020-01-02"}
    assert found.days_of([]) == {}


@pytest.mark.parametrize(
    ("versions", "names"),
    [
        ((), {}),
        (({},), {}),
        ((trials("A,,Anna", "B,,Bea"),), {"Anna": "A", "Bea": "B"}),
        ((trials("A,,Anna", "B,,Anna", "C,,Cato"),), {"Cato": "C"}),
        ((trials("A,,Anna"), trials("B,,Bea")), {"Bea": "B"}),
    ],
)
def test_a_label_names_a_trial_where_it_is_that_of_one_alone(
    versions: tuple[Mapping[str, str], ...], names: Mapping[str, str]
) -> None:
    assert FirstSeen(store(*versions)).names() == names


@pytest.mark.parametrize(
    ("versions", "columns"),
    [
        ((), ()),
        (({},), ()),
        (({snapshot_files.INDEX: json.dumps({"columns": ["a", "b"]})},), ("a", "b")),
        (({snapshot_files.INDEX: "{}"},), ()),
        (({snapshot_files.INDEX: json.dumps({"columns": ["a"]})}, {}), ()),
    ],
)
def test_the_header_is_that_of_the_latest_version(
    versions: tuple[Mapping[str, str], ...], columns: tuple[str, ...]
) -> None:
    assert FirstSeen(store(*versions)).columns() == columns
