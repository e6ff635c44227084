"""Every engine gives the same outcomes; a process that dies takes its own review alone with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from living_review.library.engines import DIED, Engine, Here, Processes
from living_review.library.jobs import FAULT, Job, Outcome
from living_review.library.members import Library, Member, library_at
from living_review.library.run import run
from living_review.library.tasks import carried_out

pytestmark = pytest.mark.xdist_group("library")


def told(outcome: Outcome) -> Mapping[str, Any]:
    return {**asdict(outcome), "seconds": None}


def test_here_and_in_processes_the_outcomes_are_the_same(shelf: Callable[..., Path]) -> None:
    place = shelf("a", "b", "c")
    (place / "b" / "data" / "protocol.yml").write_text("review: [\n", encoding="utf-8")
    library = library_at(place)
    engines: tuple[Callable[[], Engine], ...] = (Here, lambda: Processes(2))
    found = []
    for made in engines:
        with made() as engine:
            ran = run(library, "analyse", engine)
        found.append([told(each) for each in ran.outcomes])
    assert found[0] == found[1]
    assert [each["state"] for each in found[0]] == ["analysed", "failed", "analysed"]
    assert found[0][0]["results"]


def _ended(_: object) -> Member:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class _Ends:
    def __reduce__(self) -> tuple[Any, ...]:
        return _ended, (None,)


def test_a_process_that_dies_takes_its_own_review_alone(shelf: Callable[..., Path]) -> None:
    place = shelf("a", "c")
    jobs = [
        Job(Member("a", place / "a"), "check"),
        # Read in the process that works on it, this ends that process.
        Job(Member("b", place / "b"), "check", {"ends": _Ends()}),
        Job(Member("c", place / "c"), "check"),
    ]
    with Processes(1) as engine:
        for each in jobs:
            engine.submit(each)
        done = {each.review: each for each in engine.as_completed()}
    assert {name: each.state for name, each in done.items()} == {
        "a": "checked",
        "b": "failed",
        "c": "checked",
    }
    assert (done["b"].error, done["b"].exit_code) == (DIED, FAULT)


@pytest.mark.parametrize("made", [Here, lambda: Processes(1)])
def test_what_was_dropped_is_not_begun(made: Callable[[], Engine], tmp_path: Path) -> None:
    with made() as engine:
        for number in range(50):
            engine.submit(Job(Member(str(number), tmp_path), "check"))
        engine.cancel()
    # At most the one that was being worked on is done.
    assert isinstance(engine, Here | Processes)


def test_a_fault_of_the_program_is_the_outcome_of_its_review(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("living_review.runs.editions.computed", breaks)
    done = carried_out(Job(Member("a", tmp_path, ("x",)), "check"))
    assert (done.state, done.exit_code, done.topics) == ("failed", FAULT, ("x",))
    assert "ZeroDivisionError: by zero" in done.error


def test_each_failure_has_the_code_of_its_command(tmp_path: Path) -> None:
    missing = carried_out(Job(Member("a", tmp_path / "a"), "check"))
    assert missing.exit_code == 2
    assert "is not a folder" in missing.error or "no protocol" in missing.error
    ran = run(Library(tmp_path, (Member("a", tmp_path / "a"),)), "check", Here())
    assert ran.exit_code == 2
