"""An added trial that was broken off: what is kept, what is offered again, and what is told."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.cli import add_trial
from living_review.entry.answers import Answers
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder

GIVEN = (("trials.trial_id", "A2026"), ("trials.label", "A 2026"), ("trials.year", "2026"))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (GIVEN, "A 2026, 3 answers"),
        (GIVEN[:1], "A2026, 1 answers"),
        ((("trials.label", ""), *GIVEN[:1]), "A2026, 2 answers"),
        ((("arms.n", "1"),), "no name yet, 1 answers"),
    ],
)
def test_what_is_kept_is_named_by_its_label_or_its_id(given: Any, named: str) -> None:
    assert add_trial._named(SimpleNamespace(given=given)) == named  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "goes_on"),
    [(["yes"], True), (["Y"], True), ([""], True), (["no"], False), (["perhaps", "N"], False)],
)
def test_a_person_goes_on_with_what_is_kept_or_begins_anew(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    said: list[str],
    goes_on: bool,
) -> None:
    folder, before = ReviewFolder(tmp_path), SimpleNamespace(given=GIVEN)
    kept = tmp_path / "data" / ".cache" / "add-trial-answers.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept")
    asked: list[str] = []
    left = iter(said)
    monkeypatch.setattr(
        "living_review.entry.answers.kept", lambda path: before if path == kept else None
    )
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(left))
    found = add_trial._kept_answers(folder)
    assert asked == ["  Go on with it? yes or no [yes]: "] * len(said)
    aside = kept.with_name("add-trial-answers-before.json")
    out = capsys.readouterr().out
    assert out.startswith("An unfinished trial is kept: A 2026, 3 answers.\n")
    assert (found is before, kept.exists(), aside.exists()) == (goes_on, goes_on, not goes_on)
    assert (str(aside) in out) == (not goes_on)
    monkeypatch.setattr("living_review.entry.answers.kept", lambda _: None)
    assert add_trial._kept_answers(folder) == Answers()
    assert len(asked) == len(said)


@pytest.mark.parametrize("complete", [True, False])
def test_what_was_entered_is_kept_where_there_is_something(tmp_path: Path, complete: bool) -> None:
    entry: Any = SimpleNamespace(trial={"trial_id": "A"} if complete else {}, as_json=lambda: "{}")
    said = add_trial._keep(ReviewFolder(tmp_path), entry)
    path = tmp_path / "data" / ".cache" / "add-trial.json"
    assert path.exists() == complete
    if complete:
        assert json.loads(path.read_text()) == {}
        assert said.startswith(f"What was entered is in {path}; correct it there")
    else:
        assert said == "The trial was not complete."


@pytest.mark.parametrize("broken", ["begin", "trial", "no entry", "no plan", None])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_conversation_ends_with_a_plan_or_keeps_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str | None, dry_run: bool
) -> None:
    given: dict[str, Any] = {}

    class Guide:
        def __init__(self, _talk: Any, protocol: Any, files: Any, **other: Any) -> None:
            given.update(protocol=protocol, files=files, **other)
            self.plan = None if broken == "no plan" else "plan"
            self.entry = "entry"
            if broken == "begin":
                raise EOFError

        def trial(self) -> Any:
            if broken == "trial":
                raise KeyboardInterrupt
            return None if broken == "no entry" else "entry"

    monkeypatch.setattr("living_review.entry.asking.Guide", Guide)
    monkeypatch.setattr("living_review.entry.plan.planned", lambda *told: told)
    monkeypatch.setattr(add_trial, "_kept_answers", lambda _: SimpleNamespace(columns="columns"))
    monkeypatch.setattr(add_trial, "_keep", lambda _folder, entry: f"Kept {entry}.")
    folder = ReviewFolder(tmp_path)

    def ask() -> Any:
        return add_trial._asked(folder, "protocol", "files", dry_run=dry_run, assured=True)  # type: ignore[arg-type]

    if broken is None:
        assert ask() == ("entry", "plan")
        assert given["check"]("x") == ("x", "files", "protocol", "columns")
        assert (given["writes"], given["assured"]) == (not dry_run, True)
    else:
        kept = "Nothing was written; what was kept before is still there."
        said = kept if broken == "begin" else "Nothing was written. Kept entry."
        with pytest.raises(BadInput) as refused:
            ask()
        assert str(refused.value) == said
    assert (tmp_path / "data" / ".cache").is_dir()
