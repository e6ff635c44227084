"""A run over a library: what has not moved is not looked into, and what was done is kept."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from quick_runs import set_no_paper, verify_here
from typer.testing import CliRunner

from living_review.cli import app
from living_review.library.engines import Here
from living_review.library.jobs import Job, Outcome
from living_review.library.members import library_at
from living_review.library.run import RECORD, Ran, run
from living_review.library.seals import SETTLED

pytestmark = pytest.mark.xdist_group("library")
EXAMPLES = Path(__file__).parents[2] / "examples"


class Counting(Here):
    """Counts the reviews that are looked into."""

    def __init__(self) -> None:
        super().__init__()
        self.looked: list[str] = []

    def submit(self, job: Job) -> None:
        self.looked.append(job.member.name)
        super().submit(job)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish two small reviews, with the parts that take long left out."""
    place = tmp_path_factory.mktemp("library") / "shelf"
    for name in ("a", "b"):
        shutil.copytree(EXAMPLES / "minimal" / "data", place / name / "data")
    with pytest.MonkeyPatch.context() as patch:
        verify_here(patch)
        set_no_paper(patch)
        ran, looked = updated(place)
    assert ([each.state for each in ran.outcomes], looked) == (["published"] * 2, ["a", "b"])
    assert not ran.seals, "what was just published is looked into once more"
    return place


@pytest.fixture
def published(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give two published reviews of which a run has found that nothing is new."""
    verify_here(monkeypatch)
    set_no_paper(monkeypatch)
    now = time.time_ns
    # Files count as written long ago, without waiting for it.
    monkeypatch.setattr("living_review.library.seals.time.time_ns", lambda: now() + 2 * SETTLED)
    place = Path(shutil.copytree(once, tmp_path / "shelf"))
    ran, looked = updated(place)
    assert ([each.state for each in ran.outcomes], looked) == (["nothing new"] * 2, ["a", "b"])
    assert sorted(ran.seals) == ["a", "b"]
    return place


def updated(place: Path, **more: Any) -> tuple[Ran, list[str]]:
    engine = Counting()
    return run(library_at(place), "update", engine, **more), engine.looked


def test_what_has_not_moved_is_not_looked_into(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, looked = updated(published)
    assert (looked, ran.exit_code, [each.version for each in ran.outcomes]) == ([], 0, [1, 1])
    assert updated(published, thorough=True)[1] == ["a", "b"]
    # Only the one that moved is looked into, whatever moved in it: an input, a page, a version.
    for name in ("data/registry/trials.csv", "_site/index.html", "data/versions/1"):
        found = published / "a" / name
        file = found if found.is_file() else next(filter(Path.is_file, found.rglob("*")))
        os.utime(file)
        assert updated(published)[1] == ["a"], name
        assert updated(published)[1] == [], name
    # What is spoiled is mended, and then looked into once more.
    (published / "b" / "_site" / "index.html").write_text("x", encoding="utf-8")
    ran, looked = updated(published)
    assert (looked, ran.outcomes[1].state) == (["b"], "republished")
    # Another program of this name may compute otherwise.
    monkeypatch.setattr("living_review.library.seals.__version__", "another")
    assert updated(published)[1] == ["a", "b"]


def test_a_record_that_cannot_be_read_or_is_another_says_nothing(published: Path) -> None:
    record = published / RECORD
    whole = record.read_text(encoding="utf-8")
    document = json.loads(whole)
    for text in (
        "",
        "{",
        "[]",
        '{"schema": "other"}',
        whole.replace('"seal"', '"sealed"'),
        json.dumps({**document, "reviews": [{"review": "a"}, {"review": "b", "seal": 3}]}),
        whole.replace('"version": 1', '"version": "x"'),
    ):
        record.write_text(text, encoding="utf-8")
        assert updated(published)[1] == ["a", "b"], text[:40]
        assert updated(published)[1] == []


def test_a_registry_elsewhere_is_always_asked(published: Path) -> None:
    for file in (published / "a" / "data" / "versions").rglob("manifest.json"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"csv": {', '"https": {'), encoding="utf-8")
    for _ in range(2):
        assert "a" in updated(published)[1]


def test_a_run_that_is_broken_off_keeps_what_was_done(
    shelf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Here):
        def as_completed(self) -> Iterator[Outcome]:
            yield Outcome("a", "published", 0, title="A", version=3)
            raise KeyboardInterrupt

    place = shelf("a", "b")
    with pytest.raises(KeyboardInterrupt):
        run(library_at(place), "update", Broken())
    kept = json.loads((place / RECORD).read_text(encoding="utf-8"))
    assert [(each["review"], each["version"]) for each in kept["reviews"]] == [("a", 3)]


def test_a_dry_run_keeps_nothing(published: Path) -> None:
    before = (published / RECORD).read_bytes()
    (published / "a" / "CHANGELOG.md").unlink()
    ran, _ = updated(published, options={"dry_run": True})
    assert [each.state for each in ran.outcomes] == ["would republish", "nothing new"]
    assert (published / RECORD).read_bytes() == before


def called(*line: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["library", *line])
    return done.exit_code, done.stdout, done.stderr


def test_the_worst_code_and_each_reason_are_told(shelf: Callable[..., Path]) -> None:
    place = shelf("a", "b")
    (place / "b" / "data" / "protocol.yml").write_text("review: [\n", encoding="utf-8")
    code, out, err = called("check", str(place))
    assert code == 2
    assert "b       failed" in out
    assert "b/data/protocol.yml, line 1: " in out
    assert "2 reviews: 1 checked, 1 failed" in out
    assert "1 of 2  a: checked" in err
    code, out, _ = called("check", str(place), "--json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["task"]) == (2, 2, "check")
    assert [each["state"] for each in told["reviews"]] == ["checked", "failed"]
    assert not (place / RECORD).exists()
    code, out, err = called("check", str(place), "--quiet")
    assert (code, out) == (2, "")
    assert err.startswith("Error: b: ")


def test_an_analysis_tells_results_what_would_move_and_shared_trials(
    shelf: Callable[..., Path],
) -> None:
    place = shelf("a", "b", example="bcg")
    options = ("--what-if", "pool=false", "--shared")
    code, out, _ = called("analyse", str(place), *options, "--json")
    told = json.loads(out)
    assert code == 0
    assert [len(each["results"]) > 0 for each in told["reviews"]] == [True, True]
    assert [len(each["would_move"]) > 0 for each in told["reviews"]] == [True, True]
    assert "shared_trials" in told
    code, out, _ = called("analyse", str(place), *options)
    assert "a       analysed" in out
    assert "changed" in out
    assert "Trials in several reviews: " in out


def test_a_choice_that_no_protocol_may_make_is_one_sentence(shelf: Callable[..., Path]) -> None:
    code, out, err = called("analyse", str(shelf("a")), "--what-if", "tau=PM")
    assert (code, out) == (2, "")
    assert err.startswith("Error: --what-if tau: no such key of 'analysis'; allowed are ")
