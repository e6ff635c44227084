"""The other Python: it answers, and where it cannot, the computation is made here or not at all."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_up_reviews import MadeUp, made_up

from living_review.ground.errors import Disagreement, EnvironmentFailure
from living_review.runs.build import build
from living_review.verification import verifier
from living_review.verification.verifier import started_verifier

BCG = Path(__file__).parents[2] / "examples" / "bcg"


@pytest.fixture(scope="module")
def review() -> MadeUp:
    return made_up(0, trials=9)


@pytest.fixture(autouse=True)
def another_python(figures_are_computed_again_here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "started_process", figures_are_computed_again_here)


def asked(review: MadeUp) -> Any:
    with started_verifier() as running:
        running.begin(review.findings, review.protocol, review.workings)
        return running.result()


def with_a_fault(review: MadeUp) -> MadeUp:
    first, *rest = review.findings.findings
    broken = first.model_copy(update={"k": first.k + 1})
    findings = review.findings.model_copy(update={"findings": (broken, *rest)})
    return MadeUp(findings, review.protocol, review.workings)


def test_another_python_computes_the_figures_again(
    review: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_here(_: object) -> None:
        raise AssertionError("the other Python should have answered")

    monkeypatch.setattr(verifier, "computed_here", not_here)
    assert asked(review).figures > 50
    with pytest.raises(Disagreement):
        asked(with_a_fault(review))


def dies(*_: object, **__: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "raise SystemExit(3)"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def cannot_start(*_: object, **__: object) -> None:
    raise OSError("no memory")


@pytest.mark.parametrize("start", [dies, cannot_start])
def test_where_it_dies_or_cannot_start_they_are_computed_here(
    review: MadeUp, monkeypatch: pytest.MonkeyPatch, start: Any
) -> None:
    monkeypatch.setattr(verifier, "started_process", start)
    assert asked(review).figures > 50
    with pytest.raises(Disagreement):
        asked(with_a_fault(review))


def test_without_statsmodels_nothing_is_published(
    review: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "started_process", dies)
    monkeypatch.setitem(sys.modules, "living_review.verification.run", None)
    with pytest.raises(EnvironmentFailure, match="cannot be loaded, and nothing is published"):
        asked(review)


def test_a_build_whose_computations_differ_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street = importlib.import_module("living_review.synthesis.synthesise")
    honest = street.finish

    def wrong(*args: Any) -> Any:
        found = honest(*args)
        return found.model_copy(update={"k": found.k + 1})

    shutil.copytree(BCG / "data", tmp_path / "data")
    build(tmp_path, only="html", out=tmp_path / "site")
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert any(path.name == "findings.json" for path in before)
    monkeypatch.setattr(street, "finish", wrong)
    with pytest.raises(Disagreement, match=r"the first computation of k gives 14, the second 13"):
        build(tmp_path, only="html", out=tmp_path / "site")
    after = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert before == after


def test_a_run_that_fails_while_the_other_python_is_asked_fails_for_its_own_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]

    def started() -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen(sleeping, stdin=pipe, stdout=pipe, stderr=pipe)

    monkeypatch.setattr(verifier, "started_process", started)
    running: Any = verifier.Verifier()
    # More than a pipe holds, so that it is still being written when all is over.
    answer = running._threads.submit(running._asked, b"x" * 10_000_000)
    running.close()
    assert answer.result() is None
