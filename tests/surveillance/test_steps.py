"""A run of surveillance says what it does, step by step, and asks no more than it has to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import Locked
from living_review.protocol.surveillance import Surveillance
from living_review.surveillance.client import Found
from living_review.surveillance.survey import Registered, _locked, survey

FIRST = "Asking ClinicalTrials.gov for matching studies"
SECOND = "Asking for the studies that are known and did not match"


def study(number: str) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": number, "briefTitle": "A"}}}


class Register:
    """A register in which one study matches, and that knows every number but one."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forgot = 0

    def matching(self, _parameters: object) -> Found:
        return Found((study("NCT00000001"),), ("told of the search",))

    def numbered(self, numbers: Sequence[str]) -> Found:
        self.asked += numbers
        there = (study(each) for each in numbers if each != "NCT00000009")
        return Found(tuple(there), ("told of the numbers",))

    def forget_the_rest(self) -> None:
        self.forgot += 1


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("known", "followed"),
    [
        ((), []),
        (("NCT00000001", "ISRCTN1"), []),
        (("NCT00000002",), ["NCT00000002"]),
        (("NCT00000002", "NCT00000009"), ["NCT00000002", "NCT00000009"]),
    ],
)
def test_each_step_is_told_and_the_second_where_there_is_one(
    tmp_path: Path, known: tuple[str, ...], followed: list[str], dry_run: bool
) -> None:
    register: Any = Register()
    steps: list[str] = []
    found = survey(
        tmp_path / "candidates.csv",
        Surveillance.model_validate({"conditions": ["mood"]}),
        Registered(dict.fromkeys(known, "A"), {"A": "ongoing"}),
        register,
        today=dt.date(2026, 3, 4),
        progress=steps.append,
        dry_run=dry_run,
    )
    assert steps == [FIRST, *([SECOND] if followed else [])]
    assert register.asked == followed
    assert register.forgot == 1
    assert found.notices[:2] == ("told of the search", "told of the numbers")
    gone = [each for each in found.notices if "is no longer in the register" in each]
    assert len(gone) == ("NCT00000009" in followed)
    assert found.written == (tmp_path / "candidates.csv").exists() == (not dry_run)
    there = {"NCT00000001", *(each for each in followed if each != "NCT00000009")}
    assert {row.candidate.nct_id for row in found.rows} == there


def test_candidates_are_held_where_git_looks_at_nothing(tmp_path: Path) -> None:
    file = tmp_path / "surveillance" / "candidates.csv"
    held = pytest.raises(Locked, match=r"Another run is writing candidates\.csv")
    with _locked(file), held, _locked(file):
        pass
    cache = file.parent / ".cache"
    assert (cache / ".gitignore").read_text("utf-8") == "*\n"
    assert {each.parent for each in file.parent.rglob("*.lock")} == {cache}
