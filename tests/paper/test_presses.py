"""A press is ended while it sets a document: one sentence, whoever is waiting for it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest

from living_review import assets
from living_review.ground.disk import clear_what_was_left
from living_review.ground.errors import EnvironmentFailure
from living_review.paper import presses
from living_review.paper.print_job import PrintJob
from living_review.runs.build import presses_for

# It reads all that it is told, answers nothing, and goes on.
NEVER = [sys.executable, "-c", "import sys, time; sys.stdin.buffer.read(); time.sleep(60)"]
PAGE = "<!doctype html><html lang='en'><title>T</title><body><h1>A heading</h1><p>A text.</p>"
JOB = PrintJob("<p>", Path("review.md"), Path(), None)


@pytest.fixture
def press(monkeypatch):
    start = subprocess.Popen
    never = lambda _, **pipes: start(NEVER, **pipes)  # noqa: E731
    monkeypatch.setattr(presses.subprocess, "Popen", never)
    made = presses.Press("A4")
    monkeypatch.undo()
    yield made
    made.close()


def test_who_ends_a_press_that_is_at_work_waits_until_it_was_read(press) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(press.set, JOB)
        while not press._process.stdin.closed:
            time.sleep(0.01)
        press.close()
        with pytest.raises(EnvironmentFailure, match=r"could not set review\.pdf"):
            waiting.result()


def test_an_ended_press_is_told_and_asked_nothing(press) -> None:
    press.close()
    press.close()
    with pytest.raises(EnvironmentFailure, match=r"review\.pdf was given up"):
        press.set(JOB)


def test_what_a_press_lays_aside_is_gone_once_it_has_answered_and_once_another_run_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with presses.started_presses() as started:
        job = PrintJob(PAGE, tmp_path / "summary.md", assets.HERE, dt.date(2026, 1, 2))
        assert started["summary"].set(job).data.startswith(b"%PDF")
        deadline = time.monotonic() + 60
        while not any(any(each.iterdir()) for each in tmp_path.iterdir()):
            assert time.monotonic() < deadline, "the other lays fonts aside as it loads"
            time.sleep(0.02)
    (left,) = tmp_path.iterdir()
    clear_what_was_left(tmp_path)
    assert not left.exists()


@pytest.mark.parametrize(("only", "there"), [("html", None), ("pdf", "presses"), (None, "presses")])
def test_a_build_of_the_website_alone_starts_no_press(monkeypatch, only, there) -> None:
    monkeypatch.setattr(presses, "started_presses", lambda: nullcontext("presses"))
    with presses_for(only) as started:
        assert started == there
