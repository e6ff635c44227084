"""Which name an arm is proposed to have, from what is known, and how rows are put into a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.entry import writing
from living_review.entry.plan import Files, Plan, _as_there, _grown
from living_review.entry.proposals import arm
from living_review.ground.errors import EnvironmentFailure, LivingReviewError
from living_review.protocol import parse_protocol
from living_review.registry import TABLES
from living_review.sources import read_csv

PROTOCOL = parse_protocol("""
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}]
comparisons:
  - {id: a, label: A, intervention: Drug, comparator: Placebo, include: {kind: [x]}}
  - {id: b, label: B, intervention: Other drug, comparator: Usual care}
outcomes: [{id: md, label: Points, measure: MD, better: higher}]
""")
TRIAL = {"kind": "x", "category": "Talking", "comparator": "Waiting"}


def rows(role: str, *names: str) -> list[dict[str, str]]:
    return [{"role": role, "arm": name} for name in names]


@pytest.mark.parametrize(
    ("role", "before", "taken", "trial", "name"),
    [
        ("intervention", (), (), TRIAL, "Drug"),
        ("intervention", (), (), {**TRIAL, "kind": "y"}, "Other drug"),
        ("intervention", (), ("Drug",), TRIAL, "Talking"),
        ("intervention", (), ("Drug", "Talking"), TRIAL, "intervention"),
        ("intervention", (), ("Drug", "Talking", "intervention"), TRIAL, ""),
        ("intervention", ("Mine", "Yours"), ("Mine",), TRIAL, "Yours"),
        ("intervention", (), ("Drug",), {"kind": "x"}, "intervention"),
        ("control", (), (), TRIAL, "Waiting"),
        ("control", (), ("Waiting",), TRIAL, "Placebo"),
        ("control", (), ("Waiting", "Placebo"), TRIAL, "control"),
        ("control", (), (), {"kind": "x"}, "Placebo"),
        ("control", (), (), {"kind": "y"}, "Usual care"),
        ("control", ("Mine",), (), TRIAL, "Mine"),
    ],
)
def test_an_arm_is_named_as_before_then_by_the_trial_and_the_first_comparison(
    role: str, before: Sequence[str], taken: Sequence[str], trial: dict[str, str], name: str
) -> None:
    other = "control" if role == "intervention" else "intervention"
    earlier = [*rows(other, "Not this"), *rows(role, *before)]
    assert arm(role, earlier, rows(role, *taken), trial, PROTOCOL) == name


def files(**texts: str) -> Any:
    content = {name: text.encode() for name, text in texts.items()}
    tables = {name: read_csv(each, name, f"{name}.csv") for name, each in content.items()}
    return SimpleNamespace(content=content, tables=tables)


TRIALS = "trial_id,label,n_randomised\r\nA,Ash,5\r\n"


def test_rows_are_written_as_those_of_their_file_are() -> None:
    there = files(trials=TRIALS, arms='trial_id;mean;notes\nA;"1,5";x\n')
    text = _grown("arms", [{"trial_id": "B", "mean": "2.5", "notes": "y.z"}], there, ()).encoded()
    assert text == b'trial_id;mean;notes\nA;"1,5";x\nB;2,5;y.z\n'
    plain = files(trials=TRIALS, arms="trial_id,mean,notes\nA,1.5,x\n")
    text = _grown("arms", [{"trial_id": "B", "mean": "2.5"}], plain, ()).encoded()
    assert text == b"trial_id,mean,notes\nA,1.5,x\nB,2.5,\n"
    # A column that may be added is where a row fills it.
    for cell, header in (("3", b",sd\n"), ("", b"notes\n")):
        row = {"trial_id": "B", "sd": cell, "se": "1"}
        grown = _grown("arms", [row], plain, ("arms.sd", "trials.se"))
        assert header in grown.encoded()
        assert b"se" not in grown.encoded()
    new = _grown("arms", [{"trial_id": "B", "mean": "2.5"}], files(trials=TRIALS), ()).encoded()
    head, _, rest = new.partition(b"\r\n")
    assert head.decode().split(",") == list(TABLES["arms"].names)
    assert b"2.5" in rest


@pytest.mark.parametrize(
    ("name", "comma", "cell"),
    [("mean", True, "1,5"), ("mean", False, "1.5"), ("notes", True, "1.5"), ("own", True, "1.5")],
)
def test_a_decimal_comma_is_for_numbers(name: str, cell: str, *, comma: bool) -> None:
    assert _as_there("arms", name, "1.5", comma=comma) == cell


def test_a_file_that_is_none_is_named() -> None:
    whole = files(trials=TRIALS, arms="trial_id\nA\n")
    for table in ("arms", "contrasts"):
        spoiled = "arms" if table == "arms" else "trials"
        content = {**whole.content, spoiled: b'trial_id,"x\n'}
        broken = SimpleNamespace(content=content, tables=whole.tables)
        with pytest.raises(LivingReviewError, match=rf"{spoiled}\.csv\b(?!X)"):
            _grown(table, [{"trial_id": "B"}], broken, ())
    assert replace(whole.tables["arms"]) == whole.tables["arms"]


def test_what_trials_have_in_a_column_is_named_once_and_nothing_of_one_that_is_not_there() -> None:
    content = b"trial_id,country\nA, Chile\nB,\nC,Chile\nD,Belize\n"
    table = read_csv(content, "trials", "trials.csv")
    files = Files(Path(), {}, {}, {"trials": table}, None)  # type: ignore[arg-type]
    assert files.used("country") == ["Belize", "Chile"]
    assert files.used("delivery") == []


def test_where_nothing_can_be_written_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        if written:
            raise OSError(28, "No space left on device")
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        written.append(path)

    monkeypatch.setattr(writing, "write_whole", full)
    (tmp_path / "trials.csv").write_bytes(b"before")
    files = {"arms.csv": b"new", "trials.csv": b"after"}
    plan = Plan({"arms.csv": None, "trials.csv": b"before"}, files, {}, (), ())
    with pytest.raises(EnvironmentFailure) as caught:
        writing.write(tmp_path, plan)
    assert str(caught.value) == (
        f"{tmp_path} cannot be written (No space left on device); nothing was changed."
    )
    assert [each.name for each in tmp_path.iterdir()] == ["trials.csv"]
    assert (tmp_path / "trials.csv").read_bytes() == b"before"
