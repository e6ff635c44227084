"""The list of versions: what a person on a terminal, a log and a program are told."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from living_review.cli import versions


def manifest(number: int) -> Any:
    told = SimpleNamespace(
        headline=f"What {number} changed.", conclusions_changed=["Mood"] * (number == 2), stale=(),
        trials_included=number, participants=10 * number, participants_missing=0, set_aside=1,
    )  # fmt: skip
    return SimpleNamespace(
        number=number, date=dt.date(2026, 1, number), registry_hash="ab", told=told,
        made_at=dt.datetime(2026, 1, number, 6, tzinfo=dt.UTC),
        as_of=dt.date(2025, 1, 1) if number == 2 else None,
    )  # fmt: skip


@pytest.mark.parametrize("many", [0, 1, 2, 3])
def test_versions_are_listed_newest_first(
    many: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    every = [manifest(number) for number in range(1, many + 1)]
    store = SimpleNamespace(manifests=lambda: tuple(every))
    monkeypatch.setattr(versions, "store_of", lambda _review: store)
    for as_json, terminal in itertools.product((True, False), repeat=2):
        monkeypatch.setattr(sys.stdout, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setenv("NO_COLOR", "1")
        with pytest.raises(typer.Exit) as done:
            versions.versions(as_json=as_json)
        assert done.value.exit_code == 0
        out = capsys.readouterr().out
        if as_json:
            told = json.loads(out)
            assert [each["number"] for each in told["versions"]] == [*range(many, 0, -1)]
            assert told["exit_code"] == 0
            if many > 1:
                assert told["versions"][-2] == {
                    "number": 2, "date": "2026-01-02", "made_at": "2026-01-02T06:00:00+00:00",
                    "as_of": "2025-01-01", "registry_hash": "ab", "headline": "What 2 changed.",
                    "conclusions_changed": ["Mood"], "stale": [], "trials_included": 2,
                    "participants": 20, "participants_missing": 0, "set_aside": 1,
                }  # fmt: skip
                assert told["versions"][-1]["as_of"] is None
            continue
        lines = []
        for number in range(many, 0, -1):
            lines.append(f"   {number}  2026-01-0{number}  What {number} changed.")
            lines += [f"{'':18}conclusion changed: Mood"] * (number == 2)
        if not many:
            lines.append("No version is published yet; 'living-review update' makes the first.")
        if many > 1 and terminal:
            diff = f"'living-review diff {many - 1} {many}' says what the last changed."
            lines.append(f"{many} versions; {diff}")
        assert out.splitlines() == lines
